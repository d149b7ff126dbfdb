--- case: foreign key chain is dropped from both ends
--- old
create table a (id int primary key);
create table b (id int primary key, a_id int references a);
create table c (id int primary key, b_id int references b);
create table d (id int primary key, c_id int references c);
--- new
create table b (id int primary key);
create table c (id int primary key, b_id int references b);
--- case: whole star of tables is dropped
--- old
create table hub (id int primary key);
create table s1 (h int references hub);
create table s2 (h int references hub, s int);
create table s3 (h int primary key references hub);
create table s4 (s int references s3, h int references hub);
--- new
--- case: cycle of four tables is dropped
--- old
create table a (id int primary key, n int);
create table b (id int primary key, n int references a);
create table c (id int primary key, n int references b);
create table d (id int primary key, n int references c);
alter table a add constraint a_d foreign key (n) references d;
--- new
create table z (id int);
--- case: cycle of four tables is created
--- old
create table z (id int);
--- new
create table z (id int);
create table a (id int primary key, n int);
create table b (id int primary key, n int references a);
create table c (id int primary key, n int references b);
create table d (id int primary key, n int references c);
alter table a add constraint a_d foreign key (n) references d;
--- case: one member of a cycle is dropped
--- old
create table a (id int primary key, n int);
create table b (id int primary key, n int references a);
alter table a add constraint a_b foreign key (n) references b;
--- new
create table a (id int primary key, n int);
--- case: referenced key column is dropped, references move
--- old
create table p (id int primary key, code text not null);
create table c (id int primary key, p_id int references p (id));
--- new
create table p (code text primary key);
create table c (id int primary key, p_code text references p (code));
--- case: table, views and functions on it are dropped together
--- old
create table t (id int, v int);
create view v1 as select id from t;
create view v2 as select v1.id, t.v from v1 join t using (id);
create materialized view m1 as select * from v2;
create function f() returns setof v2 language sql as $$ select * from v2 $$;
create view v3 as select id from f();
--- new
--- case: table is dropped while its view is fed from another one
--- old
create table t_old (id int, v int);
create view v as select id, v from t_old;
create view w as select id from v;
--- new
create table t_new (id bigint, v int);
create view v as select id, v from t_new;
create view w as select id from v;
--- case: function used by views, defaults and indexes is dropped everywhere
--- old
create function f(a int) returns int language sql immutable as $$ select a $$;
create table t (a int default f(1), b int);
create index t_f on t (f(b));
create view v as select f(a) as x, b from t;
create materialized view mv as select f(b) as y from t;
--- new
create table t (a int default 1, b int);
create index t_f on t (b);
create view v as select a as x, b from t;
create materialized view mv as select b as y from t;
--- case: type used by tables, functions and other types is dropped everywhere
--- old
create type e as enum ('a', 'b');
create type c as (x e, y int);
create domain d as e default 'a';
create table t (id int, e e, c c, d d, es e[]);
create function f(e) returns c language sql as $$ select row($1, 1)::c $$;
create view v as select e, c from t;
--- new
create table t (id int);
--- case: domain over a function over a table row type is dropped
--- old
create table t (id int);
create function f(r t) returns boolean language sql immutable as $$ select r.id > 0 $$;
create domain d as int check (value > 0);
create function g(x d) returns d language sql immutable as $$ select x $$;
create table u (x d default g(1::d));
--- new
create table t (id int);
--- case: sequence shared by two tables is dropped with one of them
--- old
create sequence s;
create table a (id bigint default nextval('s'));
create table b (id bigint default nextval('s'));
alter sequence s owned by a.id;
--- new
create table b (id bigint);
--- case: trigger function drops out with one of three tables
--- old
create table a (x int);
create table b (x int);
create table c (x int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger t1 before insert on a for each row execute function f();
create trigger t2 before insert on b for each row execute function g();
create trigger t3 before insert on c for each row execute function f();
--- new
create table a (x int);
create table c (x int);
create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger t3 before insert on c for each row execute function g();
--- case: schema is dropped while another one used its objects
--- old
create schema lib;
create schema app;
create type lib.e as enum ('a');
create function lib.f() returns text language sql immutable as $$ select 'x' $$;
create sequence lib.s;
create table lib.p (id int primary key);
create table app.t (id bigint default nextval('lib.s'), e lib.e default 'a', v text default lib.f(), p_id int references lib.p);
create view app.v as select t.id, p.id as pid from app.t join lib.p p on p.id = t.p_id;
--- new
create schema app;
create table app.t (id bigint, e text default 'a', v text default 'x', p_id int);
create view app.v as select t.id, t.p_id as pid from app.t;
--- case: inherited tables with views and a foreign key are dropped
--- old
create table base (id int primary key);
create table child (x int) inherits (base);
create table other (b int references base);
create view v as select tableoid::regclass as src, id from base;
create view w as select x from child;
--- new
create table other (b int);
--- case: long chain of views is turned round completely
--- old
create table t (a int, b int, c int, d int);
create view v1 as select a, b, c, d from t;
create view v2 as select a, b, c from v1;
create view v3 as select a, b from v2;
create view v4 as select a from v3;
--- new
create table t (a int, b int, c int, d int);
create view v4 as select a, b, c, d from t;
create view v3 as select a, b, c from v4;
create view v2 as select a, b from v3;
create view v1 as select a from v2;
--- case: diamond of views over a retyped column
--- old
create table t (a int, b text);
create view l as select a, b from t;
create view r as select a, upper(b) as b from t;
create view bottom as select l.a, r.b from l join r using (a);
create materialized view m as select count(*) as n from bottom;
create index m_n on m (n);
--- new
create table t (a bigint, b varchar(10));
create view l as select a, b from t;
create view r as select a, upper(b) as b from t;
create view bottom as select l.a, r.b from l join r using (a);
create materialized view m as select count(*) as n from bottom;
create index m_n on m (n);
--- case: view that functions as an input type is dropped
--- old
create table t (a int);
create view v as select a from t;
create function f(r v) returns int language sql as $$ select r.a $$;
create view w as select f(v) as x from v;
--- new
create table t (a int);
--- case: everything changes into everything else
--- old
create table a (id serial primary key, b text unique, c int check (c > 0));
create table b (id int primary key, a_id int references a on delete cascade);
create index b_a on b (a_id);
create view v as select a.b, b.id from a join b on b.a_id = a.id;
create function f(x text) returns bigint language sql as $$ select count(*) from v where b = x $$;
--- new
create table f (id bigint generated always as identity primary key, v text unique, w int check (w < 0));
create table v (id int primary key, f_id bigint references f on delete set null);
create index v_f on v (f_id);
create view b as select f.v, v.id from f join v on v.f_id = f.id;
create function a(x text) returns bigint language sql as $$ select count(*) from b where v = x $$;
--- case: default and check on the same function dropped in one table only
--- old
create function f(a int) returns int language sql immutable as $$ select a $$;
create table t (a int default f(1), constraint c check (f(a) > 0));
create table u (a int default f(2), constraint c check (f(a) > 0));
--- new
create function f(a int) returns int language sql immutable as $$ select a $$;
create table t (a int);
create table u (a int default f(2), constraint c check (f(a) > 0));
--- case: unused objects of every kind are dropped at once
--- old
create extension hstore;
create schema s;
create type s.e as enum ('a');
create domain s.d as int;
create type s.c as (a int);
create type s.r as range (subtype = date);
create sequence s.q;
create collation s.co (provider = libc, locale = 'C');
create table s.t (id int primary key, h hstore, e s.e, n text collate s.co);
create view s.v as select id from s.t;
create materialized view s.m as select id from s.t;
create function s.f(a int) returns int language sql as $$ select a $$;
create procedure s.p() language sql as $$ select 1 $$;
create aggregate s.ag(int) (sfunc = int4pl, stype = int);
create operator s.@@@ (rightarg = int, function = s.f);
--- new
--- case: partitioned tables referencing each other are dropped
--- old
create table p (id int primary key) partition by hash (id);
create table p0 partition of p for values with (modulus 2, remainder 0);
create table p1 partition of p for values with (modulus 2, remainder 1);
create table c (id int, p_id int references p) partition by list (id);
create table c1 partition of c for values in (1);
create view cv as select * from c1;
--- new
