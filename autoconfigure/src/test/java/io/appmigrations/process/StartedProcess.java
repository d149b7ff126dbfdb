package io.appmigrations.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.appmigrations.testing.Patience;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application as a process of its own.
 */
final class StartedProcess {

	/**
	 * The command before the command, empty where the machine has none (macOS, Alpine).
	 */
	private static final List<String> HEEDING_INTERRUPTS = heedingInterrupts();

	private final Process process;

	private final Path out;

	private final Path err;

	private StartedProcess(Process process, Path out, Path err) {
		this.process = process;
		this.out = out;
		this.err = err;
	}

	/**
	 * Starts a process.
	 * @param folder for what it writes
	 * @param classPath what comes before the class path of the tests
	 * @param out where standard output goes, or {@code null} for a file
	 * @param main the class with the main method
	 * @param arguments options of Java's, {@code --}, and the application's arguments
	 */
	static StartedProcess start(Path folder, String classPath, ProcessBuilder.Redirect out, Class<?> main,
			List<String> options, List<String> arguments) throws IOException {
		Path answer = Files.createTempFile(folder, "process", ".out");
		Path errors = Files.createTempFile(folder, "process", ".err");
		List<String> command = new ArrayList<>(HEEDING_INTERRUPTS);
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
		command.addAll(options);
		command.addAll(List.of("-cp", classPath + System.getProperty("java.class.path"), main.getName()));
		command.addAll(arguments);
		ProcessBuilder builder = new ProcessBuilder(command)
			.redirectOutput((out != null) ? out : ProcessBuilder.Redirect.to(answer.toFile()))
			.redirectError(errors.toFile());
		return new StartedProcess(builder.start(), answer, errors);
	}

	Process process() {
		return this.process;
	}

	/** Waits for the end and returns the exit status. */
	int status() throws Exception {
		assertThat(this.process.waitFor(Patience.MINUTES, TimeUnit.MINUTES)).as(this::output).isTrue();
		return this.process.exitValue();
	}

	void await(BooleanSupplier condition) throws Exception {
		long end = System.nanoTime() + Patience.LIMIT.toNanos();
		while (!condition.getAsBoolean()) {
			assertThat(this.process.isAlive()).as(this::output).isTrue();
			assertThat(System.nanoTime()).as(this::output).isLessThan(end);
			Thread.sleep(50);
		}
	}

	/** Sends {@code SIGTERM}, as Kubernetes does. */
	void terminate() {
		this.process.destroy();
	}

	/** Sends {@code SIGINT}, as Ctrl-C does, where that is possible. */
	void interrupt() throws Exception {
		if (HEEDING_INTERRUPTS.isEmpty()) {
			terminate();
			return;
		}
		assertThat(new ProcessBuilder("kill", "-INT", Long.toString(this.process.pid())).start().waitFor()).isZero();
	}

	/**
	 * What a shell has started in the background ignores {@code SIGINT}, as a build may
	 * be, and so does whatever that starts.
	 */
	private static List<String> heedingInterrupts() {
		List<String> command = List.of("env", "--default-signal=INT");
		try {
			List<String> nothing = new ArrayList<>(command);
			nothing.add("true");
			return (new ProcessBuilder(nothing).start().waitFor() == 0) ? command : List.of();
		}
		catch (IOException ex) {
			return List.of();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	String out() {
		return read(this.out);
	}

	String err() {
		return read(this.err);
	}

	/** Returns what it wrote, wherever to. */
	String output() {
		return out() + err();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
