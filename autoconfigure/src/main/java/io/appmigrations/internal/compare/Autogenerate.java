package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.ProvenRows;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.catalog.MissingExtension;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.diff.ComparisonOptions;
import io.appmigrations.internal.diff.DefaultPrivileges;
import io.appmigrations.internal.diff.EnumValues;
import io.appmigrations.internal.diff.GeneratedScript;
import io.appmigrations.internal.diff.GeneratorChange;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.internal.diff.MadeRecord;
import io.appmigrations.internal.diff.ProbableRenames;
import io.appmigrations.internal.diff.Reconciliation;
import io.appmigrations.internal.diff.Reconciliation.Reconciled;
import io.appmigrations.internal.diff.RenameSteps;
import io.appmigrations.internal.diff.Reprint;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.diff.StaleRoutines;
import io.appmigrations.internal.diff.Surroundings;
import io.appmigrations.internal.diff.UnchangedTables;
import io.appmigrations.internal.diff.ValueRenames;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Extension;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Namespace;
import io.appmigrations.internal.schema.Owner;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Change;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import io.appmigrations.model.Renaming;
import io.appmigrations.model.RevisionCustomizer;
import io.appmigrations.model.RevisionCustomizer.Draft;
import io.appmigrations.model.ValueRename;
import io.appmigrations.settings.AutogenerateSettings;
import org.jspecify.annotations.Nullable;

/**
 * Compares a database with the model, on a connection that is fit for migrating. All
 * understanding of SQL is PostgreSQL's: the model's DDL runs in scratch schemas, and both
 * sides are read by the same queries.
 */
public final class Autogenerate {

	private static final Set<String> NOW = Set.of("now()", "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP(6)",
			"transaction_timestamp()");

	private static final Pattern LITERAL = Pattern
		.compile("(?:'(?:[^']|'')*+'|-?[0-9.]+|true|false)(?:::[a-z ]+(?:\\([0-9, ]+\\))?)?");

	private static final Pattern EXTENSION_COMMENT = Pattern.compile("(?is)comment\\s+on\\s+extension\\b.*");

	/** Types whose values have an equality, so that two literals can be compared. */
	private static final Set<String> COMPARABLE = Set.of("character varying", "text", "character", "smallint",
			"integer", "bigint", "numeric", "real", "double precision", "boolean", "date", "uuid", "interval",
			"timestamp without time zone", "timestamp with time zone", "time without time zone");

	/**
	 * From this version on a new enum label can be used in the transaction of a new type.
	 */
	private static final int ENUM_LABELS_AT_ONCE = 17;

	private final MigrationConnection connection;

	private final AutogenerateSettings settings;

	/** The tables of the tool itself, with their sequences. */
	private final Set<String> ownRelations;

	private final String defaultSchema;

	private final Model model;

	private final Set<String> schemas;

	/** Those of them that the model is about no more. */
	private final Set<String> formerSchemas = new HashSet<>();

	/** The kinds of objects that the model is about. */
	private final Set<Kind> about;

	/** Those of them that belong to the whole database. */
	private final Set<Kind> globals;

	private Consumer<String> progress = (part) -> {
	};

	private @Nullable DefaultPrivileges defaults;

	/**
	 * Prepares a comparison.
	 * @param connection a prepared connection
	 * @param settings what to compare
	 * @param source the desired schema
	 * @param ownTables the tables of the tool itself
	 */
	public Autogenerate(MigrationConnection connection, AutogenerateSettings settings, ModelSource source,
			Set<String> ownTables) {
		this.connection = connection;
		this.settings = settings;
		this.ownRelations = new HashSet<>(ownTables);
		this.defaultSchema = Objects.requireNonNullElse(connection.currentSchema(), "public");
		this.model = source.read(connection.majorVersion(), connection.minorVersion(), this.defaultSchema);
		this.schemas = schemas();
		this.about = Stream.of(Kind.values()).filter(this.model::isAbout).collect(Collectors.toSet());
		this.globals = this.about.stream().filter(Kind::isGlobal).collect(Collectors.toCollection(HashSet::new));
		if (this.model.declares("create cast")) {
			this.globals.add(Kind.CAST);
		}
	}

	/**
	 * Says from now on what it is doing.
	 * @param listener is told in a few words
	 * @return this
	 */
	public Autogenerate tell(Consumer<String> listener) {
		this.progress = listener;
		return this;
	}

	private Set<String> schemas() {
		Set<String> schemas = new TreeSet<>(Set.of(this.defaultSchema));
		Set<String> named = new TreeSet<>(this.settings.schemas());
		named.addAll(this.model.schemas());
		Set<String> existing = existing(named);
		named.stream()
			.filter((schema) -> !this.model.complete() || existing.contains(schema) || isCreated(schema))
			.forEach(schemas::add);
		schemas.removeIf((schema) -> schema.startsWith("pg_") || schema.equals("information_schema"));
		return schemas;
	}

	/** What looks like a schema in a file may be the alias of a table. */
	private boolean isCreated(String schema) {
		return this.model.createdSchemas().contains(schema);
	}

