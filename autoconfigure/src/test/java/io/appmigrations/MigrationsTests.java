package io.appmigrations;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SimpleTimeZone;
import java.util.TimeZone;

import javax.sql.DataSource;

import io.appmigrations.settings.Reaction;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Migrations}.
 */
@DatabaseTest
class MigrationsTests {

	private final Revisions linear = Revisions.none()
		.sql("a1", "", "create table a (id int);", "drop table a;")
		.sql("b2", "a1", "create table b (id int);\ninsert into b values (1), (2);", "drop table b;")
		.sql("c3", "b2", "create table c (id int);", "drop table c;");

	@Test
	void upgradeRunsEveryPendingRevisionOnce(TestDatabase database) {
		MigrationResult result = this.linear.on(database).upgrade("heads");
		assertThat(result.current()).containsExactly("c3");
		assertThat(result.steps()).extracting((step) -> step.step().revision().id()).containsExactly("a1", "b2", "c3");
		assertThat(database.rows()).containsExactly("c3");
		assertThat(database.log()).containsExactly("upgrade a1 done", "upgrade b2 done", "upgrade c3 done");
		assertThat(this.linear.on(database).upgrade("heads").steps()).isEmpty();
		assertThat(database.log()).hasSize(3);
	}

	@Test
	void upgradeAndDowngradeByEveryKindOfTarget(TestDatabase database) {
		Migrations migrations = this.linear.on(database);
		assertThat(migrations.upgrade("+1").current()).containsExactly("a1");
		assertThat(migrations.upgrade("b").current()).containsExactly("b2");
		assertThat(migrations.upgrade("head").current()).containsExactly("c3");
		assertThat(migrations.downgrade("-1").current()).containsExactly("b2");
		assertThat(database.hasTable("c")).isFalse();
		assertThat(migrations.downgrade("a1").current()).containsExactly("a1");
		assertThat(migrations.downgrade("base").current()).isEmpty();
		assertThat(database.hasTable("a")).isFalse();
		assertThat(database.rows()).isEmpty();
		assertThat(migrations.upgrade("a1+1").current()).containsExactly("b2");
	}

	@Test
	void branchesAndMergesKeepTheirRows(TestDatabase database) {
		Migrations migrations = this.linear.sql("d4", "a1", "create table d (id int);", "drop table d;")
			.sql("e5", "c3, d4", "", "")
			.on(database);
		assertThat(migrations.upgrade("c3").current()).containsExactly("c3");
		assertThat(migrations.upgrade("d4").current()).containsExactly("c3", "d4");
		assertThat(migrations.upgrade("heads").current()).containsExactly("e5");
		assertThat(migrations.downgrade("c3").current()).containsExactly("c3", "d4");
	}

	@Test
	void currentChangesNothing(TestDatabase database) {
		CurrentRevisions current = this.linear.on(database).current();
		assertThat(current).isEqualTo(
				new CurrentRevisions(List.of(), List.of("c3"), List.of("a1", "b2", "c3"), List.of(), List.of(), null));
		assertThat(database.hasTable("app_migrations")).isFalse();
	}

	@Test
	void targetNoneOnlyLooks(TestDatabase database) {
		assertThat(this.linear.on(database).upgrade("none").steps()).isEmpty();
		assertThat(database.hasTable("app_migrations")).isFalse();
	}

