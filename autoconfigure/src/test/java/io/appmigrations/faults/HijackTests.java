package io.appmigrations.faults;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.Migrations;
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

	private static final List<Operator> OPERATORS = List.of(new Operator("=", "oid", "integer"),
			new Operator("=", "oid", "bigint"), new Operator("=", "oid", "regclass"),
			new Operator("=", "oid", "regnamespace"), new Operator("*", "numeric", "integer"),
			new Operator("->>", "jsonb", "jsonb"), new Operator("->", "jsonb", "jsonb"),
			new Operator("||", "jsonb", "jsonb"), new Operator("~", "name", "name"),
			new Operator("!~~", "name", "name"), new Operator(">", "bigint", "integer"),
			new Operator("/", "numeric", "integer"));

	private static final List<String> FUNCTIONS = List.of("unnest(integer[])", "format(text, text)",
			"format(text, name)", "format(text, name, name)", "format(text, text, name, text)",
			"concat_ws(text, text, text)", "array_remove(text[], text)");

	@BeforeEach
	void makeTraps(TestDatabase database) {
		database.jdbc().sql("create schema trap").update();
		for (int i = 0; i < OPERATORS.size(); i++) {
			Operator operator = OPERATORS.get(i);
			database.jdbc().sql(trap("op%s(%s, %s)".formatted(i, operator.left(), operator.right()))).update();
			database.jdbc()
				.sql("create operator trap.%s (leftarg = %s, rightarg = %s, function = trap.op%s)"
					.formatted(operator.name(), operator.left(), operator.right(), i))
				.update();
		}
		FUNCTIONS.forEach((function) -> database.jdbc().sql(trap(function)).update());
		database.set("search_path = public, trap");
	}

	private static String trap(String function) {
		return "create function trap.%s returns boolean language plpgsql as $$ begin raise 'hijacked'; end $$"
			.formatted(function);
	}

	@Test
	void everyKindOfRevisionUpAndDown(TestDatabase database) {
		Revisions revisions = Revisions.none().sql("a1", "", "create table a (id int);", "drop table a;").file("""
				-- index
				-- revision: b2
				-- down-revision: a1
				-- migrate:upgrade transaction:off
				insert into a values (1);
				create index concurrently a_id_idx on a (id);
				reindex index concurrently a_id_idx;
				-- migrate:downgrade transaction:off
				drop index concurrently a_id_idx;
				""").file("""
				-- ranges
				-- revision: c3
				-- down-revision: b2
				-- migrate:upgrade batch:c.id size:2
				update c set n = n + 1
				-- migrate:downgrade batch:c.id
				delete from c where n = 2;
				""");
		database.jdbc().sql("create table c (id text primary key, n int4)").update();
		database.jdbc().sql("insert into c values ('a', 1), ('b', 1), ('c', 1)").update();
		Migrations migrations = revisions.on(database);
		assertThat(migrations.upgrade("heads").current()).containsExactly("c3");
		assertThat(migrations.current().current()).containsExactly("c3");
		assertThat(migrations.history()).hasSize(3);
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
					.lockTimeout(Duration.ofSeconds(6))
					.lockRetries(0)
					.on(database)
					.upgrade("heads"))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.LOCK_TIMEOUT))
				.withMessageContaining("idle in transaction");
		}
	}

	private record Operator(String name, String left, String right) {
	}

}
