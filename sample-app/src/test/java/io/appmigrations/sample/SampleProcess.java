package io.appmigrations.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.appmigrations.testing.Patience;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The fat jar as a process of its own.
 */
final class SampleProcess {

	private final Process process;

	private final Path output;

	private final Path errors;

	private SampleProcess(Process process, Path output, Path errors) {
		this.process = process;
		this.output = output;
		this.errors = errors;
	}

	static SampleProcess start(Map<String, String> environment, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-jar", System.getProperty("sample.jar", "target/no-jar")));
		command.addAll(List.of(arguments));
		Path output = Files.createTempFile("sample", ".log");
		Path errors = Files.createTempFile("sample", ".err");
		ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile())
			.redirectError(errors.toFile());
		builder.environment().putAll(environment);
		return new SampleProcess(builder.start(), output, errors);
	}

	/** Waits for the end and returns the exit status. */
	int exitStatus() throws InterruptedException {
		assertThat(this.process.waitFor(Patience.MINUTES, TimeUnit.MINUTES)).isTrue();
		return this.process.exitValue();
	}

	void kill() throws InterruptedException {
		this.process.destroyForcibly();
		exitStatus();
	}

	void terminate() {
		this.process.destroy();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/** Returns what it wrote to standard output. */
	String answer() throws IOException {
		return Files.readString(this.output);
	}

	/** Returns what it wrote to standard error. */
	String errors() throws IOException {
		return Files.readString(this.errors);
	}

	/** Returns what it wrote, wherever to. */
	String output() throws IOException {
		return answer() + errors();
	}

}
