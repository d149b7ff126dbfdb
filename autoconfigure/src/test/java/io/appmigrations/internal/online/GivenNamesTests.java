package io.appmigrations.internal.online;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.measure.CatalogRelations;
import io.appmigrations.internal.measure.LiveTables;
import io.appmigrations.internal.online.SectionRewrite.Written;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

/**
 * Tests for {@link GivenNames}: each statement runs as it is and with the names, and
 * PostgreSQL must have the same ones after both.
 */
@DatabaseTest
class GivenNamesTests {

	private static final String LONG = "a_very_long_name_of_a_table_with_more_than_fifty_characters";

	private static final String TABLES = """
			create extension if not exists btree_gist;
			create schema other;
			create type pair as (n int, m int);
			create domain positive as int constraint orders_state_check check (value > 0);
			create table customers (id bigint primary key, name text, parent_id bigint);
			create table orders (id bigint primary key, customer_id bigint, total int, state text, placed timestamp,
			  data jsonb, tags text[], size pair, "Mixed Case" int, "time" int, "year" int, "date" int, lower text,
			  during daterange, name text);
			create table "Ümläute" ("größe" int, b int);
			create table LONG (LONG_column int, other_LONG int);
			create table other.orders (id bigint, total int, customer_id bigint);
			create table taken (a int constraint orders_total_check check (a > 0), b int constraint orders_total_key unique);
			create index orders_placed_idx on taken (a);
			create view orders_name_idx as select 1 as one;
			create table events (id bigint, day date not null, kind text) partition by range (day);
			create table events_1 partition of events for values from ('2025-01-01') to ('2026-01-01');
			create table events_2 partition of events for values from ('2026-01-01') to ('2027-01-01')
			  partition by range (day);
			create table events_21 partition of events_2 for values from ('2026-01-01') to ('2026-06-01');
			create index events_1_kind_idx on taken (a);
			"""
		.replace("LONG", LONG);

