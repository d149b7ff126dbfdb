package io.appmigrations.autoconfigure;

import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.Step;
import io.appmigrations.StepResult;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes what happens as {@link RevisionEvent}s.
 *
 * @param events the application context
 */
record RevisionEventPublisher(ApplicationEventPublisher events) implements MigrationListener {

	@Override
	public void beforeRevision(Step step) {
		this.events.publishEvent(new RevisionEvent.Started(step));
	}

	@Override
	public void afterRevision(StepResult result) {
		this.events.publishEvent(new RevisionEvent.Completed(result));
	}

	@Override
	public void revisionFailed(Step step, MigrationException failure) {
		this.events.publishEvent(new RevisionEvent.Failed(step, failure));
	}

}
