package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.MigrationResult;
import io.appmigrations.StepResult;
import io.appmigrations.internal.secret.Redaction;
import io.appmigrations.internal.support.Printable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run in the schema of one tenant, and how it ended. Its steps are noted as they are
 * committed: those before a failure stay in the database.
 */
final class TenantRun {

	private static final Logger logger = LoggerFactory.getLogger(TenantRun.class);

	private final String schema;

	private final Work work;

	private final Set<MigrationException> told;

	private final List<StepResult> committed = new ArrayList<>();

	private @Nullable MigrationResult result;

	private @Nullable MigrationException failure;

	/**
	 * Runs nothing yet.
	 * @param schema the tenant's schema
	 * @param work what to do in it
	 * @param told the failures that were logged: all tenants may fail for one
	 */
	TenantRun(String schema, Work work, Set<MigrationException> told) {
		this.schema = schema;
		this.work = work;
		this.told = told;
	}

	/** Runs, for the first time or once more. */
	void run() {
		Thread thread = Thread.currentThread();
		String name = thread.getName();
		// log records name the thread
		thread.setName("tenant " + this.schema);
		this.failure = null;
		try {
			this.result = this.work.in(this.schema, new CommittedSteps());
		}
		catch (MigrationException ex) {
			if (this.told.add(ex)) {
				logger.error("Tenant {} failed: {}", Printable.name(this.schema), ex.getMessage());
			}
			this.failure = ex;
		}
		catch (RuntimeException | Error ex) {
			// an error of a Java revision too must not keep the others from being done
			logger.error("Tenant {} failed", Printable.name(this.schema), ex);
			this.failure = new MigrationException(ErrorCode.STATEMENT_FAILED, Redaction.redact(ex.toString()), null,
					ex);
		}
		finally {
			thread.setName(name);
		}
	}

	String schema() {
		return this.schema;
	}

	/** Why it failed, or {@code null}. */
	@Nullable MigrationException failure() {
		return this.failure;
	}

	/**
	 * What was done, in all attempts. After a failure, these are the steps before it, and
	 * no rows.
	 */
	MigrationResult result() {
		if (this.failure != null) {
			return new MigrationResult(this.committed, List.of(), null);
		}
		MigrationResult last = Objects.requireNonNull(this.result);
		// a stamp tells no listener; a second attempt knows nothing of the first
		return (this.committed.size() <= last.steps().size()) ? last
				: new MigrationResult(this.committed, last.current(), null);
	}

	/** What to do in the schema of a tenant. */
	@FunctionalInterface
	interface Work {

		MigrationResult in(String schema, MigrationListener listener);

	}

	/** A listener is told of a revision after its commit. */
	private final class CommittedSteps implements MigrationListener {

		@Override
		public void afterRevision(StepResult step) {
			TenantRun.this.committed.add(step);
		}

	}

}