	private Set<String> existing(Set<String> names) {
		return this.connection.strings("select n.nspname from pg_catalog.pg_namespace n where n.nspname = any (%s)"
			.formatted(Names.literals(names)));
	}

	/**
	 * Compares.
	 * @param options what to compare this once
	 * @param given what may go and what is left out
	 * @param prove whether to try the changes
	 * @return the differences
	 */
	public Comparison compare(AutogenerateOptions options, ComparisonOptions given, boolean prove) {
		this.progress.accept("reading the database");
		ComparisonOptions comparison = given.excluding(addFormerSchemas(options));
		Schema everything = readReal();
		everything.all(Column.class)
			.stream()
			.filter((column) -> column.identity() != null && !isCompared(column))
			.forEach((column) -> this.ownRelations
				.add(column.id().schema() + "." + Objects.requireNonNull(column.identity()).sequence()));
		Schema actual = everything.filter(this::isCompared);
		this.progress.accept("making the model in scratch schemas");
		Schema desired = desired(actual);
		Schema managed = this.model.complete() ? touched(actual, desired) : actual;
		requireExtensions(managed, desired);
		RequestedRenames.Resolved requested = new RequestedRenames(managed, desired, this.model.generators(),
				comparison.made())
			.resolve(options.renames(), this.model.renames());
		List<Rename> renames = new ArrayList<>(requested.renames());
		Names names = new Names(this.defaultSchema);
		Schema named = tried(managed, renames, sql(RenameSteps.changes(renames, names)));
		RequestedValues.Resolved values = new RequestedValues(named, renames, desired, comparison.made())
			.resolve(options.valueRenames(), this.model.renamedValues());
		List<Change> valueChanges = ValueRenames.changes(values.renames(), named);
		Schema renamed = tried(named, List.of(), sql(valueChanges));
		List<Change> valuesBack = ValueRenames.changes(values.renames().stream().map(ValueRename::inverse).toList(),
				renamed);
		Reconciled reconciled = this.model.complete()
				? Reconciliation.complete(renamed, desired, comparison, this.about,
						neededElsewhere(managed, renamed, desired))
				: Reconciliation.partial(renamed, desired, comparison.renamed(renames), this.settings.convention());
		List<Rename> later = List.copyOf(reconciled.renames());
		renamed = tried(renamed, later, sql(RenameSteps.changes(later, names)));
		Prelude prelude = prelude(managed, renames, valueChanges, valuesBack, later);
		renames.addAll(later);
		Reprint reprint = Reprint.find(renamed, reconciled.target(), reconciled.freed());
		Schema target = (reprint != null) ? printed(reprint, reconciled.target()) : reconciled.target();
		Set<ObjectId> following = (reprint != null) ? reprint.following() : Set.of();
		Set<ObjectId> followingBack = (reprint != null) ? reprint.followingBack() : Set.of();
		List<Renaming> probable = new ArrayList<>(ProbableRenames.find(renamed, target));
		probable.addAll(movedFromElsewhere(renamed, target, comparison.made()));
		probable.addAll(EnumValues.probableRenames(renamed, target));
		GeneratorChange generators = GeneratorChange.between(renamed, target, this.model.generators());
		Schema start = renamed;
		StaleRoutines stale = new StaleRoutines(managed, start, target, renames, values.renames());
		Schema end = stale.withoutChanges();
		List<Change> last = withoutDefaults(stale.last(), everything, managed, managed);
		Prelude noted = prelude.noted((changes) -> stale.noted(changes, renames));
		UnaryOperator<Draft> complete = (found) -> noted.draft(
				withoutDefaults(found.upgrade(), everything, start, target),
				withoutDefaults(found.downgrade(), everything, start, start), last);
		Draft generated = withWarnings(
				complete.apply(new Draft(SchemaDiff.between(renamed, target, following, generators),
						SchemaDiff.between(end, renamed, followingBack, generators.inverse()))),
				probable, target);
		Draft draft = generated;
		for (RevisionCustomizer customizer : this.settings.customizers()) {
			draft = customizer.customize(draft);
		}
		List<Change> leftOut = new ArrayList<>(generated.upgrade());
		leftOut.removeAll(draft.upgrade());
		Proven proven = Proven.NOTHING;
		if (prove && !draft.upgrade().isEmpty()) {
			boolean asWritten = !draft.equals(generated) || this.connection.majorVersion() >= ENUM_LABELS_AT_ONCE;
			Draft tried = asWritten ? draft
					: complete.apply(new Draft(SchemaDiff.inOneTransaction(renamed, target, following, generators),
							SchemaDiff.inOneTransaction(end, renamed, followingBack, generators.inverse())));
			this.progress.accept("trying the changes in scratch schemas");
			List<Change> changes = Stream.concat(tried.upgrade().stream(), tried.downgrade().stream()).toList();
			Set<ObjectId> read = generators.tables(changes);
			Proof proof = new Proof(managed, target, leftOut, renames, values.renames(), read);
			if (renames.isEmpty() && values.renames().isEmpty() && draft.equals(generated)) {
				proof = proof.of(Surroundings.of(changes, managed, target, read));
			}
			proven = proof.run(tried.upgrade(), tried.downgrade())
				.with(new OutsideDependents(this.connection, start, target, renames).find(tried.upgrade(), leftOut,
						comparedSchemas(managed), this.about.contains(Kind.PUBLICATION)));
		}
		SchemaComparison found = new SchemaComparison(draft.upgrade(), draft.downgrade(),
				leftAlone(everything, reconciled), probable, notCompared(actual, desired, reconciled),
				proven.unproven(), proven.rows());
		return new Comparison(found,
				MadeRecord.between(renamed, target)
					.without(leftOut)
					.withSwapped(union(requested.swapped(), values.recorded())));
	}

