package io.appmigrations.internal.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.GeneratedRevision;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.Repair;
import io.appmigrations.RevisionRequest;
import io.appmigrations.StampRequest;
import io.appmigrations.internal.catalog.DumpFacts;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.settings.TenantSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@code revision --baseline} and {@code app.migrations.baseline}.
 */
@DatabaseTest
class BaselineTests {

	private static final String TABLES = "create table users (id int primary key, name text); create index users_name on users (name);";

	@TempDir
	private Path folder;

	private static AutogenerateSettings settings(TestDatabase database, String... excluded) {
		return AutogenerateSettings.builder((major, minor, schema) -> {
			throw new IllegalStateException("There is no model");
		})
			.databases((url) -> new DriverManagerDataSource(url, database.username(), database.password()))
			.exclude(List.of(excluded))
			.build();
	}

	private Migrations files(TestDatabase database) {
		return Revisions.none().folder(this.folder).autogenerate(settings(database)).on(database);
	}

	private static Revisions users(TestDatabase database, String... excluded) {
		return Revisions.none()
			.sql("a1", "", TABLES, "drop table users;")
			.sql("b2", "a1", "create table orders (id int);", "drop table orders;")
			.autogenerate(settings(database, excluded));
	}

	private static void run(TestDatabase database, String sql) {
		try (Connection connection = database.pool().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static DumpFacts facts(TestDatabase database) {
		try (MigrationConnection connection = database.connect()) {
			return DumpFacts.read(connection, Set.of("public", "ext"),
					Set.of("public.app_migrations", "public.app_migrations_log"));
		}
	}

	@Test
	void everythingThatCanBeWrittenIsRecreatedAndTheRestIsNamed(TestDatabase database) throws IOException {
		run(database, new String(Objects.requireNonNull(getClass().getResourceAsStream("baseline.sql")).readAllBytes(),
				StandardCharsets.UTF_8));
		GeneratedRevision baseline = files(database).baseline(RevisionRequest.builder("all of it").id("a1").build(),
				false);
		assertThat(baseline.comparison().unproven()).isEmpty();
		assertThat(baseline.comparison().notCompared()).containsExactlyInAnyOrder("language plx", "access method am2",
				"type public.shell", "schema crm (1 tables), which app.migrations.autogenerate.schemas does not name",
				"comment of schema public", "default of column public.child2.y (only after the revision)",
				"default privileges of role %s on sequences".formatted(database.username()),
				"order of the columns of table public.child2, table public.part_1",
				"own definition of column public.child.y, column public.child2.x, column public.child2.y, column public.child2.z, constraint parent_z_check of public.child2",
				"owner %s of language plx".formatted(database.username()), "privileges of language plx, server srv");
		String file = Files.readString(Objects.requireNonNull(baseline.revision()).path());
		assertThat(file).contains("-- Not in this revision:\n", "-- - access method am2\n", "-- made: nothing");
		assertThat(database.rows()).containsExactly("a1");
		assertThat(database.log()).containsExactly("upgrade a1 stamped");
		DumpFacts before = facts(database);
		database.empty();
		Migrations migrations = files(database);
		migrations.upgrade("heads");
		assertThat(before.differences(facts(database)))
			.allSatisfy((line) -> assertThat(baseline.comparison().notCompared()).contains(line));
		migrations.downgrade("base");
		assertThat(database.jdbc()
			.sql("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'S')")
			.query(String.class)
			.list()).containsExactlyInAnyOrder("app_migrations", "app_migrations_log", "app_migrations_log_id_seq");
	}

	@Test
	void whatIsNoBeginningIsRefusedAndNothingIsWritten(TestDatabase database) throws IOException {
		assertRefused(files(database), ErrorCode.INVALID_TARGET, "There is nothing to write: schema public");
		run(database, "create schema other; create table other.t (id int)");
		assertRefused(files(database), ErrorCode.INVALID_TARGET, "there is schema other (1 tables)");
		run(database, "create table t (id int); create table app_migrations (revision text primary key)");
		run(database, "insert into app_migrations values ('f0')");
		assertRefused(files(database), ErrorCode.DATABASE_NOT_UP_TO_DATE, "or its log has f0");
		run(database, "drop table app_migrations; create view v as select * from other.t");
		assertRefused(files(database), ErrorCode.DRIFT, "could not be proven: the upgrade fails");
		assertRefused(users(database).folder(this.folder).on(database), ErrorCode.INVALID_TARGET,
				"There are revisions already (2 at b2)");
		try (Stream<Path> files = Files.list(this.folder)) {
			assertThat(files).isEmpty();
		}
		assertThat(database.hasTable("app_migrations")).isFalse();
	}

	private static void assertRefused(Migrations migrations, ErrorCode code, String message) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> migrations.baseline(RevisionRequest.of("x"), false))
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(code));
	}

	@Test
	void aDatabaseWithoutRevisionsIsAtTheBaselineIfItIsWhatThatCreates(TestDatabase database) {
		record Case(String database, boolean check, List<String> said, List<String> log) {
		}
		List<String> adopted = List.of("upgrade a1 stamped", "upgrade b2 done");
		List<String> ran = List.of("upgrade a1 done", "upgrade b2 done");
		List<Case> cases = List.of(new Case("", true, List.of(), ran), new Case(TABLES, true, List.of(), adopted),
				new Case("create schema other; create table other.t (id int)", true, List.of(), ran),
				new Case(TABLES + "grant select on users to public; create table flyway (id int)", true, List.of(),
						adopted),
				new Case("create table users (id int primary key, name varchar)", true,
						List.of("column public.users.name differs",
								"index public.users_name is missing in the database"),
						List.of()),
				new Case(TABLES + "create table more (id int primary key); create function f() returns int return 1",
						true,
						List.of("\n  function public.f() is not created by the revision\n  table public.more is not created by the revision"),
						List.of()),
				new Case("create table users (id int)", false, List.of(), adopted));
		for (Case one : cases) {
			database.empty();
			if (!one.database().isEmpty()) {
				run(database, one.database());
			}
			Migrations migrations = users(database, "flyway").baseline("a1", one.check()).on(database);
			if (one.said().isEmpty()) {
				migrations.upgrade("heads");
				assertThat(migrations.upgrade("heads").steps()).isEmpty();
				assertThat(database.log()).as(one.database()).isEqualTo(one.log());
			}
			else {
				assertThatExceptionOfType(MigrationException.class).as(one.database())
					.isThrownBy(() -> migrations.upgrade("heads"))
					.withMessageContainingAll(one.said().toArray(String[]::new))
					.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.DRIFT));
				assertThat(database.hasTable("app_migrations")).isFalse();
			}
		}
	}

	/** PostgreSQL names the column of a view anew when it is created from its print. */
	@Test
	@OnNewestPostgres
	void whatIsPrintedOtherwiseOnceItIsRecreatedIsTheSame(TestDatabase database) {
		String view = "create view v as select x.b from (select 1 as a, 2 as b union all select 1, null) x";
		run(database, view);
		Migrations migrations = files(database);
		GeneratedRevision baseline = migrations.baseline(RevisionRequest.builder("views").id("a1").build(), false);
		assertThat(baseline.comparison().notCompared()).singleElement()
			.asString()
			.startsWith("view public.v as it is printed now");
		database.empty();
		run(database, view);
		Revisions.none()
			.folder(this.folder)
			.autogenerate(settings(database))
			.baseline("a1", true)
			.on(database)
			.upgrade("heads");
		assertThat(database.log()).containsExactly("upgrade a1 stamped");
		database.empty();
		run(database, view.replace("1, null", "3, null"));
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> Revisions.none()
				.folder(this.folder)
				.autogenerate(settings(database))
				.baseline("a1", true)
				.on(database)
				.upgrade("heads"))
			.withMessageContaining("view public.v differs");
	}

	/** Scratch schemas take the place of the new database. */
	@Test
	@OnNewestPostgres
	void aLoginThatMayNotCreateADatabaseComparesInScratchSchemas(TestDatabase database) {
		String login = "baseline_" + database.name();
		run(database, "create role %1$s login password 'x'; alter database %2$s owner to %1$s".formatted(login,
				database.name()));
		try {
			DataSource own = database.dataSource(login, "x");
			JdbcClient.create(own).sql("create table users (id int primary key, name text)").update();
			Migrations migrations = users(database).baseline("a1", true).on(own);
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> migrations.upgrade("heads"))
				.withMessageContaining("\n  index public.users_name is missing in the database");
			JdbcClient.create(own).sql("create index users_name on users (name)").update();
			migrations.upgrade("heads");
			assertThat(database.log()).containsExactly("upgrade a1 stamped", "upgrade b2 done");
		}
		finally {
			run(database,
					"reassign owned by %1$s to current_user; drop owned by %1$s; drop role %1$s".formatted(login));
		}
	}

	@Test
	@OnNewestPostgres
	void replicasStampOnce(TestDatabase database) {
		run(database, TABLES);
		List<CompletableFuture<Void>> starts = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			Migrations replica = users(database).baseline("a1", true).on(database.dataSource());
			starts.add(CompletableFuture.runAsync(() -> replica.upgrade("heads")));
		}
		starts.forEach(CompletableFuture::join);
		assertThat(database.log()).containsExactly("upgrade a1 stamped", "upgrade b2 done");
	}

	@Test
	@OnNewestPostgres
	void eachTenantIsLookedAtByItself(TestDatabase database) {
		run(database, "create schema one; set search_path = one; " + TABLES + " create schema two; reset search_path");
		Migrations migrations = users(database).baseline("a1", true)
			.tenants(new TenantSettings(List.of("one", "two"), null, 1))
			.on(database.dataSource());
		migrations.upgrade("heads");
		assertThat(database.jdbc()
			.sql("select 'one ' || outcome from one.app_migrations_log union select 'two ' || outcome from two.app_migrations_log where revision = 'a1'")
			.query(String.class)
			.list()).containsExactlyInAnyOrder("one stamped", "one done", "two done");
	}

	@Test
	@OnNewestPostgres
	void anAttemptThatFailedBeforeIsNoHindrance(TestDatabase database) {
		run(database, TABLES);
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> users(database).on(database).upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getHint()).contains("app.migrations.baseline=REVISION",
					"revision --baseline"));
		users(database).baseline("a1", true).on(database).upgrade("heads");
		assertThat(database.rows()).containsExactly("b2");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> {
			database.empty();
			run(database, TABLES);
			users(database).baseline("f0", true).on(database).upgrade("heads");
		})
			.withMessageContaining("app.migrations.baseline: ")
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.UNKNOWN_REVISION));
	}

	/** Its rows no longer tell, but its log does. */
	@Test
	void aDatabaseThatLeftTheBaselineIsNotAtItsFirstStart(TestDatabase database) {
		Map<String, Consumer<Migrations>> ways = Map.of("downgraded", (migrations) -> migrations.downgrade("base"),
				"stamped", (migrations) -> migrations.stamp(StampRequest.to("base")), "repaired", (migrations) -> {
					database.jdbc().sql("delete from app_migrations").update();
					migrations.repair(Repair.builder().log(true).build());
				});
		ways.forEach((way, leave) -> {
			database.empty();
			run(database, TABLES);
			Migrations migrations = users(database).baseline("a1", true).on(database);
			migrations.upgrade("heads");
			leave.accept(migrations);
			assertThat(database.rows()).as(way).isEmpty();
			run(database, "drop table if exists users, orders; create table left_by_hand (id int)");
			migrations.upgrade("heads");
			assertThat(database.log()).as(way).endsWith("upgrade a1 done", "upgrade b2 done");
		});
	}

}
