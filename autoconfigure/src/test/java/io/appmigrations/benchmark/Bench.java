package io.appmigrations.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.appmigrations.benchmark.application.BenchmarkApplication;

/**
 * What all works need.
 *
 * @param folder for files
 * @param server the server
 * @param classPath the class paths
 * @param scripts the scripts of the tools
 * @param rounds how often each case is run
 * @param small whether the works are to be a tenth, for trying
 */
record Bench(Path folder, BenchmarkServer server, ClassPath classPath, Scripts scripts, int rounds, boolean small) {

	int size(int full) {
		return this.small ? Math.max(1, full / 10) : full;
	}

	/** Returns the command that starts a Java program with this JVM. */
	static List<String> java(List<String> options, String classPath, String main, List<String> arguments) {
		return java(Path.of(System.getProperty("java.home")), options, classPath, main, arguments);
	}

	static List<String> java(Path home, List<String> options, String classPath, String main, List<String> arguments) {
		List<String> command = new ArrayList<>();
		command.add(home.resolve("bin/java").toString());
		command.addAll(options);
		command.addAll(List.of("-cp", classPath, main));
		command.addAll(arguments);
		return command;
	}

	/** What the application is always started with. */
	List<String> arguments(String database, String... more) {
		List<String> arguments = new ArrayList<>(List.of(more));
		arguments.addAll(
				List.of("--spring.datasource.url=" + this.server.url(database), "--spring.jpa.hibernate.ddl-auto=none",
						"--spring.jpa.open-in-view=false", "--server.port=0", "--spring.main.banner-mode=off"));
		return arguments;
	}

	List<String> application(Tool tool, Path scripts, String database, String... more) {
		return java(List.of(), this.classPath.of(tool, scripts), BenchmarkApplication.class.getName(),
				arguments(database, more));
	}

	/** The time of the tool itself. */
	static Cost ofTool(Cost cost) {
		return cost.withMillis(cost.counts().getOrDefault("tool", 0L) / 1e6);
	}

	/** Runs a process and takes the server's processor time too. */
	Cost run(List<String> command, Integer... statuses) throws IOException, InterruptedException {
		if (this.server.counts() && Programs.hasStrace()) {
			return countingFiles(command, statuses);
		}
		double before = this.server.cpu();
		Cost cost = MeasuredProcess.run(this.folder, command, statuses);
		return cost.withServerCpu(this.server.cpu() - before);
	}

	private Cost countingFiles(List<String> command, Integer... statuses) throws IOException, InterruptedException {
		Path opened = Files.createTempFile(this.folder, "opened", ".txt");
		List<String> traced = new ArrayList<>(List.of("strace", "--follow-forks", "--quiet=all", "--trace=open,openat",
				"--status=successful", "--output=" + opened));
		traced.addAll(command);
		Cost cost = MeasuredProcess.run(this.folder, traced, statuses);
		try (Stream<String> lines = Files.lines(opened)) {
			return cost.with(Map.of("files opened", lines.count()));
		}
	}

	/**
	 * Runs it once more, for what is counted and slows it down.
	 * @param work what is run, with the name of the database
	 */
	Cost counted(Case work) throws Exception {
		this.server.count();
		Map<String, Long> counted = new TreeMap<>();
		Cost cost;
		try {
			cost = work.run().run();
		}
		finally {
			counted.putAll(this.server.counted());
		}
		return cost.with(counted);
	}

	static String duration(Duration duration) {
		return String.format(Locale.ROOT, "%d:%02d min", duration.toMinutes(), duration.toSecondsPart());
	}

}
