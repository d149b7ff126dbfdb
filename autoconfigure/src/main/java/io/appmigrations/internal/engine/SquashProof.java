package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.Revision;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.execution.ShutdownGuard;
import io.appmigrations.internal.graph.SquashRange;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.SqlRevision;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a squashed revision leads to with what the revisions lead to that it
 * replaces: both are run in a new database each, up and down.
 */
final class SquashProof {

	/** What a person reads at once. */
	private static final int LISTED = 50;

	private final MigrationContext context;

	private final RevisionScripts scripts;

	private final SquashRange range;

	/**
	 * Runs nothing yet.
	 * @param context where the databases are created beside
	 * @param scripts the revisions without the squashed one
	 * @param range what it replaces
	 */
	SquashProof(MigrationContext context, RevisionScripts scripts, SquashRange range) {
		this.context = context;
		this.scripts = scripts;
		this.range = range;
	}

	/**
	 * Compares.
	 * @param squash the squashed revision
	 * @return how many tables there were
	 * @throws MigrationException with {@code drift} if there is a difference
	 */
	int prove(SqlRevision squash) {
		List<RevisionScript> all = new ArrayList<>(this.scripts.all());
		all.add(squash);
		Result expected = run(this.scripts, this.range.revisions(), squash.reversible());
		Result found = trying(() -> run(new RevisionScripts(all), List.of(squash.revision()), squash.reversible()));
		List<String> differences = new ArrayList<>(differences("upgrade", expected.up(), found.up()));
		if (expected.down() != null && found.down() != null) {
			differences.addAll(differences("downgrade", expected.down(), found.down()));
		}
		if (!differences.isEmpty()) {
			String more = (differences.size() > LISTED) ? "\n  and %s more".formatted(differences.size() - LISTED) : "";
			throw new MigrationException(ErrorCode.DRIFT,
					"The squashed revision was not written, because it does not lead to what %s revisions lead to:\n  %s%s"
						.formatted(this.range.revisions().size(),
								String.join("\n  ", differences.subList(0, Math.min(LISTED, differences.size()))),
								more),
					"Squash a shorter range, so that the revision which makes the difference is outside of it.");
		}
		return expected.up().rows().size();
	}

	private static Result trying(Supplier<Result> run) {
		try {
			return run.get();
		}
		catch (MigrationException ex) {
			ShutdownGuard.requireNotEnding("the squashed revision was written");
			throw new MigrationException(ex.getCode(),
					"The squashed revision was not written, because it does not run: %s".formatted(ex.getMessage()),
					"The revisions that it replaces do. Squash a shorter range, without the revision whose statement fails.",
					ex);
		}
	}

	private Result run(RevisionScripts revisions, List<Revision> steps, boolean reversible) {
		return new ModelComparison(this.context.reading(revisions)).inNewDatabase((there) -> {
			Migrations migrations = new DefaultMigrations(there);
			migrations.upgrade(steps.get(steps.size() - 1).id());
			try (MigrationConnection reader = new Connector(there).connectToCompare()) {
				Contents up = read(reader);
				if (!reversible) {
					return new Result(up, null);
				}
				List<Revision> newestFirst = new ArrayList<>(steps);
				Collections.reverse(newestFirst);
				newestFirst.forEach((revision) -> migrations.downgrade((revision.downRevisions().size() > 1)
						? revision.downRevisions().get(0) : revision.id() + "@-1"));
				return new Result(up, read(reader));
			}
		});
	}

	private Contents read(MigrationConnection connection) {
		Set<String> tables = new TreeSet<>(connection.strings("""
				select pg_catalog.format('%%I.%%I', n.nspname, c.relname)
				  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
				 where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
				   and n.nspname || '.' || c.relname <> all (%s)"""
			.formatted(Names.literals(new Connector(this.context).versionTable(connection).ownTables()))));
		Map<String, Long> rows = new TreeMap<>();
		if (!tables.isEmpty()) {
			rows.putAll(connection.query(tables.stream()
				.map((table) -> "select %s, pg_catalog.count(*) from %s".formatted(Quoting.literal(table), table))
				.collect(Collectors.joining(" union all ")), (results) -> {
					Map<String, Long> counts = new TreeMap<>();
					while (results.next()) {
						counts.put(results.getString(1), results.getLong(2));
					}
					return counts;
				}));
		}
		return new Contents(Scratch.readAll(connection), rows);
	}

	private static List<String> differences(String way, Contents expected, Contents found) {
		Set<String> names = new TreeSet<>();
		SchemaDiff.differences(expected.schema(), found.schema())
			.forEach((id) -> names.add("%s %s differs".formatted(id.kind().keyword(), id)));
		SchemaDiff.differences(found.schema(), expected.schema())
			.forEach((id) -> names.add("%s %s differs".formatted(id.kind().keyword(), id)));
		expected.rows().forEach((table, count) -> {
			Long other = found.rows().get(table);
			if (other != null && !other.equals(count)) {
				names.add("table %s has %s rows instead of %s".formatted(table, other, count));
			}
		});
		return names.stream().map((name) -> "after the %s, %s".formatted(way, name)).toList();
	}

	/**
	 * What is there.
	 *
	 * @param schema the objects
	 * @param rows the number of rows of each table
	 */
	private record Contents(Schema schema, Map<String, Long> rows) {
	}

	/**
	 * What was there after each way.
	 *
	 * @param up after the upgrade
	 * @param down after the downgrade, or {@code null} where there is none
	 */
	private record Result(Contents up, @Nullable Contents down) {
	}

}
