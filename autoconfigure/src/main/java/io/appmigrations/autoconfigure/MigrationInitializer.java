package io.appmigrations.autoconfigure;

import io.appmigrations.MigrationResult;
import io.appmigrations.Migrations;
import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.execution.ProgressReport;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.util.Assert;

/**
 * Migrates while the application context starts: every bean that uses the database is
 * created after this one.
 */
public class MigrationInitializer implements InitializingBean {

	private final Migrations migrations;

	private final String target;

	private final boolean enabled;

	private final MigrationStrategy strategy;

	private @Nullable MigrationResult result;

	/**
	 * Creates an initializer.
	 * @param migrations the migrations to run
	 * @param target the revision to upgrade to
	 */
	public MigrationInitializer(Migrations migrations, String target) {
		this(migrations, target, true, Migrations::upgrade);
	}

	/**
	 * An application that was processed ahead of time has this bean also where migrations
	 * are disabled when it runs.
	 */
	MigrationInitializer(Migrations migrations, String target, boolean enabled, MigrationStrategy strategy) {
		Assert.notNull(migrations, "'migrations' must not be null");
		Assert.hasText(target, "'target' must not be empty");
		this.migrations = migrations;
		this.target = target;
		this.enabled = enabled;
		this.strategy = strategy;
	}

	@Override
	public void afterPropertiesSet() {
		if (this.enabled) {
			try (ProgressReport progress = ProgressReport.logged(this::activity)) {
				this.result = this.strategy.migrate(this.migrations.with(progress), this.target);
			}
		}
	}

	private @Nullable String activity() {
		return (this.migrations instanceof DefaultMigrations own) ? own.activity().orElse(null) : null;
	}

	/**
	 * Returns what was done.
	 * @return the result, or {@code null} before the bean is initialized, if migrations
	 * are disabled, and if the application's {@link MigrationStrategy} did nothing
	 */
	public @Nullable MigrationResult getResult() {
		return this.result;
	}

}
