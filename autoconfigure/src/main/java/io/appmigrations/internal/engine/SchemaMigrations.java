package io.appmigrations.internal.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.CurrentRevisions;
import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.Finding;
import io.appmigrations.GeneratedRevision;
import io.appmigrations.LintFinding;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.Mode;
import io.appmigrations.NewRevision;
import io.appmigrations.OnlineMode;
import io.appmigrations.Repair;
import io.appmigrations.Revision;
import io.appmigrations.RevisionRequest;
import io.appmigrations.SchemaComparison;
import io.appmigrations.StampRequest;
import io.appmigrations.internal.compare.Comparison;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.version.LoggedRun;
import io.appmigrations.internal.database.version.VersionState;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.graph.Target;
import io.appmigrations.internal.lint.Linter;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.SqlRevision;

/**
 * Migrates one schema, whose version table says where it is.
 */
final class SchemaMigrations {

	private final MigrationContext context;

	private final RevisionSource source;

	private final Connector connector;

	SchemaMigrations(MigrationContext context) {
		this.context = context;
		this.source = new RevisionSource(context);
		this.connector = new Connector(context);
	}

	private OnlineRun onlineRun() {
		return new OnlineRun(this.connector, this.context);
	}

	private Scripting scripting() {
		return new Scripting(this.connector, this.context.settings());
	}

	MigrationResult upgrade(String target, Mode mode) {
		if (target.equals("none") && mode != Mode.OFFLINE) {
			return new UpgradeRun(this.context, this.source, this.connector).look();
		}
		if (mode == Mode.RUN) {
			return new UpgradeRun(this.context, this.source, this.connector).run(target);
		}
		return migrate(this.source.load(), Direction.UPGRADE, target, mode);
	}

	PlanTrace trace(String target) {
		MigrationResult result = upgrade(target, Mode.DRY_RUN);
		return new Tracing(this.context, this.source.load()).of(result);
	}

	MigrationResult downgrade(String target, Mode mode) {
		return migrate(this.source.load(), Direction.DOWNGRADE, target, mode);
	}

	MigrationResult downgradeStored(String target, Mode mode) {
		return migrate(withStored(this.source.load()), Direction.DOWNGRADE, target, mode);
	}

	private RevisionScripts withStored(RevisionScripts known) {
		try (MigrationConnection connection = this.connector.connect()) {
			Optional<VersionState> state = this.connector.peek(connection);
			Set<String> rows = state.map(VersionState::rows).orElse(Set.of());
			RevisionGraph there = state.map((present) -> known.at(present).graph()).orElse(known.graph());
			return StateCheck.unknown(there, rows).isEmpty() ? known
					: new StoredRevisions(known, this.connector.versionTable().log().stored(connection)).scripts(rows);
		}
	}

	private MigrationResult migrate(RevisionScripts scripts, Direction direction, String target, Mode mode) {
		if (mode == Mode.OFFLINE) {
			return scripting().offline(scripts, direction, target);
		}
		requireNoRange(target);
		MigrationJob job = new MigrationJob(scripts, direction, Target.parse(target));
		return (mode == Mode.DRY_RUN) ? scripting().dryRun(job) : onlineRun().migrate(job);
	}

	static void requireNoRange(String target) {
		if (target.contains(":")) {
			throw new MigrationException(ErrorCode.INVALID_TARGET,
					"'%s' is a range, but this command reads the starting point from the database".formatted(target),
					"Give only the target, or add --sql to write a script for the range.");
		}
	}

	MigrationResult stamp(StampRequest request) {
		if (request.mode() == Mode.OFFLINE) {
			return scripting().offlineStamp(this.source.load(), request.targets(), request.isPurge());
		}
		request.targets().forEach(SchemaMigrations::requireNoRange);
		List<Target> targets = request.targets().stream().map(Target::parse).toList();
		RevisionScripts scripts = this.source.load();
		return (request.mode() == Mode.DRY_RUN) ? scripting().dryRunStamp(scripts, targets, request.isPurge())
				: onlineRun().stamp(scripts, targets, request.isPurge());
	}

