package io.appmigrations.internal.alembic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Answers with what a real Alembic 1.8.1 printed for a history that was written for these
 * tests.
 */
final class Recorded implements AlembicRunner {

	private final List<String> runs = new ArrayList<>();

	@Override
	public AlembicOutput run(String... arguments) {
		String command = String.join(" ", arguments);
		this.runs.add(command);
		String name = "recorded/" + command.replace(' ', '_').replace(':', '-') + ".txt";
		try (InputStream file = Recorded.class.getResourceAsStream(name)) {
			String[] parts = new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8)
				.split("\n", 4);
			return new AlembicOutput(Integer.parseInt(parts[0].substring("status: ".length())), parts[3],
					parts[1].substring("error: ".length()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	List<String> runs() {
		return this.runs;
	}

}
