package io.appmigrations.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes databases for tests and drops them. To copy the files of one that somebody has
 * used once costs PostgreSQL a few milliseconds, much less than to make one from its log
 * or to empty one again: the first session in it finds PostgreSQL's own cache of the
 * catalog among the files.
 */
final class TestDatabases implements AutoCloseable {

	private static final AtomicInteger COUNTER = new AtomicInteger();

	/** The version that has another way to copy, and takes that if it is not told. */
	private static final int STRATEGIES = 150000;

	private final PostgresServer server = PostgresServer.get();

	private final String template;

	private final String creation;

	TestDatabases() {
		this.template = newName();
		this.server.admin().sql("create database %s template template0".formatted(this.template)).update();
		try (Connection connection = this.server.connect(this.template)) {
			connection.createStatement().execute("select from pg_catalog.pg_class");
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		int version = this.server.admin()
			.sql("select current_setting('server_version_num')::int")
			.query(Integer.class)
			.single();
		this.creation = "create database %s template " + this.template
				+ ((version >= STRATEGIES) ? " strategy file_copy" : "");
	}

	private static String newName() {
		return "test_%s_%s".formatted(ProcessHandle.current().pid(), COUNTER.incrementAndGet());
	}

	/**
	 * Makes an empty database.
	 * @return its name
	 */
	String create() {
		String name = newName();
		create(name);
		return name;
	}

	void create(String name) {
		this.server.admin().sql(this.creation.formatted(name)).update();
	}

	void drop(String name) {
		this.server.admin().sql("drop database %s with (force)".formatted(name)).update();
	}

	@Override
	public void close() {
		drop(this.template);
	}

}
