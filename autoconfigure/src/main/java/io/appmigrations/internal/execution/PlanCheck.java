package io.appmigrations.internal.execution;

import java.util.Map;
import java.util.Objects;

import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import io.appmigrations.UnfinishedRevision;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.script.Batch;
import io.appmigrations.internal.script.BatchStatement;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SectionReader;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.script.StatementRules;
import org.jspecify.annotations.Nullable;

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
	 * @param unfinished the revisions with {@code transaction:off} that were interrupted
	 * @throws MigrationException where a step cannot be run
	 */
	public void requireRunnable(MigrationPlan plan, Map<String, UnfinishedRevision> unfinished) {
		plan.steps().forEach((step) -> requireRunnable(step, unfinished));
	}

	/**
	 * Checks that no step needs a session of its own.
	 * @param plan the plan
	 * @param schema the schema that transactions alone would have, or {@code null} where
	 * the server gives it to each session
	 * @throws MigrationException where a statement outside of transactions changes the
	 * settings for those that follow, or would run in another schema
	 */
	public void requireRunnableWithoutSession(MigrationPlan plan, @Nullable String schema) {
		for (Step step : plan.steps()) {
			RevisionScript script = this.scripts.of(step.revision());
			if (script.transactional(step.direction())) {
				continue;
			}
			if (!(script instanceof SqlRevision sql)) {
				requireSchema(step, schema, step.revision().path());
				continue;
			}
			int block = 0;
			try (SectionReader statements = Objects.requireNonNull(sql.section(step.direction())).open()) {
				for (SqlStatement statement = statements.next(); statement != null; statement = statements.next()) {
					if (statement.beginsTransaction() && statements.number() > block) {
						block = statements.lastOfBlock();
					}
					if (statements.number() > block || !endsWithTransaction(statement)) {
						requireNoSetting(step, statement);
					}
					if (OutsideTransaction.isNeeded(step.revision().path(), statement)) {
						requireSchema(step, schema, step.revision().path() + ":" + statement.line());
					}
				}
			}
		}
	}

	private static void requireSchema(Step step, @Nullable String schema, String place) {
		if (schema != null) {
			throw inAnotherSchema(step, schema, place, "nothing was run");
		}
	}

	/**
	 * Says why a revision cannot run without a session of its own.
	 * @param state what was run before
	 */
	static MigrationException inAnotherSchema(Step step, String schema, String place, String state) {
		return new MigrationException(ErrorCode.UNSUPPORTED_DATABASE,
				("Revision %s runs statements outside a transaction (%s). Behind a pooler in transaction mode, they would "
						+ "run in another schema than %s; %s")
					.formatted(step.revision().describe(), place, schema, state),
				"Point app.migrations.url directly to the server, or to a pool in session mode. If the statements can run in a "
						+ "transaction, remove transaction:off (in a Java revision: transaction = false); a generated revision "
						+ "is written for a transaction by revision --autogenerate --no-online.");
	}

	/** A setting that nobody else sees. */
	private static boolean endsWithTransaction(SqlStatement statement) {
		return statement.startsWith("set", "local") || statement.startsWith("set", "transaction")
				|| statement.startsWith("set", "constraints");
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

	private void requireRunnable(Step step, Map<String, UnfinishedRevision> unfinished) {
		RevisionScript script = this.scripts.of(step.revision());
		UnfinishedRevision half = unfinished.get(step.revision().id());
		if (script.transactional(step.direction()) && half != null && half.direction() == step.direction()) {
			if (half.rows() > 0) {
				throw new MigrationException(ErrorCode.INTERRUPTED_REVISION,
						("The %s of revision %s was interrupted after %s rows, but it (%s) no longer runs in batches; nothing "
								+ "was run")
							.formatted(step.direction(), step.revision().describe(), half.rows(),
									step.revision().path()),
						"Restore batch: (in a Java revision: transaction = false), so that it can resume where it stopped.");
			}
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
					"Set app.migrations.transaction=per-revision, or write a generated revision for one transaction: revision --autogenerate --no-online.");
		}
		if (script instanceof SqlRevision sql && !script.transactional(step.direction())) {
			requireNoTemporaryState(step, Objects.requireNonNull(sql.section(step.direction())));
		}
		if (script instanceof SqlRevision sql && sql.section(step.direction()) != null
				&& this.settings.placeholders().enabled()) {
			try (SectionReader statements = Objects.requireNonNull(sql.section(step.direction())).open()) {
				for (SqlStatement statement = statements.next(); statement != null; statement = statements.next()) {
					String path = step.revision().path();
					this.settings.placeholders().replaceIn(statement, path);
					if (!script.transactional(step.direction()) && statement.copyData() == null) {
						StatementRules.requireSameControl(path, statement,
								this.settings.placeholders().replacedIn(statement, path));
					}
				}
			}
		}
		if (script instanceof SqlRevision sql && !script.transactional(step.direction())) {
			requireBatchable(step, Objects.requireNonNull(sql.section(step.direction())));
		}
	}

	/** What placeholders stand for is a part of the statement too. */
	private void requireBatchable(Step step, Section section) {
		Batch batch = section.batch();
		if (batch == null) {
			return;
		}
		try (SectionReader statements = section.open()) {
			String path = step.revision().path();
			BatchStatement.of(path,
					this.settings.placeholders().replacedIn(Objects.requireNonNull(statements.next()), path), batch);
		}
	}

	/** Whoever resumes the section has another session, which does not have it. */
	private static void requireNoTemporaryState(Step step, Section section) {
		int block = 0;
		try (SectionReader statements = section.open()) {
			for (SqlStatement statement = statements.next(); statement != null; statement = statements.next()) {
				if (statement.beginsTransaction() && statements.number() > block) {
					block = statements.lastOfBlock();
				}
				if (statements.number() > block && statements.number() < section.count()
						&& OutsideTransaction.leavesTemporaryState(statement)) {
					throw new MigrationException(ErrorCode.INVALID_SCRIPT,
							("Revision %s creates something in a section with transaction:off that exists in its session only "
									+ "(%s:%s), so that the section could not be resumed after an interruption; nothing was run")
								.formatted(step.revision().describe(), step.revision().path(), statement.line()),
							"Put it and the statements that use it between 'begin;' and 'commit;', which are resumed as a whole, "
									+ "or use an ordinary table.");
				}
			}
		}
	}

}
