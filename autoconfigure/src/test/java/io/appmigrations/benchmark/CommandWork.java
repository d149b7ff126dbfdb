package io.appmigrations.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.appmigrations.benchmark.application.BenchmarkApplication;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;

/**
 * W7: whole processes of commands, beside an application of Spring Boot that has nothing
 * in it, with the same class path.
 */
final class CommandWork implements Work {

	private static final String EMPTY = "Spring Boot, empty application";

	@Override
	public String id() {
		return "W7";
	}

	private static String name(String command) {
		return Tool.APP_MIGRATIONS + ", " + command;
	}

	@Override
	public List<Case> cases(Bench bench) throws Exception {
		List<Case> cases = new ArrayList<>();
		Path scripts = bench.scripts()
			.jar(Tool.APP_MIGRATIONS, "w7", 100, (number) -> (number == 1)
					? "create table thing (id bigint primary key);\n" : Scripts.nothing(number));
		bench.server().create("w7", null);
		bench.run(bench.application(Tool.APP_MIGRATIONS, scripts, "w7"), 0);
		String classPath = bench.classPath().of(Tool.APP_MIGRATIONS, scripts);
		cases.add(new Case(EMPTY,
				() -> bench.run(Bench.java(List.of(), classPath, Empty.class.getName(), List.of()), 0)));
		Path written = bench.folder().resolve("w7-own/db/migrations");
		for (List<String> command : List.of(List.of("current"), List.of("history"), List.of("check"),
				List.of("revision", "-m", "nothing", "--app.migrations.locations=file:" + written))) {
			cases.add(new Case(name(command.get(0)), () -> {
				List<String> arguments = new ArrayList<>(List.of("migrations"));
				arguments.addAll(command);
				arguments.addAll(bench.arguments("w7"));
				return bench.run(Bench.java(List.of(), classPath, BenchmarkApplication.class.getName(), arguments), 0);
			}));
		}
		return cases;
	}

	@Override
	public List<Goal> goals(Results results) {
		return List.of(new Goal("current / the empty application",
				results.millis(name("current")) / results.millis(EMPTY), 1.3));
	}

	/** What any program with Spring Boot costs. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	static class Empty {

		public static void main(String[] arguments) {
			SpringApplication application = new SpringApplication(Empty.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			application.run(arguments).close();
		}

	}

}
