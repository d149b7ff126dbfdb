--- case: same: type aliases
--- old
create table t (a int, b int8, c bool, d varchar(5), e decimal(6,2), f float, g float4, h timestamptz, i char(3), j timetz, k bit, l varbit(4));
--- new
create table t (a integer, b bigint, c boolean, d character varying(5), e numeric(6,2), f double precision, g real, h timestamp with time zone, i character(3), j time with time zone, k bit(1), l bit varying(4));
--- case: same: letter case and spacing
--- old
CREATE TABLE Users(ID BIGINT   PRIMARY KEY,Name TEXT NOT NULL);
--- new
create table "users" (
    id bigint primary key,
    -- the name
    name text not null /* required */
);
--- case: same: statements in another order
--- old
create table a (id int primary key);
create table b (a_id int references a);
create index b_a on b (a_id);
create view v as select id from a;
create type e as enum ('x', 'y');
--- new
create type e as enum ('x', 'y');
create table b (a_id int);
create table a (id int, primary key (id));
create view v as select a.id from public.a;
create index b_a on b using btree (a_id asc nulls last);
alter table b add foreign key (a_id) references a (id);
--- case: same: inline against table level constraints
--- old
create table t (id int primary key, v int unique check (v > 0), w int not null references t);
--- new
create table t (id int not null, v int, w int not null, constraint t_pkey primary key (id), constraint t_v_key unique (v), constraint t_v_check check (v > 0), constraint t_w_fkey foreign key (w) references t (id));
--- case: same: constraints added afterwards
--- old
create table t (id int primary key, v int default 3 not null, check (v < id));
--- new
create table t (id int, v int);
alter table t add primary key (id);
alter table t alter column v set default 3, alter column v set not null;
alter table t add constraint t_check check ((v < id));
--- case: same: serial written out
--- old
create table t (id serial primary key, v text);
--- new
create sequence t_id_seq as integer;
create table t (id integer not null default nextval('t_id_seq'::regclass) primary key, v text);
alter sequence t_id_seq owned by t.id;
--- case: same: identity added afterwards with spelled-out options
--- old
create table t (id bigint generated always as identity, v text);
--- new
create table t (id bigint not null, v text);
alter table t alter column id add generated always as identity (sequence name t_id_seq start with 1 increment by 1 minvalue 1 no maxvalue cache 1 no cycle);
--- case: same: defaults spelled with and without casts
--- old
create table t (a text default 'x', b int default 5, c date default '2020-01-01', d jsonb default '{}', e text[] default '{}', f numeric default 1.5, g boolean default 't');
--- new
create table t (a text default 'x'::text, b integer default (5), c date default date '2020-01-01', d jsonb default '{}'::jsonb, e text[] default '{}'::text[], f numeric default (1.5), g boolean default true);
--- case: same: check with in against any, between against two comparisons
--- old
create table t (k text, n int, constraint a check (k in ('a', 'b')), constraint b check (n between 1 and 5), constraint c check (k like 'x%'), constraint d check (n != 3));
--- new
create table t (k text, n int, constraint a check (k = any (array['a'::text, 'b'::text])), constraint b check (n >= 1 and n <= 5), constraint c check (k ~~ 'x%'::text), constraint d check (n <> 3));
--- case: same: index spelled with every default
--- old
create table t (a int, b text);
create index i on t (a, b desc);
create unique index u on t (lower(b)) where a is not null;
--- new
create table t (a int, b text);
create index i on public.t using btree (a int4_ops asc nulls last, b text_ops desc nulls first);
create unique index u on only t using btree ((lower(b))) where (a is not null);
--- case: same: foreign key with default clauses
--- old
create table p (id int primary key);
create table c (p_id int references p);
--- new
create table p (id int primary key);
create table c (p_id int, constraint c_p_id_fkey foreign key (p_id) references public.p (id) match simple on update no action on delete no action not deferrable initially immediate);
--- case: same: view written in another style
--- old
create table t (id int, v text, active boolean);
create view w as select id, v from t where active and v != '' order by id;
--- new
create table t (id int, v text, active boolean);
create or replace view public.w (id, v) as
  SELECT t.id, t.v
  FROM public.t
  WHERE (t.active AND (t.v <> ''::text))
  ORDER BY t.id ASC;
