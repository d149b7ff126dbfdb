package io.appmigrations.internal.script;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BatchStatement} and the options of its section. A tilde is a line
 * break.
 */
class BatchStatementTests {

	private static Section read(String options, String sql) {
		String file = "-- revision: a1\n-- migrate:upgrade %s\n%s\n".formatted(options, sql.replace(" ~ ", "\n"));
		return RevisionFileReader.read("a1.sql", file.getBytes(StandardCharsets.UTF_8)).upgrade();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					batch:orders | update orders set n = 1 | 2: 'batch:orders' does not name a table and one of its columns
					batch:id | update orders set n = 1 | 2: 'batch:id' does not name a table and one of its columns
					batch:orders.(a,b) | update orders set n = 1 | 2: 'batch:orders.(a,b)' does not name a table and one of its columns
					batch: | update orders set n = 1 | 2: 'batch:' does not name a table and one of its columns
					batch:"orders.id | update orders set n = 1 | 2: 'batch:"orders.id' does not name a table and one of its columns
					batch:orders."id | update orders set n = 1 | 2: 'batch:orders."id' does not name a table and one of its columns
					batch:db.app.orders.id | update orders set n = 1 | 2: 'batch:db.app.orders.id' does not name a table and one of its columns
					batch:orders.id size:all | update orders set n = 1 | 2: 'size:all' is not a number of rows
					batch:orders.id size:0 | update orders set n = 1 | 2: 'size:0' is not a number of rows
					batch:orders.id pause:50 | update orders set n = 1 | 2: 'pause:50' has no duration
					size:500 | update orders set n = 1 | 2: 'size' is an option of batch:TABLE.KEY, which is missing
					transaction:off pause:1s | update orders set n = 1 | 2: 'pause' is an option of batch:TABLE.KEY, which is missing
					transaction:on batch:orders.id | update orders set n = 1 | 2: 'transaction:on' and 'batch:' cannot be combined
					batch:orders.id | -- later | 2: the section with batch:orders.id has no statement
					batch:orders.id | update orders set n = 1; ~ update orders set m = 1; | 4: 'update orders set m = 1' is a second statement in a section with batch:, which holds one
					batch:orders.id | begin; ~ update orders set n = 1; ~ commit; | 3: 'begin' controls transactions in a section with batch:, which commits each range by itself
					batch:orders.id | insert into orders select * from old_orders; | 3: 'insert into orders select * from old_orders' is neither an UPDATE nor a DELETE
					batch:orders.id | with o as (select 1) select * from orders; | 3: 'with o as (select 1) select * from orders' is neither an UPDATE nor a DELETE
					batch:orders.id | merge into orders o using news n on n.id = o.id when matched then delete; | 3: 'merge into orders o using news n on n.id = o.id when matc...' is neither an UPDATE nor a DELETE
					batch:orders.id | update customers set n = 1; | 3: 'update customers set n = 1' changes another table than that of batch:orders.id
					batch:app.orders.id | delete from public.orders o using x where o.id = x.id; | 3: 'delete from public.orders o using x where o.id = x.id' changes another table than that of batch:app.orders.id
					batch:"Orders".id | update orders set n = 1; | 3: 'update orders set n = 1' changes another table than that of batch:"Orders".id
					batch:orders.id | update orders o ~ set n = coalesce(n, 0), (m, "id") = (select 1, 2) from x where x.id = o.id; | 3: 'update orders o' changes the key of batch:orders.id
					batch:orders.id | update orders set n = 1, m = 2, id = 3; | 3: 'update orders set n = 1, m = 2, id = 3' changes the key of batch:orders.id
					batch:orders.id | update orders set (n, m) = (1, 2), id = 3; | 3: 'update orders set (n, m) = (1, 2), id = 3' changes the key of batch:orders.id
					batch:orders.id | update orders set (n[1], id) = (1, 2); | 3: 'update orders set (n[1], id) = (1, 2)' changes the key of batch:orders.id
					batch:orders.id | update orders set n = (m is distinct from 1), id = 3; | 3: 'update orders set n = (m is distinct from 1), id = 3' changes the key of batch:orders.id
					batch:orders.id | update orders set n = m is distinct from 1, id = 3; | 3: 'update orders set n = m is distinct from 1, id = 3' changes the key of batch:orders.id
					batch:orders.id | with g as ((with i as (select 1) delete from x returning id)) delete from orders; | 3: 'with g as ((with i as (select 1) delete from x returning ...' changes rows in its WITH, which would happen again for each range
					batch:orders.id | with g as (with i as (select (1)), j as (select 2) insert into x table i returning id) delete from orders; | 3: 'with g as (with i as (select (1)), j as (select 2) insert...' changes rows in its WITH, which would happen again for each range
					batch:orders.id | delete from orders where n is not distinct from 3 returning n; | 3: 'delete from orders where n is not distinct from 3 returni...' returns rows, which nobody reads
					batch:orders.id | delete from orders where n.returning = 1 returning id; | 3: 'delete from orders where n.returning = 1 returning id' returns rows, which nobody reads
					batch:orders.id | update orders set n = 1 where current of c; | 3: 'update orders set n = 1 where current of c' changes the row of a cursor, which is not a range of rows
					batch:orders.id | update orders o set n = 1 where n < (select max(n) from only app.orders); | 3: 'update orders o set n = 1 where n < (select max(n) from o...' also reads the table that it changes, of which earlier ranges have changed a part
					batch:orders.id | delete from orders a using x cross join (orders b join y on true) where a.n = b.n; | 3: 'delete from orders a using x cross join (orders b join y ...' also reads the table that it changes, of which earlier ranges have changed a part
					batch:orders.id | with o as (select max(id) from x, orders) update orders set n = 1; | 3: 'with o as (select max(id) from x, orders) update orders s...' also reads the table that it changes, of which earlier ranges have changed a part
					batch:orders.id | with gone as (delete from x returning id) delete from orders o using gone where o.id = gone.id; | 3: 'with gone as (delete from x returning id) delete from ord...' changes rows in its WITH, which would happen again for each range
					batch:orders.id | with recursive o as (select 1) search depth first by a set b update orders set n = 1; | 3: 'with recursive o as (select 1) search depth first by a se...' is not a form of UPDATE or DELETE that batch: can divide
					batch:orders.id | update orders; | 3: 'update orders' is not a form of UPDATE or DELETE that batch: can divide
					""")
	void whatRangesWouldChangeIsRefused(String options, String sql, String message) {
		assertThatExceptionOfType(ScriptException.class).isThrownBy(() -> read(options, sql))
			.withMessage("a1.sql:" + message);
	}

	/** What PostgreSQL would not take is no reason to fail otherwise. */
	@ParameterizedTest
	@ValueSource(strings = { "delete from orders where", "with x as (", "with x as () delete from orders where (",
			"update orders set", "update orders set (", "update orders set n = 1) from orders where (",
			"delete from orders using", "with", "update only (" })
	void halfAStatementIsReadOrRefused(String sql) {
		try {
			SqlStatement statement = read("transaction:off", sql).statements().get(0);
			Batch batch = Objects.requireNonNull(read("batch:orders.id", "delete from orders").batch());
			assertThat(BatchStatement.of("a1.sql", statement, batch).beforeRange()).startsWith(sql.substring(0, 4));
		}
		catch (ScriptException ex) {
			assertThat(ex).hasMessageContaining("a1.sql:3");
		}
	}

	/** Here the words and names mean something else. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					orders.id                | update orders set n = 1
					orders.id                | UPDATE ONLY ( App.Orders ) AS "where" SET n = "where".n WHERE "where".where = 1
					app.orders.id            | update orders * set n = 1
					"My Orders"."Id"         | update app."My Orders" o set n = o."Id", id = 2
					"My ""x"" O"."a.b"        | delete from "My ""x"" O" using x join y using (id) where true
					status.id                | update status set status = lower(status.status), n = coalesce(status.n, extract(year from status.at)) from x, y
					orders.id                | update orders set n = (select 1 from app2.orders2, orders3 as orders) where n is not distinct from orders.m
					app.orders.id            | update app.orders set n = 1 from archive.orders where archive.orders.id = app.orders.id
					orders.id                | delete from orders where note = ' returning from orders where current of ' or $$ from orders $$ = ''
					orders.id                | delete from orders -- from orders ~ where id in (select orders from x order by orders, orders.n limit 1)
					orders.id                | with update (n) as not materialized (select 1 as returning), delete as (table x) update orders set ids[1] = 1
					orders.id                | update orders set n = 1 from x, id where id.n = orders.n
					orders.id                | with g as (select (delete) from x), h as (select 1 as update) update orders set n = 1
					orders.id                | update orders set n = orders(1), m = (select max(n) from orders(2) as t (n))
					U&"ord\\0065rs".id     | update orders set n = 1""")
	void whatOnlyResemblesItIsNot(String key, String sql) {
		assertThat(read("batch:" + key, sql).batch()).isNotNull();
	}

