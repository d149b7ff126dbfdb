package io.appmigrations;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.appmigrations.autogenerate.Change;
import io.appmigrations.autogenerate.ComparisonOptions;
import io.appmigrations.autogenerate.GeneratedScript;
import io.appmigrations.autogenerate.MadeHistory;
import io.appmigrations.autogenerate.MadeObjects;
import io.appmigrations.autogenerate.Model;
import io.appmigrations.autogenerate.Renaming;
import io.appmigrations.autogenerate.SchemaDiff;
import io.appmigrations.catalog.Scratch;
import io.appmigrations.database.IndexProgress;
import io.appmigrations.database.MigrationConnection;
import io.appmigrations.database.VersionState;
import io.appmigrations.database.VersionTable;
import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import io.appmigrations.execution.MigrationListener;
import io.appmigrations.execution.RevisionScripts;
import io.appmigrations.javarevision.JavaRevisionScript;
import io.appmigrations.project.ProjectInitializer;
import io.appmigrations.project.ProjectInitializer.ProjectFile;
import io.appmigrations.project.RevisionContent;
import io.appmigrations.project.SourceFolders;
import io.appmigrations.revision.Direction;
import io.appmigrations.revision.HistoryRange;
import io.appmigrations.revision.MigrationPlan;
import io.appmigrations.revision.Revision;
import io.appmigrations.revision.RevisionGraph;
import io.appmigrations.revision.Target;
import io.appmigrations.schema.Schema;
import io.appmigrations.script.RevisionScript;
import io.appmigrations.script.Section;
import io.appmigrations.script.SectionReader;
import io.appmigrations.script.SqlRevision;
import io.appmigrations.script.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.Assert;

/**
 * Migrates one database, and everything around it. A method is called like the command
 * that it serves. Thread-safe: what is not passed to a method does not change, and the
 * migration lock keeps runs apart.
 */
public final class Migrations {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	/** In characters. What is longer was not generated: it is full of data. */
	private static final int LONGEST_GENERATED = 1_000_000;

	private final Supplier<? extends List<? extends RevisionScript>> revisions;

	private final MigrationSettings settings;

	private final Connector connector;

	private final List<MigrationListener> listeners;

	private final ClassLoader classLoader;

	private final AutogenerateSettings autogenerate;

	/**
	 * Creates a facade. Reads and connects to nothing yet.
	 * @param dataSource the database, with a login that may change its schema
	 * @param settings how to migrate
	 * @param revisions reads the revisions; called once for each method that needs them
	 * @param listeners who is told about each revision that runs
	 */
	public Migrations(DataSource dataSource, MigrationSettings settings,
			Supplier<? extends List<? extends RevisionScript>> revisions, List<MigrationListener> listeners) {
		this(dataSource, settings, revisions, listeners, Migrations.class.getClassLoader(),
				AutogenerateSettings.of(Migrations::noModel));
	}

	private Migrations(DataSource dataSource, MigrationSettings settings,
			Supplier<? extends List<? extends RevisionScript>> revisions, List<MigrationListener> listeners,
			ClassLoader classLoader, AutogenerateSettings autogenerate) {
		this.settings = settings;
		this.revisions = revisions;
		this.connector = new Connector(dataSource, settings);
		this.listeners = List.copyOf(listeners);
		this.classLoader = classLoader;
		this.autogenerate = autogenerate;
	}

	/**
	 * Returns a facade that tells one more listener.
	 * @param listener the listener, told before the others
	 * @return a facade that otherwise is the same
	 */
	public Migrations with(MigrationListener listener) {
		List<MigrationListener> all = new ArrayList<>(List.of(listener));
		all.addAll(this.listeners);
		return new Migrations(this.connector.dataSource(), this.settings, this.revisions, all, this.classLoader,
				this.autogenerate);
	}

	/**
	 * Returns a facade that finds the project's source folders over another class path.
	 * @param classLoader the application's class loader
	 * @return a facade that otherwise is the same
	 */
	public Migrations with(ClassLoader classLoader) {
		return new Migrations(this.connector.dataSource(), this.settings, this.revisions, this.listeners, classLoader,
				this.autogenerate);
	}

