--- case: rule enabled replica on a table
--- old
create table t (a int);
create rule r as on insert to t do nothing;
--- new
create table t (a int);
create rule r as on insert to t do nothing;
alter table t enable replica rule r;
--- case: rule from always to disabled, another enabled
--- old
create table t (a int);
create rule r as on insert to t do nothing;
create rule q as on delete to t do nothing;
alter table t enable always rule r;
alter table t disable rule q;
--- new
create table t (a int);
create rule r as on insert to t do nothing;
create rule q as on delete to t do nothing;
alter table t disable rule r;
--- case: triggers change when they fire
--- old
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger a1 after insert on t for each row execute function f();
create trigger a2 after insert on t for each row execute function f();
alter table t disable trigger a2;
create trigger a3 after insert on t for each row execute function f();
--- new
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger a1 after insert on t for each row execute function f();
alter table t enable always trigger a1;
create trigger a2 after insert on t for each row execute function f();
create trigger a3 after insert on t for each row execute function f();
alter table t enable replica trigger a3;
--- case: trigger of a partitioned table is disabled on one partition
--- since 15
--- old
create table t (a int) partition by list (a);
create table t1 partition of t for values in (1);
create table t2 partition of t for values in (2);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger g after insert on t for each row execute function f();
--- new
create table t (a int) partition by list (a);
create table t1 partition of t for values in (1);
create table t2 partition of t for values in (2);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger g after insert on t for each row execute function f();
alter table t1 disable trigger g;
--- case: trigger state of partition while parent trigger becomes always
--- since 15
--- old
create table t (a int) partition by list (a);
create table t1 partition of t for values in (1);
create table t2 partition of t for values in (2) partition by list (a);
create table t21 partition of t2 for values in (2);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger g after insert on t for each row execute function f();
alter table t21 disable trigger g;
--- new
create table t (a int) partition by list (a);
create table t1 partition of t for values in (1);
create table t2 partition of t for values in (2) partition by list (a);
create table t21 partition of t2 for values in (2);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger g after insert on t for each row execute function f();
alter table t enable always trigger g;
alter table t21 disable trigger g;
--- case: typed table with options and constraints
--- old
--- new
create type ty as (a int, b text, c numeric);
create table t of ty (primary key (a), b with options default 'x' not null, c with options check (c > 0));
comment on column t.b is 'b';
--- case: typed table's type gets and loses attributes
--- old
create type ty as (a int, b text);
create table t of ty (primary key (a));
create table u of ty;
--- new
create type ty as (a int, c date);
create table t of ty (primary key (a));
create table u of ty;
--- case: table becomes typed, another is of another type, one is released
--- old
create type ty as (a int, b text);
create type tz as (a int, b text);
create table t (a int, b text);
create table u of ty;
create table v of ty;
--- new
create type ty as (a int, b text);
create type tz as (a int, b text);
create table t of ty;
create table u of tz;
create table v (a int, b text);
--- case: attribute of a typed table's type changes its type
--- old
create type ty as (a int, b text);
create table t of ty;
--- new
create type ty as (a bigint, b text);
create table t of ty;
--- case: aggregate with all options
--- old
--- new
create function sf(internal, numeric) returns internal language internal as 'numeric_avg_accum';
create function cf(internal, internal) returns internal language internal as 'numeric_avg_combine';
create function serf(internal) returns bytea language internal strict as 'numeric_avg_serialize';
create function deserf(bytea, internal) returns internal language internal strict as 'numeric_avg_deserialize';
create function ff(internal) returns numeric language internal as 'numeric_avg';
create function inv(internal, numeric) returns internal language internal as 'numeric_accum_inv';
create aggregate av(numeric) (sfunc = sf, stype = internal, sspace = 128, finalfunc = ff, finalfunc_modify = shareable, combinefunc = cf, serialfunc = serf, deserialfunc = deserf, msfunc = sf, minvfunc = inv, mstype = internal, msspace = 256, mfinalfunc = ff, mfinalfunc_modify = read_write, parallel = safe);
comment on aggregate av(numeric) is 'average';
--- case: aggregate gets a final function with extra arguments and a sort operator
--- old
create aggregate mx(int) (sfunc = int4larger, stype = int);
create function ff(state int, x int) returns int language sql immutable as 'select state';
create aggregate ex(int) (sfunc = int4larger, stype = int);
--- new
create aggregate mx(int) (sfunc = int4larger, stype = int, sortop = >, parallel = restricted, initcond = '0');
create function ff(state int, x int) returns int language sql immutable as 'select state';
create aggregate ex(int) (sfunc = int4larger, stype = int, finalfunc = ff, finalfunc_extra);
--- case: ordered-set and hypothetical aggregates
--- old
create table t (a int);
--- new
create table t (a int);
create aggregate my_pct(float8 order by anyelement) (stype = internal, sfunc = ordered_set_transition, finalfunc = percentile_disc_final, finalfunc_extra = true, finalfunc_modify = read_write);
create aggregate my_rank(variadic "any" order by variadic "any") (stype = internal, sfunc = ordered_set_transition_multi, finalfunc = rank_final, finalfunc_extra = true, hypothetical);
create view v as select my_pct(0.5) within group (order by a) as p, my_rank(1) within group (order by a) as r from t;
comment on aggregate my_rank(variadic "any" order by variadic "any") is 'rank';
--- case: ordered-set aggregate may share its final function
--- old
create aggregate my_pct(float8 order by anyelement) (stype = internal, sfunc = ordered_set_transition, finalfunc = percentile_disc_final, finalfunc_extra = true, finalfunc_modify = shareable);
--- new
create aggregate my_pct(float8 order by anyelement) (stype = internal, sfunc = ordered_set_transition, finalfunc = percentile_disc_final, finalfunc_extra = true);
--- case: options of constraints' indexes come, change and go
--- old
create table t (a int not null, b int, c int, d int, constraint k primary key (a), constraint u unique (b) with (fillfactor = 70), constraint v unique (c, d) include (a) with (fillfactor = 60, deduplicate_items = off) deferrable initially deferred);
--- new
create table t (a int not null, b int, c int, d int, constraint k primary key (a) with (deduplicate_items = off), constraint u unique (b), constraint v unique (c, d) include (a) with (fillfactor = 80) deferrable initially deferred);
--- case: new table whose constraints' indexes have options
--- old
--- new
create table t (a int not null, b int, e int4range, constraint k primary key (a) include (b) with (fillfactor = 90), constraint u unique (b) with (deduplicate_items = off), constraint x exclude using gist (e with &&) with (fillfactor = 50));
--- case: unique that takes nulls as the same with options
--- since 15
--- old
create table t (a int, constraint u unique nulls not distinct (a) with (fillfactor = 70));
--- new
create table t (a int, b int, constraint u unique nulls not distinct (a) with (fillfactor = 75));
--- case: option of a partitioned table's key
--- old
create table t (a int, primary key (a)) partition by range (a);
create table t1 partition of t for values from (0) to (10);
--- new
create table t (a int, primary key (a) with (fillfactor = 50)) partition by range (a);
create table t1 partition of t for values from (0) to (10);
--- case: options of an index and of an exclusion constraint change
--- old
create table t (a int, e int4range, constraint x exclude using gist (e with &&));
create index i on t (a) with (fillfactor = 70);
--- new
create table t (a int, e int4range, constraint x exclude using gist (e with &&) with (fillfactor = 50));
create index i on t (a) with (fillfactor = 75);
--- case: comments on the indexes of constraints change and go
--- old
create table t (a int constraint k primary key, b int constraint u unique, e int4range, constraint x exclude using gist (e with &&));
comment on index k is 'k';
comment on index u is 'u';
comment on constraint u on t is 'constraint u';
--- new
create table t (a int constraint k primary key, b int constraint u unique, e int4range, constraint x exclude using gist (e with &&));
comment on index k is 'it''s k';
comment on index x is 'x';
comment on constraint u on t is 'constraint u';
--- case: comment on the index of a partition
--- old
create table t (a int) partition by list (a);
create table t1 partition of t for values in (1);
create index t_a_idx on t (a);
--- new
create table t (a int) partition by list (a);
create table t1 partition of t for values in (1);
create index t_a_idx on t (a);
comment on index t1_a_idx is 'one';
--- case: clustered by a key, and another table by another index
--- old
create table t (a int primary key, b int);
create table u (a int primary key, b int);
create index u_b on u (b);
alter table u cluster on u_pkey;
--- new
create table t (a int primary key, b int);
alter table t cluster on t_pkey;
create table u (a int primary key, b int);
create index u_b on u (b);
alter table u cluster on u_b;
--- case: clustered index is recreated
--- old
create table t (a int, b int);
create index i on t (a);
alter table t cluster on i;
create materialized view m as select a from t;
create index mi on m (a);
--- new
create table t (a int, b int);
create index i on t (b);
alter table t cluster on i;
create materialized view m as select a from t;
create index mi on m (a);
alter materialized view m cluster on mi;
--- case: replica identity by a unique constraint
--- old
create table t (a int not null, b int not null constraint u unique);
create table n (a int);
create table f (a int);
alter table f replica identity full;
--- new
create table t (a int not null, b int not null constraint u unique);
alter table t replica identity using index u;
create table n (a int);
alter table n replica identity nothing;
create table f (a int);
--- case: replica identity moves to a new index while the old one goes
--- old
create table t (a int not null, b int not null);
create unique index i on t (a);
alter table t replica identity using index i;
--- new
create table t (a int not null, b int not null);
create unique index j on t (b);
alter table t replica identity using index j;
--- case: options of columns
--- old
create table t (a int, b text, c text);
alter table t alter column a set (n_distinct = 100);
alter table t alter column b set (n_distinct = -0.5, n_distinct_inherited = 7);
create materialized view m as select a, b from t;
--- new
create table t (a int, b text, c text);
alter table t alter column b set (n_distinct = -0.7);
alter table t alter column c set (n_distinct_inherited = 5);
create materialized view m as select a, b from t;
alter materialized view m alter column b set storage external;
alter materialized view m alter column a set statistics 500;
alter materialized view m alter column a set (n_distinct = 10);
--- case: settings of inherited columns
--- old
create table p (a int, b text) partition by list (a);
create table p1 partition of p for values in (1);
create table q (x text, y text);
create table c () inherits (q);
alter table c alter column x set storage main;
--- new
create table p (a int, b text) partition by list (a);
create table p1 partition of p for values in (1);
alter table p1 alter column b set storage external;
alter table p1 alter column a set statistics 300;
alter table p1 alter column a set (n_distinct = -1);
create table q (x text, y text);
create table c () inherits (q);
alter table c alter column y set statistics 20;
--- case: statistics target of an index expression
--- old
create table t (a int, b int);
create index i on t ((a + b), a);
create index j on t ((a * b));
alter index j alter column 1 set statistics 50;
--- new
create table t (a int, b int);
create index i on t ((a + b), a);
alter index i alter column 1 set statistics 200;
create index j on t ((a * b));
--- case: foreign table with options of table and columns
--- old
create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table f (a int options (column_name 'x'), b text options (k 'v')) server s options (table_name 't');
--- new
create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table f (a int options (column_name 'y', other 'o'), b text) server s options (table_name 'u', schema_name 's');
alter foreign table f alter column a set statistics 100;
alter foreign table f alter column b set (n_distinct = 5);
--- case: options of an inherited column of a foreign partition
--- old
create foreign data wrapper w;
create server s foreign data wrapper w;
create table p (a int, b text) partition by list (a);
create foreign table f partition of p for values in (1) server s;
--- new
create foreign data wrapper w;
create server s foreign data wrapper w;
create table p (a int, b text) partition by list (a);
create foreign table f partition of p for values in (1) server s;
alter foreign table f alter column b options (add column_name 'bb');
--- case: foreign partition has a default of its own and is required
--- old
create foreign data wrapper w;
create server s foreign data wrapper w;
create table p (a int, b text) partition by list (a);
create foreign table f partition of p for values in (1) server s;
--- new
create foreign data wrapper w;
create server s foreign data wrapper w;
create table p (a int, b text) partition by list (a);
create foreign table f partition of p for values in (1) server s;
alter foreign table f alter column b set default 'x';
alter foreign table f alter column b set not null;
alter foreign table f alter column b options (add column_name 'bb', add k 'v');
--- case: comment on the index of a primary key
--- old
create table t (a int primary key);
--- new
create table t (a int primary key);
comment on index t_pkey is 'x';
--- case: rule enabled always
--- old
create table t (a int);
create rule r as on insert to t do nothing;
--- new
create table t (a int);
create rule r as on insert to t do nothing;
alter table t enable always rule r;
--- case: moving aggregate keeps its options
--- old
create function add_int(int, int) returns int language sql immutable as 'select $1+$2';
create function sub_int(int, int) returns int language sql immutable as 'select $1-$2';
--- new
create function add_int(int, int) returns int language sql immutable as 'select $1+$2';
create function sub_int(int, int) returns int language sql immutable as 'select $1-$2';
create aggregate s(int) (sfunc = add_int, stype = int, msfunc = add_int, minvfunc = sub_int, mstype = int, minitcond = '0');
--- case: aggregates without arguments get comments and go
--- old
create aggregate ca(*) (sfunc = int8inc, stype = int8, initcond = '0');
create aggregate cb(*) (sfunc = int8inc, stype = int8, initcond = '0');
--- new
create aggregate ca(*) (sfunc = int8inc, stype = int8, initcond = '0');
comment on aggregate ca(*) is 'x';
--- case: replica identity by an index that changes
--- old
create table t (a int not null, b int not null);
create unique index t_k on t (a);
--- new
create table t (a int not null, b int not null);
create unique index t_k on t (a, b);
alter table t replica identity using index t_k;
--- case: options of the table behind long values
--- old
create table t (id int primary key, a text) with (fillfactor=70);
create table u (a text) with (toast.autovacuum_enabled=false);
create table w (a text) with (toast.autovacuum_enabled=false, autovacuum_enabled=false);
create materialized view mv as select a from t;
create materialized view mw with (toast.autovacuum_enabled=false) as select a from t;
--- new
create table t (id bigint primary key, a text) with (fillfactor=70, toast.autovacuum_enabled=false);
create table u (a text);
create table w (a text) with (toast.autovacuum_vacuum_threshold=7, autovacuum_enabled=false);
create table x (a text) with (toast.autovacuum_enabled=false);
create materialized view mv with (toast.autovacuum_enabled=false) as select a from t;
create materialized view mw with (toast.autovacuum_vacuum_threshold=7) as select a from t;
--- case: target of statistics over a column that gets another type
--- old
create table t (id int primary key, n int, s varchar(20));
create statistics st on id, n from t;
alter statistics st set statistics 50;
create statistics su on (lower(s)), n from t;
alter statistics su set statistics 60;
comment on statistics su is 'by name';
create statistics sv on id, s from t;
--- new
create table t (id int primary key, n bigint, s varchar(30));
create statistics st on id, n from t;
alter statistics st set statistics 50;
create statistics su on (lower(s)), n from t;
alter statistics su set statistics 60;
comment on statistics su is 'by name';
create statistics sv on id, s from t;
