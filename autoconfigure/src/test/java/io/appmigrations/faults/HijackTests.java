package io.appmigrations.faults;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;

import io.appmigrations.MigrationResult;
import io.appmigrations.Migrations;
import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Another user of the database has made functions and operators in a schema of the search
 * path that fit better than PostgreSQL's own, which an exact match beats wherever it is
 * searched (manual, 10.2). None of the tool's own statements reaches them.
 */
@DatabaseTest
class HijackTests {

	/** Operators by name and types, functions by name and types. */
	private static final String[] OPERATORS = { "=|oid, integer", "=|oid, bigint", "=|oid, regclass",
			"=|oid, regnamespace", "*|numeric, integer", "->>|jsonb, jsonb", "->|jsonb, jsonb", "||:|jsonb, jsonb",
			"~|name, name", ">|bigint, integer", "/|numeric, integer", "=|name, name" };

	private static final String[] FUNCTIONS = { "unnest|integer[]", "format|text, text", "format|text, name, name",
			"format|text, name", "format|text, text, name, text", "concat_ws|text, text, text", "string_agg2|text",
			"array_remove|text[], text", "count2|text" };

	@BeforeEach
	void makeTraps(TestDatabase database) {
		database.jdbc().sql("create schema trap").update();
		int number = 0;
		for (String operator : OPERATORS) {
			String[] parts = operator.split("\\|(?=[a-z])");
			String[] types = parts[1].split(", ");
			database.jdbc().sql(trap("op" + number, parts[1])).update();
			database.jdbc()
				.sql("create operator trap.%s (leftarg = %s, rightarg = %s, function = trap.op%d)"
					.formatted(parts[0].replace(":", ""), types[0], types[1], number))
				.update();
			number++;
		}
		for (String function : FUNCTIONS) {
			String[] parts = function.split("\\|");
			database.jdbc().sql(trap(parts[0], parts[1])).update();
		}
		database.jdbc()
			.sql("alter database %s set search_path = public, trap".formatted(database.name()))
			.update();
	}

	private static String trap(String name, String types) {
		return "create function trap.%s(%s) returns boolean language plpgsql as $$ begin raise 'hijacked'; end $$"
			.formatted(name, types);
	}

	@Test
	void everyKindOfRevisionUpAndDown(TestDatabase database) {
		Revisions revisions = Revisions.none()
			.sql("a1", "", "create table a (id int);", "drop table a;")
			.file("""
					-- index
					-- revision: b2
					-- down-revision: a1
					-- migrate:upgrade transaction:off
					insert into a values (1);
					create index concurrently a_id_idx on a (id);
					reindex index concurrently a_id_idx;
					-- migrate:downgrade transaction:off
					drop index concurrently a_id_idx;
					""");
		Migrations migrations = revisions.on(database);
		assertThat(migrations.upgrade("heads").current()).containsExactly("b2");
		assertThat(migrations.current().current()).containsExactly("b2");
		assertThat(migrations.history()).hasSize(2);
		assertThat(migrations.findings()).isEmpty();
		MigrationResult down = migrations.downgrade("base");
		assertThat(down.current()).isEmpty();
	}

	@Test
	void whoBlocksIsSeenAllTheSame(TestDatabase database) throws Exception {
		database.jdbc().sql("create table busy (id int)").update();
		try (Connection holder = database.dataSource().getConnection()) {
			holder.setAutoCommit(false);
			try (Statement statement = holder.createStatement()) {
				statement.execute("lock table busy in access exclusive mode");
			}
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> Revisions.none()
					.sql("a1", "", "alter table busy add column name text;", "")
					.lockTimeout(Duration.ofMillis(600))
					.lockRetries(0)
					.on(database)
					.upgrade("heads"))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.LOCK_TIMEOUT))
				.withMessageContaining("idle in transaction");
		}
	}

}
