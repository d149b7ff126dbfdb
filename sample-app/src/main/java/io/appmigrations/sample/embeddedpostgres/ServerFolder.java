package io.appmigrations.sample.embeddedpostgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files of a {@link LocalPostgres}, among them the list of the runs that use it. Only
 * who holds the {@link #lock()} may change them.
 *
 * @param directory the folder that has them all
 */
record ServerFolder(Path directory) {

	private static final int LOG_LINES_SHOWN = 15;

	Path binaries() {
		return this.directory.resolve("binaries");
	}

	Path data() {
		return this.directory.resolve("data");
	}

	Path log() {
		return this.directory.resolve("server.log");
	}

	Path lock() {
		return this.directory.resolve("lock");
	}

	/** Exists as long as the first start is not complete. */
	Path firstStart() {
		return this.directory.resolve("first-start");
	}

	private Path runs() {
		return this.directory.resolve("runs");
	}

	void addRun() throws IOException {
		List<String> runs = livingRuns();
		runs.add(identity(ProcessHandle.current()));
		Files.write(runs(), runs);
	}

	void removeRun() throws IOException {
		List<String> runs = livingRuns();
		runs.remove(identity(ProcessHandle.current()));
		Files.write(runs(), runs);
	}

	boolean hasLivingRuns() throws IOException {
		return !livingRuns().isEmpty();
	}

	private List<String> livingRuns() throws IOException {
		if (Files.notExists(runs())) {
			return new ArrayList<>();
		}
		Set<String> living = ProcessHandle.allProcesses().map(ServerFolder::identity).collect(Collectors.toSet());
		List<String> runs = new ArrayList<>(Files.readAllLines(runs()));
		runs.retainAll(living);
		return runs;
	}

	/** A process id alone may belong to another process by now. */
	private static String identity(ProcessHandle process) {
		return process.pid() + " " + process.info().startInstant().map(Instant::toString).orElse("");
	}

	String endOfLog() {
		try {
			List<String> lines = Files.readAllLines(log(), StandardCharsets.ISO_8859_1);
			List<String> end = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
			return " The end of " + log() + ":\n    " + String.join("\n    ", end);
		}
		catch (IOException ex) {
			return "";
		}
	}

}
