package io.appmigrations.internal.engine;

import io.appmigrations.internal.flyway.FlywaySettings;
import io.appmigrations.internal.liquibase.LiquibaseSettings;

/**
 * How an application has configured the tools that it comes from.
 *
 * @param flyway the properties of Flyway
 * @param liquibase the properties of Liquibase
 */
public record ImportSettings(FlywaySettings flyway, LiquibaseSettings liquibase) {

	/** Where nothing is configured. */
	public static final ImportSettings DEFAULT = new ImportSettings(FlywaySettings.DEFAULT, LiquibaseSettings.DEFAULT);

}
