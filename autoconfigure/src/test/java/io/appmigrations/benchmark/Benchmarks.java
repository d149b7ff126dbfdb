package io.appmigrations.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.FileSystemUtils;

/**
 * Measures and writes {@code docs/benchmarks.md}. Properties of the system:
 * {@code benchmark.rounds} (5), {@code benchmark.works} (all, such as {@code W1,W3}),
 * {@code benchmark.small} (a tenth of the work, for trying; nothing is written).
 */
public final class Benchmarks {

	private static final List<Work> WORKS = List.of(new ApplyWork(), new NothingPendingWork(), new InitContainerWork(),
			new ReplicasWork(), new ComparisonWork(), new LargeRevisionWork(), new CommandWork());

	private Benchmarks() {
	}

	/**
	 * Runs the benchmark.
	 * @param arguments the folder of the documentation
	 */
	public static void main(String[] arguments) throws Exception {
		((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
		long start = System.nanoTime();
		Page page = new Page(Path.of(arguments[0], "benchmarks.md"));
		boolean small = Boolean.getBoolean("benchmark.small");
		int rounds = Integer.getInteger("benchmark.rounds", small ? 1 : 5);
		Set<String> chosen = Set.of(System.getProperty("benchmark.works", "").toUpperCase(Locale.ROOT).split(","));
		Path folder = Files.createTempDirectory("benchmark");
		try (BenchmarkServer server = BenchmarkServer.start()) {
			ClassPath classPath = new ClassPath(folder);
			for (Tool tool : Tool.values()) {
				if (!classPath.has(tool)) {
					throw new IllegalStateException("The class path has no " + tool + ": mvn -Pbenchmark");
				}
			}
			Bench bench = new Bench(folder, server, classPath, new Scripts(folder, classPath), rounds, small);
			for (Work work : WORKS) {
				if (chosen.contains(work.id()) || chosen.equals(Set.of(""))) {
					Results results = measure(work, bench);
					print(work, results);
					if (!small) {
						page.write(work, results);
					}
				}
			}
			if (!small && (chosen.contains("JMH") || chosen.equals(Set.of("")))) {
				page.write("JMH", PureParts.run());
			}
			if (!small) {
				page.write("machine", machine(server, rounds));
			}
		}
		finally {
			FileSystemUtils.deleteRecursively(folder);
		}
		say("done in " + Bench.duration(Duration.ofNanos(System.nanoTime() - start)));
	}

	/**
	 * The cases take turns, each round in another order; the first round only warms up.
	 */
	private static Results measure(Work work, Bench bench) throws Exception {
		say(work.id() + ": preparing");
		List<Case> cases = work.cases(bench);
		Results results = new Results();
		cases.forEach((each) -> results.costs().put(each.name(), new ArrayList<>()));
		Random random = new Random(work.id().hashCode());
		for (int round = bench.small() ? 1 : 0; round <= bench.rounds(); round++) {
			say("%s: %s of %s".formatted(work.id(), (round == 0) ? "warm-up" : "round " + round, bench.rounds()));
			List<Case> order = new ArrayList<>(cases);
			Collections.shuffle(order, random);
			for (Case each : order) {
				Cost cost = each.run().run();
				if (round > 0) {
					results.add(each.name(), cost);
				}
			}
		}
		say(work.id() + ": counting");
		for (Case each : cases) {
			results.counts().put(each.name(), bench.counted(each).counts());
		}
		return results;
	}

	private static void print(Work work, Results results) {
		for (String name : results.costs().keySet()) {
			say(String.format(Locale.ROOT,
					"%-4s%-48s %10.0f ms ±%3.0f %%  cpu %8.0f ms  server %8.0f ms  %6.0f MiB  %s", work.id(), name,
					results.millis(name), 100 * results.noise(name), results.median(name, Cost::cpu),
					results.median(name, Cost::serverCpu), results.median(name, Cost::peak) / 1024,
					results.counts().get(name)));
		}
		for (Work.Goal goal : work.goals(results)) {
			say(String.format(Locale.ROOT, "%-4s%-60s %6.2f of at most %.2f%s", work.id(), goal.what(), goal.value(),
					goal.limit(), (goal.value() <= goal.limit()) ? "" : " NOT KEPT"));
		}
	}

	private static String machine(BenchmarkServer server, int rounds) throws IOException {
		return """
				Measured on %s: %s rounds after one that does not count; %s; %s processors; %s %s; Java %s; PostgreSQL %s (%s) on the
				same machine.
				"""
			.formatted(LocalDate.now(ZoneOffset.UTC), rounds, processor(), Runtime.getRuntime().availableProcessors(),
					System.getProperty("os.name"), System.getProperty("os.arch"), System.getProperty("java.version"),
					server.version(), server.durability());
	}

	private static String processor() throws IOException {
		Path info = Path.of("/proc/cpuinfo");
		if (!Files.exists(info)) {
			return System.getProperty("os.arch");
		}
		try (Stream<String> lines = Files.lines(info)) {
			return lines.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.filter(Predicate.not(String::isEmpty))
				.findFirst()
				.orElse(System.getProperty("os.arch"));
		}
	}

	private static void say(String line) {
		System.out.println(line);
	}

}
