package io.appmigrations.benchmark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.appmigrations.benchmark.application.BenchmarkApplication;

/**
 * W6: one revision of 500 MB of inserts, and one with a {@code COPY} of 10,000,000 rows,
 * in a heap of 256 MB.
 */
final class LargeRevisionWork implements Work {

	private static final String INSERTS = ", 500 MB of inserts";

	private static final String COPY = ", COPY of 10,000,000 rows";

	@Override
	public String id() {
		return "W6";
	}

	@Override
	public List<Case> cases(Bench bench) throws Exception {
		List<Case> cases = new ArrayList<>();
		add(bench, cases, INSERTS, write(bench, "inserts", LargeRevisionWork::inserts, bench.size(500)));
		add(bench, cases, COPY, write(bench, "copy", LargeRevisionWork::copy, bench.size(10_000_000)));
		return cases;
	}

	@FunctionalInterface
	private interface Writing {

		void write(BufferedWriter file, int size) throws IOException;

	}

	private static Path write(Bench bench, String name, Writing sql, int size) throws IOException {
		Path folder = Files.createDirectory(bench.folder().resolve(name));
		Path file = folder.resolve(name + ".sql");
		try (BufferedWriter writer = Files.newBufferedWriter(file)) {
			writer.write("-- %s%n--%n-- revision: %s%n-- down-revision:%n%n-- migrate:upgrade%n".formatted(name, name));
			writer.write("create table large (id bigint, name text, amount numeric);\n");
			sql.write(writer, size);
		}
		return file;
	}

	private static void inserts(BufferedWriter file, int megabytes) throws IOException {
		long id = 0;
		for (long written = 0; written < megabytes * 1_000_000L;) {
			StringBuilder statement = new StringBuilder("insert into large values");
			for (int row = 0; row < 100; row++) {
				statement.append((row > 0) ? "," : "").append("\n(%1$s, 'row %1$s', %1$s.25)".formatted(id++));
			}
			statement.append(";\n");
			file.write(statement.toString());
			written += statement.length();
		}
	}

	private static void copy(BufferedWriter file, int rows) throws IOException {
		file.write("copy large from stdin;\n");
		for (int row = 0; row < rows; row++) {
			file.write(row + "\trow " + row + "\t" + row + ".25\n");
		}
		file.write("\\.\n");
	}

	private static void add(Bench bench, List<Case> cases, String name, Path file) throws Exception {
		cases.add(new Case(Tool.APP_MIGRATIONS + name, () -> {
			bench.server().create("w6", null);
			return bench.run(Bench.java(List.of("-Xmx256m"), bench.classPath().of(Tool.APP_MIGRATIONS),
					BenchmarkApplication.class.getName(),
					bench.arguments("w6", "--migrate-only", "--app.migrations.locations=file:" + file.getParent())), 0);
		}));
		if (Programs.hasPsql()) {
			cases.add(new Case("psql" + name, () -> {
				bench.server().create("w6", null);
				List<String> command = new ArrayList<>(bench.server().psql("w6"));
				command.addAll(List.of("--single-transaction", "--file=" + file));
				return bench.run(command, 0);
			}));
		}
	}

	@Override
	public List<Goal> goals(Results results) {
		return List.of();
	}

}
