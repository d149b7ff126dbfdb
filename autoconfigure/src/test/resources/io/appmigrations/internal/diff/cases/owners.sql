--- case: a view of another owner is recreated and stays his
--- role: other
--- old
create table t (a int);
create view v as select a from t;
alter view v owner to other;
grant select on v to pg_monitor with grant option;
grant update (a) on v to pg_monitor;
--- new
create table t (a bigint);
create view v as select a from t;
grant select on v to pg_monitor with grant option;
grant update (a) on v to pg_monitor;
--- case: a materialized view, its index and a view over it of another owner
--- role: other
--- old
create table t (a int);
create materialized view m as select a from t;
create unique index m_a on m (a);
create view v as select a from m;
alter materialized view m owner to other;
alter view v owner to other;
--- new
create table t (a bigint);
create materialized view m as select a from t;
create unique index m_a on m (a);
create view v as select a from m;
--- case: routines of another owner get another result
--- role: other
--- old
create function f(a int) returns int language sql security definer as 'select a';
create procedure p(a int) language sql as 'select 1';
create aggregate total(int) (sfunc = int4pl, stype = int);
create aggregate number_of(*) (sfunc = int8inc, stype = int8, initcond = '0');
alter function f owner to other;
alter procedure p owner to other;
alter aggregate total(int) owner to other;
alter aggregate number_of(*) owner to other;
revoke execute on function f from public;
grant execute on function f to pg_monitor;
--- new
create function f(a int) returns bigint language sql security definer as 'select a::bigint';
create procedure p(b int) language sql as 'select 1';
create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0');
create aggregate number_of(*) (sfunc = int8inc, stype = int8, initcond = '1');
revoke execute on function f from public;
grant execute on function f to pg_monitor;
--- case: types of another owner
--- role: other
--- old
create type mood as enum ('a', 'b', 'c');
create type pair as (a int, b int);
create domain code as varchar(5);
create type span as range (subtype = int);
create table t (m mood, p pair, c code);
alter type mood owner to other;
alter type pair owner to other;
alter domain code owner to other;
alter type span owner to other;
--- new
create type mood as enum ('a', 'b');
create type pair as (b int, a int);
create domain code as varchar(6);
create type span as range (subtype = bigint);
create table t (m mood, p pair, c code);
--- case: a table, a sequence, statistics and a foreign table of another owner
--- role: other
--- old
create table t (a int, b int);
create statistics st (dependencies) on a, b from t;
create table p (a int) partition by list (a);
create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table ft (a int) server s;
alter table p owner to other;
alter foreign table ft owner to other;
alter statistics st owner to other;
--- new
create table t (a int, b int);
create statistics st (ndistinct) on a, b from t;
create table p (a int) partition by range (a);
create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table ft (a bigint) server s;
--- case: what goes and comes back with the downgrade is whose it was
--- role: other
--- old
create table t (a int);
create view v as select a from t;
create function f() returns int language sql as 'select 1';
alter view v owner to other;
alter function f owner to other;
alter table t owner to other;
--- new
create schema x;
