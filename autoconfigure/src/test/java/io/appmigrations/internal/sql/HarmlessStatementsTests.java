package io.appmigrations.internal.sql;

import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HarmlessStatementsTests {

	private final HarmlessStatements harmless = new HarmlessStatements(
			Set.of("set_config", "lo_create", "query_to_xml"));

	@ParameterizedTest
	@ValueSource(strings = {
			"create table t (id bigint generated always as identity primary key, a text default 'set')",
			"CREATE UNLOGGED TABLE s.t (c timestamptz default now())", "create table t as select 1",
			"create table \"temp\" (\"temporary\" int)", "create unique index i on t (lower(a)) where a > 'b'",
			"create index concurrently i on t (a)", "create sequence s", "create or replace view v as select 1",
			"create recursive view v (n) as select 1", "create materialized view v as select 1", "create schema s",
			"create type t as enum ('a', 'b')", "create type t as (a int)",
			"create domain d as text check (value <> '')", "create statistics s on a, b from t",
			"create policy p on t using (a = current_user)",
			"alter table t add column a int references u (id) on delete cascade", "alter table only t drop column a",
			"alter index i rename to j", "alter type t add value 'c'", "alter domain d drop not null",
			"alter sequence s owned by t.id", "drop table if exists a, b cascade", "drop function f(int)",
			"drop trigger x on t", "drop schema s", "comment on table t is 'set_config; temp'",
			"insert into t values (1, 'set_config') on conflict do nothing",
			"insert into t overriding system value values (1)", "update t set a = $$set role$$ where b",
			"delete from t using u", "truncate t", "merge into t using u on a = b " + "when matched then delete",
			"with a as (delete from t returning *) insert into u select * from a",
			"select setval(pg_get_serial_sequence('t', 'id'), 5)", "select pg_catalog.setval('s', 1, true)",
			"values (1)", "copy t (a, b) from stdin", "grant select on t to r", "revoke all on t from public",
			"analyze t", "refresh materialized view v", "reindex table t", "-- set_config\nselect /* temp */ 1" })
	void harmless(String sql) {
		assertThat(this.harmless.contain(sql)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "(select 1)", "set role r", "reset all", "do $$ begin end $$", "call p()", "execute p",
			"prepare p as select 1", "create table t as execute p", "deallocate p",
			"declare c cursor with hold for select 1", "fetch c", "listen c", "notify c", "unlisten *", "lock table t",
			"discard temp", "load 'x'", "set constraints all deferred", "savepoint s", "explain analyze select 1",
			"security label on table t is 'x'", "create temp table t (id int)", "create temporary view v as select 1",
			"create local temporary sequence s", "create global temp table t ()", "select 1 into temp t",
			"create table pg_temp.t (id int)", "create table pg_temp_3.t (id int)",
			"create table \"pg_temp\".t (id int)", "create function f() returns int return 1",
			"create procedure p() begin atomic end", "create aggregate a (int) (sfunc = f, stype = int)",
			"create trigger x before insert on t execute function f()",
			"create constraint trigger x after insert on t deferrable execute function f()",
			"create event trigger e on ddl_command_end execute function f()",
			"create rule r as on insert to t do nothing",
			"create operator === (leftarg = int, rightarg = int, function = f)",
			"create cast (a as b) with function f(a)", "create type t (input = f, output = g)", "create type t",
			"create extension citext", "create foreign table t (id int) server s",
			"create server s foreign data wrapper w", "create language l", "create role r",
			"create access method m type table handler h", "import foreign schema s from server v into p",
			"alter role r set work_mem = '1MB'", "alter database d set work_mem = '1MB'",
			"alter system set work_mem = '1MB'", "alter function f() volatile",
			"alter default privileges grant select on tables to r", "alter user u password 'x'", "drop owned by r",
			"drop role r", "select set_config('a', 'b', false)", "select SET_CONFIG('a', 'b', false)",
			"select \"set_config\"('a', 'b', false)", "select pg_catalog . set_config ('a', 'b', false)",
			"select U&\"set\\005fconfig\"('a', 'b', false)",
			"select U&\"set!005fconfig\" uescape '!' ('a', 'b', false)",
			"select u&\"\\0073et_config\"('a', 'b', false)",
			"create table t (a text default set_config('a', 'b', false))",
			"create table t (a int check (set_config('a', 'b', false) is null))",
			"alter table t alter column a set default set_config('a', 'b', false)",
			"create view v as select set_config('a', 'b', false)", "create view v as select * from pg_settings",
			"update pg_settings set setting = 'b'", "update pg_catalog.\"pg_settings\" set setting = 'b'",
			"insert into t select lo_create(0)", "select pg_advisory_lock(1)", "select pg_try_advisory_lock_shared(1)",
			"select pg_notify('a', 'b')", "copy (select pg_advisory_lock(1)) to '/dev/null'",
			"select query_to_xml('select 1', true, true, '')", "delete from pg_proc", "select 1; set role r",
			"select $1", "select 'a", "select \"a", "select \\a" })
	void notHarmless(String sql) {
		assertThat(this.harmless.contain(sql)).isFalse();
	}

}
