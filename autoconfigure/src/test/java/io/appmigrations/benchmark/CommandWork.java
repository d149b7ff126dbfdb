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

	private static final String SCRIPT = Tool.APP_MIGRATIONS + ", ./migrations check after a changed entity";

	private static final String COMPILE = "mvn compile after a changed entity, and a start";

	private static final String EMPTY = "Spring Boot, empty application";

	/** The exit status of {@code check}. */
	private static final int REVISION_MISSING = 3;

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
		if (Programs.hasMaven()) {
			addScript(bench, cases);
		}
		return cases;
	}

	/** The developer's way from an entity to the answer, through Maven. */
	private static void addScript(Bench bench, List<Case> cases) throws Exception {
		EntityProject project = EntityProject.create(bench, bench.scripts()
			.jar(Tool.APP_MIGRATIONS, "w7-script", 1, (number) -> "create table thing (id bigint primary key);\n"));
		bench.server().create("w7_script", null);
		List<String> upgrade = new ArrayList<>(List.of("upgrade", "head"));
		upgrade.addAll(bench.arguments("w7_script"));
		bench.run(project.migrations(upgrade), 0);
		cases.add(new Case(SCRIPT, () -> {
			project.changeEntity();
			List<String> check = new ArrayList<>(List.of("check"));
			check.addAll(bench.arguments("w7_script"));
			return bench.run(project.migrations(check), REVISION_MISSING);
		}));
		cases.add(new Case(COMPILE, () -> {
			project.changeEntity();
			Cost compile = bench.run(project.compile(), 0);
			return compile.and(bench.run(Bench.java(List.of(), project.classPath(),
					BenchmarkApplication.class.getName(), bench.arguments("w7_script")), 0));
		}));
	}

	@Override
	public List<Goal> goals(Results results) {
		List<Goal> goals = new ArrayList<>(List.of(new Goal("current / the empty application",
				results.millis(name("current")) / results.millis(EMPTY), 1.3)));
		if (results.has(SCRIPT)) {
			goals.add(new Goal("./migrations check after a change / mvn compile and a start",
					results.millis(SCRIPT) / results.millis(COMPILE), 1.2));
		}
		return goals;
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
