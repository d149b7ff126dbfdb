package io.appmigrations.autoconfigure;

import java.util.List;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.internal.engine.Instances;
import io.appmigrations.settings.Reaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.StringUtils;

/**
 * Compares the database with the model at startup, after the upgrade: once all beans are
 * there, since the model may be the entities of an entity manager factory that itself
 * waits for the upgrade, and before the application serves anybody.
 */
final class DriftCheck implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(DriftCheck.class);

	private final @Nullable String instance;

	private final Migrations migrations;

	private final Reaction reaction;

	private volatile List<String> found = List.of();

	/**
	 * Compares nothing yet.
	 * @param instance the name of the instance, or {@code null} if there is one history
	 * @param migrations what migrates
	 * @param reaction what to do where they differ
	 */
	DriftCheck(@Nullable String instance, Migrations migrations, Reaction reaction) {
		this.instance = instance;
		this.migrations = migrations;
		this.reaction = reaction;
	}

	/**
	 * Takes the bean.
	 * @param bean the bean, which there is not where the application has its own
	 * {@code Migrations} and migrations are disabled
	 * @param migrations what would be compared
	 * @return the bean, or one that compares nothing
	 */
	static DriftCheck of(ObjectProvider<DriftCheck> bean, Migrations migrations) {
		return bean.getIfAvailable(() -> new DriftCheck(null, migrations, Reaction.IGNORE));
	}

	/**
	 * Returns the differences that were found at startup.
	 * @return one for people each, empty where none was looked for
	 */
	List<String> found() {
		return this.found;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.reaction == Reaction.IGNORE) {
			return;
		}
		List<String> differences;
		try {
			differences = differences();
		}
		catch (MigrationException ex) {
			if (this.reaction == Reaction.FAIL) {
				throw (this.instance != null) ? Instances.failure(this.instance, ex) : ex;
			}
			logger.warn("Cannot check whether {} differs from the model: {}", database(), ex.getMessage());
			return;
		}
		this.found = differences;
		if (differences.isEmpty()) {
			return;
		}
		String message = StringUtils.capitalize(database()) + " differs from the model: "
				+ String.join(", ", differences);
		if (this.reaction == Reaction.FAIL) {
			throw new MigrationException(ErrorCode.DRIFT, message,
					"Run 'migrations check' for details. Write a revision with 'migrations revision --autogenerate', "
							+ "or set %sdrift=warn.".formatted((this.instance != null)
									? InstanceNames.prefixOf(this.instance) : "app.migrations."));
		}
		logger.warn(message);
	}

	private String database() {
		return (this.instance != null) ? "the database of instance " + this.instance : "the database";
	}

	private List<String> differences() {
		return this.migrations.check(AutogenerateOptions.defaults())
			.upgrade()
			.stream()
			.map((change) -> "%s %s".formatted(change.kind().replace('_', ' '), change.object()))
			.toList();
	}

}
