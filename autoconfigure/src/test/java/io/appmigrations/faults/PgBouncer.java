package io.appmigrations.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A PgBouncer before a server, from the package of that name of Debian and others.
 */
final class PgBouncer implements AutoCloseable {

	/** Stands for where the server is, and as whom to connect. */
	static final String SERVER = "SERVER";

	private final Process process;

	private final int port;

	/**
	 * Starts one.
	 * @param server the database behind it
	 * @param mode session, transaction or statement
	 * @param size how many sessions of the server it shares out
	 * @param folder an empty folder
	 */
	PgBouncer(FaultDatabase server, String mode, int size, Path folder) throws IOException, InterruptedException {
		this(server, "%s = %s".formatted(server.name(), SERVER), mode, size, folder);
	}

	/**
	 * Starts one.
	 * @param server a database behind it
	 * @param databases the line that says which databases it knows, with {@link #SERVER}
	 * @param mode session, transaction or statement
	 * @param size how many sessions of the server it shares out
	 * @param folder an empty folder
	 */
	PgBouncer(FaultDatabase server, String databases, String mode, int size, Path folder)
			throws IOException, InterruptedException {
		try (ServerSocket free = new ServerSocket(0)) {
			this.port = free.getLocalPort();
		}
		URI uri = URI.create(server.url().substring("jdbc:".length()));
		Path configuration = folder.resolve("pgbouncer.ini");
		Files.writeString(configuration, """
				[databases]
				%s

				[pgbouncer]
				listen_addr = 127.0.0.1
				listen_port = %s
				unix_socket_dir =
				auth_type = any
				pool_mode = %s
				default_pool_size = %s
				ignore_startup_parameters = extra_float_digits
				""".formatted(
				databases.replace(SERVER,
						"host=%s port=%s user=%s%s".formatted(
								uri.getHost().equals("localhost") ? "127.0.0.1" : uri.getHost(), uri.getPort(),
								server.user(), server.password().isEmpty() ? "" : " password=" + server.password())),
				this.port, mode, size));
		Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
		boolean root = "root".equals(System.getProperty("user.name"));
		List<String> command = root ? List.of("pgbouncer", "-u", "nobody", configuration.toString())
				: List.of("pgbouncer", configuration.toString());
		this.process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(folder.resolve("log").toFile())
			.start();
		awaitStart(folder.resolve("log"));
	}

	static boolean isInstalled() {
		return List.of(System.getenv("PATH").split(":"))
			.stream()
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, "pgbouncer")));
	}

	private void awaitStart(Path log) throws IOException, InterruptedException {
		for (int i = 0; i < 2000 && this.process.isAlive(); i++) {
			try {
				new Socket(InetAddress.getLoopbackAddress(), this.port).close();
				return;
			}
			catch (IOException ex) {
				Thread.sleep(50);
			}
		}
		throw new IllegalStateException("PgBouncer did not start: " + Files.readString(log));
	}

	int port() {
		return this.port;
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
