package io.appmigrations.standalone;

import java.util.List;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.engine.MigrationContext;
import io.appmigrations.internal.script.FoundRevisions;
import io.appmigrations.internal.script.RevisionLocations;
import io.appmigrations.model.Model;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.settings.MigrationSettings;

/**
 * Creates {@link Migrations} without Spring Boot, for example in a test. Revisions are
 * the SQL files in the configured locations; Java revisions are only found with Spring
 * Boot.
 */
public final class MigrationsFactory {

	private MigrationsFactory() {
	}

	/**
	 * Creates migrations without a model to compare with.
	 * @param dataSource the database, with a login that may change its schema
	 * @param settings how to migrate
	 * @return the migrations; no file is read and no connection opened yet
	 * @throws MigrationException with {@code invalid_configuration} if a setting is not
	 * allowed
	 */
	public static Migrations create(DataSource dataSource, MigrationSettings settings) {
		return create(dataSource, settings, AutogenerateSettings.of(MigrationsFactory::noModel));
	}

	/**
	 * Creates migrations.
	 * @param dataSource the database, with a login that may change its schema
	 * @param settings how to migrate
	 * @param autogenerate how to generate revisions
	 * @return the migrations; no file is read and no connection opened yet
	 * @throws MigrationException with {@code invalid_configuration} if a setting is not
	 * allowed
	 */
	public static Migrations create(DataSource dataSource, MigrationSettings settings,
			AutogenerateSettings autogenerate) {
		ClassLoader context = Thread.currentThread().getContextClassLoader();
		ClassLoader classLoader = (context != null) ? context : MigrationsFactory.class.getClassLoader();
		RevisionLocations locations = new RevisionLocations(settings.locations());
		return new DefaultMigrations(new MigrationContext(dataSource, settings,
				new FoundRevisions(locations, classLoader, (inPackages) -> List.of()), List.of(), classLoader,
				autogenerate));
	}

	private static Model noModel(int majorVersion, int minorVersion, String defaultSchema) {
		throw new MigrationException(ErrorCode.INVALID_CONFIGURATION, "There is no model to compare the database with",
				"Give AutogenerateSettings with a model, or name a file of DDL in AutogenerateOptions.");
	}

}
