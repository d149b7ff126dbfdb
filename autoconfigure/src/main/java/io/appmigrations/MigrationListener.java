package io.appmigrations;

import java.util.List;

/**
 * Is told about each revision that runs, and about comparisons with the model. An
 * exception of {@link #beforePlan} or {@link #beforeRevision} ends the run as if the
 * revision had failed; those of the other methods are logged.
 */
public interface MigrationListener {

	/**
	 * A run begins.
	 * @param steps all its steps, in order
	 */
	default void beforePlan(List<Step> steps) {
	}

	/**
	 * A revision is about to run. With {@code transaction=all} it may still be rolled
	 * back after it has completed.
	 * @param step the step
	 */
	default void beforeRevision(Step step) {
	}

	/**
	 * A revision has run.
	 * @param result the step and how long it took
	 */
	default void afterRevision(StepResult result) {
	}

	/**
	 * A revision has failed.
	 * @param step the step
	 * @param failure what is about to be thrown
	 */
	default void revisionFailed(Step step, MigrationException failure) {
	}

	/**
	 * A run for the schemas of several tenants begins. What is told of their revisions
	 * then comes from several threads.
	 * @param total how many schemas there are
	 */
	default void beforeTenants(int total) {
	}

	/**
	 * One tenant is done, or has failed.
	 * @param schema its schema
	 * @param number how many are done with this one
	 * @param total how many there are
	 */
	default void afterTenant(String schema, int number, int total) {
	}

	/**
	 * A comparison with the model begins its next part.
	 * @param part what it does now, for people
	 */
	default void comparing(String part) {
	}

	/**
	 * A comparison with the model has ended, or failed.
	 */
	default void compared() {
	}

}
