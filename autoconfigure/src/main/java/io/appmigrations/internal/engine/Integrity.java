package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.Finding;
import io.appmigrations.MigrationException;
import io.appmigrations.Repair;
import io.appmigrations.Revision;
import io.appmigrations.Step;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.version.MigrationLog;
import io.appmigrations.internal.database.version.MigrationLog.Stored;
import io.appmigrations.internal.database.version.RunProgress.Progress;
import io.appmigrations.internal.database.version.VersionState;
import io.appmigrations.internal.database.version.VersionTable;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.settings.Origin;

/**
 * Whether the revisions of a build, the version table and the log fit together, and what
 * brings them in line. Nothing here changes the schema.
 */
final class Integrity {

	private final RevisionScripts scripts;

	private final RevisionGraph graph;

	private final VersionTable table;

	private final VersionState state;

	private final MigrationConnection connection;

	Integrity(RevisionScripts scripts, VersionTable table, VersionState state, MigrationConnection connection) {
		this.scripts = scripts;
		this.graph = scripts.graph();
		this.table = table;
		this.state = state;
		this.connection = connection;
	}

	List<Finding> findings() {
		List<Finding> findings = new ArrayList<>();
		unknown(findings);
		redundant(findings);
		interrupted(findings);
		if (StateCheck.unknown(this.graph, this.state.rows()).isEmpty() && this.state.logged()) {
			contradictions(findings);
		}
		edited(findings);
		return findings;
	}

	private Set<String> knownRows() {
		Set<String> known = this.graph.named(this.state.rows());
		known.removeIf((row) -> this.graph.find(row) == null);
		return known;
	}

	/** What an unknown row implies, only the log knows. */
	private Set<String> applied() {
		Set<String> applied = new TreeSet<>(this.graph.withAncestors(knownRows()));
		if (knownRows().size() < this.state.rows().size()) {
			this.state.checksums().keySet().stream().filter((id) -> this.graph.find(id) != null).forEach(applied::add);
		}
		return applied;
	}

	private String describe(String id) {
		return this.graph.get(id).describe();
	}

	private void unknown(List<Finding> findings) {
		for (String id : StateCheck.unknown(this.graph, this.state.rows())) {
			Revision squash = this.graph.replacing(id);
			if (squash != null) {
				findings.add(new Finding(Finding.Kind.UNKNOWN, id,
						"The database is at %s, in the middle of the revisions that %s replaces, and their files were deleted"
							.formatted(id, squash.describe()),
						"Restore the files, or use a build that has them."));
				continue;
			}
			findings.add(new Finding(Finding.Kind.UNKNOWN, id,
					"The database is at %s, which this build does not have".formatted(id),
					"Restore its file, or use a build that has it. If the file is permanently lost, run 'repair --forget %s'."
						.formatted(id)));
		}
	}

	private void redundant(List<Finding> findings) {
		Set<String> rows = knownRows();
		for (String row : this.graph.impliedOf(rows)) {
			findings.add(new Finding(Finding.Kind.REDUNDANT, row,
					"The version table has a redundant row for %s: the row for %s implies it".formatted(describe(row),
							String.join(", ", StateCheck.implying(this.graph, rows, row))),
					"Remove it with 'repair --rows'."));
		}
	}

	private void interrupted(List<Finding> findings) {
		this.state.unfinished().keySet().stream().sorted().filter((id) -> this.graph.find(id) != null).forEach((id) -> {
			Progress progress = progress(id);
			if (progress.running() && progress.batch() == null) {
				findings.add(new Finding(Finding.Kind.INTERRUPTED, id,
						"The %s of revision %s was interrupted at %s while statement %s was running"
							.formatted(progress.direction(), describe(id), progress.since(), progress.statement()),
						("Run it again: the tool often finds out by itself whether the statement took effect. If it "
								+ "cannot, run 'repair --done %1$s' if the statement took effect, or 'repair --undone "
								+ "%1$s' if it did not.")
							.formatted(id)));
			}
			else {
				findings.add(new Finding(Finding.Kind.UNFINISHED, id,
						"The %s of revision %s was interrupted at %s after %s".formatted(progress.direction(),
								describe(id), progress.since(), progress.describe()),
						progress.direction().equals(Direction.UPGRADE.toString())
								? "Run it again; it resumes there. If its statements were undone by hand, run 'repair --forget %s'."
									.formatted(id)
								: "Run it again; it resumes there."));
			}
		});
	}

	private Progress progress(String id) {
		return this.table.log()
			.progress()
			.unfinished(this.connection, step(Direction.UPGRADE, id))
			.orElseThrow(() -> new MigrationException(ErrorCode.DATABASE_NOT_UP_TO_DATE,
					"The log has no interrupted run of revision %s".formatted(id),
					"Run 'repair' without options to list the inconsistencies."));
	}

	private void contradictions(List<Finding> findings) {
		Set<String> applied = this.graph.withAncestors(knownRows());
		Set<String> appliedWithReplaced = this.graph.withReplaced(applied);
		Set<String> logged = this.state.checksums().keySet();
		Set<String> loggedWithReplaced = this.graph.withReplaced(logged);
		for (String id : new TreeSet<>(applied)) {
			if (!loggedWithReplaced.contains(id)) {
				findings.add(new Finding(Finding.Kind.LOG, id,
						"The version table lists revision %s as applied, but the log does not".formatted(describe(id)),
						"The version table takes precedence. Correct the log with 'repair --log'."));
			}
		}
		for (String id : new TreeSet<>(logged)) {
			if (!appliedWithReplaced.contains(id)) {
				String name = (this.graph.find(id) != null) ? describe(id) : id;
				findings.add(new Finding(Finding.Kind.LOG, id,
						"The log lists revision %s as applied, but the version table does not".formatted(name),
						"The version table takes precedence. If it is correct, correct the log with 'repair --log'; if "
								+ "it has lost a row, restore the row with 'stamp'."));
			}
		}
	}

