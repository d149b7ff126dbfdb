package io.appmigrations.autoconfigure;

import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.Migrations;
import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.engine.Instances;
import io.appmigrations.internal.execution.ProgressReport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.util.Assert;

/**
 * Migrates while the application context starts: every bean that uses the database is
 * created after this one.
 */
public class MigrationInitializer implements InitializingBean {

	private static final Logger logger = LoggerFactory.getLogger(MigrationInitializer.class);

	private final @Nullable String instance;

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
		this(null, migrations, target, true, Migrations::upgrade);
	}

	/**
	 * One of several, with its name. An application that was processed ahead of time has
	 * this bean also where migrations are disabled when it runs.
	 */
	MigrationInitializer(@Nullable String instance, Migrations migrations, String target, boolean enabled,
			MigrationStrategy strategy) {
		Assert.notNull(migrations, "'migrations' must not be null");
		Assert.hasText(target, "'target' must not be empty");
		this.instance = instance;
		this.migrations = migrations;
		this.target = target;
		this.enabled = enabled;
		this.strategy = strategy;
	}

	@Override
	public void afterPropertiesSet() {
		if (!this.enabled) {
			return;
		}
		if (this.instance == null) {
			migrate();
			return;
		}
		logger.info("Migrating the database of instance {}", this.instance);
		try {
			migrate();
		}
		catch (MigrationException ex) {
			throw Instances.failure(this.instance, ex);
		}
	}

	private void migrate() {
		try (ProgressReport progress = ProgressReport.logged(this::activity)) {
			this.result = this.strategy.migrate(this.migrations.with(progress), this.target);
		}
	}

	/** Returns the name of the instance, or {@code null} if there is one history. */
	@Nullable String getInstance() {
		return this.instance;
	}

	/** Whether it migrates. */
	boolean isEnabled() {
		return this.enabled;
	}

	/** Whether there is anything that it could run. */
	boolean hasRevisions() {
		return (this.migrations instanceof DefaultMigrations own) ? own.hasRevisions()
				: !this.migrations.history().isEmpty();
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
