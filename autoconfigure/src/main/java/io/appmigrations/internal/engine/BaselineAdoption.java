package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.compare.DatabaseContents;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.database.version.VersionTable;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.graph.Target;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.script.Placeholders;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.model.ObjectId;
import io.appmigrations.settings.MigrationSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a database that nobody has migrated yet is at the baseline: it has
 * objects, and they are what the revision creates in a new database.
 */
final class BaselineAdoption {

	private static final Logger logger = LoggerFactory.getLogger(BaselineAdoption.class);

	private static final String CREATEDB = "Run 'alter role ... createdb', or name another server with app.migrations.autogenerate.scratch-url.";

	/** What a person reads at once. */
	private static final int LISTED = 50;

	private final MigrationContext context;

	private final MigrationSettings settings;

	/**
	 * Connects to nothing yet.
	 * @param context the database, the revisions and the baseline
	 */
	BaselineAdoption(MigrationContext context) {
		this.context = context;
		this.settings = context.settings();
	}

	/**
	 * Finds the baseline for a database that was not migrated yet. Needs the migration
	 * lock.
	 * @param connection a prepared connection
	 * @param table the version table, which need not exist
	 * @param declared the revisions
	 * @return the revision that the database is at, nothing if it is empty
	 * @throws MigrationException with {@code drift} where the database has other objects
	 * than the revision creates
	 */
	Optional<String> find(MigrationConnection connection, VersionTable table, RevisionScripts declared) {
		String name = Objects.requireNonNull(this.settings.baseline());
		RevisionScripts scripts = declared.at(Set.of(), Set.of(),
				Revision.IDENTIFIER.matcher(name).matches() ? List.of(Target.parse(name)) : List.of());
		Revision baseline = revision(scripts);
		if (isEmpty(connection, table)) {
			return Optional.empty();
		}
		if (this.settings.isBaselineCheck()) {
			List<String> differences = differences(connection, table, baseline, scripts);
			if (!differences.isEmpty()) {
				throw different(connection, baseline, differences);
			}
		}
		logger.info("{} was not migrated yet and has objects: it is taken to be at the baseline {}{}",
				connection.server().describe(), baseline.describe(),
				this.settings.isBaselineCheck() ? ", which creates the same" : ", without a comparison");
		return Optional.of(baseline.id());
	}

	private Revision revision(RevisionScripts scripts) {
		try {
			return scripts.graph().resolve(Objects.requireNonNull(this.settings.baseline()));
		}
		catch (MigrationException ex) {
			throw new MigrationException(ex.getCode(), "app.migrations.baseline: " + ex.getMessage(),
					"Name the revision that creates what the database has; 'history' lists the revisions.");
		}
	}

	private static boolean isEmpty(MigrationConnection connection, VersionTable table) {
		String schema = Names.literal(connection.session().schemaOfNames());
		return connection
			.strings(
					"""
							select o.name from (
							  select c.relname::text as name, 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid as classid, c.oid, n.nspname
							    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
							    where c.relkind in ('r', 'p', 'v', 'm', 'f')
							  union all select p.proname, 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, n.nspname
							    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
							  union all select t.typname, 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, n.nspname
							    from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
							    where t.typtype in ('d', 'e', 'r')) o
							where o.nspname = %s and o.nspname || '.' || o.name <> all (%s)
							  and not exists (select from pg_catalog.pg_depend d
							    where d.classid = o.classid and d.objid = o.oid and d.deptype = 'e')
							limit 1"""
						.formatted(schema, Names.literals(table.ownTables())))
			.isEmpty();
	}

	private List<String> differences(MigrationConnection connection, VersionTable table, Revision baseline,
			RevisionScripts scripts) {
		Schema found = DatabaseContents.readSchema(connection, this.context.autogenerate(), table.ownTables());
		Schema created = mayCreateDatabase(connection) ? null : created(connection, table, baseline, scripts);
		return (created != null)
				? differences(created.filter(BaselineAdoption::isInSchema), found.filter(BaselineAdoption::isInSchema))
				: differences(expected(baseline, scripts, found), found);
	}

	private static boolean isInSchema(SchemaObject object) {
		return !object.id().kind().isGlobal();
	}

	private boolean mayCreateDatabase(MigrationConnection connection) {
		return this.context.autogenerate().scratchServer() != null || connection.query(
				"select r.rolcreatedb or r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user",
				(rows) -> rows.next() && rows.getBoolean(1));
	}

	/** In scratch schemas, where nothing is committed. */
	private @Nullable Schema created(MigrationConnection connection, VersionTable table, Revision baseline,
			RevisionScripts scripts) {
		Set<String> ids = scripts.graph().withAncestors(List.of(baseline.id()));
		List<SqlRevision> revisions = new ArrayList<>();
		for (Revision revision : scripts.graph().revisions()) {
			if (ids.contains(revision.id())) {
				if (!(scripts.of(revision) instanceof SqlRevision sql)) {
					return null;
				}
				revisions.add(sql);
			}
		}
		try {
			return DatabaseContents.readCreated(connection, this.context.autogenerate(), table.ownTables(),
					(substitution) -> statements(revisions,
							this.context.execution().placeholders().with(substitution)));
		}
		catch (PipelineException ex) {
			throw uncompared(baseline, String.valueOf(ex.getFailure().getMessage()), CREATEDB, ex);
		}
		catch (MigrationException ex) {
			throw uncompared(baseline, String.valueOf(ex.getMessage()), CREATEDB, ex);
		}
	}