	@Test
	void failedRevisionIsRolledBackAndShown(TestDatabase database) {
		Revisions revisions = this.linear.file("""
				-- add orders
				--
				-- revision: d4
				-- down-revision: c3

				-- migrate:upgrade
				create table fine (id int);

				create table orders (
				    id bigint primray key,
				    total numeric
				);
				""");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> revisions.on(database).upgrade("heads"))
			.satisfies((ex) -> {
				assertThat(ex.getCode()).isEqualTo(ErrorCode.STATEMENT_FAILED);
				assertThat(ex.getMessage()).isEqualTo("""
						Revision d4 (add orders) failed in upgrade, statement 2 of 2
						  db/migrations/4.sql:10

						   9 | create table orders (
						  10 |     id bigint primray key,
						     |               ^
						  11 |     total numeric
						  12 | )

						  ERROR: syntax error at or near "primray" (SQLSTATE 42601)

						  The revision was rolled back, nothing of it remains. The database is at c3.""");
			});
		assertThat(database.hasTable("fine")).isFalse();
		assertThat(database.rows()).containsExactly("c3");
		assertThat(database.log()).endsWith("upgrade d4 failed");
	}

	@Test
	void copyFromStdinTakesTheDataFromTheFile(TestDatabase database) {
		Revisions.none().file("""
				-- revision: a1
				-- migrate:upgrade
				create table people (id int, name text);
				copy people (id, name) from stdin;
				1	O'Hara; really
				2	\\N
				\\.
				update people set name = 'none' where name is null;
				""").on(database).upgrade("heads");
		assertThat(database.jdbc().sql("select name from people order by id").query(String.class).list())
			.containsExactly("O'Hara; really", "none");
	}

	@Test
	void bodiesOfFunctionsAndRulesAreNotSplit(TestDatabase database) {
		Revisions.none().file("""
				-- revision: a1
				-- migrate:upgrade
				create table t (id int); create table u (id int);
				create function f(x int) returns int language sql begin atomic
				  select case when x > 1 then 2 else 3 end; select x + 1; end;
				create rule r as on insert to t do also (insert into u values (1); insert into u values (2));
				create function g() returns int language plpgsql as $body$
				begin
				  perform 'a;b'; return 1; -- ; $$
				end; $body$;
				select f(2);
				""").on(database).upgrade("heads");
		database.jdbc().sql("insert into t values (1)").update();
		assertThat(database.jdbc().sql("select count(*) from u").query(Long.class).single()).isEqualTo(2);
	}

	@Test
	void settingsOfARevisionDoNotReachTheNext(TestDatabase database) {
		Revisions.none()
			.sql("a1", "",
					"create schema other;\nset search_path = other;\nset lock_timeout = '77s';\ncreate table in_other ();",
					"")
			.sql("b2", "a1", "create table in_public as select current_setting('lock_timeout') as lock_timeout;", "")
			.on(database)
			.upgrade("heads");
		assertThat(database.hasTable("other.in_other")).isTrue();
		assertThat(database.jdbc().sql("select lock_timeout from public.in_public").query(String.class).single())
			.isEqualTo("5s");
	}

	@Test
	void placeholdersAreReplacedWhereAskedFor(TestDatabase database) {
		Revisions.none()
			.sql("a1", "", "create table t as select '${greeting}'::text as word;", "")
			.placeholders(Map.of("greeting", "hello"))
			.on(database)
			.upgrade("heads");
		assertThat(database.jdbc().sql("select word from t").query(String.class).single()).isEqualTo("hello");
	}

	@Test
	void missingPlaceholderStopsBeforeAnythingRan(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> this.linear.sql("d4", "c3", "select '${nothing}';", "")
				.placeholders(Map.of())
				.on(database)
				.upgrade("heads"))
			.withMessageContaining("db/migrations/4.sql:7: the placeholder ${nothing} has no value");
		assertThat(database.hasTable("a")).isFalse();
	}

	@Test
	void transactionAllRollsEverythingBack(TestDatabase database) {
		Revisions revisions = this.linear.sql("d4", "c3", "select 1/0;", "").singleTransaction();
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> revisions.on(database).upgrade("heads"))
			.withMessageContaining("All 4 revisions of this run were rolled back");
		assertThat(database.hasTable("a")).isFalse();
		assertThat(database.rows()).isEmpty();
	}

	@Test
	void irreversibleRevisionStopsADowngradeBeforeAnythingRan(TestDatabase database) {
		Migrations migrations = Revisions.none()
			.file("-- revision: a1\n-- migrate:upgrade\ncreate table a ();")
			.sql("b2", "a1", "create table b ();", "drop table b;")
			.on(database);
		migrations.upgrade("heads");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> migrations.downgrade("base"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.IRREVERSIBLE))
			.withMessageContaining("Revision a1");
		assertThat(database.rows()).containsExactly("b2");
	}

	@Test
	void databaseAheadOfTheBuildIsLeftAlone(TestDatabase database) {
		this.linear.on(database).upgrade("heads");
		Revisions older = Revisions.none().sql("a1", "", "create table a (id int);", "drop table a;");
		assertThat(older.on(database).upgrade("heads").steps()).isEmpty();
		assertThat(older.on(database).current().unknown()).containsExactly("c3");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> older.onUnknownRevision(Reaction.FAIL).on(database).upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.UNKNOWN_REVISION));
	}

	@Test
	void buildWhoseHistoryHasPartedFromTheDatabaseDoesNotStart(TestDatabase database) {
		this.linear.on(database).upgrade("heads");
		Revisions parted = Revisions.none()
			.sql("a1", "", "create table a (id int);", "drop table a;")
			.sql("b2", "a1", "create table b (id int);\ninsert into b values (1), (2);", "drop table b;")
			.sql("x9", "b2", "create table x ();", "drop table x;");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> parted.on(database).upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.UNKNOWN_REVISION))
			.withMessageContaining(
					"at c3, which this build does not have, and revision x9 of this build is not applied");
		assertThat(parted.on(database).current().pending()).containsExactly("x9");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "y1 | y1", "y1; y2 | y1, y2", "y1; y2 < y1 | y1", "x0; a9 < x0 | x0",
			"a1; x0 | revision x0 of this build is not applied: their histories have diverged" })
	void anotherHistoryInTheSameVersionTableIsNotTakenForANewerBuild(String lines, String named,
			TestDatabase database) {
		this.linear.on(database).upgrade("heads");
		Revisions other = revisions(lines);
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> other.on(database).upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.UNKNOWN_REVISION))
			.withMessageContaining(named.contains(" ") && !named.contains(", ") ? named
					: "no revision of this build (%s) is applied: the version table app_migrations belongs to another history"
						.formatted(named));
		assertThat(database.rows()).containsExactly("c3");
	}

	private static Revisions revisions(String lines) {
		Revisions revisions = Revisions.none();
		for (String line : lines.split("; ", -1)) {
			String[] parts = line.split(" < ", 2);
			revisions.sql(parts[0], (parts.length > 1) ? parts[1] : "", "create table x%s ();".formatted(parts[0]), "");
		}
		return revisions;
	}

	@Test
	void buildWithoutRevisionsAndStampedDatabasesStart(TestDatabase database) {
		this.linear.on(database).stamp(StampRequest.to("heads"));
		assertThat(Revisions.none().on(database).upgrade("heads").current()).containsExactly("c3");
		// a stamp counts for what is below it, too
		assertThat(Revisions.none().sql("a1", "", "create table a (id int);", "").on(database).upgrade("heads").steps())
			.isEmpty();
		// without its log nobody knows what is below c3
		database.jdbc().sql("drop table app_migrations_log").update();
		assertThat(revisions("b1").on(database).upgrade("heads").steps()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"create table trap.app_migrations (revision text); create table trap.app_migrations_log (like public.app_migrations_log)",
			"create view trap.app_migrations as select text 'zz' as revision",
			"create materialized view trap.app_migrations as select 'zz'::text as revision" })
	void versionTableBeforeTheTrueOneIsNotBelieved(String trap, TestDatabase database) {
		this.linear.on(database).upgrade("a1");
		database.jdbc().sql("create schema trap").update();
		database.jdbc().sql(trap).update();
		database.set("search_path to trap, public");
		List<ThrowingCallable> all = List.of(() -> this.linear.on(database).upgrade("heads"),
				() -> this.linear.on(database).current(), () -> this.linear.on(database).ensureVersion(Mode.RUN),
				() -> this.linear.on(database).stamp(StampRequest.to("heads")));
		assertThat(all).allSatisfy((look) -> assertThatExceptionOfType(MigrationException.class).isThrownBy(look)
			.satisfies((ex) -> assertThat(ex.getHint()).contains("app.migrations.version-table-schema"))
			.withMessageContaining("trap, public"));
		assertThat(this.linear.defaultSchema("public").on(database).upgrade("heads").steps()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "$user", "\"$user\"", "$user, public", "app,public", "\"App\"" })
	void searchPathIsNoDefaultSchema(String schema, TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> this.linear.defaultSchema(schema).on(database))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
			.withMessageContaining("app.migrations.default-schema: '" + schema + "'");
	}

	@Test
	void zoneThatTheServerDoesNotKnowIsTheVirtualMachines(TestDatabase database) {
		TimeZone zone = TimeZone.getDefault();
		try {
			TimeZone.setDefault(new SimpleTimeZone(3_600_000, "No/Such"));
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> this.linear.on(database).current())
				.satisfies((ex) -> assertThat(ex.getHint()).contains("-Duser.timezone=UTC"));
		}
		finally {
			TimeZone.setDefault(zone);
		}
	}

	@Test
	void editedRevisionIsFoundButNotForItsComments(TestDatabase database) {
		Revisions.none().sql("a1", "", "create table a (id int);", "drop table a;").on(database).upgrade("heads");
		Revisions.none()
			.sql("a1", "", "-- why\ncreate  table a\n(id int) /* what */ ;", "drop table if exists a;")
			.on(database)
			.upgrade("heads");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(
				() -> Revisions.none().sql("a1", "", "create table a (id bigint);", "").on(database).upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH));
	}

	@Test
	void defaultSchemaIsCreatedAndUsed(TestDatabase database) {
		this.linear.defaultSchema("app").on(database).upgrade("heads");
		assertThat(database.hasTable("app.c")).isTrue();
		assertThat(database.hasTable("app.app_migrations")).isTrue();
		assertThat(database.hasTable("public.app_migrations")).isFalse();
	}

	@Test
	void copyKeepsEveryCharacter(TestDatabase database) {
		String text = "x".repeat(65_535) + "\uD83D\uDE00" + "y".repeat(100);
		Revisions.none()
			.file("-- revision: a1\n-- migrate:upgrade\ncreate table t (v text);\ncopy t from stdin;\n" + text
					+ "\n\\.\n")
			.on(database)
			.upgrade("heads");
		assertThat(database.jdbc().sql("select v from t").query(String.class).single()).isEqualTo(text);
	}

	@Test
	void valuesOfPlaceholdersAreNotShown(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> Revisions.none()
				.sql("a1", "", "create role bob logn password '${secret}';", "")
				.placeholders(Map.of("secret", "s3cret-value"))
				.on(database)
				.upgrade("heads"))
			.withMessageContaining("create role bob logn password '${secret}'")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("s3cret-value"));
		assertThat(database.jdbc()
			.sql("select string_agg(l::text, '') from app_migrations_log l")
			.query(String.class)
			.single()).doesNotContain("s3cret-value");
	}

	@Test
	void revisionThatReleasesTheLockIsRolledBack(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> this.linear.sql("d4", "c3", "create table d ();\nselect pg_advisory_unlock_all();", "")
				.on(database)
				.upgrade("heads"))
			.withMessageContaining("Revision d4 (make d4) released the migration lock");
		assertThat(database.rows()).containsExactly("c3");
		assertThat(database.hasTable("d")).isFalse();
	}

	@Test
	void versionTableInAnotherSchemaOfThePathIsNotTakenForNone(TestDatabase database) {
		Revisions revisions = Revisions.none()
			.sql("a1", "", "create schema \"%s\";".formatted(database.username()), "");
		revisions.on(database).upgrade("heads");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> revisions.on(database).upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
			.withMessageContaining("found in schema public");
	}

	@Test
	void statementWithAParameterIsRefusedAndTheConnectionLives(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> Revisions.none().sql("a1", "", "select $1;", "").on(database).upgrade("heads"))
			.withMessageContaining("The revision was rolled back, nothing of it remains");
		assertThat(database.log()).containsExactly("upgrade a1 failed");
	}

	@Test
	void downgradeOfADatabaseThatIsAheadIsRefused(TestDatabase database) {
		this.linear.on(database).upgrade("heads");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> Revisions.none().sql("a1", "", "", "").on(database).downgrade("base"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.UNKNOWN_REVISION));
	}

	@Test
	void errorOfAJavaRevisionIsRolledBackAndFreesTheLock(TestDatabase database) {
		Revisions revisions = Revisions.none()
			.sql("a1", "", "create table a ();", "")
			.listener(new MigrationListener() {
				@Override
				public void beforeRevision(Step step) {
					throw new NoClassDefFoundError("gone");
				}
			});
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> revisions.on(database).upgrade("heads"))
			.withMessageContaining("Revision a1 (make a1) failed in upgrade: java.lang.NoClassDefFoundError: gone")
			.withCauseInstanceOf(NoClassDefFoundError.class);
		assertThat(Revisions.none().sql("a1", "", "create table a ();", "").on(database).upgrade("heads").current())
			.containsExactly("a1");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "-- \u0436 |", "-- a | -- \u20ac", "-- a | select '\u0436';" })
	void characterThatTheEncodingDoesNotHaveIsTheReason(String first, @Nullable String more, TestDatabase database) {
		String name = database.name() + " \u00e9\"%41";
		String quoted = "\"" + name.replace("\"", "\"\"") + "\"";
		database.jdbc()
			.sql("create database %s template template0 encoding 'LATIN1' locale 'C'".formatted(quoted))
			.update();
		DataSource source = new DriverManagerDataSource(
				database.url().replace(database.name(), URLEncoder.encode(name, StandardCharsets.UTF_8)),
				database.username(), database.password());
		try {
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> Revisions.none().file("""
					%s
					-- revision: a1
					-- migrate:upgrade
					create table t (x text default '\u00e9');
					%s
					-- migrate:downgrade
					drop table t;
					""".formatted(first, Objects.requireNonNullElse(more, ""))).on(source).upgrade("head"))
				.withMessageContaining("SQLSTATE 22P05")
				.satisfies((ex) -> assertThat(ex.getHint()).contains("encoding of the database")
					.containsIgnoringCase("the log stores"));
			Revisions fits = Revisions.none()
				.sql("a1", "", "create table t (x text default '\u00e9');", "drop table t;");
			assertThat(fits.on(source).upgrade("head").current()).containsExactly("a1");
			assertThat(fits.on(source).downgrade("base").current()).isEmpty();
		}
		finally {
			database.jdbc().sql("drop database %s with (force)".formatted(quoted)).update();
		}
	}

}
