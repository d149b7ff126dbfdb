package io.appmigrations.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Patience;
import io.appmigrations.testing.RoundTripCounter;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The fat jar as an init container runs it.
 */
@DatabaseTest
class MigrateOnlyIT {

	private static final String HEAD = "874345651777";

	private static final int REVISIONS = 9;

	private static Map<String, String> at(TestDatabase database) {
		return Map.of("DATABASE_URL", database.libpqUrl());
	}

	private static void await(BooleanSupplier condition) throws InterruptedException {
		long end = System.nanoTime() + Patience.LIMIT.toNanos();
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("the end of the wait").isLessThan(end);
			Thread.sleep(50);
		}
	}

	private static long done(TestDatabase database) {
		return database.log().stream().filter((entry) -> entry.endsWith(" done")).count();
	}

	@Test
	void migratesOnceAndThenAsksOneQuery(TestDatabase database) throws Exception {
		SampleProcess first = SampleProcess.start(at(database), "--migrate-only");
		assertThat(first.exitStatus()).as(first.output()).isZero();
		assertThat(first.output())
			.contains("OnlineRun", "Migrated the database from base to " + HEAD, "MigrationRunner",
					"Running upgrade base -> ", "Done: 9 revisions run")
			.doesNotContain("Tomcat", "EntityManagerFactory");
		assertThat(database.rows()).containsExactly(HEAD);
		try (RoundTripCounter counter = new RoundTripCounter(database)) {
			String url = database.libpqUrl().replaceFirst("@.*/", "@localhost:" + counter.port() + "/")
					+ "?sslmode=disable";
			SampleProcess second = SampleProcess
				.start(Map.of("DATABASE_URL", url, "APP_MIGRATIONS_MIGRATE_ONLY", "true"));
			assertThat(second.exitStatus()).as(second.output()).isZero();
			assertThat(second.output()).contains("Done: 0 revisions run, the database is at " + HEAD);
			assertThat(counter.count()).isEqualTo(1);
		}
		assertThat(done(database)).isEqualTo(REVISIONS);
	}

	@Test
	void wrongLoginFailsInAFewLinesWithoutThePassword(TestDatabase database) throws Exception {
		SampleProcess process = SampleProcess.start(
				Map.of("DATABASE_URL", database.libpqUrl().replaceFirst("//.*@", "//nobody_here:s3cret@")),
				"--migrate-only");
		assertThat(process.exitStatus()).isEqualTo(1);
		assertThat(process.output()).contains("No connection to the database", "nobody_here", "(connection_failed)")
			.doesNotContain("s3cret", "\tat ");
	}

	@Test
	void fourProcessesAtOnceRunEachRevisionOnce(TestDatabase database) throws Exception {
		List<SampleProcess> processes = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			processes.add(SampleProcess.start(at(database), "--migrate-only"));
		}
		for (SampleProcess process : processes) {
			assertThat(process.exitStatus()).as(process.output()).isZero();
		}
		assertThat(database.rows()).containsExactly(HEAD);
		assertThat(done(database)).isEqualTo(REVISIONS);
	}

	@Test
	void killedInTheMiddleOfARevisionLeavesNothingHalfDone(TestDatabase database, @TempDir Path folder)
			throws Exception {
		String[] arguments = slowRevision(database, folder);
		SampleProcess killed = SampleProcess.start(at(database), arguments);
		await(() -> isSleeping(database));
		killed.kill();
		database.jdbc().sql("drop table slow").update();
		assertThat(database.rows()).containsExactly(HEAD);
		assertThat(database.hasTable("half")).isFalse();
		SampleProcess next = SampleProcess.start(at(database), arguments);
		assertThat(next.exitStatus()).as(next.output()).isZero();
		assertThat(database.rows()).containsExactly("slow1");
		assertThat(database.hasTable("half")).isTrue();
	}

	@Test
	void terminatedInTheMiddleOfARevisionRollsBackAndFails(TestDatabase database, @TempDir Path folder)
			throws Exception {
		SampleProcess process = SampleProcess.start(at(database), slowRevision(database, folder));
		await(() -> isSleeping(database));
		process.terminate();
		assertThat(process.exitStatus()).isNotZero();
		await(() -> !isSleeping(database));
		assertThat(database.rows()).containsExactly(HEAD);
		assertThat(database.hasTable("half")).isFalse();
	}

	/** A revision that sleeps for as long as there is a table named slow. */
	private static String[] slowRevision(TestDatabase database, Path folder) throws IOException {
		Files.writeString(folder.resolve("slow.sql"), """
				-- revision: slow1
				-- down-revision: 874345651777

				-- migrate:upgrade
				create table half ();
				select pg_sleep(case when to_regclass('slow') is null then 0 else 60 end);
				""");
		database.jdbc().sql("create table slow ()").update();
		return new String[] { "--migrate-only", "--app.migrations.locations=classpath:db/migrations,file:" + folder };
	}

	private static boolean isSleeping(TestDatabase database) {
		return database.jdbc()
			.sql("select exists (select from pg_stat_activity where datname = ? and wait_event = 'PgSleep')")
			.param(database.name())
			.query(Boolean.class)
			.single();
	}

}
