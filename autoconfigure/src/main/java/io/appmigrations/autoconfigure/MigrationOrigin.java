package io.appmigrations.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.appmigrations.settings.Origin;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * Finds out who migrates, for the log, without asking a name server.
 */
final class MigrationOrigin {

	private MigrationOrigin() {
	}

	static Origin of(Environment environment) {
		return new Origin(host(environment), environment.getProperty("spring.application.name"),
				environment.getProperty("spring.application.version"));
	}

	private static @Nullable String host(Environment environment) {
		String name = environment.getProperty("HOSTNAME", environment.getProperty("COMPUTERNAME", ""));
		if (!name.isBlank()) {
			return name;
		}
		try {
			Path file = Path.of("/etc/hostname");
			return Files.isReadable(file) ? Files.readString(file).strip() : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

}
