package io.appmigrations.autoconfigure;

import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.Step;
import io.appmigrations.StepResult;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes what happens as {@link RevisionEvent}s.
 *
 * @param events the application context
 * @param instance the name of the instance, or {@code null} if there is one history
 */
record RevisionEventPublisher(ApplicationEventPublisher events,
		@Nullable String instance) implements MigrationListener {

	@Override
	public void beforeRevision(Step step) {
		this.events.publishEvent(new RevisionEvent.Started(step, this.instance));
	}

	@Override
	public void afterRevision(StepResult result) {
		this.events.publishEvent(new RevisionEvent.Completed(result, this.instance));
	}

	@Override
	public void revisionFailed(Step step, MigrationException failure) {
		this.events.publishEvent(new RevisionEvent.Failed(step, failure, this.instance));
	}

}
