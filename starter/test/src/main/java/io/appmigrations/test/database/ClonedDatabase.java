package io.appmigrations.test.database;

import javax.sql.DataSource;

import io.appmigrations.Migrations;
import io.appmigrations.standalone.MigrationsFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A database of {@link MigratedDatabase}.
 */
public final class ClonedDatabase {

	private final PostgresServer server;

	private final String name;

	private final Template template;

	private final DataSource dataSource;

	ClonedDatabase(PostgresServer server, String name, Template template) {
		this.server = server;
		this.name = name;
		this.template = template;
		this.dataSource = new DriverManagerDataSource(url(), username(), password());
	}

	/**
	 * Returns the name of the database.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the JDBC URL, without user and password.
	 * @return the URL
	 */
	public String url() {
		return this.server.url(this.name);
	}

	/**
	 * Returns the login that owns the database.
	 * @return the login
	 */
	public String username() {
		return this.server.username();
	}

	/**
	 * Returns the password of the login.
	 * @return the password, which may be empty
	 */
	public String password() {
		return this.server.password();
	}

	/**
	 * Returns a data source without a pool: it opens a connection each time.
	 * @return the data source
	 */
	public DataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * Returns a client for queries.
	 * @return the client
	 */
	public JdbcClient jdbc() {
		return JdbcClient.create(this.dataSource);
	}

	/**
	 * Returns the migrations of this database, to upgrade or downgrade it further. They
	 * have the SQL revisions; in a Spring test, the bean {@code Migrations} has the Java
	 * revisions too.
	 * @return the migrations
	 */
	public Migrations migrations() {
		return MigrationsFactory.create(this.dataSource, this.template.settings());
	}

	@Override
	public String toString() {
		return this.name;
	}

}
