package io.appmigrations.autoconfigure;

import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.Step;
import io.appmigrations.StepResult;
import org.jspecify.annotations.Nullable;

import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.core.metrics.StartupStep;

/**
 * A startup step {@code app.migrations.revision} for each revision that runs at startup.
 * There are none for the schemas of tenants, whose revisions run side by side.
 */
final class MigrationStartupSteps implements MigrationListener {

	private final ApplicationStartup startup;

	private final @Nullable String instance;

	private boolean tenants;

	private @Nullable StartupStep running;

	MigrationStartupSteps(ApplicationStartup startup) {
		this(startup, null);
	}

	private MigrationStartupSteps(ApplicationStartup startup, @Nullable String instance) {
		this.startup = startup;
		this.instance = instance;
	}

	@Override
	public MigrationListener forInstance(String name) {
		return new MigrationStartupSteps(this.startup, name);
	}

	@Override
	public void beforeTenants(int total) {
		this.tenants = true;
	}

	@Override
	public void beforeRevision(Step step) {
		end(null);
		if (!this.tenants) {
			StartupStep started = this.startup.start("app.migrations.revision")
				.tag("revision", step.revision().id())
				.tag("direction", step.direction().toString());
			this.running = (this.instance != null) ? started.tag("database", this.instance) : started;
		}
	}

	@Override
	public void afterRevision(StepResult result) {
		end("success");
	}

	@Override
	public void revisionFailed(Step step, MigrationException failure) {
		end("failure");
	}

	/** The next one may begin before it is known how the one before it ends. */
	private void end(@Nullable String outcome) {
		StartupStep step = this.running;
		this.running = null;
		if (step != null) {
			((outcome != null) ? step.tag("outcome", outcome) : step).end();
		}
	}

}