	private void edited(List<Finding> findings) {
		AppliedText applied = new AppliedText(this.connection, this.table.log());
		applied().stream().sorted().forEach((id) -> {
			applied.edit(script(id), this.state)
				.ifPresent((message) -> findings.add(new Finding(Finding.Kind.EDITED, id, message,
						("Restore the file and put the change into a new revision. If the file is correct and the "
								+ "schema matches it, run 'repair --accept %s'.")
							.formatted(id))));
		});
	}

	/** Those that a person has decided about. */
	List<Finding> chosen(Repair repair) {
		List<Finding> chosen = findings().stream().filter((finding) -> decides(repair, finding)).toList();
		require(chosen, repair.accept(), Finding.Kind.EDITED, "was not edited after it had been applied");
		Set<String> unfinished = new TreeSet<>();
		chosen.stream()
			.filter((finding) -> finding.kind() == Finding.Kind.UNFINISHED)
			.map(Finding::revision)
			.forEach(unfinished::add);
		Set<String> forgotten = new TreeSet<>(repair.forget());
		forgotten.removeAll(unfinished);
		require(chosen, forgotten, Finding.Kind.UNKNOWN,
				"is not in the version table, or this build has its file; and it has no unfinished upgrade");
		Set<String> interrupted = new TreeSet<>(repair.done());
		interrupted.addAll(repair.undone());
		require(chosen, interrupted, Finding.Kind.INTERRUPTED, "was not interrupted while a statement was running");
		return chosen;
	}

	private boolean decides(Repair repair, Finding finding) {
		String id = finding.revision();
		return switch (finding.kind()) {
			case EDITED -> repair.accept().contains(id);
			case UNKNOWN -> repair.forget().contains(id);
			case REDUNDANT -> repair.isRows();
			case LOG -> repair.isLog();
			case INTERRUPTED -> repair.done().contains(id) || repair.undone().contains(id);
			case UNFINISHED -> repair.forget().contains(id) && isHalfUpgrade(id);
		};
	}

	/** One that is undone in part has its row still. */
	private boolean isHalfUpgrade(String id) {
		return Objects.requireNonNull(this.state.unfinished().get(id)).direction() == Direction.UPGRADE
				&& !this.graph.withAncestors(knownRows()).contains(id);
	}

	private static void require(List<Finding> chosen, Set<String> ids, Finding.Kind kind, String problem) {
		Set<String> left = new TreeSet<>(ids);
		chosen.stream().filter((finding) -> finding.kind() == kind).map(Finding::revision).forEach(left::remove);
		if (!left.isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_TARGET,
					"Revision %s %s; nothing was repaired".formatted(left.iterator().next(), problem),
					"Run 'repair' without options to list the inconsistencies.");
		}
	}

	/** What repairs a finding, and says so in the log. */
	List<String> statements(Finding finding, Repair repair, Origin origin) {
		String id = finding.revision();
		MigrationLog log = this.table.log();
		return switch (finding.kind()) {
			case EDITED -> List.of(log.repaired(step(Direction.UPGRADE, id), script(id), origin));
			case REDUNDANT ->
				List.of(this.table.delete(id), log.repaired(step(Direction.UPGRADE, id), script(id), origin));
			case LOG -> logAsRowsSay(id, origin);
			case INTERRUPTED -> List.of(log.progress().decided(id, repair.done().contains(id)));
			case UNFINISHED -> List.of(log.forgotten(id, origin));
			case UNKNOWN -> forget(id, origin);
		};
	}

	private List<String> logAsRowsSay(String id, Origin origin) {
		MigrationLog log = this.table.log();
		if (!this.graph.withAncestors(knownRows()).contains(id)) {
			return List.of(log.forgotten(id, origin));
		}
		List<String> statements = new ArrayList<>();
		Set<String> replaced = this.graph.replacedBy(id);
		if (!replaced.isEmpty()) {
			statements.add(log.implied(Direction.UPGRADE, replaced, origin));
		}
		statements.add(log.repaired(step(Direction.UPGRADE, id), script(id), origin));
		return statements;
	}

	private List<String> forget(String id, Origin origin) {
		Stored stored = this.table.log()
			.stored(this.connection)
			.stream()
			.filter((revision) -> revision.revision().equals(id))
			.findFirst()
			.orElseThrow(() -> new MigrationException(ErrorCode.UNKNOWN_REVISION,
					"The log does not record which revisions %s builds on; nothing was repaired".formatted(id),
					"Set the revision that the database is at with 'stamp --purge TARGET'."));
		Set<String> rows = new TreeSet<>(this.state.rows());
		rows.remove(id);
		Set<String> implied = this.graph
			.withAncestors(rows.stream().filter((row) -> this.graph.find(row) != null).toList());
		List<String> statements = new ArrayList<>(List.of(this.table.delete(id)));
		stored.downRevisions()
			.stream()
			.filter((parent) -> !implied.contains(parent) && !rows.contains(parent))
			.map(this.table::insert)
			.forEach(statements::add);
		statements.add(this.table.log().forgotten(id, origin));
		return statements;
	}

	private RevisionScript script(String id) {
		return this.scripts.of(this.graph.get(id));
	}

	private Step step(Direction direction, String id) {
		return new Step(direction, this.graph.get(id), Set.of(), Set.of());
	}

}
