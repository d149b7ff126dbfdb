--- case: view is created
--- old
create table users (id int primary key, name text, active boolean);
--- new
create table users (id int primary key, name text, active boolean);
create view active_users as select id, name from users where active;
--- case: view is dropped
--- old
create table users (id int primary key, name text);
create view names as select name from users;
--- new
create table users (id int primary key, name text);
--- case: column is added at the end of a view
--- old
create table users (id int primary key, name text, mail text);
create view v as select id, name from users;
--- new
create table users (id int primary key, name text, mail text);
create view v as select id, name, mail from users;
--- case: column is added in the middle of a view
--- old
create table users (id int primary key, name text, mail text);
create view v as select id, name from users;
--- new
create table users (id int primary key, name text, mail text);
create view v as select id, mail, name from users;
--- case: column is removed from a view
--- old
create table users (id int primary key, name text, mail text);
create view v as select id, name, mail from users;
--- new
create table users (id int primary key, name text, mail text);
create view v as select id, mail from users;
--- case: view column is renamed
--- old
create table users (id int primary key, name text);
create view v as select id, name from users;
--- new
create table users (id int primary key, name text);
create view v as select id, name as full_name from users;
--- case: only the condition of a view changes
--- old
create table users (id int primary key, age int);
create view v as select id from users where age > 18;
--- new
create table users (id int primary key, age int);
create view v as select id from users where age > 21 or age is null;
--- case: type of a view column changes
--- old
create table users (id int primary key, age int);
create view v as select id, age from users;
--- new
create table users (id int primary key, age int);
create view v as select id, age::numeric / 2 as age from users;
--- case: view reads a column that is dropped
--- old
create table users (id int primary key, name text, nick text);
create view v as select id, name, nick from users;
--- new
create table users (id int primary key, name text);
create view v as select id, name from users;
--- case: view reads a column that is new
--- old
create table users (id int primary key);
create view v as select id from users;
--- new
create table users (id int primary key, name text default 'x');
create view v as select id, name from users;
--- case: select star view over a grown table
--- old
create table users (id int primary key, name text);
create view v as select * from users;
--- new
create table users (id int primary key, name text, mail text);
create view v as select * from users;
--- case: view over a retyped column
--- old
create table m (id int primary key, v int);
create view mv as select id, v, v + 1 as next from m;
--- new
create table m (id int primary key, v bigint);
create view mv as select id, v, v + 1 as next from m;
--- case: chain of three views over a retyped column
--- old
create table m (id int primary key, v int);
create view a1 as select id, v from m;
create view a2 as select id, v from a1 where v > 0;
create view a3 as select sum(v) as total from a2;
--- new
create table m (id int primary key, v numeric(10,2));
create view a1 as select id, v from m;
create view a2 as select id, v from a1 where v > 0;
create view a3 as select sum(v) as total from a2;
--- case: chain of views in reverse alphabetical order is created
--- old
create table m (id int primary key);
--- new
create table m (id int primary key);
create view z as select id from m;
create view y as select id from z;
create view x as select id from y;
--- case: chain of views is dropped
--- old
create table m (id int primary key);
create view c as select id from m;
create view b as select id from c;
create view a as select b.id from b join c using (id);
--- new
create table m (id int primary key);
--- case: middle of a chain changes incompatibly
--- old
create table m (id int primary key, v text);
create view lower_v as select id, v from m;
create view mid_v as select id, v from lower_v;
create view top_v as select id from mid_v;
--- new
create table m (id int primary key, v text);
create view lower_v as select id, v from m;
create view mid_v as select length(v) as len, id from lower_v;
create view top_v as select id from mid_v;
--- case: views trade their dependency direction
--- old
create table m (id int primary key);
create view a as select id from m;
create view b as select id from a;
--- new
create table m (id int primary key);
create view b as select id from m;
create view a as select id from b;
--- case: view options security barrier and check option
--- old
create table m (id int primary key, own boolean);
create view v as select id, own from m where own;
--- new
create table m (id int primary key, own boolean);
create view v with (security_barrier) as select id, own from m where own with cascaded check option;
--- case: check option changes from local to cascaded and to none
--- old
create table m (id int primary key);
create view v1 as select id from m where id > 0 with local check option;
create view v2 as select id from m where id > 0 with local check option;
--- new
create table m (id int primary key);
create view v1 as select id from m where id > 0 with cascaded check option;
create view v2 as select id from m where id > 0;
--- case: security invoker is switched on and off
--- since 15
--- old
create table m (id int primary key);
create view v1 as select id from m;
create view v2 with (security_invoker = true) as select id from m;
--- new
create table m (id int primary key);
create view v1 with (security_invoker = true) as select id from m;
create view v2 as select id from m;
--- case: options and query change together
--- since 15
--- old
create table m (id int primary key, a int);
create view v with (security_barrier = true) as select id from m;
--- new
create table m (id int primary key, a int);
create view v with (security_invoker = true) as select a, id from m;
--- case: recursive view
--- old
create table nodes (id int primary key, parent_id int);
--- new
create table nodes (id int primary key, parent_id int);
create recursive view tree (id, depth) as
  select id, 0 from nodes where parent_id is null
  union all
  select n.id, t.depth + 1 from nodes n join tree t on n.parent_id = t.id;