	/**
	 * Returns migrations that generate revisions in another way.
	 * @param autogenerate how
	 * @return the migrations
	 */
	public Migrations with(AutogenerateSettings autogenerate) {
		return new Migrations(this.connector.dataSource(), this.settings, this.revisions, this.listeners,
				this.classLoader, autogenerate);
	}

	private static Model noModel(int majorVersion, int minorVersion, String defaultSchema) {
		throw new MigrationException(ErrorCode.INVALID_CONFIGURATION, "There is no model to compare the database with",
				"Have JPA entities, or name a file of DDL with --model or app.migrations.autogenerate.model.");
	}

	/**
	 * Runs what is pending up to a target. Where nothing is, this costs one query and no
	 * lock; otherwise it waits for the migration lock, looks again, and runs what is
	 * still pending.
	 * @param target {@code heads}, {@code head}, a revision, {@code +N} ... or
	 * {@code none} to look only
	 * @return what was done
	 * @throws MigrationException where anything fails; its code says what
	 */
	public MigrationResult upgrade(String target) {
		return upgrade(target, Mode.RUN);
	}

	/**
	 * Runs what is pending up to a target, or shows the statements that would.
	 * @param target {@code heads}, {@code head}, a revision, {@code +N} ..., {@code none}
	 * to look only, or a range {@code FROM:TO} with {@link Mode#OFFLINE}
	 * @param mode whether to run the statements or to show them
	 * @return what was done or would be
	 * @throws MigrationException where anything fails; its code says what
	 */
	public MigrationResult upgrade(String target, Mode mode) {
		Assert.notNull(target, "'target' must not be null");
		if (hasTenants(mode)) {
			return forTenants((tenant) -> tenant.upgrade(target, mode));
		}
		if (target.equals("none") && mode != Mode.OFFLINE) {
			CurrentRevisions current = current();
			if (!current.pending().isEmpty()) {
				logger.warn("Pending and not run, for the target is 'none': {}", String.join(", ", current.pending()));
			}
			return new MigrationResult(List.of(), current.current(), null);
		}
		return migrate(load(), Direction.UPGRADE, target, mode);
	}

	/**
	 * Undoes what was run above a target. Stops before anything ran where a revision on
	 * the way has no way down.
	 * @param target {@code base}, a revision, {@code -N} ...
	 * @return what was done
	 * @throws MigrationException where anything fails; its code says what
	 */
	public MigrationResult downgrade(String target) {
		return downgrade(target, Mode.RUN);
	}

	/**
	 * Undoes what was run above a target, or shows the statements that would.
	 * @param target {@code base}, a revision, {@code -N} ..., or a range {@code FROM:TO}
	 * with {@link Mode#OFFLINE}
	 * @param mode whether to run the statements or to show them
	 * @return what was done or would be
	 * @throws MigrationException where anything fails; its code says what
	 */
	public MigrationResult downgrade(String target, Mode mode) {
		Assert.notNull(target, "'target' must not be null");
		if (hasTenants(mode)) {
			return forTenants((tenant) -> tenant.downgrade(target, mode));
		}
		return migrate(load(), Direction.DOWNGRADE, target, mode);
	}