	@Test
	void optionsAreWrittenAsTheyAreRead() {
		String options = "batch:app.\"My Orders\".\"select\"\"\" lock-timeout:2s pause:0 transaction:off";
		Section section = read(options, "update \"My Orders\" set n = 1");
		assertThat(section.transactional()).isFalse();
		assertThat(section.options())
			.isEqualTo("batch:app.\"My Orders\".\"select\"\"\" size:1000 pause:0ms lock-timeout:2000ms");
		assertThat(read(section.options(), "update \"My Orders\" set n = 1").options()).isEqualTo(section.options());
		assertThat(read("size:7 batch:T.ID", "delete from t").options()).isEqualTo("batch:t.id size:7 pause:0ms");
	}

	@ParameterizedTest
	@ValueSource(strings = { "where n = 1", "where ~ n = 1 -- x", "" })
	void placesStayWhereTheyAre(String condition) {
		SqlStatement statement = read("batch:t.id", "delete from t " + condition).statements().get(0);
		BatchStatement batch = BatchStatement.of("a1.sql", statement,
				Objects.requireNonNull(read("batch:t.id", "delete from t").batch()));
		assertThat(batch.keepsPlaces()).isTrue();
		assertThat(batch.beforeRange().indexOf("n = 1")).isEqualTo(statement.text().indexOf("n = 1"));
	}

}
