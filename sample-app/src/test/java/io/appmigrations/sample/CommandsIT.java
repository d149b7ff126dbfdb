package io.appmigrations.sample;

import java.nio.file.Path;
import java.util.Map;

import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands of the packaged application, as processes: what they write where, and how they
 * end.
 */
@DatabaseTest
class CommandsIT {

	private static final String HEAD = "874345651777";

	private static SampleProcess run(Map<String, String> environment, String... arguments) throws Exception {
		SampleProcess process = SampleProcess.start(environment, arguments);
		process.exitStatus();
		return process;
	}

	@Test
	void headsNeedsNoDatabase() throws Exception {
		SampleProcess heads = run(Map.of("DATABASE_URL", "postgres://nobody:x@localhost:1/none"), "migrations", "heads",
				"--json");
		assertThat(heads.exitStatus()).as(heads.output()).isZero();
		assertThat(heads.answer()).startsWith("[{\"revision\":\"" + HEAD + "\"").endsWith("}]\n");
		assertThat(heads.errors()).isEmpty();
	}

	@Test
	void statusSaysWhetherTheDatabaseIsAtTheHeads(TestDatabase database) throws Exception {
		Map<String, String> environment = Map.of("DATABASE_URL", database.libpqUrl());
		assertThat(run(environment, "migrations", "current", "--check-heads").exitStatus()).isEqualTo(3);
		SampleProcess upgrade = run(environment, "--spring.main.banner-mode=console", "migrations", "upgrade", "head");
		assertThat(upgrade.exitStatus()).as(upgrade.output()).isZero();
		assertThat(upgrade.answer()).startsWith("upgrade base -> ").endsWith("The database is at " + HEAD + ".\n");
		assertThat(upgrade.errors()).doesNotContain("Tomcat", "EntityManagerFactory", "Hibernate");
		assertThat(run(environment, "migrations", "current", "--check-heads").exitStatus()).isZero();
		SampleProcess check = run(environment, "migrations", "check", "--json");
		assertThat(check.exitStatus()).as(check.output()).isZero();
		assertThat(check.answer()).startsWith("{\"changes\":[]");
		assertThat(check.errors()).doesNotContain("Tomcat");
		database.jdbc().sql("alter table courses drop column level").update();
		assertThat(run(environment, "migrations", "check").exitStatus()).isEqualTo(3);
		assertThat(run(environment, "migrations", "upgrade", "nowhere").exitStatus()).isEqualTo(1);
		// a warning of a class whose logger a command names
		database.jdbc().sql("update app_migrations set revision = 'f00000000000'").update();
		SampleProcess ahead = run(environment, "migrations", "upgrade", "head");
		assertThat(ahead.exitStatus()).as(ahead.output()).isZero();
		assertThat(ahead.errors()).contains("INFO", "f00000000000");
		assertThat(run(environment, "migrations", "nonsense").exitStatus()).isEqualTo(2);
	}

	@Test
	void theEntitiesAloneGiveTheSameSchema(TestDatabase database, @TempDir Path folder) throws Exception {
		Map<String, String> environment = Map.of("DATABASE_URL", database.libpqUrl());
		String locations = "--app.migrations.locations=" + folder.toUri();
		SampleProcess revision = run(environment, locations, "migrations", "revision", "--autogenerate", "-m",
				"everything", "--rev-id", "all");
		assertThat(revision.exitStatus()).as(revision.output()).isZero();
		assertThat(revision.errors()).contains("proven");
		assertThat(run(environment, locations, "migrations", "upgrade", "head").exitStatus()).isZero();
		SampleProcess check = run(environment, locations, "migrations", "check");
		assertThat(check.exitStatus()).as(check.output()).isZero();
		assertThat(run(environment, locations, "migrations", "downgrade", "base").exitStatus()).isZero();
		assertThat(database.hasTable("courses")).isFalse();
	}

	@Test
	void wrongPasswordIsNeverShown() throws Exception {
		SampleProcess current = run(Map.of("DATABASE_URL", "postgres://nobody:topsecret@localhost:1/none"),
				"migrations", "current", "--debug");
		assertThat(current.exitStatus()).isEqualTo(1);
		assertThat(current.errors()).contains("connection_failed");
		assertThat(current.output()).doesNotContain("topsecret");
	}

}