--- case: view with common table expressions, windows and lateral
--- old
create table sales (id int primary key, region text, amount numeric, at date);
--- new
create table sales (id int primary key, region text, amount numeric, at date);
create view report as
with monthly as (select region, date_trunc('month', at) as m, sum(amount) as s from sales group by 1, 2)
select m.region, m.m, m.s, rank() over (partition by m.m order by m.s desc) as rnk, lag(m.s) over w as prev, x.top
from monthly m
left join lateral (select max(amount) as top from sales s where s.region = m.region) x on true
window w as (partition by m.region order by m.m);
--- case: view with a column default
--- old
create table m (id int, s text);
create view v as select id, s from m;
--- new
create table m (id int, s text);
create view v as select id, s from m;
alter view v alter column s set default 'via view';
--- case: column default of a view survives a rebuild
--- old
create table m (id int, s text);
create view v as select id, s from m;
alter view v alter column s set default 'via view';
--- new
create table m (id bigint, s text);
create view v as select id, s from m;
alter view v alter column s set default 'via view';
--- case: comment on a view and its column survives a rebuild
--- old
create table m (id int, s text);
create view v as select id, s from m;
comment on view v is 'all of them';
comment on column v.s is 'the string';
--- new
create table m (id bigint, s text);
create view v as select id, s from m;
comment on view v is 'all of them';
comment on column v.s is 'the string';
--- case: grant on a view survives a rebuild
--- old
create table m (id int, s text);
create view v as select id, s from m;
grant select on v to public;
--- new
create table m (id bigint, s text);
create view v as select id, s from m;
grant select on v to public;
--- case: materialized view with index is created
--- old
create table sales (region text, amount numeric);
--- new
create table sales (region text, amount numeric);
create materialized view totals as select region, sum(amount) as total from sales group by region;
create unique index totals_region on totals (region);
create index totals_total on totals (total desc);
--- case: query of a materialized view changes, indexes stay
--- old
create table sales (region text, amount numeric);
create materialized view totals as select region, sum(amount) as total from sales group by region;
create unique index totals_region on totals (region);
--- new
create table sales (region text, amount numeric);
create materialized view totals as select region, sum(amount) as total, count(*) as n from sales group by region;
create unique index totals_region on totals (region);
--- case: only the index of a materialized view changes
--- old
create table sales (region text, amount numeric);
create materialized view totals as select region, sum(amount) as total from sales group by region;
create index totals_ix on totals (region);
--- new
create table sales (region text, amount numeric);
create materialized view totals as select region, sum(amount) as total from sales group by region;
create index totals_ix on totals (total, region);
--- case: materialized view over a retyped column with a view above it
--- old
create table sales (region varchar(10), amount int);
create materialized view totals as select region, sum(amount) as total from sales group by region;
create index totals_ix on totals (region);
create view big as select region from totals where total > 100;
--- new
create table sales (region text, amount bigint);
create materialized view totals as select region, sum(amount) as total from sales group by region;
create index totals_ix on totals (region);
create view big as select region from totals where total > 100;
--- case: view becomes a materialized view
--- old
create table sales (region text, amount numeric);
create view totals as select region, sum(amount) as total from sales group by region;
--- new
create table sales (region text, amount numeric);
create materialized view totals as select region, sum(amount) as total from sales group by region;
create index totals_region on totals (region);
--- case: materialized view becomes a view
--- old
create table sales (region text, amount numeric);
create materialized view totals as select region, sum(amount) as total from sales group by region;
create index totals_region on totals (region);
--- new
create table sales (region text, amount numeric);
create view totals as select region, sum(amount) as total from sales group by region;
--- case: materialized view with no data, options and storage
--- old
create table sales (region text, amount numeric);
create materialized view m as select region from sales;
--- new
create table sales (region text, amount numeric);
create materialized view m with (fillfactor = 80, autovacuum_enabled = false) as select region from sales with no data;
--- case: materialized view on a materialized view is dropped
--- old
create table t (a int);
create materialized view m2 as select a from t;
create materialized view m1 as select a from m2;
--- new
create table t (a int);
--- case: view joins tables of two schemas
--- old
create schema s1;
create schema s2;
create table s1.t (id int, v text);
create table s2.t (id int, w text);
--- new
create schema s1;
create schema s2;
create table s1.t (id int, v text);
create table s2.t (id int, w text);
create view s2.j as select a.id, a.v, b.w from s1.t a join s2.t b using (id);
create view public.j as select * from s2.j;
--- case: view calls a function that changes its signature
--- old
create table t (a int);
create function f(x int) returns int language sql immutable as $$ select x + 1 $$;
create view v as select f(a) as fa from t;
--- new
create table t (a int);
create function f(x int, y int default 2) returns bigint language sql immutable as $$ select (x + y)::bigint $$;
create view v as select f(a) as fa from t;
--- case: grouped view relying on a primary key that is renamed
--- old
create table t (id int constraint t_pk_old primary key, name text, v int);
create view v as select id, name, count(*) as n from t group by id;
--- new
create table t (id int constraint t_pk_new primary key, name text, v int);
create view v as select id, name, count(*) as n from t group by id;
--- case: view with quoted names, values and set operations
--- old
create table "T" ("A" int, "B" text);
--- new
create table "T" ("A" int, "B" text);
create view "V" ("x y", "select") as select "A", "B" from "T" union all (values (1, 'one'), (2, 'two')) except select 0, 'zero';
--- case: view column list only changes names
--- old
create table t (a int, b int);
create view v (x, y) as select a, b from t;
--- new
create table t (a int, b int);
create view v (x, z) as select a, b from t;
--- case: view and function depending on each other's parts
--- old
create table t (id int, v int);
create view v as select id, v from t;
create function from_v() returns setof v language sql stable as $$ select * from v $$;
--- new
create table t (id int, v bigint, w int);
create view v as select id, v, w from t;
create function from_v() returns setof v language sql stable as $$ select * from v $$;
--- case: updatable view grouping with a rename of the table beneath
--- old
create table orders_old (id int primary key, v text);
create view orders as select id, v from orders_old;
--- new
create table orders_new (id int primary key, v text);
create view orders as select id, v from orders_new;
--- case: a materialized view gets and loses storage parameters
--- old
create table t (a int);
create materialized view m with (fillfactor = 50, autovacuum_enabled = false) as select a from t;
create unique index m_a on m (a);
create materialized view n as select a from t;
--- new
create table t (a int);
create materialized view m with (fillfactor = 60) as select a from t;
create unique index m_a on m (a);
create materialized view n with (fillfactor = 70) as select a from t;
