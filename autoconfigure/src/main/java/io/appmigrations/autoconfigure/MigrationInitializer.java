package io.appmigrations.autoconfigure;

import java.util.List;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.MigrationResult;
import io.appmigrations.MigrationSettings.Reaction;
import io.appmigrations.Migrations;
import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.util.Assert;

/**
 * Migrates while the application context starts: every bean that uses the database is
 * made after this one.
 */
public class MigrationInitializer implements InitializingBean {

	private static final Logger logger = LoggerFactory.getLogger(MigrationInitializer.class);

	private final Migrations migrations;

	private final String target;

	private Reaction drift = Reaction.IGNORE;

	private @Nullable MigrationResult result;

	/**
	 * Creates an initializer.
	 * @param migrations what migrates
	 * @param target where to go
	 */
	public MigrationInitializer(Migrations migrations, String target) {
		Assert.notNull(migrations, "'migrations' must not be null");
		Assert.hasText(target, "'target' must not be empty");
		this.migrations = migrations;
		this.target = target;
	}

	@Override
	public void afterPropertiesSet() {
		this.result = this.migrations.upgrade(this.target);
		if (this.drift != Reaction.IGNORE) {
			reactToDrift();
		}
	}

	private void reactToDrift() {
		List<String> differences = this.migrations.check(AutogenerateOptions.defaults())
			.upgrade()
			.stream()
			.map((change) -> "%s %s".formatted(change.kind().replace('_', ' '), change.object()))
			.toList();
		if (differences.isEmpty()) {
			return;
		}
		String message = "The database differs from the model: " + String.join(", ", differences);
		if (this.drift == Reaction.FAIL) {
			throw new MigrationException(ErrorCode.DRIFT, message,
					"See 'migrations check'; write a revision with 'migrations revision --autogenerate', or set app.migrations.drift=warn.");
		}
		logger.warn(message);
	}

	/**
	 * Says what to do where the database differs from the model after the upgrade.
	 * @param drift what to do; nothing by default
	 */
	public void setDrift(Reaction drift) {
		this.drift = drift;
	}

	/**
	 * Returns what was done.
	 * @return the result, or {@code null} before the bean is initialized
	 */
	public @Nullable MigrationResult getResult() {
		return this.result;
	}

}