	private Schema readReal() {
		Schema real = Scratch.readReal(this.connection, this.defaultSchema, this.schemas);
		return this.model.complete() ? real : real.map(Autogenerate::withoutToastOptions);
	}

	/**
	 * Entities say nothing about them, and they go where no column is left that may be
	 * long.
	 */
	private static SchemaObject withoutToastOptions(SchemaObject object) {
		if (!(object instanceof Table table) || table.options().stream().noneMatch((one) -> one.startsWith("toast."))) {
			return object;
		}
		return new Table(table.id(), table.unlogged(), table.partitionKey(), table.parents(), table.bound(),
				table.options().stream().filter((one) -> !one.startsWith("toast.")).toList(), table.rowSecurity(),
				table.forcedRowSecurity(), table.accessMethod(), table.inherited(), table.comment());
	}

	private Set<String> comparedSchemas(Schema managed) {
		Set<String> compared = managed.objects()
			.keySet()
			.stream()
			.map(ObjectId::schema)
			.collect(Collectors.toCollection(TreeSet::new));
		compared.add(this.defaultSchema);
		return compared;
	}

	/**
	 * What is made again has the privileges that it had, whatever the login's default
	 * privileges are.
	 */
	private List<Change> withoutDefaults(List<Change> changes, Schema everything, Schema before, Schema after) {
		boolean makesAgain = changes.stream()
			.anyMatch((change) -> before.get(change.object()) != null
					&& (change.action() == Change.Action.CREATE || change.object().kind().isType()));
		return makesAgain ? defaultsOfNoSchema().with(everything).takenBack(changes, before, after) : changes;
	}

	/**
	 * Of what everybody has otherwise, a role public stands here without privileges where
	 * it is withheld.
	 */
	private DefaultPrivileges defaultsOfNoSchema() {
		DefaultPrivileges known = this.defaults;
		if (known == null) {
			known = this.connection.query("""
					select k.keyword, e.role, pg_catalog.string_agg(e.privilege, ', ' order by e.privilege)
					    filter (where not e.is_grantable), coalesce(pg_catalog.bool_or(e.is_grantable), false)
					from pg_catalog.pg_default_acl d
					cross join lateral (select case d.defaclobjtype when 'S' then 'sequences' when 'f' then 'functions'
					  when 'T' then 'types' else 'tables' end as keyword) k
					cross join lateral (
					  select case when x.grantee = 0 then 'public' else x.grantee::pg_catalog.regrole::text end as role,
					    pg_catalog.lower(x.privilege_type) as privilege, x.is_grantable
					  from pg_catalog.aclexplode(d.defaclacl) x where x.grantee <> d.defaclrole
					  union all select 'public', null, false where d.defaclobjtype in ('f', 'T')) e
					where d.defaclnamespace = 0
					  and d.defaclrole = (select r.oid from pg_catalog.pg_roles r where r.rolname = current_user)
					  and d.defaclobjtype in ('r', 'S', 'f', 'T')
					group by k.keyword, e.role""", (rows) -> {
				List<DefaultPrivileges.Given> given = new ArrayList<>();
				Set<String> withheld = new TreeSet<>();
				while (rows.next()) {
					String privileges = Objects.requireNonNullElse(rows.getString(3), "");
					boolean isGrantable = rows.getBoolean(4);
					boolean usual = rows.getString(2).equals("public") && !rows.getString(1).equals("tables")
							&& !rows.getString(1).equals("sequences");
					if (!usual) {
						given.add(new DefaultPrivileges.Given("", rows.getString(1), rows.getString(2),
								isGrantable ? "" : privileges));
					}
					else if (privileges.isEmpty()) {
						withheld.add(rows.getString(1));
					}
				}
				return new DefaultPrivileges(given, withheld);
			});
			this.defaults = known;
		}
		return known;
	}

	/** A partial model cannot know about privileges, so that it need not be told. */
	private Set<ObjectId> leftAlone(Schema everything, Reconciled reconciled) {
		Set<ObjectId> leftAlone = new TreeSet<>(reconciled.notInModel());
		if (this.model.complete()) {
			everything.objects()
				.keySet()
				.stream()
				.filter((id) -> isOptional(id) && !this.about.contains(id.kind()))
				.forEach(leftAlone::add);
		}
		else {
			leftAlone.removeIf((id) -> id.kind().isPrivilege());
		}
		return leftAlone;
	}

