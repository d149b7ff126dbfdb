package io.appmigrations.sample.localpostgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server in a folder that keeps its data. Runs of the sample at the same
 * time share it: each holds a session, and whoever closes the last one stops the server.
 */
final class LocalPostgres implements AutoCloseable {

	static final String USERNAME = "postgres";

	private static final String RUN = "course-catalogue-run";

	/** Of postmaster.pid: process, folder, start, port (PostgreSQL: utils/pidfile.h). */
	private static final int PORT_LINE = 3;

	private static final Duration WAIT = Duration.ofSeconds(30);

	private final Path folder;

	private final int port;

	/** Shows the other runs that this one is there. */
	private final Connection session;

	private final @Nullable EmbeddedPostgres started;

	private LocalPostgres(Path folder, int port, Connection session, @Nullable EmbeddedPostgres started) {
		this.folder = folder;
		this.port = port;
		this.session = session;
		this.started = started;
	}

	/**
	 * Joins the server that works on the folder, or starts one.
	 * @param directory the folder; it need not exist
	 * @return the server
	 */
	static LocalPostgres open(Path directory) {
		Path folder = directory.toAbsolutePath().normalize();
		try {
			return alone(folder, () -> {
				LocalPostgres running = running(folder);
				if (running != null) {
					return running;
				}
				EmbeddedPostgres started = start(folder);
				return new LocalPostgres(folder, started.getPort(), connect(started.getPort()), started);
			});
		}
		catch (IOException | SQLException | RuntimeException | ExceptionInInitializerError ex) {
			throw new IllegalStateException("PostgreSQL did not start in " + folder
					+ ". See server.log there, delete the folder to begin with an empty database, "
					+ "or set DATABASE_URL to use another database.", ex);
		}
	}

	private static EmbeddedPostgres start(Path folder) throws IOException {
		return EmbeddedPostgres.builder()
			.setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
			.setDataDirectory(folder.resolve("data"))
			.setCleanDataDirectory(false)
			// the machine's locale may be one that the server does not know
			.setLocaleConfig("locale", "C")
			.setOutputRedirector(ProcessBuilder.Redirect.appendTo(folder.resolve("server.log").toFile()))
			.setPGStartupWait(WAIT)
			// its hook would stop the server while the application still uses it
			.setRegisterShutdownHook(false)
			.start();
	}

	@Override
	public void close() {
		try {
			alone(this.folder, () -> {
				if (!this.session.isClosed() && isLast()) {
					stop();
				}
				this.session.close();
				return this;
			});
		}
		catch (IOException | SQLException ex) {
			throw new IllegalStateException("PostgreSQL in " + this.folder + " did not stop", ex);
		}
	}

	private boolean isLast() throws SQLException {
		return "0".equals(ask(this.session, "select count(*) from pg_stat_activity where application_name = '" + RUN
				+ "' and pid <> pg_backend_pid()"));
	}

	private void stop() throws IOException, SQLException {
		if (this.started != null) {
			this.started.close();
			return;
		}
		ProcessHandle server = ProcessHandle.of(Long.parseLong(postmaster(this.folder).get(0))).orElseThrow();
		ask(this.session, "select count(pg_terminate_backend(pid)) from pg_stat_activity"
				+ " where backend_type = 'client backend' and pid <> pg_backend_pid()");
		this.session.close();
		server.destroy();
		server.onExit().orTimeout(WAIT.toSeconds(), TimeUnit.SECONDS).join();
	}

	private static @Nullable LocalPostgres running(Path folder) throws IOException {
		List<String> postmaster = postmaster(folder);
		if (postmaster.size() > PORT_LINE) {
			int port = Integer.parseInt(postmaster.get(PORT_LINE));
			try {
				Connection session = connect(port);
				if (Files.isSameFile(Path.of(ask(session, "show data_directory")), folder.resolve("data"))) {
					return new LocalPostgres(folder, port, session, null);
				}
				session.close();
			}
			catch (SQLException ex) {
				// killed, or another program has the port by now
			}
		}
		return null;
	}

	private static Connection connect(int port) throws SQLException {
		return DriverManager.getConnection(url(port) + "&ApplicationName=" + RUN);
	}

	private static String url(int port) {
		return "jdbc:postgresql://localhost:" + port + "/postgres?user=" + USERNAME;
	}

	private static List<String> postmaster(Path folder) throws IOException {
		Path file = folder.resolve("data").resolve("postmaster.pid");
		return Files.exists(file) ? Files.readAllLines(file) : List.of();
	}

	private static synchronized <T> T alone(Path folder, Action<T> action) throws IOException, SQLException {
		Files.createDirectories(folder);
		try (FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE)) {
			// until the channel closes, for this process; "synchronized" is for its
			// threads
			channel.lock();
			return action.run();
		}
	}

	private static String ask(Connection session, String query) throws SQLException {
		try (Statement statement = session.createStatement(); ResultSet result = statement.executeQuery(query)) {
			result.next();
			return result.getString(1);
		}
	}

	String jdbcUrl() {
		return url(this.port);
	}

	Path dataDirectory() {
		return this.folder.resolve("data");
	}

	String serverVersion() throws SQLException {
		return this.session.getMetaData().getDatabaseProductVersion();
	}

	/**
	 * Whether another run of the sample started the server.
	 * @return whether this one joined
	 */
	boolean isJoined() {
		return this.started == null;
	}

	@FunctionalInterface
	private interface Action<T> {

		T run() throws IOException, SQLException;

	}

}
