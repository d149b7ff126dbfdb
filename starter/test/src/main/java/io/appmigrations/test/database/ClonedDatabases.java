package io.appmigrations.test.database;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.appmigrations.MigrationException;
import io.appmigrations.internal.secret.Redaction;
import io.appmigrations.standalone.MigrationsFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Builds templates and clones them.
 *
 * <p>
 * A template accepts no connections once it is complete, so nobody can prevent its being
 * cloned, and one that accepts them was left by a process that was killed while it built
 * it. Each process holds a lock whose key is in the names of its clones; clones whose
 * lock is free are of a process that no longer exists.
 */
final class ClonedDatabases implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ClonedDatabases.class);

	private static final String TEMPLATE = "app_migrations_template_";

	private static final String CLONE = "app_migrations_test_";

	/** Source and target of a copy must not be in use. */
	private static final String OBJECT_IN_USE = "55006";

	private static final String PERMISSION_DENIED = "42501";

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private static final int POLL_MILLIS = 50;

	private static final int COPY_ATTEMPTS = 5;

	/** After so many days without use, a template is dropped. */
	private static final int DAYS = 7;

	private final PostgresServer server;

	private final Duration patience;

	private final Executor background = Executors.newSingleThreadExecutor(ClonedDatabases::daemon);

	private @Nullable AdminSession session;

	private int run;

	private int count;

	ClonedDatabases(PostgresServer server) {
		this(server, PATIENCE);
	}

	ClonedDatabases(PostgresServer server, Duration patience) {
		this.server = server;
		this.patience = patience;
	}

	/** The ones of this process, on the server that {@link ServerChoice} chooses. */
	static ClonedDatabases get() {
		return Holder.get();
	}

	PostgresServer server() {
		return this.server;
	}

	/**
	 * Creates a database.
	 * @param template what it is a copy of
	 * @return the database, to which nobody is connected
	 */
	synchronized ClonedDatabase create(Template template) {
		try {
			AdminSession admin = session();
			String source = (template.target() != null) ? template(admin, template) : "template1";
			this.count++;
			String name = CLONE + HexFormat.of().toHexDigits(this.run) + "_" + this.count;
			copy(admin, source, name);
			return new ClonedDatabase(this.server, name, template);
		}
		catch (SQLException ex) {
			throw failure(ex);
		}
	}

	/**
	 * Drops a database, whoever is still connected to it.
	 */
	synchronized void drop(ClonedDatabase database) {
		try {
			drop(session(), database.name());
		}
		catch (SQLException ex) {
			throw failure(ex);
		}
	}

	/**
	 * Drops a database that nobody needs any longer. A server that ends with this JVM
	 * does it in the background, since PostgreSQL writes a checkpoint first.
	 */
	void discard(ClonedDatabase database) {
		if (this.server.temporary()) {
			this.background.execute(() -> dropQuietly(database));
		}
		else {
			drop(database);
		}
	}

	private void dropQuietly(ClonedDatabase database) {
		try (AdminSession admin = AdminSession.open(this.server)) {
			drop(admin, database.name());
		}
		catch (SQLException ex) {
			logger.warn("The database {} was not dropped: {}", database, Redaction.redact(ex.getMessage()));
		}
	}

	private static Thread daemon(Runnable task) {
		Thread thread = new Thread(task, "app-migrations-drop");
		thread.setDaemon(true);
		return thread;
	}

	private static void drop(AdminSession admin, String name) throws SQLException {
		admin.execute("drop database if exists %s with (force)".formatted(name));
	}

	private AdminSession session() throws SQLException {
		AdminSession current = this.session;
		if (current != null && current.isValid()) {
			return current;
		}
		AdminSession opened = AdminSession.open(this.server);
		this.session = opened;
		if (current == null) {
			this.run = lockAnyKey(opened);
			dropAbandonedClones(opened);
		}
		else {
			current.close();
			if (!opened.tryLock(this.run)) {
				// another process took us for dead and drops the clones of this key
				this.run = lockAnyKey(opened);
			}
		}
		return opened;
	}

	private static int lockAnyKey(AdminSession admin) throws SQLException {
		SecureRandom random = new SecureRandom();
		int key;
		do {
			key = random.nextInt();
		}
		while (!admin.tryLock(key));
		return key;
	}

	private void dropAbandonedClones(AdminSession admin) throws SQLException {
		for (AdminSession.Found found : admin.find(CLONE)) {
			int key = Integer.parseUnsignedInt(found.name().substring(CLONE.length(), CLONE.length() + 8), 16);
			if (key != this.run && admin.tryLock(key)) {
				try {
					drop(admin, found.name());
				}
				finally {
					admin.unlock(key);
				}
			}
		}
	}

	private String template(AdminSession admin, Template template) throws SQLException {
		String key = HexFormat.of().toHexDigits((admin.serverVersion() + this.server.username()).hashCode());
		String name = TEMPLATE + template.fingerprint() + "_" + key;
		if (isComplete(admin, name)) {
			return name;
		}
		lock(admin, name);
		try {
			if (!isComplete(admin, name)) {
				dropOldTemplates(admin);
				build(admin, template, name);
			}
			return name;
		}
		finally {
			admin.unlock(name.hashCode());
		}
	}

	private static boolean isComplete(AdminSession admin, String name) throws SQLException {
		for (AdminSession.Found found : admin.find(name)) {
			if (!found.open()) {
				String today = today();
				if (!found.comment().equals(today)) {
					admin.execute("comment on database %s is '%s'".formatted(name, today));
				}
				return true;
			}
		}
		return false;
	}

	private static String today() {
		return LocalDate.now(ZoneOffset.UTC).toString();
	}

	private void lock(AdminSession admin, String name) throws SQLException {
		long end = System.nanoTime() + this.patience.toNanos();
		while (!admin.tryLock(name.hashCode())) {
			if (System.nanoTime() > end) {
				throw new IllegalStateException(
						"Another process has been building the template database %s for %s seconds. If it hangs, end it; the next run drops what it leaves."
							.formatted(name, this.patience.toSeconds()));
			}
			pause();
		}
	}

	private static void pause() {
		try {
			Thread.sleep(POLL_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for a template database", ex);
		}
	}

	/** Of each template that is unused or incomplete, under its lock. */
	private static void dropOldTemplates(AdminSession admin) throws SQLException {
		for (AdminSession.Found found : admin.find(TEMPLATE)) {
			if ((found.open() || isOld(found.comment())) && admin.tryLock(found.name().hashCode())) {
				try {
					drop(admin, found.name());
				}
				finally {
					admin.unlock(found.name().hashCode());
				}
			}
		}
	}

	private static boolean isOld(String lastUsed) {
		try {
			return LocalDate.parse(lastUsed).isBefore(LocalDate.now(ZoneOffset.UTC).minusDays(DAYS));
		}
		catch (DateTimeParseException ex) {
			return true;
		}
	}

	private void build(AdminSession admin, Template template, String name) throws SQLException {
		long start = System.nanoTime();
		drop(admin, name);
		copy(admin, "template1", name);
		try {
			MigrationsFactory
				.create(new DriverManagerDataSource(this.server.url(name), this.server.username(),
						this.server.password()), template.settings())
				.upgrade(String.valueOf(template.target()));
		}
		catch (MigrationException ex) {
			drop(admin, name);
			throw ex;
		}
		admin.execute("comment on database %s is '%s'".formatted(name, today()));
		admin.execute("alter database %s allow_connections false".formatted(name));
		logger.info("Built the template database {} in {} ms", name, (System.nanoTime() - start) / 1_000_000);
	}

	private static void copy(AdminSession admin, String source, String name) throws SQLException {
		for (int attempt = 1;; attempt++) {
			try {
				admin.execute("create database %s template %s".formatted(name, source));
				return;
			}
			catch (SQLException ex) {
				if (!OBJECT_IN_USE.equals(ex.getSQLState()) || attempt == COPY_ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private IllegalStateException failure(SQLException ex) {
		String login = this.server.username();
		String state = String.valueOf(ex.getSQLState());
		String message = String.valueOf(Redaction.redact(ex.getMessage()));
		if (state.equals(PERMISSION_DENIED)) {
			return new IllegalStateException(
					"The login %1$s may not create databases for the tests. Run: alter role \"%1$s\" createdb"
						.formatted(login));
		}
		if (state.equals(OBJECT_IN_USE)) {
			return new IllegalStateException(
					"A database for the tests cannot be created: %s. Close the sessions that are connected to template1."
						.formatted(message));
		}
		if (state.startsWith("08") || state.startsWith("28") || state.equals("3D000")) {
			return new IllegalStateException(
					"The PostgreSQL for the tests refuses the connection as %s: %s. Check app.migrations.test.url or APP_MIGRATIONS_TEST_URL."
						.formatted(login, message));
		}
		return new IllegalStateException(
				"The database for the test cannot be created (SQLSTATE %s): %s".formatted(state, message).strip());
	}

	/** Ends the session, and with it the lock. */
	@Override
	public synchronized void close() throws SQLException {
		if (this.session != null) {
			this.session.close();
			this.session = null;
		}
	}

	private static final class Holder {

		/** What did not start is an error for each test that asks. */
		private static @Nullable Supplier<ClonedDatabases> started;

		private static synchronized ClonedDatabases get() {
			if (started == null) {
				started = start();
			}
			return started.get();
		}

		private static Supplier<ClonedDatabases> start() {
			try {
				ClonedDatabases databases = new ClonedDatabases(
						new ServerChoice(System::getProperty, System::getenv, ClonedDatabases.class.getClassLoader())
							.start());
				return () -> databases;
			}
			catch (RuntimeException ex) {
				return () -> {
					throw ex;
				};
			}
		}

	}

}