	List<Finding> findings() {
		RevisionScripts scripts = this.source.load();
		try (MigrationConnection connection = this.connector.connect()) {
			return this.connector.peek(connection)
				.map((state) -> findings(scripts, state, connection))
				.orElse(List.of());
		}
	}

	List<Finding> repair(Repair repair) {
		return onlineRun().repair(this.source.load(), repair);
	}

	MigrationResult ensureVersion(Mode mode) {
		return (mode != Mode.RUN)
				? new MigrationResult(List.of(), List.of(), scripting().versionTable(this.source.load()))
				: Results.of(List.of(), onlineRun().ensureVersion());
	}

	CurrentRevisions current() {
		return current(this.source.load().graph());
	}

	CurrentRevisions current(RevisionGraph graph) {
		try (MigrationConnection connection = this.connector.connect()) {
			return current(graph, this.connector.peek(connection));
		}
	}

	/** Asks the log for times only if they are shown. */
	CurrentDetails currentDetails(boolean verbose) {
		RevisionGraph graph = this.source.load().graph();
		try (MigrationConnection connection = this.connector.connect()) {
			Optional<VersionState> state = this.connector.peek(connection);
			CurrentRevisions current = current(graph, state);
			AppliedRevisions applied = state
				.map((present) -> applied(graph, present, verbose ? runs(present, connection) : Map.of()))
				.orElse(AppliedRevisions.none(graph));
			return new CurrentDetails(current, new HistoryReader(applied.graph()).details(current.current(), applied),
					verbose ? connection.server().describe() : null, null);
		}
	}

	static CurrentRevisions current(RevisionGraph declared, Optional<VersionState> state) {
		RevisionGraph graph = at(declared, state);
		Set<String> rows = graph.named(state.map(VersionState::rows).orElse(Set.of()));
		Set<String> applied = state.map((present) -> applied(graph, present)).orElse(Set.of());
		List<String> pending = MigrationPlan.upgrade(graph, applied, Target.HEADS)
			.steps()
			.stream()
			.map((step) -> step.revision().id())
			.toList();
		return new CurrentRevisions(List.copyOf(rows), List.copyOf(declared.effectiveHeads()), pending,
				StateCheck.unknown(graph, rows),
				List.copyOf(new TreeMap<>(state.map(VersionState::unfinished).orElse(Map.of())).values()), null);
	}

	/** The revisions as they are for a database. */
	private static RevisionGraph at(RevisionGraph declared, Optional<VersionState> state) {
		return state.map((present) -> RevisionScripts.graphAt(declared, present)).orElse(declared);
	}

	/** What the database has of the revisions of a build. */
	AppliedRevisions applied(RevisionGraph graph) {
		try (MigrationConnection connection = this.connector.connect()) {
			return this.connector.peek(connection)
				.map((state) -> applied(graph, state, connection))
				.orElse(AppliedRevisions.none(graph));
		}
	}

	private AppliedRevisions applied(RevisionGraph declared, VersionState state, MigrationConnection connection) {
		return applied(declared, state, runs(state, connection));
	}

	private Map<String, LoggedRun> runs(VersionState state, MigrationConnection connection) {
		return state.logged() ? this.connector.versionTable().log().applied(connection) : Map.of();
	}

	private static AppliedRevisions applied(RevisionGraph declared, VersionState state, Map<String, LoggedRun> logged) {
		RevisionGraph graph = RevisionScripts.graphAt(declared, state);
		Set<String> rows = graph.named(state.rows());
		rows.removeIf((row) -> graph.find(row) == null);
		Map<String, LoggedRun> runs = new HashMap<>(logged);
		for (Revision squash : graph.squashed()) {
			// a database that has run the replaced ones
			LoggedRun last = runs.get(squash.replaces().get(squash.replaces().size() - 1));
			if (last != null) {
				runs.putIfAbsent(squash.id(), last);
			}
		}
		return new AppliedRevisions(graph, rows, applied(graph, state), runs, state.unfinished());
	}

