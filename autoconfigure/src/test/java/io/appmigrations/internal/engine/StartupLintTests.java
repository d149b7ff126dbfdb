package io.appmigrations.internal.engine;

import java.util.List;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.settings.OnStartup;
import io.appmigrations.settings.TenantSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@code app.migrations.lint.on-startup}: unsafe statements of pending
 * revisions are found before anything runs, from their text and the tables that there
 * are.
 */
@DatabaseTest
@ExtendWith(OutputCaptureExtension.class)
class StartupLintTests {

	/** Of these, only large tables that are in use are worth a word. */
	private static Revisions pending(OnStartup reaction) {
		return applied().onStartup(reaction)
			.sql("b2", "a1", """
					create table fresh (id bigint primary key);
					create index fresh_idx on fresh (id);
					create index small_idx on small (id);""", "")
			.sql("c3", "b2", """
					-- lint:ignore blocks-writes nobody writes at night
					create index big_idx on big (id);""", "")
			.sql("d4", "c3", "create index big_n_idx on big (n);", "")
			.sql("e5", "d4", """
					alter table fresh add constraint fresh_check check (id > 0);
					alter table big drop column n;""", "");
	}

	private static Revisions applied() {
		return Revisions.none()
			.sql("a1", "", "create table big as select n as id, n from generate_series(1, 15000) n;"
					+ "analyze big; create table small (id bigint);", "");
	}

	@Test
	void nothingIsRunIfItWouldBeUnsafe(TestDatabase database, CapturedOutput output) {
		applied().onStartup(OnStartup.FAIL).on(database).upgrade("heads");
		Migrations migrations = pending(OnStartup.FAIL).on(database);
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> migrations.upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.UNSAFE_OPERATION))
			.satisfies((ex) -> assertThat(ex.getMessage())
				.startsWith("A statement of the pending revisions is unsafe on a database in use; nothing was run")
				.contains("blocks-writes: ")
				.containsOnlyOnce("\n"));
		assertThat(output).doesNotContain("blocks-writes");
		assertThat(migrations.current().current()).containsExactly("a1");
		assertThat(database.hasTable("fresh")).isFalse();
		migrations.upgrade("a1");
		pending(OnStartup.OFF).on(database).upgrade("heads");
	}

	@Test
	void aWarningIsAFewLinesAndTheRevisionsRun(TestDatabase database, CapturedOutput output) {
		applied().on(database).upgrade("heads");
		pending(OnStartup.WARN).on(database).upgrade("heads");
		assertThat(output.toString().lines().filter((line) -> line.startsWith("  ")).toList()).singleElement()
			.satisfies((line) -> assertThat(line).contains("/4.sql:7: blocks-writes: "));
	}

	@Test
	void inAnEmptyDatabaseEverythingIsSafe(TestDatabase database, CapturedOutput output) {
		assertThat(pending(OnStartup.FAIL).on(database).upgrade("heads").steps()).hasSize(5);
		assertThat(output).doesNotContain("unsafe");
	}

	/**
	 * Of an invalid index the catalog knows, and what nobody can run in a transaction.
	 */
	@Test
	void whatTheCatalogSaysCounts(TestDatabase database) {
		applied().on(database).upgrade("heads");
		database.jdbc().sql("create unique index broken on big (n)").update();
		database.jdbc().sql("update pg_index set indisvalid = false where indexrelid = 'broken'::regclass").update();
		Revisions revisions = applied().onStartup(OnStartup.FAIL).file("""
				-- make b2
				--
				-- revision: b2
				-- down-revision: a1

				-- migrate:upgrade transaction:off
				create unique index concurrently if not exists broken on big (n);
				""").sql("c3", "b2", "create index concurrently c on small (id);", "");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> revisions.on(database).upgrade("heads"))
			.satisfies(
					(ex) -> assertThat(ex.getMessage()).startsWith("2 statements of the pending revisions are unsafe")
						.contains("index-if-not-exists: ", "not-in-transaction: "));
	}

	@Test
	void ofTenantsOneIsLookedAtAndTheResultHoldsForAll(TestDatabase database, CapturedOutput output) {
		TenantSettings tenants = new TenantSettings(List.of("t1", "t2"), null, 2);
		applied().tenants(tenants).on(database).upgrade("heads");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> pending(OnStartup.FAIL).tenants(tenants).on(database).upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.UNSAFE_OPERATION))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains("2 of 2 tenants failed"));
		assertThat(database.jdbc()
			.sql("select count(*) from pg_class where relname = 'fresh'")
			.query(Integer.class)
			.single()).isZero();
		pending(OnStartup.WARN).tenants(tenants).on(database).upgrade("heads");
		assertThat(output.toString().split("are unsafe on a database in use:", -1)).hasSize(2);
	}

	/** Replays and checks run in databases that nobody uses. */
	@Test
	void onlyTheDatabaseInUseIsLookedAt(TestDatabase database) {
		applied().on(database).upgrade("heads");
		assertThat(pending(OnStartup.FAIL).on(database).withoutStartupLint().upgrade("heads").steps()).hasSize(4);
	}

}