	/** Rows are not compared. */
	private static List<String> statements(List<SqlRevision> revisions, Placeholders placeholders) {
		return revisions.stream()
			.flatMap((sql) -> sql.upgrade()
				.statements()
				.stream()
				.filter((each) -> each.copyData() == null && !each.startsWith("begin") && !each.startsWith("commit"))
				.map((each) -> placeholders.replaceIn(each, sql.revision().path())))
			.toList();
	}

	private static MigrationException uncompared(Revision baseline, String reason, @Nullable String hint,
			Exception cause) {
		return new MigrationException(
				(cause instanceof MigrationException ex) ? ex.getCode() : ErrorCode.STATEMENT_FAILED,
				"The database cannot be compared with the baseline %s: %s".formatted(baseline.describe(), reason),
				"%s%sOr set app.migrations.baseline-check=off for the first start; it then counts as the baseline without a comparison."
					.formatted(Objects.requireNonNullElse(hint, ""), (hint != null) ? " " : ""),
				cause);
	}

	private Schema expected(Revision baseline, RevisionScripts scripts, Schema found) {
		try {
			return new ModelComparison(this.context.reading(scripts)).inNewDatabase((there) -> {
				new DefaultMigrations(there).upgrade(baseline.id());
				Connector connector = new Connector(there);
				try (MigrationConnection reader = connector.connectToCompare()) {
					return withQueriesOf(found, reader, () -> DatabaseContents.readSchema(reader, there.autogenerate(),
							connector.versionTable(reader).ownTables()));
				}
			});
		}
		catch (MigrationException ex) {
			throw uncompared(baseline, String.valueOf(ex.getMessage()), ex.getHint(), ex);
		}
	}

	/**
	 * What PostgreSQL prints of a view that was created from what it printed can be
	 * otherwise. So the views of the database are created in the new one too: those that
	 * are printed there like the revision's are the same.
	 */
	private static Schema withQueriesOf(Schema found, MigrationConnection there, Supplier<Schema> reader) {
		Schema created = reader.get();
		Set<ObjectId> queries = DatabaseContents.queriesOf(SchemaDiff.differences(created, found), created, found);
		if (queries.isEmpty()) {
			return created;
		}
		Schema exchanged = created
			.map((object) -> queries.contains(object.id()) ? Objects.requireNonNull(found.get(object.id())) : object);
		try {
			there.execute(SchemaDiff.between(created, exchanged)
				.stream()
				.flatMap((change) -> change.sql().stream())
				.toList());
		}
		catch (PipelineException ex) {
			// the database's view needs something that the revision does not create
			return created;
		}
		Schema printed = reader.get();
		Set<ObjectId> different = SchemaDiff.differences(printed, created);
		return created.map((object) -> (queries.contains(object.id()) && !different.contains(object.id()))
				? Objects.requireNonNull(found.get(object.id())) : object);
	}

	/** Roles are others on each environment. */
	private static List<String> differences(Schema expected, Schema found) {
		Schema there = found.filter((object) -> !object.id().kind().isPrivilege());
		Schema wanted = expected.filter((object) -> !object.id().kind().isPrivilege()).withOwners(Map.of());
		Set<ObjectId> different = SchemaDiff.differences(there, wanted);
		List<String> lines = new ArrayList<>();
		for (ObjectId id : different) {
			ObjectId table = id.table();
			if (table != null && different.contains(table)
					&& (there.get(table) == null) != (wanted.get(table) == null)) {
				continue;
			}
			String name = "%s %s".formatted(id.kind().keyword(), id);
			lines.add((there.get(id) == null) ? name + " is missing in the database"
					: (wanted.get(id) == null) ? name + " is not created by the revision" : name + " differs");
		}
		return lines;
	}

	private static MigrationException different(MigrationConnection connection, Revision baseline,
			List<String> differences) {
		String more = (differences.size() > LISTED) ? "\n  and %s more".formatted(differences.size() - LISTED) : "";
		return new MigrationException(ErrorCode.DRIFT,
				"%s was not migrated yet, and is not what the baseline %s creates; nothing was changed:\n  %s%s"
					.formatted(connection.server().describe(), baseline.describe(),
							String.join("\n  ", differences.subList(0, Math.min(LISTED, differences.size()))), more),
				"Change the database or the revision until they agree. What belongs to something else is left out with "
						+ "app.migrations.autogenerate.exclude. With app.migrations.baseline-check=off, the database is taken "
						+ "to be at the baseline in any case.");
	}

}