	/** Each may be in the way of the next. */
	private static final List<String> STATEMENTS = List.of("alter table orders add check (total > 0)",
			"alter table orders add check (total > 1), add check (total > 2)",
			"alter table orders add check (total > id)", "alter table orders add check (total > total - 1)",
			"alter table orders add check (orders.total > 3)", "alter table orders add check (lower(state) <> lower)",
			"alter table orders add check (lower(state) <> '')", "alter table orders add check (state in ('a', 'b'))",
			"alter table orders add check (state::text collate \"C\" <> 'x')",
			"alter table orders add check (cast(total as positive) > 0)",
			"alter table orders add check (extract(year from placed) > 2000)",
			"alter table orders add check (placed at time zone 'UTC' > timestamp '2020-01-01')",
			"alter table orders add check (placed > date '2020-01-01')", "alter table orders add check ((size).n > 0)",
			"alter table orders add check (\"Mixed Case\" > 0)", "alter table orders add check (\"time\" > 0)",
			"alter table orders add check (1 > 0)", "alter table orders add check (orders is not null)",
			"alter table orders add check (tableoid > 0::oid)", "alter table orders add check (tags[1] <> 'x')",
			"alter table orders add check (total operator(pg_catalog.>) 5)",
			"alter table orders add check (case when total > 0 then true else false end)",
			"alter table orders add check (num_nonnulls(total, state) = 1) not valid",
			"alter table other.orders add check (total > 0)",
			"alter table other.orders add check (other.orders.total > 1)",
			"alter table \"Ümläute\" add check (\"größe\" > 0)", "alter table LONG add check (LONG_column > 0)",
			"alter table LONG add check (LONG_column > 1)", "alter table orders add unique (total)",
			"alter table orders add unique (total)", "alter table orders add unique (total) include (state)",
			"alter table orders add unique (customer_id, total), add unique (total, customer_id)",
			"alter table LONG add unique (LONG_column, other_LONG)", "alter table LONG add unique (LONG_column)",
			"alter table other.orders add primary key (id)",
			"alter table orders drop constraint orders_pkey, add primary key (id)",
			"alter table orders add foreign key (customer_id) references customers",
			"alter table orders add foreign key (customer_id) references customers (id) on delete cascade not valid",
			"alter table customers add foreign key (parent_id) references customers",
			"alter table orders add exclude using gist (during with &&, total with =)",
			"alter table orders add exclude ((total + 1) with =)",
			"alter table orders add column n1 int check (n1 > 0) unique references taken (b)",
			"alter table orders add column n2 int check (n2 > total)",
			"alter table orders add n3 int default 5 check (n3 > 0) check (n3 < 10)",
			"alter table orders add column n4 int, add check (n4 > 0)",
			"alter table orders drop column n4, add column n4 int check (n4 > 1)",
			"alter table orders rename column n4 to n5", "alter table orders add check (n5 > 0)",
			"alter table orders rename constraint orders_total_key2 to freed", "alter table orders add unique (total)",
			"create index on orders (placed)", "create index on orders (placed)", "create index on orders (name)",
			"create unique index on orders using btree (state desc nulls last, total) include (id) where total > 0",
			"create index on orders (lower(state))", "create index on orders (lower(state), lower(lower))",
			"create index on orders ((total + 1))", "create index on orders ((total + 1), (total - 1), total, total)",
			"create index on orders ((data ->> 'x'))", "create index on orders (((data ->> 'x')::int))",
			"create index on orders ((total::bigint))", "create index on orders (((total + 1)::double precision))",
			"create index on orders (((total + 1)::numeric(10, 2)))",
			"create index on orders (((state || 'x')::varchar(10)))",
			"create index on orders (cast(total + 1 as character varying))",
			"create index on orders (cast(total as bigint))", "create index on orders (((data ->> 'x')::bit varying))",
			"create index on orders ((placed at time zone 'UTC'))",
			"create index on orders ((placed at time zone 'UTC' > 'epoch'))",
			"create index on orders (coalesce(state, 'x'))", "create index on orders (nullif(state, 'x'))",
			"create index on orders (greatest(total, 1), least(total, 2))", "create index on orders (trim(state))",
			"create index on orders (trim(leading 'x' from state), trim(trailing from state))",
			"create index on orders (substring(state from 1 for 2))", "create index on orders (position('x' in state))",
			"create index on orders (overlay(state placing 'x' from 1))",
			"create index on orders (extract(year from placed))",
			"create index on orders ((case when total > 0 then 1 end))",
			"create index on orders ((case when total > 0 then 1 else total end))",
			"create index on orders ((case total when 1 then 2 else abs(total) end))",
			"create index on orders ((array[total]))", "create index on orders ((tags[1]))",
			"create index on orders (((size).n))", "create index on orders ((total is null))",
			"create index on orders ((not (total > 0)))", "create index on orders ((-total))",
			"create index on orders ((interval '1 day' * total))", "create index on orders ((date '2020-01-01'))",
			"create index on orders ((date '2020-01-01' + total))",
			"create index on orders (pg_catalog.upper(state) text_pattern_ops)",
			"create index on orders (lower(state) collate \"C\" desc)",
			"create index on orders ((state collate \"C\"))", "create index on orders ((state like 'x%'))",
			"create index on orders ((state || state))", "create index on orders ((orders.total))",
			"create index on orders ((normalize(state)))", "create index on orders ((bit '101'))",
			"create index on orders ((1))", "create index on orders ((null::int))",
			"create index on orders (\"Mixed Case\", \"time\")", "create index on \"Ümläute\" (\"größe\", b)",
			"create index on LONG (LONG_column, other_LONG)", "create index on LONG (lower(LONG_column::text))",
			"create index if_named on orders (id)", "create index on other.orders (total)",
			"create index on only events (kind)", "create table orders_data (idx int, check (idx > 0))",
			"create index on orders (data)", "drop table orders_data", "create index on orders (data)",
			"drop index orders_lower_idx", "create index on orders (lower(state))",
			"alter index orders_expr_idx rename to renamed_idx", "create index on orders ((total + 7))",
			"create table fresh (a int check (a > 0) unique, b int, unique (b), primary key (a), check (a > b), foreign key (b) references fresh)",
			"create table a_b (c int unique)", "create table a (b_c int)", "alter table a add unique (b_c)",
			"alter table taken rename to former", "create table taken (a int)", "alter table taken add check (a > 0)",
			"alter table former add check (a > 1)", "alter table orders drop column n1", "drop table former",
			"alter table taken add check (a > 2)", "create index on orders ((true))");

	/** What has a name, creates nothing, or has one that depends on the server. */
	private static final String UNCHANGED = "drop .*|.* rename .*|alter table orders drop column n1"
			+ "|create index if_named .*|create table (?!fresh|orders_data|a_b).*|.*\\(\\(true\\)\\)";

	private static final List<String> OF_PARTITIONS = List.of("create index on events (kind)",
			"create index on events (lower(kind), kind, (id + 1), (id + 2)) include (day)",
			"alter table events add unique (day, kind)", "alter table events add unique (day) include (kind)");

