package io.appmigrations.internal.engine;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.CurrentRevisions;
import io.appmigrations.ErrorCode;
import io.appmigrations.Finding;
import io.appmigrations.GeneratedRevision;
import io.appmigrations.HistoryRequest;
import io.appmigrations.LintReport;
import io.appmigrations.LintRequest;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.MigrationResult;
import io.appmigrations.Migrations;
import io.appmigrations.Mode;
import io.appmigrations.NewRevision;
import io.appmigrations.ProjectFile;
import io.appmigrations.Repair;
import io.appmigrations.Revision;
import io.appmigrations.RevisionDetails;
import io.appmigrations.RevisionRequest;
import io.appmigrations.SchemaComparison;
import io.appmigrations.StampRequest;
import io.appmigrations.internal.alembic.AlembicCommand;
import io.appmigrations.internal.alembic.AlembicProject;
import io.appmigrations.internal.database.IndexProgress;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.imported.ImportedHistory;
import io.appmigrations.internal.project.ProjectInitializer;
import io.appmigrations.internal.project.SourceFolders;
import io.appmigrations.internal.script.RevisionScript;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Serves every command, and decides in one place what each does if
 * {@code app.migrations.tenants} names several schemas: {@link #inEach} for what runs in
 * each of them, {@link #inOne} for what needs a single one. What needs no database asks
 * neither. The work itself is in {@link SchemaMigrations}, which knows one schema.
 */
public final class DefaultMigrations implements Migrations {

	/** Who warns of redundant rows, edited files and unknown revisions. */
	public static final String STATE_LOGGER = StateCheck.class.getName();

	/** What hits one tenant hits all: no use to ask for the others. */
	private static final Set<ErrorCode> OF_ALL_TENANTS = Set.of(ErrorCode.CONNECTION_FAILED,
			ErrorCode.INTERRUPTED_REVISION);

	private final MigrationContext context;

	private final RevisionSource source;

	private final Connector connector;

	/**
	 * Connects to nothing and reads nothing yet.
	 * @param context the database, the revisions and how to migrate
	 * @throws MigrationException with {@code invalid_configuration} if a setting is not
	 * allowed
	 */
	public DefaultMigrations(MigrationContext context) {
		this.context = context;
		this.source = new RevisionSource(context);
		this.connector = new Connector(context);
	}

	@Override
	public DefaultMigrations with(MigrationListener listener) {
		return new DefaultMigrations(this.context.with(listener));
	}

	/**
	 * Returns the same for a command, which is no start of the application.
	 * @return migrations that run pending revisions whatever they do
	 */
	public DefaultMigrations withoutStartupLint() {
		return new DefaultMigrations(this.context.withoutStartupLint());
	}

	private SchemaMigrations schema() {
		return new SchemaMigrations(this.context);
	}

	private boolean hasTenants() {
		return !this.context.settings().tenants().isNone();
	}

	/** For what needs a single schema. */
	private SchemaMigrations inOne() {
		requireOneSchema();
		return schema();
	}

	private void requireOneSchema() {
		if (hasTenants()) {
			throw severalSchemas();
		}
	}

	/** For what runs in each tenant's schema; statements are shown for one only. */
	private MigrationResult inEach(Mode mode, Function<SchemaMigrations, MigrationResult> work) {
		return inEach(mode, null, work);
	}

	/**
	 * Where some know the build, the revisions are read for the first that does not.
	 * @param target the target of an upgrade, or {@code null} for anything else
	 */
	private MigrationResult inEach(Mode mode, @Nullable String target,
			Function<SchemaMigrations, MigrationResult> work) {
		if (!hasTenants()) {
			return work.apply(schema());
		}
		if (mode != Mode.RUN) {
			throw severalSchemas();
		}
		if (this.context.settings().versionTableSchema() != null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.version-table-schema cannot be combined with app.migrations.tenants, because each "
							+ "tenant's schema has its own version table",
					"Remove app.migrations.version-table-schema.");
		}
		SharedRevisions shared = new SharedRevisions(this.context.revisions());
		MigrationContext sharing = this.context.with(shared);
		if (target == null || shared.fingerprint().isEmpty()) {
			new RevisionSource(sharing).read();
		}
		TenantRuns runs = tenantRuns();
		List<String> schemas = runs.schemas();
		Map<String, Set<String>> known = known(sharing, schemas, target);
		try {
			return runs.run(schemas, (tenant, listener) -> {
				Set<String> rows = known.get(tenant);
				return (rows != null) ? UpgradeRun.nothingPending(rows)
						: work.apply(new SchemaMigrations(sharing.ofSchema(tenant, shared).with(listener)));
			});
		}
		catch (TenantFailures ex) {
			throw shared.failure().orElse(ex);
		}
	}

	/** The tenants for which an upgrade has nothing to do, and where they are. */
	private Map<String, Set<String>> known(MigrationContext sharing, List<String> schemas, @Nullable String target) {
		String build = (target == null || target.equals("none")) ? null : UpgradeRun.build(sharing, target);
		return (build == null) ? Map.of() : new KnownTenants(sharing, this.connector).find(schemas, build);
	}

	static MigrationException severalSchemas() {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"This command works on a single schema, but app.migrations.tenants configures several",
				"Select one: --app.migrations.tenants.schemas= --app.migrations.tenants.query= --app.migrations.default-schema=SCHEMA.");
	}

	private TenantRuns tenantRuns() {
		return new TenantRuns(this.context.settings().tenants(), this.connector, this.context.listeners());
	}

	@Override
	public MigrationResult upgrade(String target, Mode mode) {
		Assert.notNull(target, "'target' must not be null");
		return inEach(mode, target, (schema) -> schema.upgrade(target, mode));
	}

	/**
	 * Measures what an upgrade would do, in a new database.
	 * @param target where to
	 * @return the statements that would run, and what each of them locks, reads and
	 * rewrites
	 */
	public PlanTrace trace(String target) {
		return inOne().trace(target);
	}

	@Override
	public MigrationResult downgrade(String target, Mode mode) {
		Assert.notNull(target, "'target' must not be null");
		return inEach(mode, (schema) -> schema.downgrade(target, mode));
	}

	@Override
	public MigrationResult downgradeStored(String target, Mode mode) {
		Assert.notNull(target, "'target' must not be null");
		return inEach(mode, (schema) -> schema.downgradeStored(target, mode));
	}

	@Override
	public MigrationResult stamp(StampRequest request) {
		return inEach(request.mode(), (schema) -> schema.stamp(request));
	}

	@Override
	public MigrationResult ensureVersion(Mode mode) {
		return inEach(mode, (schema) -> schema.ensureVersion(mode));
	}

	@Override
	public List<Finding> findings() {
		return inOne().findings();
	}

	@Override
	public List<Finding> repair(Repair repair) {
		return inOne().repair(repair);
	}

	/**
	 * Whether this build has revisions. After a run, they are not read for that.
	 * @return {@code false} if there is neither a revision file nor a Java revision
	 */
	public boolean hasRevisions() {
		return !this.context.revisions().isEmpty();
	}

	@Override
	public CurrentRevisions current() {
		if (!hasTenants()) {
			return schema().current();
		}
		List<RevisionScript> read = this.source.read();
		RevisionGraph graph = new RevisionScripts(read).graph();
		TenantRuns runs = tenantRuns();
		List<String> schemas = runs.schemas();
		Map<String, CurrentRevisions> tenants = new LinkedHashMap<>();
		Map<String, MigrationException> failures = new LinkedHashMap<>();
		runs.read(schemas, (ex) -> OF_ALL_TENANTS.contains(ex.getCode()),
				(schema) -> new SchemaMigrations(this.context.ofSchema(schema, read)).current(graph))
			.forEach((schema, reading) -> {
				MigrationException failure = reading.failure();
				if (failure == null) {
					tenants.put(schema, Objects.requireNonNull(reading.value()));
				}
				else if (OF_ALL_TENANTS.contains(failure.getCode())) {
					throw failure;
				}
				else {
					failures.put(schema, failure);
				}
			});
		CurrentRevisions current = new CurrentRevisions(union(tenants, CurrentRevisions::current),
				List.copyOf(graph.effectiveHeads()), union(tenants, CurrentRevisions::pending),
				union(tenants, CurrentRevisions::unknown), List.of(), tenants);
		if (!failures.isEmpty()) {
			throw TenantFailures.reading(schemas, current, failures);
		}
		return current;
	}

	/**
	 * Returns where the database is, in one connection. What is known of the tenants that
	 * could be read is a part of the answer if others could not.
	 * @param verbose whether to say when the revisions were applied, and where the
	 * database is
	 * @return the current revisions, and their details unless there are tenants
	 */
	public CurrentDetails currentDetails(boolean verbose) {
		if (!hasTenants()) {
			return schema().currentDetails(verbose);
		}
		CurrentRevisions current;
		TenantFailures failures = null;
		try {
			current = current();
		}
		catch (TenantFailures ex) {
			@Nullable CurrentRevisions read = ex.read();
			if (read == null) {
				throw ex;
			}
			failures = ex;
			current = read;
		}
		return new CurrentDetails(current, List.of(), verbose ? database() : null, failures);
	}

	private static List<String> union(Map<String, CurrentRevisions> tenants,
			Function<CurrentRevisions, List<String>> part) {
		return tenants.values().stream().flatMap((each) -> part.apply(each).stream()).distinct().toList();
	}

	@Override
	public List<RevisionDetails> history(HistoryRequest request) {
		HistoryReader history = new HistoryReader(this.source.load().graph());
		return history.range(request, () -> inOne().applied(history.graph()));
	}

	/**
	 * Returns everything that is known about the history and the database. A database
	 * that cannot be read is a part of the answer.
	 * @param request the revisions; the database is asked anyway
	 * @param sql whether to read what the revisions run
	 * @return the overview
	 * @throws MigrationException if the revisions cannot be read, or the range cannot be
	 * resolved
	 */
	public HistoryOverview overview(HistoryRequest request, boolean sql) {
		RevisionScripts scripts = this.source.load();
		RevisionGraph graph = scripts.graph();
		SchemaState state = null;
		CurrentRevisions current = null;
		MigrationException failure = null;
		try {
			state = hasTenants() ? null : schema().state(scripts);
			current = (state != null) ? state.current() : current();
		}
		catch (TenantFailures ex) {
			current = ex.read();
			failure = ex;
		}
		catch (MigrationException ex) {
			failure = ex;
		}
		AppliedRevisions applied = (state != null) ? state.applied() : null;
		MigrationException unread = (failure != null) ? failure : severalSchemas();
		List<RevisionDetails> revisions = new HistoryReader(graph)
			.range((applied != null) ? request.indicateCurrent() : request, () -> {
				if (applied == null) {
					throw unread;
				}
				return applied;
			});
		return new HistoryOverview(this.context.settings().origin().application(),
				(state != null) ? state.server() : null, revisions, List.copyOf(graph.effectiveHeads()), current,
				(applied != null) ? applied.runs() : Map.of(), (state != null) ? state.findings() : List.of(),
				sql ? new OverviewReader(scripts, this.context.execution().placeholders()).scripts(revisions)
						: Map.of(),
				failure);
	}

	@Override
	public List<RevisionDetails> heads() {
		return new HistoryReader(this.source.load().graph()).heads();
	}

	@Override
	public RevisionDetails show(String target) {
		HistoryReader history = new HistoryReader(this.source.load().graph());
		return history.show(target, () -> inOne().applied(history.graph()));
	}

	/**
	 * Returns what is known about some revisions. The database is asked unless there are
	 * tenants, each of which has its own answer.
	 * @param ids revision ids; those that this build does not have are left out
	 * @return the revisions, children before parents
	 */
	public List<RevisionDetails> details(Collection<String> ids) {
		HistoryReader history = new HistoryReader(this.source.load().graph());
		AppliedRevisions applied = hasTenants() ? null : schema().applied(history.graph());
		return ((applied != null) ? new HistoryReader(applied.graph()) : history).details(ids, applied);
	}

	@Override
	public NewRevision revision(RevisionRequest request) {
		return this.source.author().revision(request);
	}

	@Override
	public GeneratedRevision autogenerate(RevisionRequest request, AutogenerateOptions options) {
		return inOne().autogenerate(request, options);
	}

	@Override
	public GeneratedRevision baseline(RevisionRequest request, boolean unproven) {
		return inOne().baseline(request, unproven);
	}

	@Override
	public NewRevision merge(List<String> targets, RevisionRequest request) {
		return this.source.author().merge(targets, request);
	}

	@Override
	public Path edit(String target) {
		RevisionAuthor author = this.source.author();
		return author.file(target, () -> inOne().applied(author.graph()).rows());
	}

	@Override
	public List<ProjectFile> init(String mainClass) {
		return new ProjectInitializer(folders()).init(mainClass);
	}

	@Override
	public SchemaComparison check(AutogenerateOptions options) {
		return inOne().check(options);
	}

	@Override
	public LintReport lint(LintRequest request) {
		if (!request.isMeasured()) {
			return LintRun.read(this.context, this.source.load(), request);
		}
		if (!hasTenants()) {
			return LintRun.of(this.context, this.source.load(), Map.of()).run(request);
		}
		Map<String, CurrentRevisions> tenants = Objects.requireNonNullElse(current().tenants(), Map.of());
		List<RevisionScript> read = this.source.read();
		return LintRun.of(ofMostPending(tenants, read), new RevisionScripts(read), tenants).run(request);
	}

	private MigrationContext ofMostPending(Map<String, CurrentRevisions> tenants, List<RevisionScript> read) {
		String behind = tenants.entrySet()
			.stream()
			.max(Comparator.comparingInt((tenant) -> tenant.getValue().pending().size()))
			.map(Map.Entry::getKey)
			.orElseThrow(DefaultMigrations::severalSchemas);
		return this.context.ofSchema(behind, read);
	}

	/**
	 * Writes unsafe statements in their online form, in the files of revisions that are
	 * applied nowhere.
	 * @param request the revisions
	 * @return what was written, and what is left
	 */
	public FixReport fix(LintRequest request) {
		List<RevisionScript> read = this.source.read();
		RevisionScripts scripts = new RevisionScripts(read);
		if (!hasTenants()) {
			return FixRun.run(new FixRun.Place(this.context, List.of(this.context), Map.of(), folders()), scripts,
					request);
		}
		Map<String, CurrentRevisions> tenants = Objects.requireNonNullElse(current().tenants(), Map.of());
		List<MigrationContext> schemas = tenants.keySet()
			.stream()
			.map((schema) -> this.context.ofSchema(schema, read))
			.toList();
		return FixRun.run(new FixRun.Place(ofMostPending(tenants, read), schemas, tenants, folders()), scripts,
				request);
	}

	/**
	 * Writes the scripts of Flyway as revisions.
	 * @param dryRun whether nothing is to be written
	 * @return what was written, and what is not carried over
	 */
	public ImportReport importFlyway(boolean dryRun) {
		return importHistory(new FlywayTool(this.context.imports().get().flyway()),
				new FlywayProject(this.context, folders())::read, dryRun);
	}

	/**
	 * Writes the change sets of Liquibase as revisions.
	 * @param perFile whether those of a file become one revision
	 * @param dryRun whether nothing is to be written
	 * @return what was written, and what is not carried over
	 */
	public ImportReport importLiquibase(boolean perFile, boolean dryRun) {
		return importHistory(new LiquibaseTool(this.context.imports().get().liquibase().tables()),
				new LiquibaseProject(this.context, folders(), perFile)::read, dryRun);
	}

	/**
	 * Writes the revisions of Alembic as revisions of ours.
	 * @param command what a shell runs for Alembic
	 * @param folder where it runs
	 * @param dryRun whether nothing is to be written
	 * @return what was written, and what is not carried over
	 */
	public ImportReport importAlembic(String command, Path folder, boolean dryRun) {
		AlembicCommand alembic = new AlembicCommand(command, folder);
		return importHistory(new AlembicTool(),
				(target) -> AlembicProject.read(alembic, this.context.execution().placeholders()), dryRun);
	}

	private ImportReport importHistory(OtherTool tool, Function<Path, ImportedHistory> history, boolean dryRun) {
		requireOneSchema();
		return new HistoryImport(this.context, folders(), tool, history).run(this.source.readWithSources(), dryRun);
	}

	/**
	 * Writes one revision that replaces several.
	 * @param range {@code FROM:TO}, both ends included
	 * @param request the message and the id of the new revision
	 * @param dryRun whether nothing is to be written
	 * @return what was written
	 * @throws MigrationException with {@code drift} if the new revision leads to
	 * something else, and whatever the range cannot be squashed for; nothing is written
	 * then
	 */
	public SquashReport squash(String range, RevisionRequest request, boolean dryRun) {
		requireOneSchema();
		return new Squash(this.context).run(range, request, dryRun);
	}

	/**
	 * Finds out where the database, or each tenant's schema, is with regard to squashed
	 * revisions.
	 * @return the squashed revisions of this build
	 */
	public List<SquashState> squashes() {
		List<RevisionScript> read = this.source.read();
		RevisionGraph graph = new RevisionScripts(read).graph();
		Map<String, Map<String, SquashState.Position>> positions = new LinkedHashMap<>();
		if (graph.squashed().isEmpty()) {
			return List.of();
		}
		if (!hasTenants()) {
			positions.put("", schema().squashes(graph));
		}
		else {
			TenantRuns runs = tenantRuns();
			runs.read(runs.schemas(), (ex) -> true,
					(schema) -> new SchemaMigrations(this.context.ofSchema(schema, read)).squashes(graph))
				.forEach((schema, reading) -> {
					if (reading.failure() != null) {
						throw reading.failure();
					}
					positions.put(schema, Objects.requireNonNull(reading.value()));
				});
		}
		return graph.squashed().stream().map((squash) -> {
			Map<String, SquashState.Position> ofSquash = new LinkedHashMap<>();
			positions.forEach((schema, all) -> ofSquash.put(schema, Objects.requireNonNull(all.get(squash.id()))));
			return new SquashState(squash, graph.stillPresent(squash.id()).stream().map(Revision::path).toList(),
					ofSquash);
		}).toList();
	}

	@Override
	public List<String> verify() {
		return new Verification(this.context).run();
	}

	/** Server, database and login, for people. */
	private String database() {
		try (MigrationConnection connection = this.connector.connect()) {
			return connection.server().describe();
		}
	}

	/**
	 * Asks the server over another connection how far it is with the index that a run of
	 * this application builds at the moment.
	 * @return one line for people, or nothing if it builds none
	 */
	public Optional<String> activity() {
		try (MigrationConnection connection = this.connector.connect()) {
			return IndexProgress.read(connection, this.connector.applicationName());
		}
	}

	/**
	 * Returns the folders of the project's sources.
	 * @return the folders
	 */
	public SourceFolders folders() {
		return this.source.folders();
	}

}
