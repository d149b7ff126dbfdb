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
