package io.appmigrations.faults;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import io.appmigrations.testing.Patience;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A server of its own, which stops as with {@code pg_ctl stop -m immediate} and recovers.
 */
final class CrashingServer implements AutoCloseable {

	private final Path folder;

	private final int port;

	private EmbeddedPostgres server;

	CrashingServer(Path folder) throws IOException {
		this.folder = folder.resolve("data");
		try (ServerSocket free = new ServerSocket(0)) {
			this.port = free.getLocalPort();
		}
		this.server = start();
	}

	private EmbeddedPostgres start() throws IOException {
		return EmbeddedPostgres.builder()
			.setPGStartupWait(Patience.LIMIT)
			.setDataDirectory(this.folder)
			.setCleanDataDirectory(false)
			.setPort(this.port)
			// off by default: a commit that was answered could be lost
			.setServerConfig("synchronous_commit", "on")
			.start();
	}

	FaultDatabase database() {
		return new FaultDatabase("jdbc:postgresql://localhost:%s/postgres".formatted(this.port), "postgres",
				"postgres");
	}

	/** Stops without a checkpoint (SIGQUIT; manual, 18.5) and starts again. */
	void crash() throws IOException, InterruptedException {
		long pid = Long.parseLong(Files.readAllLines(this.folder.resolve("postmaster.pid")).get(0));
		new ProcessBuilder("kill", "-QUIT", String.valueOf(pid)).start().waitFor();
		ProcessHandle.of(pid).ifPresent((postmaster) -> postmaster.onExit().join());
		this.server.close();
		this.server = start();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
