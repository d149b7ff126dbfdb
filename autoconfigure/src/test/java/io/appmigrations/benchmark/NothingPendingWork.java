package io.appmigrations.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * W2: the start of an application whose database is up to date, until it is ready.
 */
final class NothingPendingWork implements Work {

	private static final List<Integer> SIZES = List.of(10, 100, 1000, 5000, 20_000);

	/** Flyway needs hours to apply more. */
	private static final int MOST_OF_PEERS = 5000;

	private static final String NONE = Tool.NONE.toString();

	@Override
	public String id() {
		return "W2";
	}

	private static String name(Tool tool, int scripts) {
		return String.format(Locale.ROOT, "%s, %,d scripts", tool, scripts);
	}

	@Override
	public List<Case> cases(Bench bench) throws Exception {
		List<Case> cases = new ArrayList<>();
		bench.server().create("w2_none", null);
		cases.add(new Case(NONE,
				() -> bench.run(bench.application(Tool.NONE, bench.folder().resolve("absent.jar"), "w2_none"), 0)));
		for (Tool tool : List.of(Tool.APP_MIGRATIONS, Tool.FLYWAY, Tool.LIQUIBASE)) {
			for (int size : SIZES) {
				int scripts = bench.size(size);
				if (tool != Tool.APP_MIGRATIONS && size > MOST_OF_PEERS) {
					continue;
				}
				String database = "w2_%s_%s".formatted(tool.id(), size);
				Path jar = bench.scripts().jar(tool, database, scripts, Scripts::nothing);
				List<String> command = bench.application(tool, jar, database);
				bench.server().create(database, null);
				bench.run(command, 0);
				cases.add(new Case(name(tool, size), () -> bench.run(bench.application(tool, jar, database), 0)));
			}
		}
		return cases;
	}

	@Override
	public List<Goal> goals(Results results) {
		double ten = added(results, Tool.APP_MIGRATIONS, 10);
		return List.of(
				new Goal("what App Migrations adds / what Flyway adds, 10 scripts",
						ten / added(results, Tool.FLYWAY, 10), 0.15),
				new Goal("the same, 5,000 scripts",
						added(results, Tool.APP_MIGRATIONS, 5000) / added(results, Tool.FLYWAY, 5000), 0.1),
				new Goal("what App Migrations adds with 20,000 scripts / with 10",
						added(results, Tool.APP_MIGRATIONS, 20_000) / ten, 1.1));
	}

	private static double added(Results results, Tool tool, int scripts) {
		return results.millis(name(tool, scripts)) - results.millis(NONE);
	}

}
