package io.appmigrations.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Programs of this machine, with which the works measure more where they are installed.
 */
final class Programs {

	private Programs() {
	}

	static boolean hasPsql() throws IOException, InterruptedException {
		return answer("psql", "--version").isPresent();
	}

	static boolean hasMaven() throws IOException, InterruptedException {
		return answer("mvn", "--version").isPresent();
	}

	/** Whether what a process opens can be counted. */
	static boolean hasStrace() throws IOException, InterruptedException {
		return answer("strace", "--output=/dev/null", "true").isPresent();
	}

	/** The version of Alembic, if Python has it and a driver for PostgreSQL. */
	static Optional<String> alembic() throws IOException, InterruptedException {
		return answer("python3", "-c", "import alembic, psycopg2; print(alembic.__version__)");
	}

	private static Optional<String> answer(String... command) throws IOException, InterruptedException {
		Process process;
		try {
			process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		}
		catch (IOException ex) {
			// there is no such program
			return Optional.empty();
		}
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		return (process.waitFor() == 0) ? Optional.of(output) : Optional.empty();
	}

}
