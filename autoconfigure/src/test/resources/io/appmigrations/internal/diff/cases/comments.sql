--- case: comment on a table and columns is added
--- old
create table t (id int, v text);
--- new
create table t (id int, v text);
comment on table t is 'some rows';
comment on column t.id is 'the id';
comment on column t.v is 'it''s "quoted" \ and
on two lines';
--- case: comment on a table and column changes
--- old
create table t (id int);
comment on table t is 'some rows';
comment on column t.id is 'the id';
--- new
create table t (id int);
comment on table t is 'many rows';
comment on column t.id is 'an id';
--- case: comment on a table and column is removed
--- old
create table t (id int);
comment on table t is 'some rows';
comment on column t.id is 'the id';
--- new
create table t (id int);
--- case: new table comes with comments
--- old
--- new
create table "T" ("Id" int);
comment on table "T" is 'new';
comment on column "T"."Id" is 'key';
--- case: new column comes with a comment, commented column goes
--- old
create table t (id int, gone text);
comment on column t.gone is 'old';
--- new
create table t (id int, fresh text);
comment on column t.fresh is 'new';
--- case: comment stays when the column type changes
--- old
create table t (id int);
comment on column t.id is 'the id';
--- new
create table t (id bigint);
comment on column t.id is 'the id';
--- case: comments on constraints
--- old
create table t (id int, v int, constraint pk primary key (id), constraint ck check (v > 0), constraint uq unique (v));
comment on constraint ck on t is 'old words';
comment on constraint uq on t is 'to be removed';
--- new
create table t (id int, v int, constraint pk primary key (id), constraint ck check (v > 0), constraint uq unique (v));
comment on constraint pk on t is 'the key';
comment on constraint ck on t is 'new words';
--- case: comment on a constraint that is rebuilt
--- old
create table t (v int, constraint ck check (v > 0));
comment on constraint ck on t is 'positive';
--- new
create table t (v int, constraint ck check (v > 1));
comment on constraint ck on t is 'positive';
--- case: comments on indexes, one rebuilt
--- old
create table t (v int, w int);
create index i1 on t (v);
create index i2 on t (w);
comment on index i1 is 'first';
--- new
create table t (v int, w int);
create index i1 on t (v, w);
create index i2 on t (w);
comment on index i1 is 'first';
comment on index i2 is 'second';
--- case: comments on sequence, type, domain and its constraint
--- old
create sequence s;
create type e as enum ('a');
create type c as (a int, b int);
create domain d as int constraint dc check (value > 0);
create type r as range (subtype = time);
--- new
create sequence s;
create type e as enum ('a');
create type c as (a int, b int);
create domain d as int constraint dc check (value > 0);
create type r as range (subtype = time);
comment on sequence s is 'seq';
comment on type e is 'enum';
comment on type c is 'composite';
comment on column c.b is 'attribute';
comment on domain d is 'domain';
comment on constraint dc on domain d is 'domain check';
comment on type r is 'range';
--- case: comments on types are removed
--- old
create type e as enum ('a');
create type c as (a int, b int);
create domain d as int constraint dc check (value > 0);
comment on type e is 'enum';
comment on type c is 'composite';
comment on column c.b is 'attribute';
comment on domain d is 'domain';
comment on constraint dc on domain d is 'domain check';
--- new
create type e as enum ('a');
create type c as (a int, b int);
create domain d as int constraint dc check (value > 0);
--- case: comments on views
--- old
create table t (id int);
create view v as select id from t;
create materialized view m as select id from t;
comment on view v is 'before';
--- new
create table t (id int);
create view v as select id from t;
create materialized view m as select id from t;
create index mi on m (id);
comment on view v is 'after';
comment on column v.id is 'col';
comment on materialized view m is 'mat';
comment on column m.id is 'mat col';
comment on index mi is 'mat index';
--- case: comments on functions, procedures and aggregates
--- old
create function f(a int, b text default 'x') returns int language sql as $$ select 1 $$;
create procedure p(a int) language sql as $$ select 1 $$;
create aggregate ag(int) (sfunc = int4pl, stype = int);
comment on function f(int, text) is 'old';
--- new
create function f(a int, b text default 'x') returns int language sql as $$ select 1 $$;
create procedure p(a int) language sql as $$ select 1 $$;
create aggregate ag(int) (sfunc = int4pl, stype = int);
comment on function f(int, text) is 'new';
comment on procedure p(int) is 'proc';
comment on aggregate ag(int) is 'agg';
--- case: comment on a function that is rebuilt
--- old
create function f(a int) returns int language sql as $$ select 1 $$;
comment on function f(int) is 'words';
--- new
create function f(a int) returns bigint language sql as $$ select 1::bigint $$;
comment on function f(int) is 'words';
--- case: comments on trigger, policy and rule
--- old
create table t (id int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function f();
create policy po on t using (true);
create rule ru as on delete to t do instead nothing;
--- new
create table t (id int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function f();
create policy po on t using (true);
create rule ru as on delete to t do instead nothing;
comment on trigger tr on t is 'trigger';
comment on policy po on t is 'policy';
comment on rule ru on t is 'rule';
--- case: comments on trigger, policy and rule are removed
--- old
create table t (id int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function f();
create policy po on t using (true);
create rule ru as on delete to t do instead nothing;
comment on trigger tr on t is 'trigger';
comment on policy po on t is 'policy';
comment on rule ru on t is 'rule';
--- new
create table t (id int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function f();
create policy po on t using (true);
create rule ru as on delete to t do instead nothing;
--- case: comment on extension, schema and collation
--- old
create extension hstore;
create schema s;
create collation co (provider = libc, locale = 'C');
--- new
create extension hstore;
create schema s;
create collation co (provider = libc, locale = 'C');
comment on extension hstore is 'our own words';
comment on schema s is 'schema';
comment on collation co is 'collation';
--- case: comment on statistics, operator, cast and text search objects
--- old
create table t (a int, b int);
create statistics st on a, b from t;
create function eqi(a int, b text) returns boolean language sql immutable as $$ select a::text = b $$;
create operator === (leftarg = int, rightarg = text, function = eqi);
create type c as (a int);
create function to_c(a int) returns c language sql immutable as $$ select row(a)::c $$;
create cast (int as c) with function to_c(int);
create text search configuration tc (copy = simple);
create text search dictionary td (template = simple);
--- new
create table t (a int, b int);
create statistics st on a, b from t;
create function eqi(a int, b text) returns boolean language sql immutable as $$ select a::text = b $$;
create operator === (leftarg = int, rightarg = text, function = eqi);
create type c as (a int);
create function to_c(a int) returns c language sql immutable as $$ select row(a)::c $$;
create cast (int as c) with function to_c(int);
create text search configuration tc (copy = simple);
create text search dictionary td (template = simple);
comment on statistics st is 'stats';
comment on operator === (int, text) is 'op';
comment on cast (int as c) is 'cast';
comment on text search configuration tc is 'conf';
comment on text search dictionary td is 'dict';
--- case: comments on partitions, children and foreign keys
--- old
create table p (id int primary key);
create table m (k int, p_id int constraint m_p references p) partition by list (k);
create table m_1 partition of m for values in (1);
create table i () inherits (p);
--- new
create table p (id int primary key);
create table m (k int, p_id int constraint m_p references p) partition by list (k);
create table m_1 partition of m for values in (1);
create table i () inherits (p);
comment on table m is 'parent';
comment on table m_1 is 'partition';
comment on column m_1.k is 'key of the partition';
comment on column i.id is 'inherited';
comment on constraint m_p on m is 'foreign';
