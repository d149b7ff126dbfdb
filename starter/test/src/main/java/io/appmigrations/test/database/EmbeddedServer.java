package io.appmigrations.test.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A server from binaries in the class path, which ends with this JVM.
 */
final class EmbeddedServer {

	private EmbeddedServer() {
	}

	@SuppressWarnings("resource")
	static PostgresServer start() {
		try {
			EmbeddedPostgres server = EmbeddedPostgres.builder()
				.setPGStartupWait(Duration.ofMinutes(2))
				.setServerConfig("max_connections", "300")
				.setServerConfig("full_page_writes", "off")
				.start();
			return new PostgresServer("jdbc:postgresql://localhost:%s/postgres".formatted(server.getPort()), "postgres",
					"postgres", true);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The embedded PostgreSQL does not start", ex);
		}
	}

}
