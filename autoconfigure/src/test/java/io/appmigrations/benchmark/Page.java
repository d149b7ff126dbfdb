package io.appmigrations.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.Set;

/**
 * {@code docs/benchmarks.md}: its text is written by hand, and what stands between
 * {@code <!-- W1 -->} and {@code <!-- /W1 -->} by this class, with a plot beside the
 * page.
 */
final class Page {

	private final Path file;

	private final Path plots;

	Page(Path file) {
		this.file = file;
		this.plots = file.resolveSibling("benchmarks");
	}

	/** Replaces one part. */
	void write(String part, String text) throws IOException {
		String page = Files.readString(this.file);
		String begin = "<!-- %s -->".formatted(part);
		String end = "<!-- /%s -->".formatted(part);
		int from = page.indexOf(begin);
		int to = page.indexOf(end);
		if (from < 0 || to < from) {
			throw new IllegalStateException("%s has no part %s".formatted(this.file, part));
		}
		Files.writeString(this.file,
				page.substring(0, from + begin.length()) + "\n\n" + text.strip() + "\n\n" + page.substring(to));
	}

	void write(Work work, Results results) throws IOException {
		Files.createDirectories(this.plots);
		String plot = work.id().toLowerCase(Locale.ROOT) + ".svg";
		Files.writeString(this.plots.resolve(plot), Plot.of(results));
		write(work.id(), "![Medians](benchmarks/%s)%n%n%s%s%s".formatted(plot, times(results), counts(results),
				goals(work.goals(results))));
	}

	private static String times(Results results) {
		StringBuilder table = new StringBuilder("""
				| | median | noise | CPU of the process | CPU of PostgreSQL | peak memory |
				|---|--:|--:|--:|--:|--:|
				""");
		for (String name : results.costs().keySet()) {
			table.append(String.format(Locale.ROOT, "| %s | %s | ±%.0f %% | %s | %s | %s |%n", name,
					millis(results.millis(name)), 100 * results.noise(name), millis(results.median(name, Cost::cpu)),
					millis(results.median(name, Cost::serverCpu)), megabytes(results.median(name, Cost::peak))));
		}
		return table.append('\n').toString();
	}

	static String millis(double millis) {
		if (millis <= 0) {
			return "–";
		}
		return (millis < 1000) ? String.format(Locale.ROOT, "%.0f ms", millis)
				: String.format(Locale.ROOT, "%.2f s", millis / 1000);
	}

	private static String megabytes(double kibibytes) {
		return (kibibytes > 0) ? String.format(Locale.ROOT, "%.0f MiB", kibibytes / 1024) : "–";
	}

	private static String counts(Results results) {
		Set<String> names = new TreeSet<>();
		results.counts().values().forEach((counts) -> names.addAll(counts.keySet()));
		names.remove("tool");
		if (names.isEmpty()) {
			return "";
		}
		StringBuilder table = new StringBuilder(
				"| | %s |%n|---|%s%n".formatted(String.join(" | ", names), "--:|".repeat(names.size())));
		for (Map.Entry<String, Map<String, Long>> row : results.counts().entrySet()) {
			table.append("| ").append(row.getKey()).append(" |");
			for (String name : names) {
				Long value = row.getValue().get(name);
				table.append((value != null) ? String.format(Locale.ROOT, " %,d |", value) : " – |");
			}
			table.append('\n');
		}
		return table.append('\n').toString();
	}

	private static String goals(List<Work.Goal> goals) {
		if (goals.isEmpty()) {
			return "";
		}
		StringBuilder table = new StringBuilder("""
				| goal | measured | at most | |
				|---|--:|--:|---|
				""");
		for (Work.Goal goal : goals) {
			table.append(String.format(Locale.ROOT, "| %s | %.2f | %.2f | %s |%n", goal.what(), goal.value(),
					goal.limit(), (goal.value() <= goal.limit()) ? "kept" : "**not kept**"));
		}
		return table.append('\n').toString();
	}

}
