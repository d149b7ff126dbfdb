package io.appmigrations.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.jar.JarFile;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The server that the tests of this JVM use: the one that {@code APP_MIGRATIONS_TEST_URL}
 * names, else a container where Docker answers, else an embedded one. Which version is
 * said by the system property {@code postgres.version}, newest or oldest.
 *
 * @param host its host
 * @param port its port
 * @param user a superuser
 * @param password the superuser's password
 */
public record PostgresServer(String host, int port, String user, String password) {

	private static final boolean OLDEST = "oldest".equals(System.getProperty("postgres.version"));

	static PostgresServer get() {
		return Holder.SERVER;
	}

	private static PostgresServer start() {
		try {
			String url = System.getenv("APP_MIGRATIONS_TEST_URL");
			if (url != null) {
				return fromUrl(url);
			}
			if (DockerClientFactory.instance().isDockerAvailable()) {
				return startContainer();
			}
			return startEmbedded();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static PostgresServer fromUrl(String url) {
		URI uri = URI.create(url);
		if (uri.getHost() == null) {
			throw new IllegalArgumentException(
					"APP_MIGRATIONS_TEST_URL is not like postgres://USER:PASSWORD@HOST:PORT/DB");
		}
		String[] login = Objects.requireNonNullElse(uri.getUserInfo(), "postgres").split(":", 2);
		return new PostgresServer(uri.getHost(), (uri.getPort() < 0) ? 5432 : uri.getPort(), login[0],
				(login.length > 1) ? login[1] : "");
	}

	private static PostgresServer startContainer() {
		PostgreSQLContainer container = new PostgreSQLContainer(OLDEST ? "postgres:14" : "postgres:18");
		container.setCommand("postgres", "-c", "max_connections=300", "-c", "fsync=off", "-c",
				"max_locks_per_transaction=256", "-c", "shared_preload_libraries=pg_stat_statements", "-c",
				"pg_stat_statements.track=none");
		container.start();
		return new PostgresServer(container.getHost(), container.getFirstMappedPort(), container.getUsername(),
				container.getPassword());
	}

	private static PostgresServer startEmbedded() throws IOException {
		EmbeddedPostgres.Builder builder = ServerFolder.builder()
			.setPGStartupWait(Patience.LIMIT)
			.setServerConfig("max_connections", "300")
			.setServerConfig("shared_preload_libraries", "pg_stat_statements")
			// a test that counts says so
			.setServerConfig("pg_stat_statements.track", "none")
			.setServerConfig("max_locks_per_transaction", "256")
			// gigabytes of zeros otherwise
			.setServerConfig("wal_init_zero", "off")
			// a server that nobody starts again; each new database is a checkpoint
			.setServerConfig("full_page_writes", "off")
			.setServerConfig("max_wal_size", "256MB");
		if (OLDEST) {
			builder.setPgBinaryResolver((system, architecture) -> oldestBinaries());
		}
		return new PostgresServer("localhost", builder.start().getPort(), "postgres", "postgres");
	}

	/**
	 * The build copies the oldest server's jar to a folder, since the class path has the
	 * newest one's.
	 */
	private static InputStream oldestBinaries() throws IOException {
		try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of("target", "postgres-oldest"), "*.jar")) {
			JarFile jar = new JarFile(jars.iterator().next().toFile());
			return jar.getInputStream(
					jar.stream().filter((entry) -> entry.getName().endsWith(".txz")).findFirst().orElseThrow());
		}
	}

	/** Makes databases and drops them, in a session that goes on. */
	JdbcClient admin() {
		return JdbcClient.create(Holder.ADMIN);
	}

	Connection connect(String database) throws SQLException {
		return DriverManager.getConnection(url(database), this.user, this.password);
	}

	String url(String database) {
		return "jdbc:postgresql://%s:%s/%s".formatted(this.host, this.port, database);
	}

	private static final class Holder {

		private static final PostgresServer SERVER = start();

		private static final KeptConnections ADMIN = new KeptConnections(
				new DriverManagerDataSource(SERVER.url("postgres"), SERVER.user(), SERVER.password()));

	}

}