	/**
	 * Of the model alone: of what only the database has, a partial model says nothing.
	 */
	private Set<String> notCompared(Schema actual, Schema desired, Reconciled reconciled) {
		Set<String> different = new TreeSet<>(desired.unread());
		different.removeAll(actual.unread());
		different.addAll(reconciled.notCompared());
		if (this.model.complete()) {
			actual.unread().stream().filter((one) -> !desired.unread().contains(one)).forEach(different::add);
		}
		return different;
	}

	/**
	 * Renames come first, and go back last, of values after those of tables; before them
	 * comes only the schema that something is moved to.
	 */
	private Prelude prelude(Schema start, List<Rename> renames, List<Change> values, List<Change> valuesBack,
			List<Rename> later) {
		Names names = new Names(this.defaultSchema);
		Schema without = new Schema(this.defaultSchema, List.of(), Map.of());
		Schema with = new Schema(this.defaultSchema, newSchemas(start, renames), Map.of());
		List<Change> upgrade = new ArrayList<>(SchemaDiff.between(without, with));
		upgrade.addAll(RenameSteps.changes(renames, names));
		upgrade.addAll(values);
		upgrade.addAll(RenameSteps.changes(later, names));
		List<Change> downgrade = new ArrayList<>(RenameSteps.changes(RenameSteps.inverse(later), names));
		downgrade.addAll(valuesBack);
		downgrade.addAll(RenameSteps.changes(RenameSteps.inverse(renames), names));
		downgrade.addAll(SchemaDiff.between(with, without));
		return new Prelude(upgrade, downgrade);
	}

	private static Set<String> union(Set<String> some, Set<String> others) {
		Set<String> all = new TreeSet<>(some);
		all.addAll(others);
		return all;
	}

	/** The schemas that something is moved to and that are not there yet. */
	private List<Namespace> newSchemas(Schema start, List<Rename> renames) {
		return renames.stream()
			.filter(Rename::isMove)
			.map((rename) -> rename.renamed().schema())
			.distinct()
			.map((schema) -> ObjectId.of(Kind.SCHEMA, schema, schema))
			.filter((id) -> start.get(id) == null && !id.name().equals(this.defaultSchema))
			.map((id) -> new Namespace(id, null))
			.toList();
	}

	/**
	 * Looks into the schemas that something was moved from and that are not compared
	 * otherwise.
	 * @return patterns of what is to be left alone in them
	 */
	private List<String> addFormerSchemas(AutogenerateOptions options) {
		List<List<String>> names = RequestedRenames.oldNames(options.renames(), this.model.renames())
			.stream()
			.filter((name) -> !this.schemas.contains(name.get(0)))
			.toList();
		if (names.isEmpty()) {
			return List.of();
		}
		Set<String> former = this.connection.strings("""
				select distinct n.nspname from pg_catalog.pg_namespace n
				where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and (%s)"""
			.formatted(names.stream().map(Autogenerate::hasSuch).collect(Collectors.joining(" or "))));
		this.schemas.addAll(former);
		this.formerSchemas.addAll(former);
		return former.stream().map((schema) -> schema + ".*").toList();
	}

	private static String hasSuch(List<String> name) {
		String schema = "n.nspname = " + Names.literal(name.get(0));
		return name.get(1).equals("*") ? schema : """
				%s and (exists (select from pg_catalog.pg_class c where c.relnamespace = n.oid and c.relname = %s)
				  or exists (select from pg_catalog.pg_type t where t.typnamespace = n.oid and t.typname = %2$s))"""
			.formatted(schema, Names.literal(name.get(1)));
	}

	/**
	 * Finds tables that are new while a revision has made one of the same name in a
	 * schema that the model is no more about.
	 */
	private List<Rename> movedFromElsewhere(Schema renamed, Schema target, MadeObjects made) {
		List<Rename> candidates = new ArrayList<>();
		for (ObjectId former : made.tables()) {
			if (!this.schemas.contains(former.schema())) {
				target.all(Table.class)
					.stream()
					.map(Table::id)
					.filter((id) -> renamed.get(id) == null && id.name().equals(former.name()))
					.forEach((id) -> candidates.add(new Rename(former, id)));
			}
		}
		if (candidates.isEmpty()) {
			return candidates;
		}
		Set<String> found = this.connection.strings("""
				select pg_catalog.concat_ws('.', n.nspname, c.relname, a.attname)
				from pg_catalog.pg_class c
				join pg_catalog.pg_namespace n on n.oid = c.relnamespace
				join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
				where c.relkind in ('r', 'p') and c.relname = any (%s)"""
			.formatted(Names.literals(candidates.stream().map((one) -> one.object().name()).toList())));
		candidates.removeIf((one) -> !found.stream()
			.filter((column) -> column.startsWith(one.object() + "."))
			.collect(Collectors.toSet())
			.equals(target.all(Column.class)
				.stream()
				.filter((column) -> one.renamed().equals(column.id().table()))
				.map((column) -> one.object() + "." + column.id().name())
				.collect(Collectors.toSet())));
		return candidates;
	}

