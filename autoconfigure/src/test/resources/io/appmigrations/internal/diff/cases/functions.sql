--- case: function is created
--- old
--- new
create function add_one(n int) returns int language sql immutable as $$ select n + 1 $$;
--- case: function is dropped
--- old
create function add_one(n int) returns int language sql immutable as $$ select n + 1 $$;
create function add_one(n text) returns text language sql immutable as $$ select n || '1' $$;
--- new
create function add_one(n text) returns text language sql immutable as $$ select n || '1' $$;
--- case: only the body changes
--- old
create function greet(who text) returns text language plpgsql as $$ begin return 'hello ' || who; end $$;
--- new
create function greet(who text) returns text language plpgsql as $$
begin
  -- friendlier
  return 'good day, ' || who || '!';
end
$$;
--- case: return type changes
--- old
create function answer() returns int language sql as $$ select 42 $$;
--- new
create function answer() returns text language sql as $$ select '42' $$;
--- case: return changes from scalar to set and to table
--- old
create function f1() returns int language sql as $$ select 1 $$;
create function f2() returns setof int language sql as $$ select 1 $$;
--- new
create function f1() returns setof int language sql as $$ select 1 $$;
create function f2() returns table (a int, b text) language sql as $$ select 1, 'x' $$;
--- case: columns of a returned table change
--- old
create function rows() returns table (a int, b text) language sql as $$ select 1, 'x' $$;
--- new
create function rows() returns table (a int, b text, c date) language sql as $$ select 1, 'x', current_date $$;
--- case: argument type changes
--- old
create function half(n int) returns numeric language sql as $$ select n / 2.0 $$;
--- new
create function half(n numeric) returns numeric language sql as $$ select n / 2.0 $$;
--- case: argument name changes
--- old
create function half(n int) returns numeric language sql as $$ select n / 2.0 $$;
--- new
create function half(whole int) returns numeric language sql as $$ select whole / 2.0 $$;
--- case: an argument with default is added
--- old
create function half(n int) returns numeric language sql as $$ select n / 2.0 $$;
--- new
create function half(n int, digits int default 1) returns numeric language sql as $$ select round(n / 2.0, digits) $$;
--- case: default of an argument changes
--- old
create function page(n int default 10, off int default 0) returns int language sql as $$ select n + off $$;
--- new
create function page(n int default 25, off int default 0) returns int language sql as $$ select n + off $$;
--- case: default of an argument is taken away
--- old
create function page(n int, off int default 0) returns int language sql as $$ select n + off $$;
--- new
create function page(n int, off int) returns int language sql as $$ select n + off $$;
--- case: overloads are added and removed
--- old
create function show(a int) returns text language sql as $$ select 'int' $$;
create function show(a text) returns text language sql as $$ select 'text' $$;
--- new
create function show(a text) returns text language sql as $$ select 'text!' $$;
create function show(a text, b int) returns text language sql as $$ select 'both' $$;
create function show() returns text language sql as $$ select 'none' $$;
create function show(variadic a date[]) returns text language sql as $$ select 'dates' $$;
--- case: in, out and inout arguments
--- old
create function stats(a int, out lo int, out hi int) language sql as $$ select a - 1, a + 1 $$;
--- new
create function stats(a int, out lo int, out mid int, out hi int) language sql as $$ select a - 1, a, a + 1 $$;
create function bump(inout n int, by_ int default 1) language sql as $$ select n + by_ $$;
--- case: polymorphic function
--- old
--- new
create function first_of(a anyarray) returns anyelement language sql immutable as $$ select a[1] $$;
create function pick(a anycompatible, b anycompatible) returns anycompatible language sql as $$ select coalesce(a, b) $$;
--- case: volatility, strictness and parallel safety
--- old
create function f(a int) returns int language sql as $$ select a $$;
--- new
create function f(a int) returns int language sql immutable strict parallel safe leakproof cost 5 as $$ select a $$;
--- case: attributes return to the usual ones
--- old
create function f(a int) returns setof int language sql stable strict parallel restricted cost 5 rows 10 as $$ select a $$;
--- new
create function f(a int) returns setof int language sql as $$ select a $$;
--- case: security definer with a search path
--- old
create function whoami() returns text language sql as $$ select current_user::text $$;
--- new
create function whoami() returns text language sql security definer set search_path = pg_catalog, pg_temp as $$ select current_user::text $$;
--- case: set options change and vanish
--- old
create function f() returns int language sql set work_mem = '8MB' set timezone = 'UTC' as $$ select 1 $$;
--- new
create function f() returns int language sql set work_mem = '16MB' set search_path = public, "My Schema", '' as $$ select 1 $$;
--- case: language changes
--- old
create function inc(a int) returns int language sql as $$ select a + 1 $$;
--- new
create function inc(a int) returns int language plpgsql as $$ begin return a + 1; end $$;
--- case: sql function calls one created later in the alphabet
--- old
--- new
create function zzz(a int) returns int language sql as $$ select a * 3 $$;
create function aaa(a int) returns int language sql as $$ select zzz(a) + 1 $$;
--- case: sql function reads a table that is new
--- old
--- new
create table zz_data (id int, v text);
create function a_count() returns bigint language sql stable as $$ select count(*) from zz_data $$;
create function a_rows() returns setof zz_data language sql stable as $$ select * from zz_data $$;
--- case: sql function reads a column that is new and one that vanishes
--- old
create table t (id int, old_name text);
create function label(i int) returns text language sql stable as $$ select old_name from t where id = i $$;
--- new
create table t (id int, new_name text);
create function label(i int) returns text language sql stable as $$ select new_name from t where id = i $$;
--- case: function with begin atomic body
--- old
create table t (id int, v int);
--- new
create table t (id int, v int);
create function total() returns bigint language sql stable begin atomic select sum(v) from t; end;
create function simple(a int) returns int language sql immutable return a * 2;
--- case: begin atomic function over a column that changes type
--- old
create table t (id int, v int);
create function total() returns bigint language sql stable begin atomic select sum(v) from t; end;
--- new
create table t (id int, v bigint);
create function total() returns numeric language sql stable begin atomic select sum(v) from t; end;
--- case: begin atomic chain of functions is dropped
--- old
create function base(a int) returns int language sql return a + 1;
create function mid(a int) returns int language sql return base(a) + 1;
create function top(a int) returns int language sql return mid(a) + base(a);
--- new
--- case: begin atomic function calls one whose return type changes
--- old
create function base(a int) returns int language sql return a + 1;
create function mid(a int) returns int language sql begin atomic select base(a) + 1; end;
--- new
create function base(a int) returns bigint language sql return a + 1;
create function mid(a int) returns int language sql begin atomic select (base(a) + 1)::int; end;
--- case: function is used as a column default and changes its return type
--- old
create function new_code() returns text language sql as $$ select 'a' $$;
create table t (id int, code text default new_code());
--- new
create function new_code() returns varchar language sql as $$ select 'b'::varchar $$;
create table t (id int, code text default new_code());
--- case: default function is replaced by another one
--- old
create function code_a() returns text language sql as $$ select 'a' $$;
create table t (id int, code text default code_a());
--- new
create function code_b() returns text language sql as $$ select 'b' $$;
create table t (id int, code text default code_b());
--- case: function of a check changes its argument name
--- old
create function ok(a int) returns boolean language sql immutable as $$ select a > 0 $$;
create table t (v int constraint v_ok check (ok(v)));
--- new
create function ok(n int) returns boolean language sql immutable as $$ select n > 1 $$;
create table t (v int constraint v_ok check (ok(v)));
--- case: function of a generated column changes its body
--- old
create function area(w int, h int) returns int language sql immutable as $$ select w * h $$;
create table t (w int, h int, a int generated always as (area(w, h)) stored);
--- new
create function area(w int, h int) returns int language sql immutable as $$ select w * h + 0 $$;
create table t (w int, h int, a int generated always as (area(w, h)) stored);
--- case: function of an index and a generated column changes its return type
--- old
create function key_of(t text) returns varchar language sql immutable as $$ select lower(t)::varchar $$;
create table t (a text, k text generated always as (key_of(a)) stored);
create index t_key on t (key_of(a));
--- new
create function key_of(t text) returns text language sql immutable as $$ select lower(t) $$;
create table t (a text, k text generated always as (key_of(a)) stored);
create index t_key on t (key_of(a));
--- case: function takes the row type of a changing table
--- old
create table people (id int, first text, last text);
create function full_name(p people) returns text language sql stable as $$ select p.first || ' ' || p.last $$;
--- new
create table people (id int, first text, middle text, last text);
create function full_name(p people) returns text language sql stable as $$ select p.first || ' ' || p.middle || ' ' || p.last $$;
--- case: function returning the row type is dropped with the table
--- old
create table people (id int, name text);
create function everybody() returns setof people language sql as $$ select * from people $$;
create function one(p people) returns int language sql as $$ select p.id $$;
--- new
--- case: argument of a dropped type, overload of a new type
--- old
create type mood as enum ('sad', 'ok');
create function say(m mood) returns text language sql as $$ select m::text $$;
--- new
create type feeling as enum ('sad', 'ok', 'happy');
create function say(m feeling) returns text language sql as $$ select m::text $$;
--- case: procedure is created and changed
--- old
create table t (a int);
create procedure put(x int) language sql as $$ insert into t values (x) $$;
--- new
create table t (a int);
create procedure put(x int, y int default 0) language plpgsql as $$ begin insert into t values (x + y); commit; end $$;
create procedure clear_all() language sql security definer as $$ delete from t $$;
--- case: function becomes a procedure of the same name and arguments
--- old
create function work(a int) returns void language plpgsql as $$ begin null; end $$;
--- new
create procedure work(a int) language plpgsql as $$ begin null; end $$;
--- case: procedure is dropped, its namesake function stays
--- old
create procedure work(a int) language plpgsql as $$ begin null; end $$;
create function work(a text) returns void language plpgsql as $$ begin null; end $$;
--- new
create function work(a text) returns void language plpgsql as $$ begin null; end $$;
--- case: procedure with out argument
--- old
--- new
create procedure give(a int, inout b int) language plpgsql as $$ begin b := a * 2; end $$;
create procedure fetch_two(out a int, out b text) language plpgsql as $$ begin a := 1; b := 'x'; end $$;
--- case: body contains dollar quotes and comment markers
--- old
create function f() returns text language plpgsql as $$ begin return 'x'; end $$;
--- new
create function f() returns text language plpgsql as $outer$ begin return $$it's; /* not a comment */ -- nor this$$ || $q$ $$ $q$ || E'\\'; end $outer$;
--- case: aggregate is created
--- old
--- new
create function mul_step(a numeric, b numeric) returns numeric language sql immutable strict as $$ select a * b $$;
create aggregate product(numeric) (sfunc = mul_step, stype = numeric, initcond = '1');
--- case: aggregate changes its initial value
--- old
create function mul_step(a numeric, b numeric) returns numeric language sql immutable strict as $$ select a * b $$;
create aggregate product(numeric) (sfunc = mul_step, stype = numeric, initcond = '1');
create table t (n numeric);
create view v as select product(n) as p from t;
--- new
create function mul_step(a numeric, b numeric) returns numeric language sql immutable strict as $$ select a * b $$;
create aggregate product(numeric) (sfunc = mul_step, stype = numeric, initcond = '2');
create table t (n numeric);
create view v as select product(n) as p from t;
--- case: aggregate with final function and parallel combine is dropped
--- old
create function s(a bigint, b int) returns bigint language sql immutable as $$ select coalesce(a, 0) + coalesce(b, 0) $$;
create function c(a bigint, b bigint) returns bigint language sql immutable as $$ select coalesce(a, 0) + coalesce(b, 0) $$;
create function f(a bigint) returns text language sql immutable as $$ select 'sum ' || a $$;
create aggregate text_sum(int) (sfunc = s, stype = bigint, finalfunc = f, combinefunc = c, parallel = safe);
--- new
create function s(a bigint, b int) returns bigint language sql immutable as $$ select coalesce(a, 0) + coalesce(b, 0) $$;
--- case: functions of the same name in two schemas
--- old
create schema api;
create function f(a int) returns int language sql as $$ select 1 $$;
create function api.f(a int) returns int language sql as $$ select 2 $$;
--- new
create schema api;
create function f(a int) returns int language sql as $$ select 1 $$;
create function api.f(a int) returns int language sql as $$ select 22 $$;
create function api."Get Thing"("Id Of" int) returns int language sql as $$ select "Id Of" $$;
--- case: function moves to another schema while a trigger uses it
--- old
create schema util;
create table t (a int);
create function stamp() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger t_stamp before insert on t for each row execute function stamp();
--- new
create schema util;
create table t (a int);
create function util.stamp() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger t_stamp before insert on t for each row execute function util.stamp();
--- case: mutually recursive plpgsql functions
--- old
--- new
create function is_even(n int) returns boolean language plpgsql as $$ begin return n = 0 or is_odd(n - 1); end $$;
create function is_odd(n int) returns boolean language plpgsql as $$ begin return n <> 0 and is_even(n - 1); end $$;
--- case: window function and support of transforms of built-in kind
--- old
--- new
create function my_row_number() returns bigint language internal window immutable strict as 'window_row_number';
create function my_abs(int) returns int language internal immutable strict as 'int4abs';
--- case: function whose default argument calls another function
--- old
create function base() returns int language sql as $$ select 1 $$;
create function use_it(a int default base()) returns int language sql as $$ select a $$;
--- new
create function base() returns bigint language sql as $$ select 2::bigint $$;
create function use_it(a bigint default base()) returns int language sql as $$ select a::int $$;
--- case: types of OUT, INOUT, TABLE and VARIADIC parameters change
--- old
create function f(out a int, out b text) language sql as $$ select 1, 'x' $$;
create function g(inout a int, out b int) language sql as $$ select a, 1 $$;
create function h() returns table (x int, y text) language sql as $$ select 1, 'x' $$;
create function i(variadic a int[]) returns int language sql as $$ select 1 $$;
create procedure p(inout a int, inout b text) language sql as $$ select 1, 'x' $$;
--- new
create function f(out a int, out b varchar) language sql as $$ select 1, 'x'::varchar $$;
create function g(inout a int, out b bigint) language sql as $$ select a, 1::bigint $$;
create function h() returns table (x int, z varchar) language sql as $$ select 1, 'x'::varchar $$;
create function i(a int[]) returns int language sql as $$ select 1 $$;
create procedure p(inout a int, inout b text) language sql as $$ select 2, 'y' $$;
--- case: output parameter is renamed, another comes
--- old
create function f(a int, out b int) language sql as $$ select 1 $$;
create function g(a int, out b int, out c int) language sql as $$ select 1, 2 $$;
create view v as select f(1) as x;
--- new
create function f(a int, out c int) language sql as $$ select 1 $$;
create function g(a int, out b int, out c int, out d int) language sql as $$ select 1, 2, 3 $$;
create view v as select f(1) as x;
--- case: functions and aggregates that the server has too come, get comments and go
--- old
create function reverse(word text) returns text language sql as 'select word';
comment on function reverse(text) is 'ours';
create aggregate count(*) (sfunc = int8inc, stype = bigint, initcond = '0');
create aggregate min(text) (sfunc = textcat, stype = text);
--- new
create function initcap(word text) returns text language sql as 'select word';
comment on function initcap(text) is 'ours';
create aggregate max(text) (sfunc = textcat, stype = text);
comment on aggregate max(text) is 'theirs has none of this';
create aggregate count(*) (sfunc = int8inc, stype = bigint, initcond = '1');
comment on aggregate count(*) is 'from one on';
--- case: function that the server has too gets another result while a view uses it
--- old
create table words (word text);
create function length(word text) returns int language sql as 'select 1';
create view lengths as select public.length(word) as l from words;
--- new
create table words (word text);
create function length(word text) returns bigint language sql as 'select 1::bigint';
create view lengths as select public.length(word) as l from words;
--- case: operators that the server has too come and go
--- old
create function more(int, int) returns boolean language sql as 'select true';
create operator > (function = more, leftarg = int, rightarg = int);
--- new
create function more(int, int) returns boolean language sql as 'select true';
create operator < (function = more, leftarg = int, rightarg = int);
comment on operator public.< (int, int) is 'ours';
create operator - (function = int4um, rightarg = int);
--- case: bodies that PostgreSQL prints have lists of varchar values
--- since 14
--- old
create table t (s varchar(20));
create function f(x varchar) returns boolean language sql return x in ('a', 'b') or (x || 'c') in ('d','e');
create procedure p() language sql begin atomic insert into t select s from t where t.s not in ('a', 'b'); end;
create function g(x varchar default 'q') returns boolean language sql as $$ select x::text = ANY (ARRAY['a'::character varying, 'b'::character varying]::text[]) $$;
--- new
create table t (s varchar(20));
create function f(x varchar) returns boolean language sql return x in ('a', 'c') or (x || 'c') in ('d','e');
create procedure p() language sql begin atomic insert into t select s from t where t.s not in ('a', 'c'); end;
create function g(x varchar default 'q') returns boolean language sql as $$ select x::text = ANY (ARRAY['a'::character varying, 'c'::character varying]::text[]) $$;
