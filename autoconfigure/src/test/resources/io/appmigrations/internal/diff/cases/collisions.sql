--- case: table becomes a view of the same name
--- old
create table items (id int, name text);
--- new
create table items_store (id int, name text);
create view items as select id, name from items_store;
--- case: view becomes a table of the same name
--- old
create table items_store (id int, name text);
create view items as select id, name from items_store;
--- new
create table items (id int, name text);
--- case: table becomes a materialized view of the same name
--- old
create table src (id int);
create table totals (n bigint);
--- new
create table src (id int);
create materialized view totals as select count(*) as n from src;
--- case: view a other view is built on becomes a table
--- old
create view base as select 1 as id;
create view over_base as select id from base;
--- new
create table base (id int);
create view over_base as select id from base;
--- case: table becomes a sequence and a sequence becomes a table
--- old
create table one (id int);
create sequence two;
--- new
create sequence one;
create table two (id int);
--- case: index name becomes a table name
--- old
create table t (a int);
create index thing on t (a);
--- new
create table t (a int);
create table thing (b int);
--- case: table name becomes an index name
--- old
create table t (a int);
create table thing (b int);
--- new
create table t (a int);
create index thing on t (a);
--- case: constraint becomes an index on other columns under the same name
--- old
create table t (a int, b int, constraint t_x unique (a));
--- new
create table t (a int, b int);
create index t_x on t (b);
--- case: index becomes a primary key of the same name on another table
--- old
create table t (a int);
create table u (a int);
create index the_key on t (a);
--- new
create table t (a int);
create table u (a int constraint the_key primary key);
--- case: check becomes a unique constraint of the same name
--- old
create table t (a int, constraint rule_1 check (a > 0));
--- new
create table t (a int, constraint rule_1 unique (a));
--- case: foreign key becomes a check of the same name
--- old
create table p (id int primary key);
create table t (a int, constraint rule_1 foreign key (a) references p);
--- new
create table p (id int primary key);
create table t (a int, constraint rule_1 check (a > 0));
--- case: exclusion constraint becomes a gist index of the same name
--- old
create table t (r int4range, constraint t_r exclude using gist (r with &&));
--- new
create table t (r int4range);
create index t_r on t using gist (r);
--- case: two tables trade names
--- old
create table a (x int);
create table b (y text primary key);
--- new
create table b (x int);
create table a (y text primary key);
--- case: two columns trade names
--- old
create table t (a int, b text);
--- new
create table t (b int, a text);
--- case: two views trade names
--- old
create table t (a int, b text);
create view v1 as select a from t;
create view v2 as select b from t;
--- new
create table t (a int, b text);
create view v2 as select a from t;
create view v1 as select b from t;
--- case: two sequences trade roles
--- old
create sequence s1 increment 2;
create sequence s2 as smallint;
create table t (a int default nextval('s1'), b int default nextval('s2'));
--- new
create sequence s2 increment 2;
create sequence s1 as smallint;
create table t (a int default nextval('s2'), b int default nextval('s1'));
--- case: table rebuilt under a name freed by a dropped type
--- old
create type money_amount as (value numeric, currency text);
create table bills (id int, m money_amount);
--- new
create table money_amount (id int primary key, value numeric, currency text);
create table bills (id int, m int references money_amount);
--- case: serial sequence name is taken by a table
--- old
create table t (id serial);
--- new
create table t (id int not null);
create table t_id_seq (x int);
--- case: primary key name is taken over by another table's key
--- old
create table a (id int constraint pk primary key);
create table b (id int);
--- new
create table a (id int);
create table b (id int constraint pk primary key);
--- case: implicit index name moves with a unique constraint
--- old
create table a (x int, constraint a_x_key unique (x));
create table b (x int);
create index b_x_key on b (x);
--- new
create table a (x int);
create index a_x_key on a (x);
create table b (x int, constraint b_x_key unique (x));
--- case: function becomes an aggregate of the same signature
--- old
create function total(int) returns int language sql immutable as $$ select $1 $$;
--- new
create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0');
--- case: domain becomes a composite type and a composite a range
--- old
create domain d as int;
create type c as (a int);
create table t (x d);
--- new
create type d as (v int);
create type c as range (subtype = int);
create table t (x int);
--- case: trigger and rule and policy and constraint share a name
--- old
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger same before insert on t for each row execute function f();
--- new
create table t (a int, constraint same check (a > 0));
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger same before update on t for each row execute function f();
create policy same on t using (true);
create rule same as on delete to t do instead nothing;
create function same() returns int language sql as $$ select 1 $$;
create schema same;
--- case: array type name is taken
--- old
create table item (id int);
create table t (list item[]);
--- new
create type _item as enum ('taken');
create table item (id int);
create table t (list item[], e _item);
--- case: enum named as a type of the server
--- old
create type public.point as enum ('a');
create table t (p public.point);
--- new
create type public.point as enum ('a', 'b');
create table t (p public.point);
comment on type public.point is 'x';
--- case: types named as the server's go
--- old
create type public.box as enum ('a');
create domain public.money as int;
create type public.path as (a int);
create type public.int4range as range (subtype = float8);
--- new
--- case: types named as the server's come with comments and privileges
--- old
--- new
create type public.box as enum ('a');
create domain public.money as int check (value > 0);
create type public.path as (a int);
create type public.int4range as range (subtype = float8);
create table t (b public.box, m public.money, p public.path, r public.int4range, bb public.box[]);
comment on type public.box is 'b';
comment on domain public.money is 'b';
revoke usage on type public.box from public;
--- case: types named as the server's change
--- old
create type public.box as enum ('a', 'b');
create domain public.money as int check (value > 0);
create type public.path as (a int);
create table t (b public.box, p public.path, m public.money);
--- new
create type public.box as enum ('b');
create domain public.money as int constraint x check (value > 1);
create type public.path as (a int, b int);
create table t (b public.box, p public.path, m public.money);
--- case: text search and collations named as the server's
--- old
create text search dictionary public.english_stem (template = snowball, language = 'english');
create text search configuration public.english (copy = pg_catalog.simple);
create collation public."POSIX" (provider = libc, locale = 'C');
create operator family public.integer_ops using btree;
--- new
create text search dictionary public.english_stem (template = snowball, language = 'german');
create text search configuration public.english (copy = pg_catalog.german);
create collation public."POSIX" (provider = libc, locale = 'POSIX');
comment on collation public."POSIX" is 'x';
comment on text search configuration public.english is 'x';
comment on text search dictionary public.english_stem is 'x';
--- case: tables named as the server's
--- old
create table public.pg_class (id int primary key, a text);
create view public.pg_views as select 1 as x;
create sequence public.pg_seq;
create table public.path (id int);
create table t (p public.path);
create index on public.pg_class (a);
comment on table public.pg_class is 'x';
--- new
create table public.pg_class (id bigint primary key, b text);
create view public.pg_views as select 2 as x, 3 as y;
create sequence public.pg_seq increment 2;
create table public.path (id int, b int);
create table t (p public.path);
create index on public.pg_class (b);
alter table public.pg_class add constraint c check (id > 1);
comment on view public.pg_views is 'x';
--- case: composite types become a sequence and an index, and an index becomes a composite type
--- old
create type one as (a int);
create type two as (a int);
create table t (a int);
create index three on t (a);
--- new
create sequence one;
create table t (a int);
create index two on t (a);
create type three as (a int);
