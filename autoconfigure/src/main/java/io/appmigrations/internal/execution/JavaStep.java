package io.appmigrations.internal.execution;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;

import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.Step;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.script.JavaRevisionScript;
import io.appmigrations.internal.secret.Redaction;
import io.appmigrations.internal.support.Causes;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.ReversibleJavaRevision;
import io.appmigrations.javarevision.RevisionContext;
import io.appmigrations.javarevision.RowBatches;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Runs a Java revision on the connection that migrates.
 */
final class JavaStep implements RevisionContext {

	private final RunContext context;

	private final MigrationConnection connection;

	private final StepRun run;

	private final Step step;

	private final JavaRevisionScript script;

	private final JdbcClient jdbc;

	JavaStep(RunContext context, StepRun run, JavaRevisionScript script) {
		this.context = context;
		this.connection = context.connection();
		this.run = run;
		this.step = run.step();
		this.script = script;
		this.jdbc = JdbcClient.create(new SingleConnectionDataSource(this.connection.borrowed().jdbc(), true));
	}

	/**
	 * Runs the revision.
	 * @throws StatementException where a lock was not acquired in time, which is worth
	 * another try
	 * @throws MigrationException where the revision threw anything else
	 */
	void run() throws StatementException {
		JavaRevision revision = instance();
		try {
			if (this.step.direction() == Direction.UPGRADE) {
				revision.upgrade(this);
			}
			else {
				((ReversibleJavaRevision) revision).downgrade(this);
			}
		}
		catch (MigrationException ex) {
			throw ex;
		}
		catch (Exception ex) {
			SQLException sqlException = find(ex);
			if (sqlException != null && StatementFailure.isRetryable(sqlException)) {
				throw new StatementException(StatementFailure.ofJava(this.step, sqlException));
			}
			throw failure(ex);
		}
		catch (Error ex) {
			throw failure(ex);
		}
	}

	private JavaRevision instance() {
		try {
			return this.script.instance().get();
		}
		catch (BeansException ex) {
			if (ex.getMostSpecificCause() instanceof Error error) {
				throw failure(error);
			}
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"Revision %s cannot be instantiated: %s".formatted(this.step.revision().describe(),
							Redaction.redact(NestedExceptionUtils.getMostSpecificCause(ex).getMessage())),
					"A revision must not need beans that use the database, because they wait for the migration; use context.jdbc() instead.",
					ex);
		}
	}

	private static @Nullable SQLException find(Throwable exception) {
		for (Throwable cause : Causes.of(exception)) {
			if (cause instanceof SQLException sqlException) {
				return sqlException;
			}
		}
		return null;
	}

	private MigrationException failure(Throwable exception) {
		String place = Arrays.stream(exception.getStackTrace())
			.filter((frame) -> frame.getClassName().startsWith(this.script.type().getName()))
			.findFirst()
			.map((frame) -> frame.getFileName() + ":" + frame.getLineNumber())
			.orElse(this.script.type().getName());
		return new MigrationException(ErrorCode.STATEMENT_FAILED,
				"Revision %s failed in %s\n  %s\n\n  %s".formatted(this.step.revision().describe(),
						this.step.direction(), place, describe(exception)),
				hint(exception), Redaction.redact(exception));
	}

	/** What stands behind it says why, where it does not say so itself. */
	private static String describe(Throwable exception) {
		Throwable root = Causes.rootOf(exception);
		String own = Objects.toString(exception.getMessage(), "");
		boolean told = root == exception || (!own.isEmpty() && own.contains(Objects.toString(root.getMessage(), "")));
		return told ? line(exception) : line(exception) + "\n  caused by " + line(root);
	}

	private static String line(Throwable exception) {
		return "%s: %s".formatted(exception.getClass().getName(),
				Redaction.redact(exception.getMessage()).replace("\n", "\n  "));
	}

	/**
	 * Whoever closes the connection, or loses it, may have committed before.
	 * @param failure what the revision has thrown, {@code null} where it has not
	 */
	void requireConnection(@Nullable MigrationException failure) {
		if (this.connection.borrowed().isOpen()) {
			return;
		}
		String first = (failure != null) ? failure.getMessage() : "Revision %s failed in %s\n  %s"
			.formatted(this.step.revision().describe(), this.step.direction(), this.script.type().getName());
		throw new MigrationException(ErrorCode.CONNECTION_FAILED, first
				+ "\n\n  The connection was closed or broke while the revision's code was running, so the server rolls "
				+ "back what was not committed; what the code itself committed is kept",
				"Check whether the code closes the connection, or who else ended the session; then start again.",
				(failure != null) ? failure.getCause() : null);
	}

	private String hint(Throwable exception) {
		SQLException refused = find(exception);
		if (refused != null && refused.getSQLState() != null) {
			return StatementHints.ofJava(refused.getSQLState(), String.valueOf(refused.getMessage()), this.step);
		}
		return (exception instanceof OutOfMemoryError) ? MigrationRunner.MORE_MEMORY
				: "The code of the revision, or code that it calls, threw this; --debug shows the stack trace.";
	}

	@Override
	public Revision revision() {
		return this.step.revision();
	}

	@Override
	public Direction direction() {
		return this.step.direction();
	}

	@Override
	public JdbcClient jdbc() {
		return this.jdbc;
	}

	@Override
	public RowBatches batches(String name) {
		if (this.script.inTransaction()) {
			throw new IllegalStateException(
					"batches(\"%s\") commits after each batch: declare the revision with @RevisionInfo(transaction = false)"
						.formatted(name));
		}
		return new CommittedBatches(this.context, this.run, this.jdbc, name);
	}

}
