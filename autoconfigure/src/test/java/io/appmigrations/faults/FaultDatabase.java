package io.appmigrations.faults;

import java.util.List;

import javax.sql.DataSource;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.testing.Catalog;
import io.appmigrations.testing.TestDatabase;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A database and what is to be seen in it.
 *
 * @param url its JDBC URL
 * @param user a superuser
 * @param password the superuser's password
 * @param looks where to look at it
 */
record FaultDatabase(String url, String user, String password, DataSource looks) {

	FaultDatabase(String url, String user, String password) {
		this(url, user, password, new DriverManagerDataSource(url, user, password));
	}

	static FaultDatabase of(TestDatabase database) {
		return new FaultDatabase(database.url(), database.username(), database.password(), database.pool());
	}

	FaultDatabase at(int port) {
		return new FaultDatabase(this.url.replaceFirst("//[^/]+/", "//127.0.0.1:" + port + "/"), this.user,
				this.password);
	}

	String name() {
		return this.url.replaceFirst("\\?.*", "").replaceFirst(".*/", "");
	}

	DriverManagerDataSource dataSource() {
		return new DriverManagerDataSource(this.url, this.user, this.password);
	}

	JdbcClient jdbc() {
		return JdbcClient.create(this.looks);
	}

	List<String> strings(String sql) {
		return jdbc().sql(sql).query(String.class).list();
	}

	/** How many sessions migrate. */
	List<String> migrating() {
		return strings("select pid::text from pg_stat_activity where datname = current_database() "
				+ "and application_name like '%(app-migrations)'");
	}

	/** How many sessions hold a lock of ours. */
	List<String> locks() {
		return strings("select pid::text from pg_locks where locktype = 'advisory' "
				+ "and database = (select oid from pg_database where datname = current_database())");
	}

	/** The schema and the ledger. */
	State state() {
		try (MigrationConnection connection = MigrationConnection.open(this.looks, (notice) -> {
		})) {
			// a server that crashes may be a newer one, to which required columns are
			// constraints too
			return new State(
					Catalog.lines(connection).stream().filter((line) -> !line.startsWith("not null ")).toList(),
					strings("""
							select concat_ws(' ', revision, direction, part, count(*)) from ledger group by revision, direction, part
							order by 1"""),
					strings("select indexrelid::regclass::text from pg_index where not indisvalid"),
					strings("select revision from app_migrations order by 1"));
		}
	}

	/**
	 * What is compared.
	 *
	 * @param catalog the schema, a line each thing
	 * @param ledger what ran how often
	 * @param invalid invalid indexes
	 * @param rows the version rows
	 */
	record State(List<String> catalog, List<String> ledger, List<String> invalid, List<String> rows) {
	}

}
