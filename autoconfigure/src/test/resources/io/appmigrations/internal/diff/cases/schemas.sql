--- case: new empty schema
--- old
--- new
create schema app;
--- case: empty schema is dropped
--- old
create schema app;
create schema other;
--- new
create schema other;
--- case: schema with contents is created
--- old
--- new
create schema app;
create type app.state as enum ('on', 'off');
create table app.t (id serial primary key, s app.state default 'on');
create view app.v as select id from app.t;
create function app.f() returns int language sql as $$ select count(*)::int from app.t $$;
--- case: schema with contents is dropped
--- old
create schema app;
create type app.state as enum ('on', 'off');
create table app.t (id serial primary key, s app.state default 'on');
create view app.v as select id from app.t;
create function app.f() returns int language sql as $$ select count(*)::int from app.t $$;
create sequence app.s;
create domain app.d as int;
--- new
--- case: schema is renamed in effect
--- old
create schema app;
create table app.t (id int primary key);
create index t_ix on app.t (id desc);
--- new
create schema app2;
create table app2.t (id int primary key);
create index t_ix on app2.t (id desc);
--- case: table moves to another schema
--- old
create schema archive;
create table logs (id serial primary key, line text);
create index logs_line on logs (line);
--- new
create schema archive;
create table archive.logs (id serial primary key, line text);
create index logs_line on archive.logs (line);
--- case: moved table is referenced and viewed
--- old
create schema core;
create table users (id int primary key, name text);
create table posts (id int primary key, user_id int references users);
create view names as select name from users;
--- new
create schema core;
create table core.users (id int primary key, name text);
create table posts (id int primary key, user_id int references core.users);
create view names as select name from core.users;
--- case: same table name in several schemas, one changes
--- old
create schema s1;
create schema s2;
create table t (a int);
create table s1.t (a int);
create table s2.t (a int);
--- new
create schema s1;
create schema s2;
create table t (a int);
create table s1.t (a int);
create table s2.t (a int, b int);
--- case: cross-schema cycle of references
--- old
create schema s1;
create schema s2;
--- new
create schema s1;
create schema s2;
create table s1.a (id int primary key, b_id int);
create table s2.b (id int primary key, a_id int references s1.a);
alter table s1.a add constraint a_b foreign key (b_id) references s2.b;
--- case: objects of one schema built on those of another
--- old
create schema zz;
create schema aa;
--- new
create schema zz;
create schema aa;
create domain zz.amount as numeric check (value >= 0);
create sequence zz.ids;
create function zz.label(n numeric) returns text language sql immutable as $$ select 'n' || n $$;
create table aa.t (id bigint default nextval('zz.ids') primary key, n zz.amount, l text generated always as (zz.label(n)) stored);
create view aa.v as select zz.label(n) as l from aa.t;
--- case: schema name that must be quoted
--- old
create schema "Weird Schema";
create table "Weird Schema"."T" (id int);
--- new
create schema "Weird Schema";
create table "Weird Schema"."T" (id int primary key, v text default 'x');
create schema "user";
create table "user"."table" (id int references "Weird Schema"."T");
--- case: object named like its schema
--- old
create schema app;
--- new
create schema app;
create table app.app (app int constraint app_pk primary key);
create table app (app int references app.app);
create function app.app(app int) returns int language sql as $$ select app $$;
--- case: user objects shadow built-in names
--- old
create schema app;
--- new
create schema app;
create table app.pg_class_copy (id int);
create function app.lower(t text) returns text language sql immutable as $$ select pg_catalog.lower(t) $$;
create table app.t (a text);
create index t_low on app.t (app.lower(a));
create view app.v as select app.lower(a) as mine, lower(a) as builtin from app.t;
--- case: comment on a schema and its removal
--- old
create schema a;
create schema b;
comment on schema b is 'bee';
--- new
create schema a;
comment on schema a is 'ay';
create schema b;
--- case: everything in public is dropped
--- old
create table a (id serial primary key);
create table b (a_id int references a);
create view v as select * from b;
create type e as enum ('x');
create function f(e) returns int language sql as $$ select 1 $$;
create sequence s;
create domain d as int;
create materialized view m as select 1 as one;
--- new
