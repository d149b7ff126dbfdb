package io.appmigrations.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * W4: 1, 20 and 50 applications begin at once to migrate one empty database with ten
 * scripts; how long it takes until the last one is through. They share a JVM, so that it
 * is not about starting fifty of them.
 */
final class ReplicasWork implements Work {

	@Override
	public String id() {
		return "W4";
	}

	private static String name(Tool tool, int starters) {
		return "%s, %s at once".formatted(tool, starters);
	}

	@Override
	public List<Case> cases(Bench bench) throws Exception {
		List<Case> cases = new ArrayList<>();
		for (Tool tool : List.of(Tool.APP_MIGRATIONS, Tool.FLYWAY, Tool.LIQUIBASE)) {
			Path scripts = bench.scripts().jar(tool, "w4", 10, Scripts::table);
			for (int starters : List.of(1, 20, 50)) {
				cases.add(new Case(name(tool, starters), () -> {
					bench.server().create("w4", null);
					List<String> arguments = new ArrayList<>(List.of(Integer.toString(starters)));
					arguments.addAll(bench.arguments("w4", "--spring.datasource.hikari.maximum-pool-size=3",
							"--spring.datasource.hikari.minimum-idle=0"));
					return Bench.ofTool(bench.run(Bench.java(
							List.of("-Dorg.springframework.boot.logging.LoggingSystem=none",
									"-Dlogging.level.root=off"),
							bench.classPath().of(tool, scripts), ManyStarters.class.getName(), arguments), 0));
				}));
			}
		}
		return cases;
	}

	@Override
	public List<Goal> goals(Results results) {
		return List.of(new Goal("the last of 50 with App Migrations / one alone",
				results.millis(name(Tool.APP_MIGRATIONS, 50)) / results.millis(name(Tool.APP_MIGRATIONS, 1)), 1.5));
	}

}