	/** Everything that can be said of the database without looking at its schema. */
	SchemaState state(RevisionScripts scripts) {
		RevisionGraph graph = scripts.graph();
		try (MigrationConnection connection = this.connector.connect()) {
			Optional<VersionState> state = this.connector.peek(connection);
			return new SchemaState(current(graph, state),
					state.map((present) -> applied(graph, present, connection)).orElse(AppliedRevisions.none(graph)),
					state.map((present) -> findings(scripts, present, connection)).orElse(List.of()),
					connection.server().describe());
		}
	}

	private List<Finding> findings(RevisionScripts scripts, VersionState state, MigrationConnection connection) {
		return new Integrity(scripts.at(state), this.connector.versionTable(), state, connection).findings();
	}

	/** Those of this build. The ancestors of an unknown row are known to the log only. */
	private static Set<String> applied(RevisionGraph graph, VersionState state) {
		Set<String> known = graph.named(state.rows());
		if (known.removeIf((row) -> graph.find(row) == null)) {
			state.checksums().keySet().stream().filter((id) -> graph.find(id) != null).forEach(known::add);
		}
		return graph.withAncestors(known);
	}

	/** Where the database is with regard to the squashed revisions of a build. */
	Map<String, SquashState.Position> squashes(RevisionGraph declared) {
		try (MigrationConnection connection = this.connector.connect()) {
			Optional<VersionState> state = this.connector.peek(connection);
			RevisionGraph graph = at(declared, state);
			Set<String> applied = state.map((present) -> applied(graph, present)).orElse(Set.of());
			Set<String> begun = new TreeSet<>(state.map(VersionState::rows).orElse(Set.of()));
			begun.addAll(state.map((present) -> present.unfinished().keySet()).orElse(Set.of()));
			begun.removeIf((id) -> graph.find(id) != null);
			Map<String, SquashState.Position> positions = new TreeMap<>();
			for (Revision squash : declared.squashed()) {
				String id = squash.id();
				boolean within = graph.isOpened(id) || !Collections.disjoint(graph.replacedBy(id), begun);
				positions.put(id, within ? SquashState.Position.WITHIN
						: applied.contains(id) ? SquashState.Position.AFTER : SquashState.Position.BEFORE);
			}
			return positions;
		}
	}

	SchemaComparison check(AutogenerateOptions options) {
		AutogenerateOptions plain = options.toBuilder().online(OnlineMode.OFF).build();
		return new ModelComparison(this.context).compare(plain).comparison();
	}

	GeneratedRevision autogenerate(RevisionRequest request, AutogenerateOptions options) {
		// a Java revision is not resumed
		boolean oneTransaction = request.isJava() || this.context.settings().isSingleTransaction();
		Comparison found = new ModelComparison(this.context)
			.prove(oneTransaction ? options.toBuilder().online(OnlineMode.OFF).build() : options);
		SchemaComparison comparison = found.comparison();
		if (comparison.isEmpty()) {
			return new GeneratedRevision(null, List.of(), comparison, 0);
		}
		if (!comparison.unproven().isEmpty() && !options.isUnproven()) {
			throw new MigrationException(ErrorCode.DRIFT,
					"The revision was not written because it could not be proven: %s"
						.formatted(String.join("\n  ", comparison.unproven())),
					"Write it anyway with --unproven, and fix it by hand.");
		}
		List<NewRevision> written = this.source.author().revisions(request, GeneratedContent.of(found), found.labels());
		return new GeneratedRevision(written.get(0), written.subList(1, written.size()), comparison,
				request.isJava() ? 0 : written.stream().mapToInt((revision) -> unsafe(revision.path())).sum());
	}

	GeneratedRevision baseline(RevisionRequest request, boolean unproven) {
		return new Baseline(this.context).write(request, unproven);
	}

	/** From the text alone: another run in a new database would double the time. */
	private int unsafe(Path file) {
		try {
			SqlRevision revision = RevisionFileReader.read(file.toString(), Files.readAllBytes(file));
			return (int) Linter
				.check(Examined.written(revision, this.context.execution().placeholders()),
						this.context.settings().lint().ignore())
				.findings()
				.stream()
				.filter((finding) -> finding.level() == LintFinding.Level.ERROR)
				.map(LintFinding::line)
				.distinct()
				.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
