--- case: a model that begins with drop if exists
--- old
create schema app;
create table app.t (a int);
create extension citext;
--- new
drop schema if exists app cascade;
drop extension if exists citext cascade;
drop table if exists s;
drop owned by current_user;
create extension citext;
create schema app;
drop table if exists app.t;
create table app.t (a int, b int);
create table s (e citext);
--- case: extension in a schema of its own
--- old
create schema ext;
create extension citext with schema ext;
create extension pg_trgm with schema ext;
create table u (e text, t text);
--- new
create schema ext;
create extension if not exists citext with schema ext;
create extension if not exists pg_trgm with schema ext;
create table u (e ext.citext default 'x'::ext.citext, t text);
create index u_t on u using gin (t ext.gin_trgm_ops);
create function same(a ext.citext) returns boolean language sql as $$ select a operator(ext.=) 'x'::ext.citext $$;
create view v as select ext.similarity(t, 'x') as s, e operator(ext.=) 'y'::ext.citext as y from u;
alter table u add constraint c check (e operator(ext.<>) 'z'::ext.citext);
--- case: extension in a schema that is the model's
--- old
create schema s;
create extension citext with schema s;
create domain s.d as text;
create table s.foo (c s.d, e s.citext);
--- new
create schema s;
create extension citext with schema s;
create domain s.d as text;
create table s.foo (c s.d, e s.citext, x s.citext default 'a'::s.citext);
create type s.mood as enum ('ok');
create table s.bar (m s.mood, constraint k check (m is not null));
--- case: extension in the default schema, named with it
--- old
create extension citext;
create extension pg_trgm;
create table public.t (e public.citext);
--- new
create extension if not exists citext with schema public;
comment on extension citext is 'data type for case-insensitive character strings';
create extension if not exists pg_trgm with schema public;
create table public.t (e public.citext, f text default 'public.citext'::text);
create index t_f on public.t using gin (f public.gin_trgm_ops);
create view public.v as select t.e from public.t where (t.e operator(public.=) 'x'::public.citext);
create function public.f(a public.citext) returns public.citext language plpgsql as $$ begin return a::public.citext; end $$;
--- case: casts between types of the server
--- old
create cast (json as varchar) without function;
create cast (jsonb as varchar) with inout;
create table t (a int);
--- new
create cast (json as varchar) without function as assignment;
create table t (a int, b int);
--- case: grants on the schema public, to the login and to others
--- old
create table t (a int);
grant usage on schema public to pg_monitor;
--- new
create table t (a int, b int);
grant usage, create on schema public to pg_monitor;
grant all on schema public to postgres;
grant all on schema public to current_user;
grant usage on schema public to public;
--- case: server with user mappings gets another wrapper
--- old
create foreign data wrapper w1;
create foreign data wrapper w2;
create server s foreign data wrapper w1;
create user mapping for current_user server s options (user 'x', password 'y');
create user mapping for public server s;
--- new
create foreign data wrapper w1;
create foreign data wrapper w2;
create server s foreign data wrapper w2;
create user mapping for current_user server s options (user 'z', password 'y');
create user mapping for pg_monitor server s;
--- case: server with a user mapping that the model does not name
--- old
create foreign data wrapper w1;
create foreign data wrapper w2;
create server s foreign data wrapper w1;
create user mapping for current_user server s;
--- new
create foreign data wrapper w1;
create foreign data wrapper w2;
create server s foreign data wrapper w2;
--- case: new objects under default privileges that they shall not have
--- old
create schema s;
alter default privileges in schema public grant select, insert on tables to pg_monitor;
alter default privileges in schema public grant usage on sequences to pg_monitor;
alter default privileges in schema public grant execute on functions to pg_monitor;
alter default privileges in schema public grant usage on types to pg_monitor;
alter default privileges in schema s grant select on tables to public;
create table x (a int);
create view v as select a from x;
--- new
create schema s;
create table x (a bigint);
create view v as select a from x;
create table t (id int generated always as identity);
create table u (id int);
create sequence q;
create function f() returns int language sql as 'select 1';
create aggregate ca(*) (sfunc = int8inc, stype = int8, initcond = '0');
create type mood as enum ('ok');
create table s.t (a int);
create table s.u (a int);
grant select, insert on x to pg_monitor;
grant select, insert on u to pg_monitor;
grant delete on v to pg_monitor;
grant select on s.u to public;
alter default privileges in schema public grant select, insert on tables to pg_monitor;
alter default privileges in schema public grant usage on sequences to pg_monitor;
alter default privileges in schema public grant execute on functions to pg_monitor;
alter default privileges in schema public grant usage on types to pg_monitor;
alter default privileges in schema s grant select on tables to public;
--- case: grants with new tables under default privileges that the model does not name
--- old
alter default privileges in schema public grant select on tables to pg_monitor;
create table x (a int);
grant insert on x to pg_monitor;
--- new
create table x (a int);
grant insert on x to pg_monitor;
create table t (a int);
create table u (a int);
grant select on u to pg_monitor;
--- case: collations of columns come, change and go
--- old
create collation sorted (provider = icu, locale = 'en-u-kn-true');
create table towns (id int, name varchar(50), code text collate "C", nick text collate sorted, tags text[] collate "C");
create index towns_name on towns (name);
create view town_names as select name, nick from towns;
--- new
create table towns (id int, name varchar(50) collate "C", code text collate "POSIX", nick text, tags text[]);
create index towns_name on towns (name);
create view town_names as select name, nick from towns;
--- case: collation of a column with a default, in a key and in a partitioned table
--- old
create table words (word text default 'a' primary key, lang text);
create table entries (word text, at date) partition by range (at);
create table entries_1 partition of entries for values from ('2020-01-01') to ('2021-01-01');
--- new
create table words (word text collate "C" default 'a' primary key, lang text collate "C");
create table entries (word text collate "C", at date) partition by range (at);
create table entries_1 partition of entries for values from ('2020-01-01') to ('2021-01-01');
--- case: extension that what is not compared needs stays
--- old
create extension hstore;
create schema s;
create table s.t (h hstore[]);
create table u (c text);
--- new
create table u (c text, d text);
--- case: what reads columns that a partition or a child inherits
--- old
create table p (id int primary key, n int) partition by list (id);
create table p1 partition of p for values in (1);
create table a (id int, n int);
create table b (m int) inherits (a);
create table l (id int);
create table t (r int);
--- new
create table p (id int primary key, n int) partition by list (id);
create table p1 partition of p for values in (1);
create table a (id int, n int);
create table b (m int) inherits (a);
create table l (id int);
create table t (r int references p1 (id) on delete set null);
create view v as select id from p1;
create view w as select n from b;
create materialized view m as select id, n from p1 where n > 0;
create rule r as on insert to l do also update p1 set n = new.id where id = 1;
