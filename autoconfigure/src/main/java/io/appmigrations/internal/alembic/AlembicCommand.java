package io.appmigrations.internal.alembic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.support.ShellCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How Alembic is started.
 *
 * @param command what a shell runs, for example {@code poetry run alembic}
 * @param folder where it runs: usually that of {@code alembic.ini}
 */
public record AlembicCommand(String command, Path folder) implements AlembicRunner {

	private static final Logger logger = LoggerFactory.getLogger(AlembicCommand.class);

	@Override
	public AlembicOutput run(String... arguments) {
		List<String> words = List.of(arguments);
		logger.info("Running {} {}", this.command, String.join(" ", words));
		try {
			Path log = Files.createTempFile("alembic", ".log");
			try {
				return run(words, log);
			}
			finally {
				Files.delete(log);
			}
		}
		catch (IOException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"Alembic cannot be run in %s: %s".formatted(this.folder, ex.getMessage()),
					"Name the folder of alembic.ini with --location FOLDER.", ex);
		}
	}

	private AlembicOutput run(List<String> arguments, Path log) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(ShellCommand.of(this.command, arguments))
			.directory(this.folder.toFile())
			.redirectError(log.toFile());
		builder.environment().put("PYTHONIOENCODING", "utf-8");
		Process process = builder.start();
		try {
			process.getOutputStream().close();
			String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			int status = process.waitFor();
			return new AlembicOutput(status, out, new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION, "Alembic was interrupted", null);
		}
		finally {
			process.destroy();
		}
	}

}
