package io.appmigrations.internal.execution;

import java.util.Map;
import java.util.Objects;

import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.SectionReader;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;

/**
 * What must hold before the first step of a plan runs, so that nothing stops half way
 * that could have been known before.
 */
public final class PlanCheck {

	private final RevisionScripts scripts;

	private final ExecutionSettings settings;

	/**
	 * Creates a check.
	 * @param scripts what the revisions run
	 * @param settings how
	 */
	public PlanCheck(RevisionScripts scripts, ExecutionSettings settings) {
		this.scripts = scripts;
		this.settings = settings;
	}

	/**
	 * Checks a plan.
	 * @param plan the plan
	 * @param unfinished the revisions with {@code transaction:off} that were interrupted,
	 * with the direction of the run
	 * @throws MigrationException where a step cannot be run
	 */
	public void requireRunnable(MigrationPlan plan, Map<String, String> unfinished) {
		plan.steps().forEach((step) -> requireRunnable(step, unfinished));
	}

	/**
	 * Checks that no step needs a session of its own.
	 * @param plan the plan
	 * @throws MigrationException where a statement outside of transactions changes the
	 * settings for those that follow
	 */
	public void requireRunnableWithoutSession(MigrationPlan plan) {
		for (Step step : plan.steps()) {
			RevisionScript script = this.scripts.of(step.revision());
			if (script.transactional(step.direction()) || !(script instanceof SqlRevision sql)) {
				continue;
			}
			try (SectionReader statements = Objects.requireNonNull(sql.section(step.direction())).open()) {
				for (SqlStatement statement = statements.next(); statement != null; statement = statements.next()) {
					requireNoSetting(step, statement);
				}
			}
		}
	}

	private static void requireNoSetting(Step step, SqlStatement statement) {
		if (statement.changesSettings()) {
			throw new MigrationException(ErrorCode.UNSUPPORTED_DATABASE,
					("Revision %s changes a setting of its session (%s:%s), but a pooler in transaction mode shares the "
							+ "session with others; nothing was run")
						.formatted(step.revision().describe(), step.revision().path(), statement.line()),
					"Point app.migrations.url directly to the server.");
		}
	}

	private void requireRunnable(Step step, Map<String, String> unfinished) {
		RevisionScript script = this.scripts.of(step.revision());
		if (script.transactional(step.direction())
				&& step.direction().toString().equals(unfinished.get(step.revision().id()))) {
			throw new MigrationException(ErrorCode.INTERRUPTED_REVISION,
					("The %s of revision %s was started with transaction:off and interrupted, but its section (%s) no "
							+ "longer has transaction:off; nothing was run")
						.formatted(step.direction(), step.revision().describe(), step.revision().path()),
					"Restore transaction:off, so that it can resume where it stopped.");
		}
		if (step.direction() == Direction.DOWNGRADE && !script.reversible()) {
			throw new MigrationException(ErrorCode.IRREVERSIBLE,
					"Revision %s is irreversible (%s); nothing was run".formatted(step.revision().describe(),
							step.revision().path()),
					"Downgrade no further than %s, or add a '-- migrate:downgrade' section."
						.formatted(step.revision().id()));
		}
		if (this.settings.singleTransaction() && !script.transactional(step.direction())) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"Revision %s runs outside a transaction (%s), which app.migrations.transaction=all does not allow; nothing was run"
						.formatted(step.revision().describe(), step.revision().path()),
					"Set app.migrations.transaction=per-revision.");
		}
		if (script instanceof SqlRevision sql && sql.section(step.direction()) != null
				&& this.settings.placeholders().enabled()) {
			try (SectionReader statements = Objects.requireNonNull(sql.section(step.direction())).open()) {
				for (SqlStatement statement = statements.next(); statement != null; statement = statements.next()) {
					this.settings.placeholders().replaceIn(statement, step.revision().path());
				}
			}
		}
	}

}