--- case: same: select star against a column list
--- old
create table t (id int, v text);
create view w as select * from t;
--- new
create table t (id int, v text);
create view w as select id, v from t;
--- case: same: function header options in another order
--- old
create function f(a int, b int default 2) returns int language sql immutable strict parallel safe as $$ select a + b $$;
--- new
create or replace function public.f(in a integer, in b int4 = 2) returns integer as ' select a + b ' parallel safe immutable returns null on null input language 'sql' cost 100;
--- case: same: enum built up step by step
--- old
create type e as enum ('a', 'b', 'c');
--- new
create type e as enum ('a', 'c');
alter type e add value 'b' before 'c';
--- case: same: sequence options that are the defaults
--- old
create sequence s;
--- new
create sequence s as bigint increment by 1 minvalue 1 maxvalue 9223372036854775807 start with 1 cache 1 no cycle owned by none;
--- case: same: partition created or attached
--- old
create table m (k int, v text) partition by list (k);
create index m_v on m (v);
create table m_1 partition of m for values in (1, 2);
--- new
create table m (k int, v text) partition by list (k);
create table m_1 (k int, v text);
create index m_1_v_idx on m_1 (v);
alter table m attach partition m_1 for values in (1, '2');
create index m_v on m (v);
--- case: same: range bounds in other spelling
--- old
create table m (at date) partition by range (at);
create table m_1 partition of m for values from ('2020-01-01') to ('2020-02-01');
--- new
create table m (at date) partition by range (at);
create table m_1 partition of m for values from (date '2020-01-01') to ('20200201');
--- case: same: renamed afterwards
--- old
create table fin (id int primary key, final_name text, constraint fin_c check (id > 0));
create index fin_i on fin (final_name);
--- new
create table start (id int, first_name text);
alter table start rename column first_name to final_name;
alter table start rename to fin;
alter table fin add constraint xx check (id > 0);
alter table fin rename constraint xx to fin_c;
alter table fin add primary key (id);
create index yy on fin (final_name);
alter index yy rename to fin_i;
--- case: same: dropped column leaves no trace
--- old
create table t (a int, c int);
--- new
create table t (a int, b int, c int);
create index t_b on t (b);
alter table t drop column b;
--- case: same: grants that only repeat the defaults
--- old
create table t (id int);
create function f() returns int language sql as $$ select 1 $$;
--- new
create table t (id int);
create function f() returns int language sql as $$ select 1 $$;
grant all on t to postgres;
grant execute on function f() to public;
--- case: same: grant and revoke cancel out
--- old
create table t (id int);
--- new
create table t (id int);
grant select on t to public;
revoke select on t from public;
--- case: same: storage and statistics set to their defaults
--- old
create table t (a text, b int);
--- new
create table t (a text, b int);
alter table t alter column a set storage extended;
alter table t alter column b set statistics 100;
alter table t alter column b set statistics -1;
alter table t replica identity default;
alter table t no force row level security;
--- case: same: trigger spelled with procedure and another event order
--- old
create table t (a int, b int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert or update of a, b on t for each row execute function f();
--- new
create table t (a int, b int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before update of a, b or insert on public.t for row execute procedure public.f();
--- case: same: policy with spelled-out defaults
--- old
create table t (id int);
create policy p on t using (id > 0);
--- new
create table t (id int);
create policy p on public.t as permissive for all to public using ((t.id > 0));
--- case: same: domain in another spelling
--- old
create domain d as varchar(10) default 'x' check (value <> '');
--- new
create domain d character varying(10);
alter domain d set default 'x';
alter domain d add constraint d_check check (((value)::text <> ''::text));
--- case: same: search_path set while creating
--- old
create schema app;
create table app.t (id int primary key, v text);
create view app.v as select id from app.t;
--- new
create schema app;
set search_path = app;
create table t (id int primary key, v text);
create view v as select id from t;
--- case: same: schema with elements in one statement
--- old
create schema app;
create table app.t (id int);
create view app.v as select id from app.t;
--- new
create schema app
  create table t (id int)
  create view v as select id from t;
--- case: same: if not exists and repeated statements
--- old
create table t (id int);
create extension hstore;
--- new
create extension if not exists hstore;
create extension if not exists hstore with schema public;
create table if not exists t (id int);
create table if not exists t (id int, never text);
alter table t add column if not exists id bigint;
--- case: same: comment replaced and cleared again
--- old
create table t (id int);
comment on table t is 'x';
--- new
create table t (id int);
comment on table t is 'old';
comment on column t.id is 'gone';
comment on table t is 'x';
comment on column t.id is null;
--- case: same: generated expression in another spelling
--- old
create table t (a int, b int, c int generated always as (a + b * 2) stored);
--- new
create table t (a int, b int, c int generated always as ((a + (b * 2))) stored);
--- case: same: materialized view with data spelled out
--- old
create table t (id int);
create materialized view m as select id from t with data;
--- new
create table t (id int);
create materialized view m as select t.id from t;
--- case: same: inheritance given afterwards
--- old
create table base (id int, v text);
create table child (id int, v text) inherits (base);
--- new
create table base (id int, v text);
create table child (id int, v text);
alter table child inherit base;
--- case: same: extended statistics of all kinds
--- old
create table t (a int, b int);
create statistics s on a, b from t;
--- new
create table t (a int, b int);
create statistics s (ndistinct, dependencies, mcv) on b, a from t;
--- case: same: unique constraint from an index
--- old
create table t (a int, constraint t_a_uq unique (a));
--- new
create table t (a int);
create unique index t_a_tmp on t (a);
alter table t add constraint t_a_uq unique using index t_a_tmp;
--- case: same: not null from a primary key and written as well
--- old
create table t (a int primary key, b int not null);
--- new
create table t (a int not null, b int not null);
alter table t add constraint t_pkey primary key (a);
--- case: same: not null named as it would be named anyway
--- since 18
--- old
create table t (a int not null, b int);
--- new
create table t (a int constraint t_a_not_null not null, b int);
--- case: same: virtual is the default kind of generated column
--- since 18
--- old
create table t (a int, b int generated always as (a + 1));
--- new
create table t (a int, b int generated always as (a + 1) virtual);
--- case: same: both sides identical and rich
--- old
create extension citext;
create schema app;
create type app.state as enum ('on', 'off');
create domain app.mail as citext check (value like '%@%');
create sequence app.s start 5;
create table app.u (id bigint generated always as identity primary key, mail app.mail not null unique, st app.state default 'on', at timestamptz default now(), parent bigint references app.u on delete set null);
create index u_at on app.u (at desc) where st = 'on';
create function app.touch() returns trigger language plpgsql as $$ begin new.at := now(); return new; end $$;
create trigger u_touch before update on app.u for each row execute function app.touch();
create view app.v with (security_barrier) as select id, mail from app.u where st = 'on';
create materialized view app.m as select st, count(*) from app.u group by st;
create unique index m_st on app.m (st);
alter table app.u enable row level security;
create policy p on app.u for select using (st = 'on');
grant select on app.v to public;
comment on table app.u is 'users';
--- new
create extension citext;
create schema app;
create type app.state as enum ('on', 'off');
create domain app.mail as citext check (value like '%@%');
create sequence app.s start 5;
create table app.u (id bigint generated always as identity primary key, mail app.mail not null unique, st app.state default 'on', at timestamptz default now(), parent bigint references app.u on delete set null);
create index u_at on app.u (at desc) where st = 'on';
create function app.touch() returns trigger language plpgsql as $$ begin new.at := now(); return new; end $$;
create trigger u_touch before update on app.u for each row execute function app.touch();
create view app.v with (security_barrier) as select id, mail from app.u where st = 'on';
create materialized view app.m as select st, count(*) from app.u group by st;
create unique index m_st on app.m (st);
alter table app.u enable row level security;
create policy p on app.u for select using (st = 'on');
grant select on app.v to public;
comment on table app.u is 'users';
--- case: same: both sides empty
--- old
--- new
--- case: same: columns in another order
--- old
create table t (a int primary key, b text not null default 'x', c date);
--- new
create table t (c date, a int primary key, b text not null default 'x');
--- case: generated names meet
--- old
create table r (id int primary key);
create table users (role_id int references r, unique (role_id));
create table users_role (id int references r, unique (id));
--- new
create table r (id int primary key);
create table users (role_id int references r, unique (role_id));
create table users_role (id int references r, unique (id));
--- case: same: lists over varchar, however they are written
--- old
create table t (c varchar(9) check (c in ('a','b')), "D d" varchar check ("D d" not in ('a', 'b')), n int check (n::text in ('1', '2')), x text check (x in ('a', 'b')));
create index i on t (n) where c in ('a','b');
create table u (c varchar(9) check ((c in ('a','b')) is not true), d varchar check (d in ('a', 'b')));
--- new
create table t (c varchar(9) check (c = any (array['a','b'])), "D d" varchar check (("D d")::text <> all ((array['a'::varchar, 'b'::varchar])::text[])), n int check (n::text = any (array['1', '2'])), x text check (x = any (array['a', 'b'])));
create index i on t (n) where c = any (array['a'::text, 'b']);
create table u (c varchar(9) check (((c)::text = any (array[('a'::varchar)::text, ('b'::varchar)::text])) is not true), d varchar check (d::text = any (array['a'::text, 'b'])));
--- case: name of PostgreSQL's own is written down
--- since 18
--- old
create table t (a int not null, b int not null, constraint t_a_not_null check (a > 0));
--- new
create table t (a int, b int constraint t_b_not_null not null);
alter table t add constraint t_a_not_null check (a > 0);
alter table t alter a set not null;
