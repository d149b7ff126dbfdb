package io.appmigrations.internal.compare;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.DatabaseUrl;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.script.Substitution;

/**
 * A new, empty database beside another one, for replaying the revisions; dropped when
 * closed.
 */
public final class ReplayDatabase implements AutoCloseable {

	private final MigrationConnection server;

	private final String name;

	private final DataSource dataSource;

	private final ServerObjects serverObjects;

	private ReplayDatabase(MigrationConnection server, String name, DataSource dataSource) {
		this.server = server;
		this.name = name;
		this.dataSource = dataSource;
		this.serverObjects = new ServerObjects(server, name);
	}

	/**
	 * Creates the database.
	 * @param server a connection to the server, closed with the database
	 * @param databases opens a database by its JDBC URL, with the login of the connection
	 * @return the database
	 * @throws MigrationException with {@code permission_denied} where the login may not
	 */
	public static ReplayDatabase create(MigrationConnection server, Function<String, DataSource> databases) {
		String name = "app_migrations_replay_" + UUID.randomUUID().toString().substring(0, 8);
		try {
			server.executeInternally(List.of("create database %s template template0".formatted(Names.quoted(name))));
		}
		catch (MigrationException ex) {
			String failure = String.valueOf(ex.getMessage());
			server.close();
			boolean denied = ex.getCode() == ErrorCode.PERMISSION_DENIED;
			throw new MigrationException(ex.getCode(),
					"Cannot create a database in which to replay the revisions: %s".formatted(failure),
					denied ? "Run 'alter role ... createdb', or name another server with app.migrations.autogenerate.scratch-url."
							: ex.getHint(),
					ex);
		}
		catch (RuntimeException ex) {
			server.close();
			throw ex;
		}
		try {
			String url = DatabaseUrl.withDatabase(server.server().url(), name);
			return new ReplayDatabase(server, name, new OwnDatabase(databases.apply(url), name));
		}
		catch (RuntimeException ex) {
			try (server) {
				drop(server, name);
			}
			throw ex;
		}
	}

	/**
	 * Returns the new database.
	 * @return the database, with the login of the server's connection
	 */
	public DataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * Returns what runs instead of a statement that belongs to the whole server.
	 * @return what keeps the replay from changing the server
	 */
	public Substitution substitution() {
		return this.serverObjects;
	}

	/**
	 * Drops the database under what works in it: that fails. What else the replay has
	 * created on the server stays until the database is closed.
	 */
	public void drop() {
		drop(this.server, this.name);
	}

	@Override
	public void close() {
		try (this.server) {
			drop();
			this.serverObjects.close();
		}
	}

	private static void drop(MigrationConnection server, String name) {
		server.executeInternally(List.of("drop database if exists %s with (force)".formatted(Names.quoted(name))));
	}

}
