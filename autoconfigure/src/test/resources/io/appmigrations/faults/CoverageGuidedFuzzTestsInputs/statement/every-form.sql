-- add orders
-- revision: a1
-- down-revision: b2, c3
-- depends-on: d4
-- branch-labels: billing
-- created: 2026-11-22T10:15:00Z

-- migrate:upgrade transaction:off lock-timeout:5s statement-timeout:2h
create table "o""rder" (id int, note text default E'it''s \' \\', u text default U&'\0041');
/* a /* nested */ comment; */ begin;
do $body$ begin perform 1; end $body$;
commit;
create function f(a int) returns int language sql begin atomic select case when a > 1 then 1 else 2 end; end;
create rule r as on insert to t do also (select 1; select 2);
copy t (a, b) from stdin;
1	x
2	\N
\.
set standard_conforming_strings = off;
select 'a\'b', $1$;$1$, 'one'
  'two';
-- migrate:downgrade
drop table "o""rder";