	@Test
	void namesAreThoseThatPostgresqlGives(TestDatabase database) throws SQLException {
		List<String> statements = new ArrayList<>(STATEMENTS);
		try (MigrationConnection connection = database.connect()) {
			if (connection.server().majorVersion() >= 18) {
				statements.addAll(List.of("alter table customers add not null name", "create table shop (id int)",
						"alter table shop add not null id"));
			}
		}
		try (Connection session = tables(database); Statement statement = session.createStatement()) {
			RelationsSoFar soFar;
			try (MigrationConnection connection = database.connect()) {
				soFar = new RelationsSoFar(CatalogRelations.read(connection, section()));
			}
			session.setAutoCommit(false);
			assertSoftly((softly) -> {
				for (String each : statements) {
					String sql = each.replace("LONG", LONG);
					String written = GivenNames.written(sql, soFar);
					try {
						Savepoint before = session.setSavepoint();
						statement.execute(sql);
						Set<String> given = names(statement);
						session.rollback(before);
						statement.execute(written);
						softly.assertThat(names(statement)).as(written).isEqualTo(given);
					}
					catch (SQLException ex) {
						throw new AssertionError(written, ex);
					}
					softly.assertThat(written.equals(sql)).as(written).isEqualTo(sql.matches(UNCHANGED));
					soFar.add(sql);
				}
			});
		}
	}

	@Test
	void partitionsGetTheNamesThatPostgresqlGives(TestDatabase database) throws SQLException {
		for (String sql : OF_PARTITIONS) {
			database.empty();
			try (Connection session = tables(database); Statement statement = session.createStatement()) {
				List<List<String>> units;
				try (MigrationConnection connection = database.connect()) {
					units = SectionRewrite.of(sql,
							CatalogRelations.read(connection, section()).withPartitions(LiveTables.NONE));
				}
				assertThat(units).as(sql).hasSizeGreaterThan(3);
				session.setAutoCommit(false);
				Savepoint before = session.setSavepoint();
				statement.execute(sql);
				Set<String> given = names(statement);
				session.rollback(before);
				for (List<String> unit : units) {
					for (String each : unit) {
						statement.execute(OnlineForm.inTransaction(each));
					}
				}
				assertThat(names(statement)).as(sql).isEqualTo(given);
				session.rollback();
			}
		}
	}

	/** What has no other form stays as it is written. */
	@Test
	void namesAreOnlyWrittenWithAnOnlineForm() {
		Relations relations = new NoRelations();
		String rewriting = "alter table t add column token uuid default gen_random_uuid() unique";
		assertThat(SectionRewrite.of(List.of(new Written(rewriting, true)), relations).units().toString())
			.doesNotContain("constraint");
		assertThat(SectionRewrite.of(rewriting, relations)).isEmpty();
		assertThat(SectionRewrite.of("alter table t add check (a > 0 and b is null)", relations).toString())
			.contains("constraint t_check check");
		assertThat(SectionRewrite.of("alter table t add check (a > 0 and lower(a::text) <> 'x')", relations).toString())
			.contains("constraint t_a_check check");
	}

	private static Section section() {
		return RevisionFileReader.read("x.sql", "-- revision: x\n-- migrate:upgrade\n".getBytes(StandardCharsets.UTF_8))
			.upgrade();
	}

	private static Connection tables(TestDatabase database) throws SQLException {
		Connection session = database.dataSource().getConnection();
		try (Statement statement = session.createStatement()) {
			statement.execute(TABLES);
		}
		return session;
	}

	private static Set<String> names(Statement statement) throws SQLException {
		Set<String> names = new TreeSet<>();
		try (ResultSet rows = statement.executeQuery(
				"""
						select 'constraint ' || conrelid::regclass || ' ' || conname from pg_constraint
						where connamespace::regnamespace::text in ('public', 'other')
						union all
						select 'index ' || indrelid::regclass || ' ' || relname
						  || ' ' || (select string_agg(attname, ',' order by attnum) from pg_attribute where attrelid = indexrelid)
						from pg_index join pg_class on pg_class.oid = indexrelid
						where relnamespace::regnamespace::text in ('public', 'other')""")) {
			while (rows.next()) {
				names.add(rows.getString(1));
			}
		}
		return names;
	}

	/** Nothing but ordinary tables, with any column. */
	private static final class NoRelations implements Relations {

		@Override
		public boolean isInUse(QualifiedName table) {
			return true;
		}

		@Override
		public boolean isPartitioned(QualifiedName table) {
			return false;
		}

		@Override
		public QualifiedName tableOf(QualifiedName index) {
			return index;
		}

		@Override
		public boolean hasIndex(QualifiedName table, String name) {
			return false;
		}

		@Override
		public boolean hasUniqueIndex(QualifiedName view) {
			return true;
		}

		@Override
		public boolean hasConstraint(QualifiedName table, String name) {
			return false;
		}

		@Override
		public boolean mayLock(QualifiedName table) {
			return true;
		}

		@Override
		public boolean isVolatile(String function) {
			return true;
		}

		@Override
		public @Nullable String typeOf(QualifiedName table, String column) {
			return "ab".contains(column) ? "integer" : null;
		}

	}

}
