package io.appmigrations.sample.embeddedpostgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL server whose binaries, data and log are in one folder and whose data
 * outlives it.
 * <p>
 * Runs at the same time share one server (think of the application and a
 * {@code migrations} command next to it); the last of them stops it. A server whose runs
 * were all killed is stopped by the next one and started anew.
 */
final class LocalPostgres implements AutoCloseable {

	static final String USERNAME = "postgres";

	private static final Duration START_WAIT = Duration.ofSeconds(30);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

	private static final String OTHER_DATABASE = "set DATABASE_URL to use another database.";

	/** A lock on a file is the JVM's, so its threads need one of their own. */
	private static final Object monitor = new Object();

	/** By folder, the servers that this JVM has started. */
	private static final Map<Path, EmbeddedPostgres> started = new HashMap<>();

	private final ServerFolder folder;

	private boolean open;

	private boolean joined;

	private int port;

	LocalPostgres(Path directory) {
		this.folder = new ServerFolder(directory.toAbsolutePath().normalize());
	}

	/**
	 * Starts the server, or joins the one that another run has started.
	 */
	void open() {
		alone(() -> {
			Postmaster running = runningServer();
			if (running != null && this.folder.hasLivingRuns()) {
				this.joined = true;
				this.port = running.port();
			}
			else {
				if (running != null) {
					running.stop();
				}
				EmbeddedPostgres server = start();
				started.put(this.folder.directory(), server);
				this.port = server.getPort();
			}
			this.folder.addRun();
			this.open = true;
		});
	}

	/**
	 * Stops the server unless another run uses it.
	 */
	@Override
	public void close() {
		synchronized (monitor) {
			if (this.open) {
				this.open = false;
				alone(this::leave);
			}
		}
	}

	private void leave() throws IOException {
		this.folder.removeRun();
		if (!this.folder.hasLivingRuns()) {
			stop();
		}
	}

	private void alone(Action action) {
		synchronized (monitor) {
			try {
				Files.createDirectories(this.folder.directory());
				try (FileChannel channel = FileChannel.open(this.folder.lock(), StandardOpenOption.CREATE,
						StandardOpenOption.WRITE)) {
					// held until the channel closes
					channel.lock();
					action.run();
				}
			}
			catch (IOException ex) {
				throw new LocalPostgresException(
						"PostgreSQL cannot use the folder " + this.folder.directory() + ": " + ex,
						"Make the folder writable, or " + OTHER_DATABASE, ex);
			}
		}
	}

	private @Nullable Postmaster runningServer() throws IOException {
		Instant deadline = Instant.now().plus(START_WAIT);
		Postmaster postmaster = Postmaster.of(this.folder.data());
		while (postmaster != null && !postmaster.serves(this.folder.data())) {
			// it is on its way up or down
			if (Instant.now().isAfter(deadline)) {
				throw new LocalPostgresException(
						"Process " + postmaster.process().pid() + " uses the data folder " + this.folder.data()
								+ " and does not answer as its PostgreSQL server.",
						"Stop that process, or " + OTHER_DATABASE, null);
			}
			pause();
			postmaster = Postmaster.of(this.folder.data());
		}
		return postmaster;
	}

	private static void pause() {
		try {
			Thread.sleep(POLL_INTERVAL.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while PostgreSQL was starting or stopping", ex);
		}
	}

	private EmbeddedPostgres start() throws IOException {
		if (Files.exists(this.folder.firstStart())) {
			// killed in the middle of unpacking or initdb: a second try would complete
			// neither
			FileSystemUtils.deleteRecursively(this.folder.binaries());
			FileSystemUtils.deleteRecursively(this.folder.data());
		}
		if (Files.notExists(this.folder.data())) {
			Files.writeString(this.folder.firstStart(), "");
		}
		Files.deleteIfExists(this.folder.log());
		EmbeddedPostgres server;
		try {
			server = EmbeddedPostgres.builder()
				.setOverrideWorkingDirectory(this.folder.binaries().toFile())
				.setDataDirectory(this.folder.data())
				.setCleanDataDirectory(false)
				// the machine's locale may be one that the server does not know
				.setLocaleConfig("locale", "C")
				.setOutputRedirector(ProcessBuilder.Redirect.appendTo(this.folder.log().toFile()))
				.setPGStartupWait(START_WAIT)
				// its hook would stop the server while the application still uses it
				.setRegisterShutdownHook(false)
				.start();
		}
		catch (IOException | RuntimeException | ExceptionInInitializerError ex) {
			throw new LocalPostgresException(
					"PostgreSQL did not start in " + this.folder.directory() + "." + this.folder.endOfLog(),
					"Delete the folder to begin with an empty database, or " + OTHER_DATABASE, ex);
		}
		Files.deleteIfExists(this.folder.firstStart());
		return server;
	}

	private void stop() throws IOException {
		EmbeddedPostgres server = started.remove(this.folder.directory());
		if (server != null) {
			server.close();
			return;
		}
		Postmaster postmaster = Postmaster.of(this.folder.data());
		if (postmaster != null && postmaster.serves(this.folder.data())) {
			postmaster.stop();
		}
	}

	static String jdbcUrl(int port) {
		return "jdbc:postgresql://localhost:" + port + "/postgres?user=" + USERNAME;
	}

	String jdbcUrl() {
		return jdbcUrl(this.port);
	}

	Path dataDirectory() {
		return this.folder.data();
	}

	/**
	 * Whether another run of the sample started the server.
	 * @return whether this one joined
	 */
	boolean isJoined() {
		return this.joined;
	}

	String serverVersion() {
		try (Connection connection = DriverManager.getConnection(jdbcUrl())) {
			return connection.getMetaData().getDatabaseProductVersion();
		}
		catch (SQLException ex) {
			throw new LocalPostgresException("PostgreSQL has started but does not answer at " + jdbcUrl() + ".",
					"Look into " + this.folder.log() + ", or " + OTHER_DATABASE, ex);
		}
	}

	@FunctionalInterface
	private interface Action {

		void run() throws IOException;

	}

}
