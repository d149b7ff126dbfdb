package io.appmigrations.autoconfigure;

import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import io.appmigrations.StepResult;

/**
 * Application events for each revision that runs. At startup, the context is not
 * complete: {@code ApplicationListener} beans receive these events; methods with
 * {@code @EventListener} do not, since they are found only later. A
 * {@link io.appmigrations.MigrationListener} bean is always called.
 */
public sealed interface RevisionEvent {

	/**
	 * Returns the step.
	 * @return the revision and its direction
	 */
	Step step();

	/**
	 * A revision is about to run.
	 *
	 * @param step the step
	 */
	record Started(Step step) implements RevisionEvent {
	}

	/**
	 * A revision has run.
	 *
	 * @param result the step and how long it took
	 */
	record Completed(StepResult result) implements RevisionEvent {

		@Override
		public Step step() {
			return this.result.step();
		}

	}

	/**
	 * A revision has failed.
	 *
	 * @param step the step
	 * @param failure the exception that is about to be thrown
	 */
	record Failed(Step step, MigrationException failure) implements RevisionEvent {
	}

}
