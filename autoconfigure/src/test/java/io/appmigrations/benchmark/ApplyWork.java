package io.appmigrations.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * W1: a thousand scripts, each with a table, on an empty database. What is measured of
 * the tools is their own bean; plain JDBC is a program without Spring, {@code psql} a
 * process.
 */
final class ApplyWork implements Work {

	private static final String JDBC = "plain JDBC";

	private static final String PSQL = "psql";

	@Override
	public String id() {
		return "W1";
	}

	@Override
	public List<Case> cases(Bench bench) throws Exception {
		int count = bench.size(1000);
		List<Case> cases = new ArrayList<>();
		for (Tool tool : List.of(Tool.APP_MIGRATIONS, Tool.FLYWAY, Tool.LIQUIBASE)) {
			Path scripts = bench.scripts().jar(tool, "w1", count, Scripts::table);
			cases.add(new Case(tool.toString(), () -> {
				bench.server().create("w1", null);
				return commits(bench, Bench.ofTool(bench
					.run(bench.application(tool, scripts, "w1", "--spring.main.web-application-type=none"), 0)));
			}));
		}
		bench.scripts().jar(Tool.NONE, "w1", count, Scripts::table);
		Path files = bench.folder().resolve("w1-none/scripts");
		cases.add(new Case(JDBC, () -> {
			bench.server().create("w1", null);
			return commits(bench, Bench.ofTool(bench.run(Bench.java(List.of(), bench.classPath().of(Tool.NONE),
					PlainJdbc.class.getName(), List.of(bench.server().url("w1"), files.toString())), 0)));
		}));
		if (Programs.hasPsql()) {
			Path script = Files.writeString(bench.folder().resolve("w1.sql"), oneByOne(files));
			cases.add(new Case(PSQL, () -> {
				bench.server().create("w1", null);
				List<String> command = new ArrayList<>(bench.server().psql("w1"));
				command.add("--file=" + script);
				return commits(bench, bench.run(command, 0));
			}));
		}
		return cases;
	}

	private static Cost commits(Bench bench, Cost cost) {
		return cost.with(Map.of("commits", bench.server().commits("w1")));
	}

	private static String oneByOne(Path folder) throws IOException {
		StringBuilder script = new StringBuilder("create table versions (script text primary key);\n");
		try (Stream<Path> files = Files.list(folder)) {
			files.sorted().forEach((file) -> {
				try {
					script.append("begin;\n%sinsert into versions values ('%s');\ncommit;\n"
						.formatted(Files.readString(file), file.getFileName()));
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
		}
		return script.toString();
	}

	@Override
	public List<Goal> goals(Results results) {
		String own = Tool.APP_MIGRATIONS.toString();
		String flyway = Tool.FLYWAY.toString();
		return List.of(new Goal("App Migrations / plain JDBC, time", results.millis(own) / results.millis(JDBC), 1.1),
				new Goal("App Migrations / plain JDBC, CPU of PostgreSQL",
						results.median(own, Cost::serverCpu) / results.median(JDBC, Cost::serverCpu), 1.1),
				new Goal("App Migrations / Flyway, time", results.millis(own) / results.millis(flyway), 0.4),
				new Goal("App Migrations / Flyway, CPU of PostgreSQL",
						results.median(own, Cost::serverCpu) / results.median(flyway, Cost::serverCpu), 0.33));
	}

}
