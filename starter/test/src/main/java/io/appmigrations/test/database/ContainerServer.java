package io.appmigrations.test.database;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container. Testcontainers removes it after this JVM, unless its settings
 * allow containers to be used again.
 */
final class ContainerServer {

	private ContainerServer() {
	}

	static boolean isDockerAvailable() {
		return DockerClientFactory.instance().isDockerAvailable();
	}

	@SuppressWarnings("resource")
	static PostgresServer start(String image) {
		PostgreSQLContainer container = new PostgreSQLContainer(
				DockerImageName.parse(image).asCompatibleSubstituteFor("postgres"));
		container.setCommand("postgres", "-c", "max_connections=300", "-c", "fsync=off", "-c", "synchronous_commit=off",
				"-c", "full_page_writes=off");
		container.withReuse(true);
		container.start();
		return new PostgresServer(container.getJdbcUrl(), container.getUsername(), container.getPassword(), true);
	}

}
