package io.appmigrations.test.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.appmigrations.settings.MigrationSettings;
import io.appmigrations.standalone.MigrationsFactory;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a test waits for its migrated database: a clone of the template, beside
 * Flyway's {@code clean} and {@code migrate} and an upgrade of a new database. All of
 * them take turns on one server, in one process. Nothing here depends on a time: the
 * numbers are printed.
 *
 * <p>
 * {@code mvn -Pmeasure -pl starter/test -am -Dtest=FlywayMeasurement
 * -Dsurefire.failIfNoSpecifiedTests=false test} runs it; do nothing else on the machine
 * meanwhile.
 */
class FlywayMeasurement {

	private static final int ROUNDS = Integer.getInteger("measure.rounds", 20);

	private static final int WARM_UP = 3;

	private final ClonedDatabases databases = ClonedDatabases.get();

	@BeforeAll
	static void logLittle() {
		((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 100 })
	void cloneBesideCleanAndMigrate(int scripts, @TempDir Path folder) throws IOException {
		MigrationSettings settings = MigrationSettings.builder()
			.locations(List.of("file:" + Files.createDirectory(folder.resolve("revisions"))))
			.build();
		Path flywayScripts = Files.createDirectory(folder.resolve("scripts"));
		for (int i = 1; i <= scripts; i++) {
			Files.writeString(folder.resolve("revisions/%s.sql".formatted(i)),
					"-- revision: r%s\n-- down-revision: %s\n\n-- migrate:upgrade\n%s".formatted(i,
							(i > 1) ? "r" + (i - 1) : "", sql(i)));
			Files.writeString(flywayScripts.resolve("V%s__table.sql".formatted(i)), sql(i));
		}
		Template template = Template.of(settings, "heads", getClass().getClassLoader());
		Template empty = Template.of(settings, null, getClass().getClassLoader());
		long start = System.nanoTime();
		this.databases.drop(this.databases.create(template));
		long first = System.nanoTime() - start;

		ClonedDatabase ofFlyway = this.databases.create(empty);
		Flyway flyway = Flyway.configure()
			.dataSource(ofFlyway.dataSource())
			.locations("filesystem:" + flywayScripts)
			.cleanDisabled(false)
			.load();
		Map<String, List<Long>> times = new LinkedHashMap<>();
		for (int round = 0; round < WARM_UP + ROUNDS; round++) {
			boolean counts = round >= WARM_UP;
			ClonedDatabase clone = measure(times, "clone: create", counts, () -> this.databases.create(template),
					scripts);
			measure(times, "clone: drop", counts, () -> this.databases.drop(clone));
			measure(times, "Flyway: clean", counts, flyway::clean);
			measure(times, "Flyway: migrate", counts, () -> {
				flyway.migrate();
				requireTables(ofFlyway.jdbc(), scripts);
			});
			ClonedDatabase made = this.databases.create(empty);
			measure(times, "upgrade of an empty database", counts, () -> {
				MigrationsFactory.create(made.dataSource(), settings).upgrade("heads");
				requireTables(made.jdbc(), scripts);
			});
			this.databases.drop(made);
		}
		this.databases.drop(ofFlyway);
		print(scripts, first, times);
	}

	/** What tests of an application have to create: tables, keys, indexes, some rows. */
	private static String sql(int i) {
		return """
				create table t%1$s (
				    id bigint generated always as identity primary key,
				    parent bigint references t%2$s,
				    name text not null unique,
				    created timestamptz not null default now()
				);
				create index t%1$s_parent_idx on t%1$s (parent);
				insert into t%1$s (name) select 'name ' || n from generate_series(1, 20) n;
				""".formatted(i, Math.max(1, i - 1));
	}

	private static void requireTables(JdbcClient jdbc, int scripts) {
		assertThat(jdbc.sql("select count(*) from t" + scripts).query(Integer.class).single()).isEqualTo(20);
	}

	@FunctionalInterface
	private interface Creation {

		ClonedDatabase create();

	}

	/** Until the first query is answered. */
	private static ClonedDatabase measure(Map<String, List<Long>> times, String what, boolean counts, Creation creation,
			int scripts) {
		List<ClonedDatabase> created = new ArrayList<>();
		measure(times, what, counts, () -> {
			created.add(creation.create());
			requireTables(created.get(0).jdbc(), scripts);
		});
		return created.get(0);
	}

	private static void measure(Map<String, List<Long>> times, String what, boolean counts, Runnable action) {
		long start = System.nanoTime();
		action.run();
		long took = System.nanoTime() - start;
		if (counts) {
			times.computeIfAbsent(what, (absent) -> new ArrayList<>()).add(took);
		}
	}

	private void print(int scripts, long first, Map<String, List<Long>> times) {
		DriverManagerDataSource server = new DriverManagerDataSource(this.databases.server().maintenanceUrl(),
				this.databases.server().username(), this.databases.server().password());
		System.out.printf(Locale.ROOT, "%n%s scripts, %s rounds, PostgreSQL %s; the template once: %.0f ms%n", scripts,
				ROUNDS, JdbcClient.create(server).sql("show server_version").query(String.class).single(), first / 1e6);
		System.out.printf(Locale.ROOT, "%-30s %10s %10s %10s%n", "ms", "least", "median", "most");
		times.forEach((what, all) -> {
			List<Long> sorted = all.stream().sorted().toList();
			System.out.printf(Locale.ROOT, "%-30s %10.1f %10.1f %10.1f%n", what, sorted.get(0) / 1e6,
					sorted.get(sorted.size() / 2) / 1e6, sorted.get(sorted.size() - 1) / 1e6);
		});
	}

}
