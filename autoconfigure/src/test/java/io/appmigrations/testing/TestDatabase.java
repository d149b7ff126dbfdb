package io.appmigrations.testing;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import io.appmigrations.internal.database.MigrationConnection;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * An empty database for one test.
 */
public final class TestDatabase {

	private final PostgresServer server = PostgresServer.get();

	private final TestDatabases databases;

	private final String name;

	private final KeptConnections kept;

	TestDatabase(TestDatabases databases) {
		this.databases = databases;
		this.name = databases.create();
		this.kept = new KeptConnections(dataSource());
	}

	/**
	 * Makes it empty again.
	 */
	public void empty() {
		drop();
		this.databases.create(this.name);
	}

	void drop() {
		this.kept.close();
		this.databases.drop(this.name);
	}

	/**
	 * Sets something for the sessions that begin from now on.
	 * @param setting what follows {@code SET}
	 */
	public void set(String setting) {
		jdbc().sql("alter database %s set %s".formatted(this.name, setting)).update();
		this.kept.close();
	}

	/**
	 * Sessions that go on, as in an application's pool.
	 */
	public DataSource pool() {
		return this.kept;
	}

	/**
	 * A data source that opens a connection each time.
	 */
	public DataSource dataSource() {
		return dataSource(this.server.user(), this.server.password());
	}

	public DataSource dataSource(String user, String password) {
		return new DriverManagerDataSource(url(), user, password);
	}

	/**
	 * A session in which everything can be undone.
	 */
	public Undone undone() throws SQLException {
		return new Undone(pool());
	}

	/**
	 * A connection as commands have it, whose notices nobody reads.
	 */
	public MigrationConnection connect() {
		return connect(pool());
	}

	/**
	 * A connection as commands have it, of a data source of one's own.
	 */
	public static MigrationConnection connect(DataSource dataSource) {
		MigrationConnection connection = MigrationConnection.open(dataSource, (notice) -> {
		});
		connection.prepare("test", "public", Duration.ofSeconds(5), Duration.ZERO);
		return connection;
	}

	public JdbcClient jdbc() {
		return JdbcClient.create(pool());
	}

	public String name() {
		return this.name;
	}

	public String url() {
		return this.server.url(this.name);
	}

	public String username() {
		return this.server.user();
	}

	public String password() {
		return this.server.password();
	}

	/**
	 * The database as {@code DATABASE_URL} names it.
	 */
	public String libpqUrl() {
		return libpqUrl(this.server.user(), this.server.password());
	}

	public String libpqUrl(String user, String password) {
		return "postgres://%s:%s@%s:%s/%s".formatted(user, password, this.server.host(), this.server.port(), this.name);
	}

	/**
	 * The spring.datasource properties.
	 */
	public String[] properties() {
		return new String[] { "spring.datasource.url=" + url(), "spring.datasource.username=" + username(),
				"spring.datasource.password=" + password() };
	}

	public boolean hasTable(String table) {
		return jdbc().sql("select to_regclass(?) is not null").param(table).query(Boolean.class).single();
	}

	public List<String> rows() {
		return jdbc().sql("select revision from app_migrations order by revision").query(String.class).list();
	}

	public List<String> log() {
		return jdbc().sql("select direction || ' ' || revision || ' ' || outcome from app_migrations_log order by id")
			.query(String.class)
			.list();
	}

}
