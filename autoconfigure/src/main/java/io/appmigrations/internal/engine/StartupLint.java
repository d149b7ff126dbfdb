package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.appmigrations.ErrorCode;
import io.appmigrations.LintFinding;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.lint.Linter;
import io.appmigrations.internal.lint.examine.DataDemands;
import io.appmigrations.internal.lint.examine.DataDoubt;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.measure.ColumnStatistics;
import io.appmigrations.internal.measure.LiveTables;
import io.appmigrations.internal.script.Placeholders;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.support.Printable;
import io.appmigrations.settings.LintSettings;
import io.appmigrations.settings.OnStartup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for unsafe statements in revisions that are about to run: at their text and at
 * the tables that there are, without running anything. Of several tenants, the first that
 * has a revision before it is asked for its tables; what is found holds for all.
 */
public final class StartupLint {

	private static final Logger logger = LoggerFactory.getLogger(StartupLint.class);

	/** How many findings are told. */
	private static final int TOLD = 10;

	private final Map<String, List<LintFinding>> known = new HashMap<>();

	StartupLint() {
	}

	/**
	 * Checks a plan.
	 * @param connection the database before the plan is run
	 * @throws MigrationException with {@code unsafe_operation} where it must not run
	 */
	synchronized void check(MigrationConnection connection, RevisionScripts scripts, MigrationPlan plan,
			LintSettings settings, Placeholders placeholders) {
		if (settings.onStartup() == OnStartup.OFF) {
			return;
		}
		Linter.requireRules(settings.ignore());
		List<RevisionScript> planned = plan.steps().stream().map(Step::revision).map(scripts::of).toList();
		List<SqlRevision> revisions = planned.stream()
			.filter((script) -> script instanceof SqlRevision)
			.map(SqlRevision.class::cast)
			.toList();
		List<SqlRevision> unseen = revisions.stream()
			.filter((revision) -> !this.known.containsKey(revision.revision().id()))
			.toList();
		if (!unseen.isEmpty()) {
			LiveTables live = LiveTables.read(connection);
			DataDemands demands = DataDemands.of(planned, placeholders, live.defaultSchema());
			ColumnStatistics statistics = ColumnStatistics.read(connection, demands.columns(List.of()));
			read(live, unseen, settings, placeholders,
					(revision) -> demands.doubts(revision.revision().id(), statistics, List.of()));
		}
		List<LintFinding> findings = revisions.stream()
			.flatMap((revision) -> this.known.getOrDefault(revision.revision().id(), List.of()).stream())
			.toList();
		if (!findings.isEmpty() && settings.onStartup() == OnStartup.FAIL) {
			throw new MigrationException(ErrorCode.UNSAFE_OPERATION,
					"%s of the pending revisions %s unsafe on a database in use; nothing was run%s".formatted(
							(findings.size() == 1) ? "A statement" : findings.size() + " statements",
							(findings.size() == 1) ? "is" : "are", told(findings)),
					"Correct them ('migrations lint' shows how), write '-- lint:ignore RULE reason' before a statement that does no harm here, or set app.migrations.lint.on-startup=warn.");
		}
	}

	private void read(LiveTables live, List<SqlRevision> revisions, LintSettings settings, Placeholders placeholders,
			Function<SqlRevision, List<DataDoubt>> doubts) {
		List<LintFinding> found = new ArrayList<>();
		for (SqlRevision revision : revisions) {
			List<LintFinding> findings = (revision.upgrade().count() > 0) ? Linter
				.check(Examined.written(revision, placeholders, live).withDoubts(doubts.apply(revision)),
						settings.ignore())
				.findings()
				.stream()
				.filter(settings::fails)
				.map((finding) -> Redacted.of(finding, placeholders))
				.toList() : List.of();
			this.known.put(revision.revision().id(), findings);
			found.addAll(findings);
		}
		if (!found.isEmpty() && settings.onStartup() == OnStartup.WARN) {
			logger.warn("Pending revisions have statements that are unsafe on a database in use:{}", told(found));
		}
	}

	private static String told(List<LintFinding> findings) {
		String lines = findings.stream()
			.limit(TOLD)
			.map((finding) -> "\n  %s:%s: %s: %s".formatted(Printable.name(finding.path()), finding.line(),
					finding.rule(), Printable.name(finding.message())))
			.collect(Collectors.joining());
		return (findings.size() <= TOLD) ? lines : "%s\n  and %s more".formatted(lines, findings.size() - TOLD);
	}

}
