--- case: collation is dropped
--- old
create collation plain (provider = libc, locale = 'C');
create table t (a text collate plain);
--- new
create table t (a text);
--- case: collation definition changes
--- old
create collation co (provider = libc, locale = 'C');
create table t (a text collate co);
--- new
create collation co (provider = libc, locale = 'POSIX');
create table t (a text collate co);
--- case: operator is created with its function
--- old
--- new
create function same_len(a text, b text) returns boolean language sql immutable as $$ select length(a) = length(b) $$;
create operator =#= (leftarg = text, rightarg = text, function = same_len, commutator = =#=);
create function neg(a text) returns text language sql immutable as $$ select '-' || a $$;
create operator !- (rightarg = text, function = neg);
--- case: operator is dropped while its function stays
--- old
create function same_len(a text, b text) returns boolean language sql immutable as $$ select length(a) = length(b) $$;
create operator =#= (leftarg = text, rightarg = text, function = same_len);
--- new
create function same_len(a text, b text) returns boolean language sql immutable as $$ select length(a) = length(b) $$;
--- case: operator calls another function
--- old
create function f1(a int, b int) returns int language sql immutable as $$ select a + b $$;
create function f2(a int, b int) returns int language sql immutable as $$ select a - b $$;
create operator +@+ (leftarg = int, rightarg = int, function = f1);
create view v as select 1 +@+ 2 as r;
--- new
create function f1(a int, b int) returns int language sql immutable as $$ select a + b $$;
create function f2(a int, b int) returns int language sql immutable as $$ select a - b $$;
create operator +@+ (leftarg = int, rightarg = int, function = f2);
create view v as select 1 +@+ 2 as r;
--- case: operator with negator, estimators and hashes
--- old
create type c as (a int);
create function c_eq(x c, y c) returns boolean language sql immutable as $$ select (x).a = (y).a $$;
create function c_ne(x c, y c) returns boolean language sql immutable as $$ select (x).a <> (y).a $$;
--- new
create type c as (a int);
create function c_eq(x c, y c) returns boolean language sql immutable as $$ select (x).a = (y).a $$;
create function c_ne(x c, y c) returns boolean language sql immutable as $$ select (x).a <> (y).a $$;
create operator == (leftarg = c, rightarg = c, function = c_eq, commutator = ==, negator = !==, restrict = eqsel, join = eqjoinsel, hashes, merges);
create operator !== (leftarg = c, rightarg = c, function = c_ne, commutator = !==, negator = ==, restrict = neqsel, join = neqjoinsel);
--- case: casts with function, inout and without function
--- old
create type pt as (x int, y int);
create type lv as enum ('lo', 'hi');
create domain dd as int;
--- new
create type pt as (x int, y int);
create type lv as enum ('lo', 'hi');
create domain dd as int;
create function pt_to_point(p pt) returns point language sql immutable as $$ select point((p).x, (p).y) $$;
create cast (pt as point) with function pt_to_point(pt) as assignment;
create cast (text as lv) with inout as implicit;
--- case: context of a cast changes and a cast is dropped
--- old
create type lv as enum ('lo', 'hi');
create type mv as enum ('m');
create cast (text as lv) with inout;
create cast (text as mv) with inout;
--- new
create type lv as enum ('lo', 'hi');
create type mv as enum ('m');
create cast (text as lv) with inout as assignment;
--- case: text search mapping changes
--- old
create text search configuration my_conf (copy = simple);
create text search dictionary d1 (template = simple);
--- new
create text search configuration my_conf (copy = simple);
create text search dictionary d1 (template = simple);
alter text search configuration my_conf alter mapping for word, asciiword with d1;
alter text search configuration my_conf drop mapping for email;
--- case: text search dictionary option changes and a configuration is dropped
--- old
create text search dictionary d1 (template = snowball, language = english);
create text search configuration c1 (parser = default);
alter text search configuration c1 add mapping for word with d1;
--- new
create text search dictionary d1 (template = snowball, language = german);
--- case: unaccent in a search configuration
--- old
create extension unaccent;
--- new
create extension unaccent;
create text search configuration plain_words (copy = simple);
alter text search configuration plain_words alter mapping for hword, hword_part, word with unaccent, simple;
--- case: text search parser and template
--- old
--- new
create text search parser my_parser (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
create text search template my_template (init = dsimple_init, lexize = dsimple_lexize);
create text search dictionary my_dict (template = my_template);
--- case: shell type and conversion
--- old
--- new
create type later;
create conversion my_conv for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
--- case: event trigger is left alone while a table changes
--- old
create function on_ddl() returns event_trigger language plpgsql as $$ begin null; end $$;
create table t (id int);
--- new
create function on_ddl() returns event_trigger language plpgsql as $$ begin perform 1; end $$;
create table t (id int, v int);
--- case: table with every system of dependency on one function
--- old
create function f(a int) returns int language sql immutable as $$ select a $$;
create table t (a int default f(1), b int generated always as (f(a)) stored, constraint c check (f(a) > 0));
create index i on t (f(a));
create view v as select f(a) as x from t;
create policy p on t using (f(a) > 0);
create statistics s on (f(a)), b from t;
create rule r as on delete to t where f(old.a) > 0 do instead nothing;
create domain d as int check (f(value) > 0);
--- new
create function f(b int) returns int language sql immutable as $$ select b $$;
create table t (a int default f(1), b int generated always as (f(a)) stored, constraint c check (f(a) > 0));
create index i on t (f(a));
create view v as select f(a) as x from t;
create policy p on t using (f(a) > 0);
create statistics s on (f(a)), b from t;
create rule r as on delete to t where f(old.a) > 0 do instead nothing;
create domain d as int check (f(value) > 0);
--- case: collation is created and used
--- old
create table t (a text);
--- new
create collation plain (provider = libc, locale = 'C');
create table t (a text collate plain);
create index t_a on t (a collate plain);
--- case: operator class of own make
--- old
create table t (a int);
--- new
create function rev_cmp(a int, b int) returns int language sql immutable as $$ select btint4cmp(b, a) $$;
create operator class rev_ops for type int using btree as operator 1 >, operator 2 >=, operator 3 =, operator 4 <=, operator 5 <, function 1 rev_cmp(int, int);
create table t (a int);
create index t_rev on t (a rev_ops);
--- case: operator family and class are dropped
--- old
create function rev_cmp(a int, b int) returns int language sql immutable as $$ select btint4cmp(b, a) $$;
create operator family rev_fam using btree;
create operator class rev_ops for type int using btree family rev_fam as operator 1 >, operator 2 >=, operator 3 =, operator 4 <=, operator 5 <, function 1 rev_cmp(int, int);
create table t (a int);
create index t_rev on t (a rev_ops);
--- new
create table t (a int);
--- case: text search configuration is created
--- old
create table t (a text);
--- new
create text search dictionary my_simple (template = simple, accept = false);
create text search configuration my_conf (copy = english);
alter text search configuration my_conf alter mapping for asciiword with my_simple, english_stem;
create table t (a text, v tsvector generated always as (to_tsvector('my_conf', a)) stored);
create index t_fts on t using gin (to_tsvector('my_conf', a));
--- case: collation of a column changes and keeps its comment
--- old
create collation co (provider = libc, locale = 'C');
comment on collation co is 'by bytes';
create table t (a text collate co);
--- new
create collation co (provider = libc, locale = 'POSIX');
comment on collation co is 'by bytes';
create table t (a text collate co);
--- case: collations in another schema, and named as the server's, change under columns
--- old
create schema x;
create collation x.co (provider = libc, lc_collate = 'C', lc_ctype = 'C');
create collation public."POSIX" (provider = libc, lc_collate = 'C', lc_ctype = 'C');
create table t (a text collate x.co, b text collate public."POSIX");
--- new
create schema x;
create collation x.co (provider = libc, lc_collate = 'POSIX', lc_ctype = 'POSIX');
create collation public."POSIX" (provider = libc, lc_collate = 'POSIX', lc_ctype = 'POSIX');
create table t (a text collate x.co, b text collate public."POSIX");

--- case: an operator names a commutator and a negator that nobody makes, beside two more that name them
--- old
create function same(text, text) returns boolean language sql immutable as 'select $1 = $2';
--- new
create schema other;
create function same(text, text) returns boolean language sql immutable as 'select $1 = $2';
create function negated(boolean) returns boolean language sql immutable as 'select not $1';
create operator =~~ (leftarg = text, rightarg = text, function = same, commutator = ~~=, negator = operator(other.<>~));
create operator =~= (leftarg = text, rightarg = text, function = same, negator = ~~=);
create operator ##! (rightarg = boolean, function = negated, negator = ##&);

--- case: a shell is one of the server's names, and has a type that goes with it
--- old
create type t as enum ('a');
create function same(text, text) returns boolean language sql immutable as 'select $1 = $2';
create function less(t, t) returns boolean language sql immutable as 'select $1 < $2';
create operator =~~ (leftarg = text, rightarg = text, function = same, commutator = operator(public.<));
create operator ##< (leftarg = t, rightarg = t, function = less, commutator = ##>);
comment on operator ##> (t, t) is 'not yet';
--- new
create function same(text, text) returns boolean language sql immutable as 'select $1 = $2';

--- case: a shell becomes an operator, and what names it has a view
--- old
create function less(text, text) returns boolean language sql immutable as 'select $1 < $2';
create operator ##< (leftarg = text, rightarg = text, function = less, commutator = ##>);
create operator ##<< (leftarg = text, rightarg = text, function = less, negator = ##>);
create view v as select 'a' operator(public.##<) 'b' as less;
--- new
create function less(text, text) returns boolean language sql immutable as 'select $1 < $2';
create function more(text, text) returns boolean language sql immutable as 'select $1 > $2';
create operator ##< (leftarg = text, rightarg = text, function = less, commutator = ##>);
create operator ##<< (leftarg = text, rightarg = text, function = less, negator = ##>);
create operator ##> (leftarg = text, rightarg = text, function = more, commutator = ##<);
comment on operator ##> (text, text) is 'more';
create view v as select 'a' operator(public.##<) 'b' as less;

--- case: one of the operators that name a shell is made again, the other one stays
--- old
create function less(text, text) returns boolean language sql immutable as 'select $1 < $2';
create operator ##< (leftarg = text, rightarg = text, function = less, commutator = ##>);
create operator ##<< (leftarg = text, rightarg = text, function = less, commutator = ##>>, negator = ##>);
--- new
create function less(text, text) returns boolean language sql immutable as 'select $1 < $2';
create function less2(text, text) returns boolean language sql immutable as 'select $1 < $2';
create operator ##< (leftarg = text, rightarg = text, function = less2, commutator = ##>);
create operator ##<< (leftarg = text, rightarg = text, function = less, negator = ##>);

--- case: a shell that nothing names any more is named again, another one goes and comes alone
--- old
create schema other;
create function less(text, text) returns boolean language sql immutable as 'select $1 < $2';
create function negated(boolean) returns boolean language sql immutable as 'select not $1';
create operator ##< (leftarg = text, rightarg = text, function = less, commutator = ##>, negator = operator(other.##>=));
create operator ##! (rightarg = boolean, function = negated, negator = ##&);
comment on operator other.##>= (text, text) is 'later';
drop operator ##< (text, text);
drop operator ##! (none, boolean);
--- new
create function less(text, text) returns boolean language sql immutable as 'select $1 < $2';
create function negated(boolean) returns boolean language sql immutable as 'select not $1';
create operator ##< (leftarg = text, rightarg = text, function = less, commutator = ##>);

--- case: a shell that the start had already stays when what names it goes
--- old
create function less(text, text) returns boolean language sql immutable as 'select $1 < $2';
create operator ##< (leftarg = text, rightarg = text, function = less, commutator = ##>);
drop operator ##< (text, text);
--- new
create function less(text, text) returns boolean language sql immutable as 'select $1 < $2';
create operator ##< (leftarg = text, rightarg = text, function = less, commutator = ##>);
