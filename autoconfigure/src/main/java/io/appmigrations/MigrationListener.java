package io.appmigrations;

import java.time.Duration;
import java.util.List;

/**
 * Listens to the revisions that run, and to comparisons with the model. An exception from
 * {@link #beforePlan} or {@link #beforeRevision} ends the run as if the revision had
 * failed; exceptions from the other methods are logged.
 */
public interface MigrationListener {

	/**
	 * Returns the listener that is told about one of several databases
	 * ({@code app.migrations.instances}). Called once for each of them, before anything
	 * else; not called if there is one history.
	 * @param instance the name of the instance
	 * @return a listener that knows the name, or, by default, this one, which is told
	 * about all instances without their names
	 */
	default MigrationListener forInstance(String instance) {
		return this;
	}

	/**
	 * Called when a run starts.
	 * @param steps all its steps, in order
	 */
	default void beforePlan(List<Step> steps) {
	}

	/**
	 * Called before a revision runs. With {@code transaction=all} it may still be rolled
	 * back after it has completed.
	 * @param step the step
	 */
	default void beforeRevision(Step step) {
	}

	/**
	 * Called about once a second while a revision processes many rows in batches.
	 * @param step the step
	 * @param progress how far it is, for people
	 */
	default void progress(Step step, String progress) {
	}

	/**
	 * Called before another attempt of a revision that met a lock of another session.
	 * @param step the step
	 * @param attempt the number of the attempt that follows, from 2
	 */
	default void retrying(Step step, int attempt) {
	}

	/**
	 * Called after a revision has run.
	 * @param result the step and how long it took
	 */
	default void afterRevision(StepResult result) {
	}

	/**
	 * Called after a revision has failed.
	 * @param step the step
	 * @param failure the exception that is about to be thrown
	 */
	default void revisionFailed(Step step, MigrationException failure) {
	}

	/**
	 * Called once the migration lock is acquired, and where the wait for it ends without
	 * it: because another process has done the work, or because it took too long.
	 * @param waited how long it took
	 */
	default void lockWaited(Duration waited) {
	}

	/**
	 * Called when a run for the schemas of several tenants starts. The calls for their
	 * revisions then come from several threads.
	 * @param total the number of schemas
	 */
	default void beforeTenants(int total) {
	}

	/**
	 * Called after a tenant is done, or has failed.
	 * @param schema its schema
	 * @param number the number of tenants that are done, including this one
	 * @param total the number of tenants
	 */
	default void afterTenant(String schema, int number, int total) {
	}

	/**
	 * Called when a comparison with the model starts its next part.
	 * @param part a description of the part, for people
	 */
	default void comparing(String part) {
	}

	/**
	 * Called when a comparison with the model has ended or failed.
	 */
	default void compared() {
	}

}
