package io.appmigrations.autoconfigure;

import io.appmigrations.MigrationResult;
import io.appmigrations.Migrations;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is done when the application starts and with {@code --migrate-only}. A
 * bean of this type replaces the upgrade to {@code app.migrations.target}, for example to
 * back up the database before it, or to leave it to another process. Commands do not use
 * it.
 */
@FunctionalInterface
public interface MigrationStrategy {

	/**
	 * Migrates the database, by calling {@code migrations.upgrade(target)} if it is to be
	 * migrated.
	 * @param migrations the migrations to run
	 * @param target the value of {@code app.migrations.target}
	 * @return what was done, or {@code null} if nothing was. With {@code --migrate-only},
	 * {@code null} is an error
	 */
	@Nullable MigrationResult migrate(Migrations migrations, String target);

}
