package io.appmigrations.benchmark;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

import io.appmigrations.testing.RoundTripCounter;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.util.StringUtils;

/**
 * A PostgreSQL that keeps what it is given, as one in production: with {@code fsync} and
 * {@code synchronous_commit}.
 */
final class BenchmarkServer implements Closeable {

	static final String USER = "postgres";

	private final EmbeddedPostgres postgres;

	private final SingleConnectionDataSource session;

	private @Nullable RoundTripCounter counter;

	private BenchmarkServer(EmbeddedPostgres postgres) {
		this.postgres = postgres;
		this.session = new SingleConnectionDataSource(postgres.getJdbcUrl(USER, "postgres"), true);
	}

	static BenchmarkServer start() throws IOException {
		return new BenchmarkServer(EmbeddedPostgres.builder()
			.setServerConfig("fsync", "on")
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("full_page_writes", "on")
			.setServerConfig("max_connections", "300")
			.setServerConfig("max_locks_per_transaction", "1024")
			.setServerConfig("max_wal_size", "4GB")
			.start());
	}

	JdbcClient admin() {
		return JdbcClient.create(this.session);
	}

	String version() {
		return admin().sql("show server_version").query(String.class).single();
	}

	/** Whether what it is asked to keep is on the disk before it answers. */
	String durability() {
		return "fsync %s, synchronous_commit %s".formatted(admin().sql("show fsync").query(String.class).single(),
				admin().sql("show synchronous_commit").query(String.class).single());
	}

	/**
	 * Makes a database, in place of the one of this name.
	 * @param name its name
	 * @param template what it is a copy of, or {@code null} for an empty one
	 */
	void create(String name, @Nullable String template) {
		drop(name);
		admin().sql("create database %s template %s".formatted(name, (template != null) ? template : "template0"))
			.update();
		// what making it costs does not belong to what comes next
		admin().sql("checkpoint").update();
	}

	void drop(String name) {
		admin().sql("drop database if exists %s with (force)".formatted(name)).update();
	}

	/** The table of {@link PlainJdbc} is no part of what is compared. */
	void dropVersions(String database) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url(database));
				Statement statement = connection.createStatement()) {
			statement.execute("drop table versions");
		}
	}

	private int port() {
		return (this.counter != null) ? this.counter.port() : this.postgres.getPort();
	}

	String url(String database) {
		return "jdbc:postgresql://localhost:%s/%s?user=%s&sslmode=disable".formatted(port(), database, USER);
	}

	/** The URL as programs with libpq take it. */
	String libpqUrl(String database) {
		return "postgresql://%s@localhost:%s/%s?sslmode=disable".formatted(USER, port(), database);
	}

	List<String> psql(String database) {
		return List.of("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--host=localhost",
				"--port=" + this.postgres.getPort(), "--username=" + USER, "--dbname=" + database);
	}

	/** From here on, {@link #url} goes through a counter. */
	void count() throws IOException {
		this.counter = new RoundTripCounter("localhost", this.postgres.getPort());
	}

	boolean counts() {
		return this.counter != null;
	}

	/** Returns what was counted, and counts no more. */
	Map<String, Long> counted() throws IOException {
		RoundTripCounter counted = this.counter;
		if (counted == null) {
			return Map.of();
		}
		this.counter = null;
		counted.close();
		return Map.of("round trips", (long) counted.count(), "statements", (long) counted.statements(), "connections",
				(long) counted.connections());
	}

	/** The transactions that were committed there by sessions that have ended. */
	long commits(String database) {
		return admin().sql(
				"select pg_catalog.sum(xact_commit) from pg_catalog.pg_stat_database where datname operator(pg_catalog.=) ?")
			.param(database)
			.query(Long.class)
			.single();
	}

	/**
	 * The processor time of all of its processes since it was started, in milliseconds,
	 * or 0 where there is no {@code /proc}.
	 */
	double cpu() throws IOException {
		Path folder = Path.of(admin().sql("show data_directory").query(String.class).single());
		long postmaster = Long.parseLong(Files.readAllLines(folder.resolve("postmaster.pid")).get(0));
		if (!Files.exists(Path.of("/proc", Long.toString(postmaster), "stat"))) {
			return 0;
		}
		double ticks = ticks(postmaster, true);
		for (ProcessHandle child : ProcessHandle.of(postmaster).orElseThrow().children().toList()) {
			ticks += ticks(child.pid(), false);
		}
		// USER_HZ is 100 on all of Linux's platforms (man 5 proc)
		return ticks * 10;
	}

	/**
	 * Fields 14 to 17 of {@code /proc/PID/stat}: those of ended children are the last
	 * two.
	 */
	private static double ticks(long pid, boolean withChildren) throws IOException {
		Path stat = Path.of("/proc", Long.toString(pid), "stat");
		if (!Files.exists(stat)) {
			return 0;
		}
		String line = Files.readString(stat);
		String[] fields = StringUtils.delimitedListToStringArray(line.substring(line.lastIndexOf(')') + 2), " ");
		double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
		return withChildren ? ticks + Double.parseDouble(fields[13]) + Double.parseDouble(fields[14]) : ticks;
	}

	@Override
	public void close() throws IOException {
		this.session.destroy();
		this.postgres.close();
	}

}