	/** Extensions that the model has not, and that what is not compared needs. */
	private Set<ObjectId> neededElsewhere(Schema managed, Schema actual, Schema desired) {
		return OutsideDependents.needed(this.connection,
				actual.all(Extension.class)
					.stream()
					.map(Extension::id)
					.filter((id) -> desired.get(id) == null && this.about.contains(id.kind()))
					.toList(),
				comparedSchemas(managed));
	}

	private static Draft withWarnings(Draft draft, List<Renaming> probable, Schema target) {
		return new Draft(draft.upgrade().stream().map((change) -> withWarning(change, probable, target)).toList(),
				draft.downgrade());
	}

	/** What may be a rename would lose data; the file says so where it happens. */
	private static Change withWarning(Change change, List<Renaming> probable, Schema target) {
		List<String> notes = new ArrayList<>(change.notes());
		for (Renaming renaming : probable) {
			if (renaming instanceof Rename rename && change.losesData() && rename.object().equals(change.object())) {
				notes.add("Perhaps it was renamed to %s? Then generate this revision again with %s"
					.formatted(rename.becomes(), rename.option()));
			}
			else if (renaming instanceof ValueRename value && change.action() != Change.Action.DROP
					&& value.object().equals(EnumValues.holderOf(target, change.object()))) {
				notes.add("Perhaps %s was renamed to %s? Then generate this revision again with %s"
					.formatted(value.old(), value.becomes(), value.option()));
			}
		}
		return notes.equals(change.notes()) ? change : change.withNotes(notes);
	}

	/**
	 * Version tables are the tool's own; extensions and the default schema itself are
	 * given.
	 */
	private boolean isCompared(SchemaObject object) {
		ObjectId id = object.id();
		if (id.kind() == Kind.SCHEMA) {
			return !id.name().equals(this.defaultSchema);
		}
		if (object instanceof Extension extension) {
			return this.model.complete() && this.schemas.contains(extension.schema());
		}
		if (isOptional(id)) {
			return isReadAlong(id.kind()) || this.about.contains(id.kind());
		}
		if (id.kind() == Kind.CAST && id.schema().equals("pg_catalog")) {
			return this.globals.contains(Kind.CAST);
		}
		String relation = (object instanceof Index index) ? index.table()
				: (id.relation() != null) ? id.relation() : id.name();
		return !this.ownRelations.contains(id.schema() + "." + relation);
	}

	/**
	 * Who uses a server goes and comes with it, and new tables get default privileges,
	 * also where the model does not say it.
	 */
	private boolean isReadAlong(Kind kind) {
		return (kind == Kind.USER_MAPPING && this.about.contains(Kind.SERVER))
				|| (kind == Kind.DEFAULT_PRIVILEGES && this.about.contains(Kind.PRIVILEGES));
	}

	/** What a model may say nothing about, and what no change of tables disturbs. */
	private static boolean isOptional(ObjectId id) {
		return id.kind().isGlobal() || id.kind() == Kind.DEFAULT_PRIVILEGES || isOfSchema(id);
	}

	/** A schema is never made anew, so that its privileges stay. */
	private static boolean isOfSchema(ObjectId id) {
		return id.kind() == Kind.PRIVILEGES && id.relation() == null;
	}

