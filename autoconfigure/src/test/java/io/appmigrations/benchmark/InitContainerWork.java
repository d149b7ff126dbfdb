package io.appmigrations.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.appmigrations.benchmark.application.BenchmarkApplication;
import org.jspecify.annotations.Nullable;

/**
 * W3: an init container with {@code --migrate-only} beside the start of the same
 * application with Flyway, whole processes, with nothing and with ten scripts pending;
 * with the default flags, with a CDS archive, and with an AOT cache where there is a JDK
 * 25 ({@code benchmark.jdk25}).
 */
final class InitContainerWork implements Work {

	private static final String OWN = "App Migrations, --migrate-only";

	private static final String CDS = ", CDS";

	private static final String AOT = ", AOT cache of JDK 25";

	private static final String NOTHING = ", nothing pending";

	private static final String TEN = ", 10 pending";

	@Override
	public String id() {
		return "W3";
	}

	@Override
	public List<Case> cases(Bench bench) throws Exception {
		List<Case> cases = new ArrayList<>();
		Path own = prepare(bench, Tool.APP_MIGRATIONS);
		Path flyway = prepare(bench, Tool.FLYWAY);
		String classPath = bench.classPath().of(Tool.APP_MIGRATIONS, own);
		Path home = Path.of(System.getProperty("java.home"));
		add(bench, cases, OWN, Tool.APP_MIGRATIONS, home, List.of(), classPath);
		Path archive = bench.folder().resolve("w3.jsa");
		train(bench, home, List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable"), classPath, archive);
		add(bench, cases, OWN + CDS, Tool.APP_MIGRATIONS, home, List.of("-XX:SharedArchiveFile=" + archive), classPath);
		Optional<Path> newer = jdk25();
		if (newer.isPresent()) {
			Path cache = bench.folder().resolve("w3.aot");
			train(bench, newer.get(), List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:disable"), classPath, cache);
			add(bench, cases, OWN + AOT, Tool.APP_MIGRATIONS, newer.get(), List.of("-XX:AOTCache=" + cache), classPath);
		}
		add(bench, cases, "Flyway, application", Tool.FLYWAY, home, List.of(),
				bench.classPath().of(Tool.FLYWAY, flyway));
		return cases;
	}

	/**
	 * Leaves two databases to copy: one where all is done, and one where ten are pending.
	 */
	private static Path prepare(Bench bench, Tool tool) throws Exception {
		String name = "w3_" + tool.id();
		Path less = bench.scripts().jar(tool, name + "_less", 20, Scripts::table);
		Path all = bench.scripts().jar(tool, name, 30, Scripts::table);
		bench.server().create(name + "_ten", null);
		bench.run(bench.application(tool, less, name + "_ten"), 0);
		bench.server().create(name + "_nothing", null);
		bench.run(bench.application(tool, all, name + "_nothing"), 0);
		return all;
	}

	private static void train(Bench bench, Path home, List<String> options, String classPath, Path made)
			throws Exception {
		bench.server().create("w3", template(Tool.APP_MIGRATIONS, TEN));
		MeasuredProcess.run(bench.folder(), command(bench, home, options, classPath, Tool.APP_MIGRATIONS), 0);
		if (!Files.exists(made)) {
			throw new IllegalStateException("Java did not write " + made);
		}
	}

	private static String template(Tool tool, String pending) {
		return "w3_%s_%s".formatted(tool.id(), pending.equals(TEN) ? "ten" : "nothing");
	}

	private static List<String> command(Bench bench, Path home, List<String> options, String classPath, Tool tool) {
		return Bench.java(home, options, classPath, BenchmarkApplication.class.getName(),
				(tool == Tool.APP_MIGRATIONS) ? bench.arguments("w3", "--migrate-only") : bench.arguments("w3"));
	}

	private static void add(Bench bench, List<Case> cases, String name, Tool tool, Path home, List<String> options,
			String classPath) {
		for (String pending : List.of(NOTHING, TEN)) {
			cases.add(new Case(name + pending, () -> {
				bench.server().create("w3", template(tool, pending));
				return bench.run(command(bench, home, options, classPath, tool), 0);
			}));
		}
	}

	private static Optional<Path> jdk25() throws Exception {
		@Nullable String given = System.getProperty("benchmark.jdk25");
		if (given != null) {
			return Optional.of(Path.of(given));
		}
		Path installed = Path.of("/usr/lib/jvm");
		if (!Files.isDirectory(installed)) {
			return Optional.empty();
		}
		try (Stream<Path> found = Files.list(installed)) {
			return found.filter((home) -> home.getFileName().toString().contains("-25-"))
				.filter((home) -> Files.isExecutable(home.resolve("bin/java")))
				.findFirst();
		}
	}

	@Override
	public List<Goal> goals(Results results) {
		List<Goal> goals = new ArrayList<>();
		for (String pending : List.of(NOTHING, TEN)) {
			double flyway = results.median("Flyway, application" + pending, Cost::cpu);
			goals.add(new Goal("CPU of --migrate-only / of the application with Flyway" + pending,
					results.median(OWN + pending, Cost::cpu) / flyway, 0.35));
			goals.add(new Goal("the same with CDS" + pending, results.median(OWN + CDS + pending, Cost::cpu) / flyway,
					0.15));
			if (results.has(OWN + AOT + pending)) {
				goals.add(new Goal("the same with the AOT cache" + pending,
						results.median(OWN + AOT + pending, Cost::cpu) / flyway, 0.15));
			}
			goals.add(new Goal("peak memory of --migrate-only / of the application with Flyway" + pending,
					results.median(OWN + pending, Cost::peak)
							/ results.median("Flyway, application" + pending, Cost::peak),
					0.6));
		}
		return goals;
	}

}
