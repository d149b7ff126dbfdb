--- case: rule is created
--- old
create table t (id int, v text);
create table log (id int);
--- new
create table t (id int, v text);
create table log (id int);
create rule note as on insert to t do also insert into log values (new.id);
--- case: rule changes
--- old
create table t (id int, v text);
create table log (id int);
create rule note as on update to t where old.v <> new.v do also insert into log values (new.id);
--- new
create table t (id int, v text);
create table log (id int);
create rule note as on update to t where old.v is distinct from new.v do also (insert into log values (old.id); insert into log values (new.id));
--- case: rule is dropped and another disabled
--- old
create table t (id int);
create rule a as on delete to t do instead nothing;
create rule b as on update to t do instead nothing;
--- new
create table t (id int);
create rule b as on update to t do instead nothing;
alter table t disable rule b;
--- case: rules on a view that is rebuilt
--- old
create table t (id int, v text);
create view w as select id, v from t;
create rule w_ins as on insert to w do instead insert into t values (new.id, new.v);
--- new
create table t (id bigint, v text);
create view w as select id, v from t;
create rule w_ins as on insert to w do instead insert into t values (new.id, new.v);
--- case: extended statistics are created
--- old
create table t (a int, b int, c text);
--- new
create table t (a int, b int, c text);
create statistics t_ab (dependencies, ndistinct) on a, b from t;
create statistics t_all on a, b, c from t;
create statistics t_ex on (a + b), lower(c) from t;
--- case: extended statistics change
--- old
create table t (a int, b int, c int);
create statistics t_s (dependencies) on a, b from t;
create statistics t_gone on b, c from t;
--- new
create table t (a int, b int, c int);
create statistics t_s (mcv, ndistinct) on a, b, c from t;
alter statistics t_s set statistics 300;
--- case: extended statistics over a retyped and a dropped column
--- old
create table t (a int, b int, c int);
create statistics t_ab on a, b from t;
create statistics t_bc on b, c from t;
--- new
create table t (a bigint, b int);
create statistics t_ab on a, b from t;
--- case: statistics target of extended statistics is reset
--- old
create table t (a int, b int);
create statistics t_s on a, b from t;
alter statistics t_s set statistics 300;
--- new
create table t (a int, b int);
create statistics t_s on a, b from t;
--- case: logged table becomes unlogged and another one logged
--- old
create table a (id int primary key);
create unlogged table b (id serial primary key);
--- new
create unlogged table a (id int primary key);
create table b (id serial primary key);
--- case: unlogged tables with references become logged
--- old
create unlogged table p (id int primary key);
create unlogged table c (p_id int references p);
--- new
create table p (id int primary key);
create table c (p_id int references p);
--- case: logged tables with references become unlogged
--- old
create table p (id int primary key);
create table c (p_id int references p);
--- new
create unlogged table p (id int primary key);
create unlogged table c (p_id int references p);
--- case: storage parameters of a table are set
--- old
create table t (id int, v text);
--- new
create table t (id int, v text) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, toast.autovacuum_enabled = false);
--- case: storage parameters of a table change and are reset
--- old
create table t (id int, v text) with (fillfactor = 70, autovacuum_enabled = false, parallel_workers = 2);
create table u (v text) with (toast.autovacuum_enabled = false, fillfactor = 50);
--- new
create table t (id int, v text) with (fillfactor = 90, parallel_workers = 4);
create table u (v text);
--- case: replica identity full and nothing
--- old
create table a (id int primary key);
create table b (id int primary key);
alter table b replica identity full;
--- new
create table a (id int primary key);
alter table a replica identity full;
create table b (id int primary key);
alter table b replica identity nothing;
--- case: replica identity by index
--- old
create table t (id int not null, k int not null);
create unique index t_k on t (k);
--- new
create table t (id int not null, k int not null);
create unique index t_k on t (k);
alter table t replica identity using index t_k;
--- case: replica identity index is rebuilt
--- old
create table t (id int not null, k int not null);
create unique index t_k on t (k);
alter table t replica identity using index t_k;
--- new
create table t (id int not null, k int not null);
create unique index t_k on t (k, id);
alter table t replica identity using index t_k;
--- case: replica identity goes back to default
--- old
create table t (id int primary key);
alter table t replica identity full;
--- new
create table t (id int primary key);
--- case: other access method is named though it is the only one
--- old
create table t (id int) using heap;
--- new
create table t (id int, v int) using heap;
create materialized view m using heap as select id from t;
--- case: publication of a table
--- old
create table t (id int primary key);
create table u (id int primary key);
--- new
create table t (id int primary key);
create table u (id int primary key);
create publication one for table t with (publish = 'insert, update');
--- case: publication changes its tables
--- old
create table t (id int primary key);
create table u (id int primary key);
create publication one for table t;
create publication two for all tables;
--- new
create table t (id int primary key);
create table u (id int primary key);
create publication one for table t, u;
--- case: publication with row filter and column list
--- since 15
--- old
create schema s;
create table t (id int primary key, v text);
create publication one for table t;
--- new
create schema s;
create table t (id int primary key, v text);
create publication one for table t (id, v) where (id > 10);
create publication two for tables in schema s;
--- case: grant to public on a table is added
--- old
create table t (id int, v text);
--- new
create table t (id int, v text);
grant select, insert on t to public;
grant update (v) on t to public;
--- case: grant to public is taken back
--- old
create table t (id int, v text);
grant select, insert on t to public;
grant update (v), references (id) on t to public;
--- new
create table t (id int, v text);
grant select on t to public;
--- case: right to call a function is taken from public
--- old
create function f(a int) returns int language sql as $$ select a $$;
create procedure p() language sql as $$ select 1 $$;
--- new
create function f(a int) returns int language sql as $$ select a $$;
create procedure p() language sql as $$ select 1 $$;
revoke execute on function f(int) from public;
revoke all on procedure p() from public;
--- case: new function without public right, old one with it again
--- old
create function f(a int) returns int language sql as $$ select a $$;
revoke execute on function f(int) from public;
--- new
create function f(a int) returns int language sql as $$ select a $$;
create function g(a int) returns int language sql as $$ select a $$;
revoke execute on function g(int) from public;
--- case: revoked function right survives a signature change
--- old
create function f(a int) returns int language sql as $$ select a $$;
revoke execute on function f(int) from public;
--- new
create function f(a int) returns bigint language sql as $$ select a::bigint $$;
revoke execute on function f(int) from public;
--- case: grants on schema, sequence, type and view
--- old
create schema s;
create sequence q;
create type e as enum ('a');
create domain d as int;
create view v as select 1 as one;
--- new
create schema s;
create sequence q;
create type e as enum ('a');
create domain d as int;
create view v as select 1 as one;
grant usage on schema s to public;
grant usage, select on sequence q to public;
revoke usage on type e from public;
revoke usage on domain d from public;
grant select on v to public;
--- case: grant to a predefined role with grant option
--- old
create table t (id int);
grant select on t to pg_monitor;
--- new
create table t (id int);
grant select, delete on t to pg_monitor with grant option;
--- case: default privileges
--- old
create schema s;
--- new
create schema s;
alter default privileges in schema s grant select on tables to public;
alter default privileges revoke execute on functions from public;
--- case: owner's own rights are restricted
--- old
create table t (id int);
--- new
create table t (id int);
revoke delete, truncate on t from postgres;
