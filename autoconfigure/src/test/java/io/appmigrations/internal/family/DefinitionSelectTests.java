package io.appmigrations.internal.family;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

/**
 * A part of the query for definitions is sent wherever it has rows: each case makes one
 * object, in a database that has no other of its kind.
 */
@DatabaseTest
class DefinitionSelectTests {

	/** What is read, and the statements that make it. */
	private static final String CASES = """
			COLLATION | create collation c (provider = icu, locale = 'de')
			CONVERSION | create conversion c for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8
			FOREIGN_DATA_WRAPPER | create foreign data wrapper w
			SERVER | create foreign data wrapper w; create server s foreign data wrapper w
			USER_MAPPING | create foreign data wrapper w; create server s foreign data wrapper w; \
			create user mapping for public server s
			FOREIGN_TABLE | create foreign data wrapper w; create server s foreign data wrapper w; \
			create foreign table f (a int) server s
			PUBLICATION | create publication p
			EVENT_TRIGGER | create function f() returns event_trigger language plpgsql as 'begin end'; \
			create event trigger e on ddl_command_end execute function f()
			TEXT_SEARCH_PARSER | create text search parser p (start = prsd_start, gettoken = prsd_nexttoken, \
			end = prsd_end, lextypes = prsd_lextype)
			TEXT_SEARCH_TEMPLATE | create text search template t (lexize = dsimple_lexize)
			TEXT_SEARCH_DICTIONARY | create text search dictionary d (template = simple)
			TEXT_SEARCH_CONFIGURATION | create text search configuration c (parser = default)
			OPERATOR | create operator === (function = int4eq, leftarg = int, rightarg = int)
			OPERATOR_FAMILY | create operator family f using btree
			OPERATOR_CLASS | create operator family f using hash; \
			create operator class o for type int using hash family f as operator 1 =, function 1 hashint4(int)
			TRIGGER_STATE | create table p (a int) partition by list (a); create table c partition of p default; \
			create function f() returns trigger language plpgsql as 'begin return new; end'; \
			create trigger t after insert on p for each row execute function f(); alter table c disable trigger t
			PARENT | create table p (a int); create table c () inherits (p)
			PARENT | create table p (a int) partition by list (a); create table c partition of p default
			OVERRIDDEN_NOT_NULL | create table p (a int); create table c () inherits (p); alter table c alter a set not null
			OVERRIDDEN_DEFAULT | create table p (a int); create table c () inherits (p); alter table c alter a set default 1
			OVERRIDDEN_DEFAULT | create view v as select 1 as a; alter view v alter a set default 1
			TABLE_TYPE | create type y as (a int); create table t of y
			CLUSTERING | create table t (a int primary key); alter table t cluster on t_pkey
			CLUSTERING | create materialized view m as select 1 as a; create index i on m (a); alter materialized view m cluster on i
			REPLICA_IDENTITY | create table t (); alter table t replica identity full
			REPLICA_IDENTITY | create table t (a int) partition by list (a); alter table t replica identity nothing
			REPLICA_IDENTITY | create table t (a int primary key); alter table t replica identity using index t_pkey
			INDEX_STATISTICS | create table t (a int); create index i on t ((a + 1)); alter index i alter 1 set statistics 0
			INDEX_COMMENT | create table t (a int primary key); comment on index t_pkey is 'c'
			INDEX_COMMENT | create table p (a int) partition by list (a); create table c partition of p default; \
			create index i on p (a); comment on index c_a_idx is 'c'
			COLUMN_COMMENT | create view v as select 1 as a; comment on column v.a is 'c'
			COLUMN_COMMENT | create type y as (a int); comment on column y.a is 'c'
			COLUMN_COMMENT | create table p (a int); create table c () inherits (p); comment on column c.a is 'c'
			COLUMN_OPTIONS | create table t (a int); alter table t alter a set (n_distinct = 5)
			COLUMN_OPTIONS | create table p (a text); create table c () inherits (p); alter table c alter a set storage plain
			COLUMN_OPTIONS | create table p (a text); create table c () inherits (p); alter table c alter a set compression pglz
			COLUMN_OPTIONS | create materialized view m as select 'a'::text as a; alter materialized view m alter a set storage plain
			COLUMN_OPTIONS | create materialized view m as select 1 as a; alter materialized view m alter a set statistics 0
			COLUMN_OPTIONS | create foreign data wrapper w; create server s foreign data wrapper w; \
			create foreign table f (a int) server s; alter foreign table f alter a set statistics 0
			COLUMN_OPTIONS | create foreign data wrapper w; create server s foreign data wrapper w; create table p (a int); \
			create foreign table f () inherits (p) server s; alter foreign table f alter a options (b 'c')
			PRIVILEGES | create table t (); grant select on t to public
			PRIVILEGES | create table t (a int); grant select (a) on t to public
			PRIVILEGES | create view v as select 1 as a; grant select on v to public
			PRIVILEGES | create sequence s; grant usage on s to public
			PRIVILEGES | create function f() returns int language sql as 'select 1'; revoke all on function f() from public
			PRIVILEGES | create domain d as int; revoke all on type d from public
			PRIVILEGES | grant usage on schema public to pg_monitor
			PRIVILEGES | grant usage on schema other to public
			DEFAULT_PRIVILEGES | alter default privileges in schema public grant select on tables to public
			""";

	@Test
	void aPartIsSentWhereverItHasRows(TestDatabase database) throws SQLException {
		try (Connection connection = database.dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("create schema other");
			List<DefinitionSelect> parts = Families.definitions(connection.getMetaData().getDatabaseMajorVersion());
			connection.setAutoCommit(false);
			assertThat(sent(statement, parts)).isEmpty();
			assertThat(kinds(statement, parts)).isEmpty();
			Set<DefinitionSelect> seen = parts.stream().collect(Collectors.toSet());
			assertSoftly((softly) -> CASES.lines().forEach((line) -> {
				String[] columns = line.split(" \\| ", 2);
				try {
					statement.execute(columns[1]);
					List<DefinitionSelect> sent = sent(statement, parts);
					Set<String> all = kinds(statement, parts);
					softly.assertThat(all).as(line).contains(columns[0]);
					softly.assertThat(kinds(statement, sent)).as(line).isEqualTo(all);
					seen.removeAll(sent);
					connection.rollback();
				}
				catch (SQLException ex) {
					throw new AssertionError(line, ex);
				}
			}));
			assertThat(seen).as("parts without a case").isEmpty();
		}
	}

	private static List<DefinitionSelect> sent(Statement statement, List<DefinitionSelect> parts) throws SQLException {
		List<DefinitionSelect> sent = new ArrayList<>();
		try (ResultSet rows = statement.executeQuery(inSchemas(DefinitionSelect.present(parts)))) {
			while (rows.next()) {
				sent.add(parts.get(rows.getInt(1)));
			}
		}
		return sent;
	}

	private static Set<String> kinds(Statement statement, List<DefinitionSelect> parts) throws SQLException {
		Set<String> kinds = new TreeSet<>();
		CatalogQuery query = DefinitionQuery.of(parts.stream().map(DefinitionSelect::sql));
		try (ResultSet rows = statement.executeQuery(inSchemas(query.sql()))) {
			while (rows.next()) {
				kinds.add(rows.getString("kind"));
			}
		}
		return kinds;
	}

	private static String inSchemas(String sql) {
		return sql.replace(CatalogQuery.SCHEMAS,
				Stream.of("public", "other").collect(Collectors.joining("', '", "array['", "']")));
	}

}
