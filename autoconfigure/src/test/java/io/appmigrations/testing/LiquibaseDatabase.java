package io.appmigrations.testing;

import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;

import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.integration.spring.SpringResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.DefaultResourceLoader;

/**
 * Databases that Liquibase has migrated, as Spring Boot configures it.
 */
public final class LiquibaseDatabase {

	private final String changeLog;

	private final Map<String, String> parameters = new HashMap<>();

	private String tables = "databasechangelog";

	private @Nullable String schema;

	/**
	 * Takes a change log.
	 * @param changeLog a file on the class path
	 */
	public LiquibaseDatabase(String changeLog) {
		this.changeLog = changeLog;
	}

	/**
	 * Sets a parameter.
	 * @param name its name
	 * @param value its value
	 * @return this
	 */
	public LiquibaseDatabase parameter(String name, String value) {
		this.parameters.put(name, value);
		return this;
	}

	/**
	 * Names the table of change sets; that of the lock has {@code lock} behind.
	 * @param name the name
	 * @return this
	 */
	public LiquibaseDatabase table(String name) {
		this.tables = name;
		return this;
	}

	/**
	 * Names the schema of both tables.
	 * @param name the name
	 * @return this
	 */
	public LiquibaseDatabase schema(String name) {
		this.schema = name;
		return this;
	}

	/**
	 * Migrates a database.
	 * @param database the database
	 * @param changeSets how many change sets are to be run
	 * @param contexts the contexts
	 */
	public void migrate(TestDatabase database, int changeSets, String contexts) {
		Map<String, Object> scope = new HashMap<>();
		scope.put("liquibase.analytics.enabled", false);
		scope.put(Scope.Attr.ui.name(), new LoggerUIService());
		try {
			Scope.child(scope, () -> {
				try (Connection connection = database.dataSource().getConnection()) {
					Database there = DatabaseFactory.getInstance()
						.findCorrectDatabaseImplementation(new JdbcConnection(connection));
					there.setLiquibaseSchemaName(this.schema);
					there.setDatabaseChangeLogTableName(this.tables);
					there.setDatabaseChangeLogLockTableName(this.tables + "lock");
					Liquibase liquibase = new Liquibase(this.changeLog,
							new SpringResourceAccessor(new DefaultResourceLoader()), there);
					this.parameters.forEach(liquibase::setChangeLogParameter);
					liquibase.update(changeSets, new Contexts(contexts), new LabelExpression());
				}
			});
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
