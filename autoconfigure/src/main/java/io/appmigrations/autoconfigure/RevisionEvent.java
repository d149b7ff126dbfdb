package io.appmigrations.autoconfigure;

import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import io.appmigrations.StepResult;
import org.jspecify.annotations.Nullable;

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
	 * Returns which of several databases the revision runs in.
	 * @return the name of the instance ({@code app.migrations.instances}), or
	 * {@code null} if there is one history
	 */
	@Nullable String instance();

	/**
	 * A revision is about to run.
	 *
	 * @param step the step
	 * @param instance the name of the instance, or {@code null} if there is one history
	 */
	record Started(Step step, @Nullable String instance) implements RevisionEvent {

		/**
		 * Creates an event of an application with one history.
		 * @param step the step
		 */
		public Started(Step step) {
			this(step, null);
		}

	}

	/**
	 * A revision has run.
	 *
	 * @param result the step and how long it took
	 * @param instance the name of the instance, or {@code null} if there is one history
	 */
	record Completed(StepResult result, @Nullable String instance) implements RevisionEvent {

		/**
		 * Creates an event of an application with one history.
		 * @param result the step and how long it took
		 */
		public Completed(StepResult result) {
			this(result, null);
		}

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
	 * @param instance the name of the instance, or {@code null} if there is one history
	 */
	record Failed(Step step, MigrationException failure, @Nullable String instance) implements RevisionEvent {

		/**
		 * Creates an event of an application with one history.
		 * @param step the step
		 * @param failure the exception that is about to be thrown
		 */
		public Failed(Step step, MigrationException failure) {
			this(step, failure, null);
		}

	}

}
