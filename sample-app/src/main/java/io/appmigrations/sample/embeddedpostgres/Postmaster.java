package io.appmigrations.sample.embeddedpostgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL server process that a data folder names in its {@code postmaster.pid}.
 * Lines of that file: 1 process id, 2 data folder, 3 start time, 4 port, then the socket
 * and the state (PostgreSQL: utils/pidfile.h).
 *
 * @param process the process
 * @param port the port, or {@code 0} while the file is not complete
 */
record Postmaster(ProcessHandle process, int port) {

	private static final int PORT_LINE = 3;

	private static final Duration STOP_WAIT = Duration.ofSeconds(20);

	/**
	 * Reads which server works on a data folder.
	 * @param dataDirectory the data folder
	 * @return the server, or {@code null} if none is alive
	 */
	static @Nullable Postmaster of(Path dataDirectory) throws IOException {
		Path file = dataDirectory.resolve("postmaster.pid");
		List<String> lines;
		try {
			lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
		}
		catch (NoSuchFileException ex) {
			return null;
		}
		Optional<ProcessHandle> process = ProcessHandle.of(number(lines, 0)).filter(ProcessHandle::isAlive);
		if (process.isEmpty()) {
			return null;
		}
		if (isOtherProgram(process.get())) {
			// PostgreSQL would not start while any process has the number that it left
			// here
			Files.deleteIfExists(file);
			return null;
		}
		return new Postmaster(process.get(), (int) number(lines, PORT_LINE));
	}

	private static boolean isOtherProgram(ProcessHandle process) {
		return process.info()
			.command()
			.map((command) -> !String.valueOf(Path.of(command).getFileName()).startsWith("postgres"))
			.orElse(false);
	}

	private static long number(List<String> lines, int line) {
		try {
			return (lines.size() > line) ? Long.parseLong(lines.get(line).strip()) : 0;
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Whether the server answers and really works on the data folder, which a process id
	 * and a port alone do not prove.
	 * @param dataDirectory the data folder
	 * @return whether this is its server
	 */
	boolean serves(Path dataDirectory) {
		if (this.port == 0) {
			return false;
		}
		try (Connection connection = connect();
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("show data_directory")) {
			return result.next() && Files.isSameFile(Path.of(result.getString(1)), dataDirectory);
		}
		catch (SQLException | IOException ex) {
			return false;
		}
	}

	/**
	 * Stops the server. To be called only if it {@link #serves} the expected data folder.
	 */
	void stop() {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			// the signal below makes the server wait until its last client has gone
			statement.execute("""
					select pg_terminate_backend(pid) from pg_stat_activity
					where backend_type = 'client backend' and pid <> pg_backend_pid()""");
		}
		catch (SQLException ex) {
			// it is stopping already, or the signal has to do
		}
		this.process.destroy();
		try {
			this.process.onExit().get(STOP_WAIT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			throw new LocalPostgresException("PostgreSQL (process " + this.process.pid() + ") did not stop within "
					+ STOP_WAIT.toSeconds() + " seconds.", "Stop that process by hand.", ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while PostgreSQL was stopping", ex);
		}
	}

	private Connection connect() throws SQLException {
		return DriverManager
			.getConnection(LocalPostgres.jdbcUrl(this.port) + "&connectTimeout=2&loginTimeout=5&socketTimeout=5");
	}

}