	/**
	 * What a file does not declare is dropped, which what it declares may not survive.
	 */
	private void requireExtensions(Schema managed, Schema desired) {
		if (!this.model.complete()) {
			return;
		}
		for (Extension extension : managed.all(Extension.class)) {
			if (desired.get(extension.id()) != null) {
				continue;
			}
			desired.objects()
				.keySet()
				.stream()
				.filter((id) -> desired.dependencies(id).contains(extension.id()))
				.findFirst()
				.ifPresent((id) -> {
					throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
							"The model %s needs the extension %s, for %s %s, and does not declare it"
								.formatted(this.model.name(), extension.id().name(), id.kind().keyword(), id),
							"Add to it, before what needs it: " + MissingExtension.declaration(extension.id().name(),
									extension.schema().equals(this.defaultSchema) ? null : extension.schema()));
				});
		}
	}

	/** A file is about the schemas in which it declares something. */
	private Schema touched(Schema actual, Schema desired) {
		Set<String> touched = new HashSet<>(this.settings.schemas());
		touched.addAll(this.formerSchemas);
		touched.add(this.defaultSchema);
		touched.addAll(this.model.createdSchemas());
		desired.objects()
			.keySet()
			.stream()
			.filter((id) -> id.kind() != Kind.SCHEMA)
			.forEach((id) -> touched.add(id.schema()));
		return actual.filter((object) -> object.id().schema().isEmpty() || touched.contains(object.id().schema()));
	}

	private Schema desired(Schema actual) {
		UnchangedTables unchanged = UnchangedTables.find(this.model, actual);
		Schema desired = (unchanged != null) ? changed(unchanged) : null;
		return withEqualDefaults(actual, (desired != null) ? desired : whole());
	}

	private Schema whole() {
		List<Model.Statement> statements = runnable(this.model.statements());
		try (Scratch scratch = openScratch()) {
			scratch.run(texts(statements));
			return declared(scratch.read());
		}
		catch (PipelineException ex) {
			Model.Statement failed = statements.get(Math.min(ex.getIndex(), statements.size() - 1));
			String message = String.valueOf(ex.getFailure().getMessage());
			throw new MigrationException(ErrorCode.STATEMENT_FAILED,
					"The model does not run: %s\n%s\n  %s".formatted(message, failed.origin(),
							failed.sql().replace("\n", "\n  ")),
					Objects.requireNonNullElse(MissingExtension.advice(this.connection, message),
							"Nothing was changed: the model is tried in scratch schemas."),
					ex.getFailure());
		}
	}

	/**
	 * Makes of the model what may have changed.
	 * @return the desired schema, or {@code null} where not even that could be made: then
	 * the whole model says best why
	 */
	private @Nullable Schema changed(UnchangedTables unchanged) {
		try (Scratch scratch = openScratch()) {
			scratch.run(texts(runnable(unchanged.statements())));
			scratch.run(unchanged.probes());
			Schema read = scratch.read();
			unchanged.decide(read);
			List<String> more = texts(runnable(unchanged.statements()));
			if (!more.isEmpty()) {
				scratch.run(more);
				read = scratch.read();
			}
			return unchanged.complete(declared(read));
		}
		catch (PipelineException ex) {
			return null;
		}
	}

	private Scratch openScratch() {
		return Scratch.open(this.connection, this.defaultSchema, this.schemas, this.globals);
	}

	private Schema declared(Schema read) {
		return read.filter(this::isCompared).filter(this::isDeclared);
	}

	/**
	 * Extensions are the database's: those that are there are there in the scratch too.
	 */
	private boolean isDeclared(SchemaObject object) {
		if (object.id().kind() == Kind.SCHEMA) {
			return !this.model.complete() || this.model.createdSchemas().contains(object.id().name());
		}
		if (object.id().kind() == Kind.PRIVILEGES) {
			return this.about.contains(Kind.PRIVILEGES);
		}
		return !(object instanceof Extension) || this.model.extensions().contains(object.id().name());
	}

	/**
	 * An extension that is there need not be made, and its comment is its own: nobody but
	 * its owner may change it.
	 */
	private List<Model.Statement> runnable(List<Model.Statement> statements) {
		Set<String> present = this.model.extensions().isEmpty() ? Set.of()
				: this.connection.strings("select e.extname from pg_catalog.pg_extension e");
		return statements.stream()
			.filter((statement) -> !EXTENSION_COMMENT.matcher(statement.sql()).matches()
					&& present.stream().noneMatch((name) -> creates(statement.sql(), name)))
			.toList();
	}

	private static List<String> texts(List<Model.Statement> statements) {
		return statements.stream().map(Model.Statement::sql).toList();
	}

	private static boolean creates(String sql, String extension) {
		return Pattern
			.compile("(?is)create\\s+extension\\s+(?:if\\s+not\\s+exists\\s+)?\"?%s\"?\\b.*"
				.formatted(Pattern.quote(extension)))
			.matcher(sql)
			.matches();
	}

	/** Defaults that are written differently may be equal; PostgreSQL says whether. */
	private Schema withEqualDefaults(Schema actual, Schema desired) {
		List<Default> written = new ArrayList<>();
		List<String> questions = new ArrayList<>();
		Set<ObjectId> equal = new HashSet<>();
		for (Default declared : desired.all(Default.class)) {
			Column column = desired.get(declared.id().inKind(Kind.COLUMN), Column.class);
			if (!(actual.get(declared.id()) instanceof Default present) || column == null
					|| present.expression().equals(declared.expression())) {
				continue;
			}
			if (NOW.contains(present.expression()) && NOW.contains(declared.expression())) {
				equal.add(declared.id());
			}
			else if (COMPARABLE.contains(column.baseType()) && LITERAL.matcher(present.expression()).matches()
					&& LITERAL.matcher(declared.expression()).matches() && isOfSameType(actual, column)) {
				written.add(declared);
				questions.add("(%s)::%s is not distinct from (%s)::%2$s".formatted(present.expression(), column.type(),
						declared.expression()));
			}
		}
		if (!questions.isEmpty()) {
			this.connection.query("select " + String.join(", ", questions), (rows) -> {
				rows.next();
				for (int i = 0; i < written.size(); i++) {
					if (rows.getBoolean(i + 1)) {
						equal.add(written.get(i).id());
					}
				}
				return equal;
			});
		}
		return desired
			.map((object) -> equal.contains(object.id()) ? Objects.requireNonNull(actual.get(object.id())) : object);
	}

	private static boolean isOfSameType(Schema actual, Column column) {
		return actual.get(column.id()) instanceof Column present && present.type().equals(column.type());
	}

	/** Lets PostgreSQL rename: whatever mentions the name follows. */
	private Schema tried(Schema schema, List<Rename> renames, List<String> sql) {
		if (sql.isEmpty()) {
			return schema;
		}
		try (Scratch scratch = openScratch()) {
			copyInto(scratch, schema);
			scratch.run(sql);
			Schema read = scratch.read();
			Map<ObjectId, Owner> owners = new HashMap<>();
			schema.owners().forEach((id, owner) -> owners.put(RenameSteps.after(renames, id), owner));
			owners.values().removeIf(Owner::assignable);
			owners.putAll(read.owners());
			return read.withOwners(owners)
				.filter(this::isCompared)
				.filter((object) -> !(object instanceof Extension) || schema.get(object.id()) != null)
				.filter((object) -> !(object instanceof Namespace) || schema.get(object.id()) != null
						|| renames.stream().anyMatch((one) -> one.renamed().schema().equals(object.id().name())));
		}
		catch (PipelineException ex) {
			throw new MigrationException(ErrorCode.STATEMENT_FAILED,
					"The renames cannot be tried: %s".formatted(ex.getFailure().getMessage()),
					"Leave the renames out, or write the revision by hand.", ex.getFailure());
		}
	}

	private void copyInto(Scratch scratch, Schema schema) throws PipelineException {
		scratch.copy(sql(copy(schema)), schema.owners().values());
	}

	/**
	 * Lets PostgreSQL print what is left alone as it will be. Where that fails, the proof
	 * says why.
	 */
	private Schema printed(Reprint reprint, Schema target) {
		Schema printed = target;
		try (Scratch scratch = openScratch()) {
			copyInto(scratch, reprint.question());
			printed = reprint.answer(scratch.read());
		}
		catch (PipelineException ex) {
			this.progress.accept("what is left alone cannot be made with the new types");
		}
		if (!reprint.following().isEmpty()) {
			try (Scratch scratch = openScratch()) {
				copyInto(scratch, reprint.questionBack(printed));
				reprint.answerBack(scratch.read());
			}
			catch (PipelineException ex) {
				this.progress.accept("what is left alone is made again on the way back");
			}
		}
		return printed;
	}

	/** What makes a schema from nothing, but for what scratch schemas have already. */
	private List<Change> copy(Schema schema) {
		Schema nothing = new Schema(this.defaultSchema,
				schema.objects()
					.values()
					.stream()
					.filter((object) -> object.id().kind() == Kind.SCHEMA || object.id().kind() == Kind.EXTENSION)
					.toList(),
				schema.dependencies());
		List<Change> changes = SchemaDiff.between(nothing, schema);
		return this.about.contains(Kind.PRIVILEGES) ? defaultsOfNoSchema().takenBack(changes, schema, schema) : changes;
	}

	private static List<String> sql(List<Change> changes) {
		return GeneratedScript.written(changes).stream().flatMap((change) -> change.sql().stream()).toList();
	}

	/**
	 * What comes before all other changes, and what comes after all that lead back.
	 *
	 * @param upgrade the changes
	 * @param downgrade the changes that lead back
	 */
	private record Prelude(List<Change> upgrade, List<Change> downgrade) {

		Prelude noted(UnaryOperator<List<Change>> notes) {
			return new Prelude(notes.apply(this.upgrade), this.downgrade);
		}

		Draft draft(List<Change> there, List<Change> back, List<Change> last) {
			return new Draft(Stream.concat(this.upgrade.stream(), there.stream()).toList(),
					Stream.of(back, this.downgrade, last).flatMap(List::stream).toList());
		}

	}

	/**
	 * What came of trying changes.
	 *
	 * @param unproven what remained different
	 * @param rows what became of rows
	 */
	private record Proven(List<String> unproven, ProvenRows rows) {

		static final Proven NOTHING = new Proven(List.of(), ProvenRows.NONE);

		Proven with(List<String> more) {
			return more.isEmpty() ? this
					: new Proven(Stream.concat(this.unproven.stream(), more.stream()).toList(), this.rows);
		}

	}

	/** Tries changes on a copy of the start. */
	private final class Proof {

		private static final String COPY = "the copy of the database";

		private final Schema start;

		private final Schema target;

		/** What a customizer took out, so that it is not to be expected. */
		private final List<Change> leftOut;

		private final List<Rename> renames;

		private final List<ValueRename> values;

		/** The tables that the changes only read. */
		private final Set<ObjectId> read;

		private String step = COPY;

		Proof(Schema start, Schema target, List<Change> leftOut, List<Rename> renames, List<ValueRename> values,
				Set<ObjectId> read) {
			this.read = read;
			this.start = start;
			this.target = target;
			this.leftOut = leftOut;
			this.renames = renames;
			this.values = values;
		}

		/**
		 * Of this much of the database, so that a big one is not copied for a small
		 * change.
		 */
		Proof of(Set<ObjectId> objects) {
			return new Proof(this.start.filter((object) -> objects.contains(object.id())),
					this.target.filter((object) -> objects.contains(object.id())), this.leftOut, this.renames,
					this.values, this.read);
		}

		/**
		 * With rows, and where they are in the way without. Triggers come after the rows,
		 * so that they do not act on them.
		 */
		Proven run(List<Change> upgrade, List<Change> downgrade) {
			RowTrial rows = null;
			try (Scratch scratch = openScratch()) {
				List<Change> copy = copy(this.start);
				scratch.copy(sql(copy.stream().filter((change) -> !RowTrial.isTrigger(change)).toList()),
						this.start.owners().values());
				rows = RowTrial.fill(scratch, this.start, upgrade, downgrade, this.renames, this.read);
				scratch.run(sql(copy.stream().filter(RowTrial::isTrigger).toList()));
				List<String> unproven = remaining(scratch.read(), this.start, (id) -> false);
				return unproven.isEmpty() ? new Proven(lead(scratch, upgrade, downgrade, rows), rows.survived())
						: new Proven(unproven, ProvenRows.NONE);
			}
			catch (PipelineException ex) {
				String failure = failure(ex);
				if (rows == null || rows.isEmpty()) {
					return new Proven(List.of(failure), (rows != null) ? rows.survived() : ProvenRows.NONE);
				}
				return new Proven(runWithoutRows(upgrade, downgrade), rows.failed(failure));
			}
		}

		private List<String> runWithoutRows(List<Change> upgrade, List<Change> downgrade) {
			this.step = COPY;
			try (Scratch scratch = openScratch()) {
				copyInto(scratch, this.start);
				List<String> unproven = remaining(scratch.read(), this.start, (id) -> false);
				return unproven.isEmpty() ? lead(scratch, upgrade, downgrade, null) : unproven;
			}
			catch (PipelineException ex) {
				return List.of(failure(ex));
			}
		}

		private String failure(PipelineException failure) {
			return "%s fails: %s".formatted(this.step, failure.getFailure().getMessage());
		}

		private List<String> lead(Scratch scratch, List<Change> upgrade, List<Change> downgrade,
				@Nullable RowTrial rows) throws PipelineException {
			dropSchemasOf(scratch, upgrade);
			if (rows != null) {
				rows.remember(this.target, this.renames, this.values, upgrade);
			}
			this.step = "the upgrade";
			scratch.run(sql(upgrade));
			List<String> unproven = new ArrayList<>(remaining(scratch.read(), this.target, this::isLeftOut));
			if (rows != null && unproven.isEmpty()) {
				rows.compare(this.step, true);
			}
			this.step = "the downgrade";
			scratch.run(sql(downgrade));
			unproven.addAll(remaining(scratch.read(), this.start, (id) -> false));
			if (rows != null && unproven.isEmpty()) {
				rows.compare(this.step, false);
			}
			return unproven;
		}

		/** Scratch schemas exist from the start, also those that the upgrade makes. */
		private void dropSchemasOf(Scratch scratch, List<Change> upgrade) throws PipelineException {
			scratch.run(upgrade.stream()
				.filter((change) -> change.action() == Change.Action.CREATE && change.object().kind() == Kind.SCHEMA)
				.map((change) -> "drop schema " + Names.quoted(change.object().name()))
				.toList());
		}

		private boolean isLeftOut(ObjectId id) {
			return this.leftOut.stream()
				.map(Change::object)
				.anyMatch((object) -> object.equals(id) || object.equals(id.table())
						|| object.equals(id.inKind(Kind.COLUMN)));
		}

		/** Where it is not, default privileges may give more than was there. */
		private boolean isAboutPrivileges() {
			return Autogenerate.this.about.contains(Kind.PRIVILEGES);
		}

		/**
		 * What the login may do with what it owns in the copy, for it cannot give it
		 * away.
		 */
		private Predicate<ObjectId> ownInTheCopy(Schema expected) {
			Set<String> lost = new HashSet<>();
			expected.owners().forEach((id, owner) -> {
				if (!owner.assignable()) {
					lost.add(id.schema() + "." + id.name());
				}
			});
			if (lost.isEmpty()) {
				return (id) -> false;
			}
			String login = Autogenerate.this.connection.query("select current_user::pg_catalog.regrole::text",
					(rows) -> {
						rows.next();
						return rows.getString(1);
					});
			return (id) -> id.kind() == Kind.PRIVILEGES && lost.contains(id.schema() + "." + id.relation())
					&& (id.name().equals(login) || id.name().startsWith(login + " ("));
		}

		private List<String> remaining(Schema read, Schema expected, Predicate<ObjectId> excused) {
			Schema found = read.filter(Autogenerate.this::isCompared);
			Predicate<ObjectId> own = ownInTheCopy(expected);
			return SchemaDiff.differences(found, expected)
				.stream()
				.filter((id) -> id.kind() != Kind.EXTENSION && id.kind() != Kind.SCHEMA && !excused.test(id)
						&& !own.test(id))
				.filter((id) -> found.get(id) == null || id.kind() != Kind.PRIVILEGES || isAboutPrivileges())
				.map((id) -> "after %s, %s %s differs".formatted(this.step, id.kind().keyword(), id))
				.toList();
		}

	}

}