	private boolean hasTenants(Mode mode) {
		if (this.settings.tenants().isNone()) {
			return false;
		}
		if (mode != Mode.RUN) {
			throw severalSchemas();
		}
		if (this.settings.versionTableSchema() != null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"With app.migrations.tenants each schema has a version table of its own, so app.migrations.version-table-schema cannot name one",
					"Remove app.migrations.version-table-schema.");
		}
		return true;
	}

	private static MigrationException severalSchemas() {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"This looks at one schema, and app.migrations.tenants names several",
				"Name one: --app.migrations.tenants.schemas= --app.migrations.tenants.query= --app.migrations.default-schema=SCHEMA.");
	}

	private void requireOneSchema() {
		if (!this.settings.tenants().isNone()) {
			throw severalSchemas();
		}
	}

	private MigrationResult forTenants(Function<Migrations, MigrationResult> work) {
		List<RevisionScript> read = read();
		return tenantRuns().run((schema) -> work.apply(tenant(schema, read)));
	}

	private TenantRuns tenantRuns() {
		return new TenantRuns(this.settings.tenants(), this.connector, this.listeners);
	}

	/** The facade for the schema of one tenant; revisions are read once for all. */
	private Migrations tenant(String schema, List<RevisionScript> read) {
		return new Migrations(this.connector.dataSource(), this.settings.withDefaultSchema(schema), () -> read,
				this.listeners, this.classLoader, this.autogenerate);
	}

	/**
	 * Undoes what was run above a target, revisions included that this build does not
	 * have, by the way down that the database's log remembers.
	 * @param target {@code base}, a revision, {@code -N} ...
	 * @param mode {@link Mode#RUN} or {@link Mode#DRY_RUN}
	 * @return what was done or would be
	 * @throws MigrationException where anything fails; its code says what
	 */
	public MigrationResult downgradeStored(String target, Mode mode) {
		Assert.notNull(target, "'target' must not be null");
		if (hasTenants(mode)) {
			return forTenants((tenant) -> tenant.downgradeStored(target, mode));
		}
		return migrate(withStored(load()), Direction.DOWNGRADE, target, mode);
	}

	private RevisionScripts withStored(RevisionScripts known) {
		try (MigrationConnection connection = this.connector.connect()) {
			Set<String> rows = this.connector.peek(connection).map(VersionState::rows).orElse(Set.of());
			return StateCheck.unknown(known.graph(), rows).isEmpty() ? known
					: new StoredRevisions(known, this.connector.versionTable().log().stored(connection)).scripts(rows);
		}
	}

	private MigrationResult migrate(RevisionScripts scripts, Direction direction, String target, Mode mode) {
		if (mode == Mode.OFFLINE) {
			return new Scripting(this.connector, this.settings).offline(scripts, direction, target);
		}
		requireNoRange(target);
		MigrationJob job = new MigrationJob(scripts, direction, Target.parse(target));
		return (mode == Mode.DRY_RUN) ? new Scripting(this.connector, this.settings).dryRun(job)
				: new OnlineRun(this.connector, this.settings, this.listeners).migrate(job);
	}

	private static void requireNoRange(String target) {
		if (target.contains(":")) {
			throw new MigrationException(ErrorCode.INVALID_TARGET,
					"'%s' is a range; the database itself says where it is".formatted(target),
					"Name only where to go, or add --sql to write a script for the range.");
		}
	}

	/**
	 * Sets the rows of the version table without running anything.
	 * @param targets where the database shall be: revisions, {@code heads}, {@code base}
	 * ...; with {@link Mode#OFFLINE} one of them may be a range {@code FROM:TO}
	 * @param purge whether all rows are removed first, those that this build does not
	 * know too
	 * @param mode whether to write the rows or to show the statements
	 * @return what was done, a step for each row that is set or deleted
	 * @throws MigrationException where anything fails; its code says what
	 */
	public MigrationResult stamp(List<String> targets, boolean purge, Mode mode) {
		Assert.notEmpty(targets, "'targets' must not be empty");
		if (hasTenants(mode)) {
			return forTenants((tenant) -> tenant.stamp(targets, purge, mode));
		}
		if (mode == Mode.OFFLINE) {
			return new Scripting(this.connector, this.settings).offlineStamp(load(), targets, purge);
		}
		targets.forEach(Migrations::requireNoRange);
		List<Target> parsed = targets.stream().map(Target::parse).toList();
		return (mode == Mode.DRY_RUN) ? new Scripting(this.connector, this.settings).dryRunStamp(load(), parsed, purge)
				: new OnlineRun(this.connector, this.settings, this.listeners).stamp(load(), parsed, purge);
	}

	/**
	 * Looks whether the revisions, the version table and the log fit together. Changes
	 * nothing.
	 * @return what does not fit, empty where all is well
	 * @throws MigrationException where revisions or database cannot be read
	 */
	public List<Finding> findings() {
		requireOneSchema();
		RevisionScripts scripts = load();
		try (MigrationConnection connection = this.connector.connect()) {
			return this.connector.peek(connection)
				.map((state) -> new Integrity(scripts, this.connector.versionTable(), state, connection).findings())
				.orElse(List.of());
		}
	}

	/**
	 * Brings version table and log in line with what a person has decided. The schema is
	 * not touched; the log keeps what was done.
	 * @param repair the decisions
	 * @return the findings that were repaired
	 * @throws MigrationException where a decision is about something that is not so; then
	 * nothing is changed
	 */
	public List<Finding> repair(Repair repair) {
		requireOneSchema();
		return new OnlineRun(this.connector, this.settings, this.listeners).repair(load(), repair);
	}

	/**
	 * Creates the version table and its log where they do not exist.
	 * @param mode whether to create them or to show the statements
	 * @return no steps, and the rows that the table has
	 * @throws MigrationException where anything fails; its code says what
	 */
	public MigrationResult ensureVersion(Mode mode) {
		if (hasTenants(mode)) {
			return forTenants((tenant) -> tenant.ensureVersion(mode));
		}
		if (mode != Mode.RUN) {
			return new MigrationResult(List.of(), List.of(),
					new Scripting(this.connector, this.settings).versionTable(load()));
		}
		return MigrationResult.of(List.of(),
				new OnlineRun(this.connector, this.settings, this.listeners).ensureVersion());
	}

	/**
	 * Looks where the database is. Changes nothing, not even where there is no version
	 * table yet.
	 * @return where it is and what is pending
	 * @throws MigrationException where revisions or database cannot be read
	 */
	public CurrentRevisions current() {
		if (!this.settings.tenants().isNone()) {
			return currentOfTenants();
		}
		return current(load().graph());
	}

	private CurrentRevisions currentOfTenants() {
		List<RevisionScript> read = read();
		RevisionGraph graph = new RevisionScripts(read).graph();
		Map<String, CurrentRevisions> tenants = new LinkedHashMap<>();
		tenantRuns().schemas().forEach((schema) -> tenants.put(schema, tenant(schema, read).current(graph)));
		return CurrentRevisions.ofTenants(List.copyOf(graph.effectiveHeads()), tenants);
	}

	private CurrentRevisions current(RevisionGraph graph) {
		try (MigrationConnection connection = this.connector.connect()) {
			Optional<VersionState> state = this.connector.peek(connection);
			Set<String> rows = state.map(VersionState::rows).orElse(Set.of());
			Set<String> applied = state.map((present) -> applied(graph, present)).orElse(Set.of());
			List<String> pending = MigrationPlan.upgrade(graph, applied, Target.HEADS)
				.steps()
				.stream()
				.map((step) -> step.revision().id())
				.toList();
			return new CurrentRevisions(new ArrayList<>(new TreeSet<>(rows)), List.copyOf(graph.effectiveHeads()),
					pending, StateCheck.unknown(graph, rows), null);
		}
	}

	/**
	 * Names the database for people: server, database and login, no password.
	 * @return for example {@code localhost:5432/orders as orders_ddl}
	 */
	public String database() {
		try (MigrationConnection connection = this.connector.connect()) {
			return connection.describe();
		}
	}

	/**
	 * Asks the server over another connection how far it is with the index that a run of
	 * this application builds at the moment.
	 * @return one line for people, or nothing where it builds none
	 */
	public Optional<String> activity() {
		try (MigrationConnection connection = this.connector.connect()) {
			return IndexProgress.read(connection, this.connector.applicationName());
		}
	}

	/**
	 * Returns all revisions of this build. Needs no database.
	 * @return the revisions, children before parents
	 * @throws MigrationException where they cannot be read
	 */
	public List<RevisionDetails> history() {
		return history(":", false);
	}

	/**
	 * Returns the revisions of a range.
	 * @param range {@code FROM:TO}, both included; either may be missing
	 * @param indicateCurrent whether to ask the database which of them are applied;
	 * otherwise it is asked only where the range says {@code current}
	 * @return the revisions, children before parents
	 * @throws MigrationException where they cannot be read, or the range cannot be
	 * resolved
	 */
	public List<RevisionDetails> history(String range, boolean indicateCurrent) {
		RevisionGraph graph = load().graph();
		HistoryRange parsed = HistoryRange.parse(range);
		AppliedRevisions applied = (indicateCurrent || parsed.needsCurrent()) ? applied(graph) : null;
		Set<String> rows = (applied != null) ? applied.rows() : Set.of();
		return details(graph, parsed.resolve(graph, rows), applied);
	}

	/**
	 * Returns the heads of this build. Needs no database.
	 * @return the revisions that are no other revision's down revision
	 * @throws MigrationException where the revisions cannot be read
	 */
	public List<RevisionDetails> heads() {
		RevisionGraph graph = load().graph();
		return graph.heads().stream().map((id) -> RevisionDetails.of(graph, id, null)).toList();
	}

	/**
	 * Returns the branch points of this build. Needs no database.
	 * @return the revisions that are the down revision of several others, children before
	 * parents
	 * @throws MigrationException where the revisions cannot be read
	 */
	public List<RevisionDetails> branches() {
		return history().stream().filter(RevisionDetails::branchPoint).toList();
	}

	/**
	 * Returns one revision. Needs no database but for {@code current}.
	 * @param target a revision, {@code head}, {@code current} ...
	 * @return the revision
	 * @throws MigrationException where the target is not exactly one revision
	 */
	public RevisionDetails show(String target) {
		RevisionGraph graph = load().graph();
		Target parsed = Target.parse(target);
		AppliedRevisions applied = parsed.needsCurrent() ? applied(graph) : null;
		Revision revision = MigrationPlan.single(graph, (applied != null) ? applied.rows() : Set.of(), parsed);
		return RevisionDetails.of(graph, revision.id(), applied);
	}

	/**
	 * Returns what is known about some revisions, the database asked unless there are
	 * tenants, of which each has its own answer.
	 * @param ids revision ids; those that this build does not have are left out
	 * @return the revisions, children before parents
	 */
	public List<RevisionDetails> details(Collection<String> ids) {
		RevisionGraph graph = load().graph();
		Set<String> known = new TreeSet<>(ids);
		known.removeIf((id) -> graph.find(id) == null);
		return details(graph, known, this.settings.tenants().isNone() ? applied(graph) : null);
	}

	private static List<RevisionDetails> details(RevisionGraph graph, Set<String> ids,
			@Nullable AppliedRevisions applied) {
		List<RevisionDetails> details = new ArrayList<>();
		graph.revisions()
			.stream()
			.filter((revision) -> ids.contains(revision.id()))
			.forEach((revision) -> details.add(RevisionDetails.of(graph, revision.id(), applied)));
		Collections.reverse(details);
		return details;
	}

	private AppliedRevisions applied(RevisionGraph graph) {
		requireOneSchema();
		try (MigrationConnection connection = this.connector.connect()) {
			Optional<VersionState> state = this.connector.peek(connection);
			if (state.isEmpty()) {
				return new AppliedRevisions(Set.of(), Set.of(), Map.of());
			}
			Set<String> rows = new TreeSet<>(state.get().rows());
			rows.removeIf((row) -> graph.find(row) == null);
			Map<String, Instant> times = state.get().logged()
					? this.connector.versionTable().log().appliedAt(connection) : Map.of();
			return new AppliedRevisions(rows, applied(graph, state.get()), times);
		}
	}

	/** Those of this build. The ancestors of an unknown row are known to the log only. */
	private static Set<String> applied(RevisionGraph graph, VersionState state) {
		Set<String> known = new TreeSet<>(state.rows());
		if (known.removeIf((row) -> graph.find(row) == null)) {
			state.checksums().keySet().stream().filter((id) -> graph.find(id) != null).forEach(known::add);
		}
		return graph.withAncestors(known);
	}

	/**
	 * Writes the file of a new revision into the project. Needs no database.
	 * @param request what it shall be
	 * @return the revision and its file
	 * @throws MigrationException where the request makes no sense or the file cannot be
	 * written; then nothing is
	 */
	public NewRevision revision(RevisionRequest request) {
		return author().revision(request, RevisionContent.EMPTY);
	}

	/**
	 * Generates a revision that leads from the database to the model.
	 * @param request what it shall be
	 * @param options how to compare
	 * @param unproven whether it is written although trying it left a difference
	 * @param isRename asked about what goes while something like it comes: whether it is
	 * the same under another name
	 * @return what came of it; no revision where the database is as the model says
	 * @throws MigrationException with {@code database_not_up_to_date} where revisions are
	 * pending, {@code drift} where the changes could not be proven
	 */
	public GeneratedRevision autogenerate(RevisionRequest request, AutogenerateOptions options, boolean unproven,
			Predicate<Renaming> isRename) {
		requireOneSchema();
		SchemaComparison comparison = compareAsking(options, isRename);
		if (comparison.isEmpty()) {
			return new GeneratedRevision(null, comparison);
		}
		if (!comparison.unproven().isEmpty() && !unproven) {
			throw new MigrationException(ErrorCode.DRIFT,
					"The revision could not be proven, so it was not written: %s"
						.formatted(String.join("\n  ", comparison.unproven())),
					"Write it all the same with --unproven, and mend it by hand.");
		}
		return new GeneratedRevision(author().revision(request, content(comparison)), comparison);
	}

	/** Of a renamed table, the columns that were renamed too are seen only then. */
	private SchemaComparison compareAsking(AutogenerateOptions options, Predicate<Renaming> isRename) {
		Set<String> asked = new TreeSet<>();
		AutogenerateOptions current = options;
		while (true) {
			SchemaComparison comparison = compare(current, true);
			List<Renaming> renames = comparison.probableRenames()
				.stream()
				.filter((rename) -> asked.add(rename.option()) && isRename.test(rename))
				.toList();
			if (renames.isEmpty()) {
				return comparison;
			}
			current = current.withRenames(renames);
		}
	}

	private RevisionContent content(SchemaComparison comparison) {
		String proof = comparison.unproven().isEmpty() ? "proven in scratch schemas" + rows(comparison.rows())
				: "NOT PROVEN: " + String.join("; ", comparison.unproven()).replaceFirst("\\.$", "");
		return new RevisionContent(
				way(comparison.upgrade(),
						GeneratedScript.upgrade(comparison.upgrade(), "the model; %s.".formatted(proof),
								comparison.record())),
				way(comparison.downgrade(), GeneratedScript.downgrade(comparison.downgrade())),
				comparison.record().script(comparison.upgrade()));
	}

	private static String rows(ProvenRows rows) {
		if (rows.unproven().isEmpty()) {
			return rows.tables().isEmpty() ? "" : ", with rows";
		}
		return "; not with rows: " + String.join("; ", rows.unproven()).replaceFirst("\\.$", "");
	}

	private static RevisionContent.Way way(List<Change> changes, String text) {
		List<RevisionContent.Statement> statements = new ArrayList<>();
		for (Change change : GeneratedScript.written(changes)) {
			List<String> notes = change.notes();
			for (String sql : change.sql()) {
				statements.add(new RevisionContent.Statement(sql, notes));
				notes = List.of();
			}
		}
		return new RevisionContent.Way(text, statements, !GeneratedScript.needsCommits(changes));
	}

	/**
	 * Compares the database with the model.
	 * @param options how to compare
	 * @return the differences
	 * @throws MigrationException with {@code database_not_up_to_date} where revisions are
	 * pending
	 */
	public SchemaComparison check(AutogenerateOptions options) {
		requireOneSchema();
		return compare(options, false);
	}

	private SchemaComparison compare(AutogenerateOptions options, boolean prove) {
		if (options.fromRevisions()) {
			return replayed((there) -> there.compare(options.onDatabase(), prove));
		}
		RevisionScripts scripts = new RevisionScripts(this.revisions.get());
		CurrentRevisions current = current(scripts.graph());
		if (!current.pending().isEmpty()) {
			throw new MigrationException(ErrorCode.DATABASE_NOT_UP_TO_DATE,
					"The database is not up to date: %s pending (%s)".formatted(current.pending().size(),
							String.join(", ", current.pending())),
					"Run 'upgrade heads' first, or 'stamp heads' where the schema is there already.");
		}
		AutogenerateSettings autogenerate = this.autogenerate;
		try (MigrationConnection connection = this.connector.connectToCompare()) {
			ComparisonOptions comparison = new ComparisonOptions(autogenerate.include(), autogenerate.exclude(),
					autogenerate.compareType(), autogenerate.compareServerDefault(), options.prune(),
					made(scripts, Objects.requireNonNullElse(connection.currentSchema(), "public")));
			VersionTable versionTable = this.connector.versionTable(connection);
			String model = options.model();
			tellComparing("reading the model");
			return new Autogenerate(connection, autogenerate,
					(model != null) ? ModelFile.of(model) : autogenerate.model(), versionTable.ownTables())
				.tell(this::tellComparing)
				.compare(options, comparison, prove);
		}
		finally {
			tell(MigrationListener::compared);
		}
	}

	private void tellComparing(String part) {
		tell((listener) -> listener.comparing(part));
	}

	/** What a listener throws about a comparison is none of the comparison's. */
	private void tell(Consumer<MigrationListener> message) {
		for (MigrationListener listener : this.listeners) {
			try {
				message.accept(listener);
			}
			catch (RuntimeException | Error ex) {
				logger.warn("A migration listener failed", ex);
			}
		}
	}

	/** Upgrades an empty database to the heads, and looks at it. */
	private <T> T replayed(Function<Migrations, T> work) {
		try (ReplayDatabase database = ReplayDatabase.create(replayServer(), this.autogenerate.databases())) {
			Migrations there = new Migrations(database.dataSource(), this.settings, this.revisions, List.of(),
					this.classLoader, this.autogenerate);
			there.upgrade("heads");
			return work.apply(there);
		}
	}

	private MigrationConnection replayServer() {
		DataSource server = this.autogenerate.scratchServer();
		return ((server != null) ? new Connector(server, this.settings) : this.connector).connectPatiently();
	}

	/**
	 * Looks whether the revisions are sound, in a new database beside the one that is
	 * migrated: one head, an upgrade from nothing that works and leads to the model, and
	 * a way down that restores nothing and leads up again to the same schema.
	 * @return what is wrong, a line each; empty where all is well
	 */
	public List<String> verify() {
		List<String> problems = new ArrayList<>();
		Set<String> heads = load().graph().heads();
		if (heads.size() > 1) {
			problems.add("there are %s heads: %s".formatted(heads.size(), String.join(", ", heads)));
		}
		try {
			problems.addAll(replayed(Migrations::verifyReplayed));
		}
		catch (MigrationException ex) {
			problems.add(String.valueOf(ex.getMessage()));
		}
		return problems;
	}

	private List<String> verifyReplayed() {
		List<String> problems = new ArrayList<>();
		check(AutogenerateOptions.defaults()).upgrade()
			.forEach((change) -> problems
				.add("the model differs: %s %s".formatted(change.kind().replace('_', ' '), change.object())));
		downgrade("base");
		// a session that has read a schema reads the next one in a tenth of the time
		try (MigrationConnection connection = this.connector.connectToCompare()) {
			Schema before = Scratch.readAll(connection);
			for (Revision revision : load().graph().revisions()) {
				String id = revision.id();
				upgrade(id);
				Schema after = Scratch.readAll(connection);
				downgrade((revision.downRevisions().size() > 1) ? revision.downRevisions().get(0) : id + "@-1");
				List<String> unsound = differences(before, Scratch.readAll(connection),
						"the downgrade of %s does not undo its upgrade".formatted(id));
				if (unsound.isEmpty()) {
					upgrade(id);
					unsound = differences(after, Scratch.readAll(connection),
							"the upgrade of %s leads elsewhere after its downgrade".formatted(id));
				}
				if (!unsound.isEmpty()) {
					// what comes after it would not start where it should
					problems.addAll(unsound);
					break;
				}
				before = after;
			}
		}
		return problems;
	}

	private static List<String> differences(Schema expected, Schema found, String problem) {
		return SchemaDiff.differences(expected, found)
			.stream()
			.map((id) -> "%s: %s %s differs".formatted(problem, id.kind().keyword(), id))
			.toList();
	}

	/** What generated revisions made, followed through all revisions. */
	private static MadeObjects made(RevisionScripts scripts, String defaultSchema) {
		MadeHistory history = new MadeHistory(defaultSchema);
		for (Revision revision : scripts.graph().revisions()) {
			RevisionScript script = scripts.of(revision);
			if (script instanceof JavaRevisionScript java) {
				history.add(java.generated());
			}
			else if (script instanceof SqlRevision sql) {
				Section downgrade = sql.downgrade();
				if (sql.upgrade().length() > LONGEST_GENERATED) {
					history.add("", schemaStatements(sql.upgrade()), List.of());
					continue;
				}
				history.add(sql.upgrade().text(), texts(sql.upgrade()),
						(downgrade != null) ? texts(downgrade) : List.of());
			}
		}
		return history.made();
	}

	/** The statements as they stand in the file, with the rows of {@code COPY}. */
	private static List<String> texts(Section section) {
		return section.statements()
			.stream()
			.flatMap((statement) -> (statement.copyData() == null) ? Stream.of(statement.text())
					: Stream.of(statement.text(), statement.copyData().toString()))
			.toList();
	}

	/** Of a file of data, which is not kept in memory for the few statements in it. */
	private static List<String> schemaStatements(Section section) {
		List<String> texts = new ArrayList<>();
		try (SectionReader statements = section.open()) {
			for (SqlStatement statement = statements.next(); statement != null; statement = statements.next()) {
				if (statement.startsWith("create") || statement.startsWith("alter") || statement.startsWith("drop")) {
					texts.add(statement.text());
				}
			}
		}
		return texts;
	}

	/**
	 * Writes the file of a revision that joins others. Needs no database.
	 * @param targets the heads to join; {@code heads} for all
	 * @param message what it does
	 * @param branchLabels the branch labels that it carries
	 * @param id its id, or {@code null} for a new one
	 * @return the revision and its file
	 * @throws MigrationException where there are fewer than two heads, one of them is
	 * none, or the file cannot be written; then nothing is
	 */
	public NewRevision merge(List<String> targets, String message, List<String> branchLabels, @Nullable String id) {
		return author().merge(targets, message, branchLabels, id);
	}

	/**
	 * Finds the file of a revision in the project, to edit it.
	 * @param target a revision, {@code head}, {@code current} ...
	 * @return the file
	 * @throws MigrationException where the target is not exactly one revision, or its
	 * file is not in the project
	 */
	public Path edit(String target) {
		RevisionAuthor author = author();
		Target parsed = Target.parse(target);
		Set<String> rows = parsed.needsCurrent() ? applied(author.graph()).rows() : Set.of();
		return author.file(MigrationPlan.single(author.graph(), rows, parsed));
	}

	/**
	 * Puts into the project what developers need: the folder of the revisions, the
	 * template of new ones, and the {@code migrations} wrapper. Overwrites nothing. Needs
	 * no database.
	 * @param mainClass the application's main class
	 * @return all files, with what was done about each
	 * @throws MigrationException where there is no project, or a file cannot be written
	 */
	public List<ProjectFile> init(String mainClass) {
		return new ProjectInitializer(folders()).init(mainClass);
	}

	/**
	 * Returns the folders of the project's sources.
	 * @return the folders
	 */
	public SourceFolders folders() {
		return new SourceFolders(this.settings.locations(), Path.of(""), this.classLoader);
	}

	private RevisionAuthor author() {
		SourceFolders folders = folders();
		List<RevisionScript> all = new ArrayList<>(this.revisions.get());
		Set<String> built = new TreeSet<>();
		all.forEach((script) -> built.add(script.revision().path()));
		all.addAll(folders.readNewerThan(built));
		return new RevisionAuthor(new RevisionScripts(all).graph(), folders, this.settings);
	}

	private List<RevisionScript> read() {
		this.settings.locations().requireOnClassPath(this.classLoader);
		return List.copyOf(this.revisions.get());
	}

	private RevisionScripts load() {
		RevisionScripts scripts = new RevisionScripts(read());
		if (scripts.all().isEmpty()) {
			logger.warn("There are no revisions in {}", String.join(", ", this.settings.locations().locations()));
		}
		return scripts;
	}

}
