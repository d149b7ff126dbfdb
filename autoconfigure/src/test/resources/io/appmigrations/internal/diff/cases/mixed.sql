--- case: shop: orders get a state and lines
--- old
create table customers (id serial primary key, name varchar(100) not null, email varchar(100));
create table products (id serial primary key, title text not null, price numeric(8,2) not null);
create table orders (id serial primary key, customer_id int not null references customers, product_id int references products, qty int default 1, created timestamp default now());
create view order_totals as select o.id, p.price * o.qty as total from orders o join products p on p.id = o.product_id;
--- new
create type order_state as enum ('new', 'paid', 'sent', 'cancelled');
create table customers (id serial primary key, name text not null, email text unique, phone text);
create table products (id serial primary key, title text not null, price numeric(10,2) not null check (price >= 0), stock int not null default 0);
create table orders (id serial primary key, customer_id int not null references customers on delete restrict, state order_state not null default 'new', created timestamptz default now());
create table order_lines (order_id int not null references orders on delete cascade, line_no int not null, product_id int not null references products, qty int not null default 1 check (qty > 0), primary key (order_id, line_no));
create index order_lines_product on order_lines (product_id);
create index orders_open on orders (created) where state in ('new', 'paid');
create view order_totals as select l.order_id as id, sum(p.price * l.qty) as total from order_lines l join products p on p.id = l.product_id group by l.order_id;
--- case: shop: prices move to their own history table
--- old
create table products (id bigint generated always as identity primary key, sku text not null unique, price numeric(10,2) not null, old_price numeric(10,2));
create view price_list as select sku, price, old_price from products;
create function price_of(s text) returns numeric language sql stable as $$ select price from products where sku = s $$;
--- new
create extension btree_gist;
create table products (id bigint generated always as identity primary key, sku text not null unique);
create table prices (product_id bigint not null references products on delete cascade, during daterange not null default daterange(current_date, null), price numeric(10,2) not null check (price >= 0), exclude using gist (product_id with =, during with &&));
create view price_list as select p.sku, r.price from products p join prices r on r.product_id = p.id and r.during @> current_date;
create function price_of(s text, d date default current_date) returns numeric language sql stable as $$ select price from products p join prices r on r.product_id = p.id where sku = s and during @> d $$;
--- case: shop: integer keys become bigint all over
--- old
create table customers (id serial primary key, name text);
create table orders (id serial primary key, customer_id int not null references customers);
create table lines (order_id int references orders, no int, primary key (order_id, no));
create index orders_customer on orders (customer_id);
create view v as select o.id, c.name from orders o join customers c on c.id = o.customer_id;
create function order_count(c int) returns int language sql stable as $$ select count(*)::int from orders where customer_id = c $$;
--- new
create table customers (id bigserial primary key, name text);
create table orders (id bigserial primary key, customer_id bigint not null references customers);
create table lines (order_id bigint references orders, no int, primary key (order_id, no));
create index orders_customer on orders (customer_id);
create view v as select o.id, c.name from orders o join customers c on c.id = o.customer_id;
create function order_count(c bigint) returns bigint language sql stable as $$ select count(*) from orders where customer_id = c $$;
--- case: shop: addresses split off as a composite type
--- old
create table customers (id int primary key, street text, zip text, city text, constraint zip_len check (length(zip) = 5));
create index customers_city on customers (city);
--- new
create type address as (street text, zip text, city text);
create table customers (id int primary key, home address, billing address, constraint zip_len check (length((home).zip) = 5));
create index customers_city on customers (((home).city));
--- case: shop: payment state machine in a trigger
--- old
create table payments (id int primary key, amount numeric, state text default 'open');
create function check_payment() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger payments_check before insert on payments for each row execute function check_payment();
--- new
create type payment_state as enum ('open', 'held', 'done');
create table payments (id int primary key, amount numeric not null, state payment_state not null default 'open', changed_at timestamptz);
create table payment_log (id bigserial primary key, payment_id int references payments on delete cascade, was payment_state, becomes payment_state);
create function check_payment() returns trigger language plpgsql as $$
begin
  if old.state = 'done' then raise exception 'already done'; end if;
  new.changed_at := now();
  insert into payment_log (payment_id, was, becomes) values (new.id, old.state, new.state);
  return new;
end $$;
create trigger payments_check before update of state on payments for each row when (old.state is distinct from new.state) execute function check_payment();
--- case: blog: tags become a table of their own
--- old
create table posts (id serial primary key, title varchar(80), body text, tags text, author varchar(50));
create index posts_tags on posts (tags);
create view recent as select id, title, author, tags from posts order by id desc limit 10;
--- new
create table authors (id serial primary key, name text not null unique);
create table posts (id serial primary key, title varchar(200) not null, body text, author_id int references authors, published_at timestamptz);
create table tags (id serial primary key, name text not null unique);
create table post_tags (post_id int references posts on delete cascade, tag_id int references tags on delete cascade, primary key (post_id, tag_id));
create index post_tags_tag on post_tags (tag_id);
create view recent as select p.id, p.title, a.name as author from posts p left join authors a on a.id = p.author_id where p.published_at is not null order by p.published_at desc limit 10;
--- case: blog: full text search
--- old
create table posts (id serial primary key, title text not null, body text not null);
create function find_posts(q text) returns setof posts language sql stable as $$ select * from posts where body like '%' || q || '%' $$;
--- new
create extension pg_trgm;
create table posts (id serial primary key, title text not null, body text not null, search tsvector generated always as (setweight(to_tsvector('english', title), 'A') || to_tsvector('english', body)) stored);
create index posts_search on posts using gin (search);
create index posts_title_trgm on posts using gist (title gist_trgm_ops);
create function find_posts(q text) returns setof posts language sql stable as $$ select * from posts where search @@ websearch_to_tsquery('english', q) $$;
--- case: blog: comments in a tree with moderation
--- old
create table posts (id int primary key, title text);
create table comments (id int primary key, post_id int references posts, body text);
--- new
create type verdict as enum ('waiting', 'shown', 'hidden');
create table posts (id int primary key, title text, comment_count int not null default 0);
create table comments (id int primary key, post_id int not null references posts on delete cascade, parent_id int, body text not null, state verdict not null default 'waiting', unique (post_id, id), foreign key (post_id, parent_id) references comments (post_id, id));
create function count_comments() returns trigger language plpgsql as $$ begin update posts set comment_count = comment_count + 1 where id = new.post_id; return null; end $$;
create trigger comments_count after insert on comments for each row execute function count_comments();
create recursive view thread (id, depth) as select id, 1 from comments where parent_id is null and state = 'shown' union all select c.id, t.depth + 1 from comments c join thread t on c.parent_id = t.id where c.state = 'shown';
comment on column comments.state is 'set by a moderator';
--- case: blog: draft states replaced and views rebuilt
--- old
create type post_state as enum ('draft', 'review', 'public', 'trash');
create table posts (id int primary key, state post_state not null default 'draft', title text);
create index posts_public on posts (id) where state = 'public';
create view public_posts as select id, title from posts where state = 'public';
create materialized view counts as select state, count(*) as n from posts group by state;
--- new
create type post_state as enum ('draft', 'public', 'archived');
create table posts (id int primary key, state post_state not null default 'draft', title text not null, slug text generated always as (lower(replace(title, ' ', '-'))) stored);
create unique index posts_slug on posts (slug) where state <> 'archived';
create index posts_public on posts (id) where state = 'public';
create view public_posts as select id, title, slug from posts where state = 'public';
create materialized view counts as select state, count(*) as n from posts group by state;
create unique index counts_state on counts (state);
--- case: iot: month roll over
--- old
create table readings (device_id int not null, at date not null, value real) partition by range (at);
create table readings_2024_01 partition of readings for values from ('2024-01-01') to ('2024-02-01');
create table readings_2024_02 partition of readings for values from ('2024-02-01') to ('2024-03-01');
create index readings_dev on readings (device_id, at desc);
create view latest as select distinct on (device_id) device_id, at, value from readings order by device_id, at desc;
--- new
create table readings (device_id int not null, at date not null, value double precision, quality smallint default 0) partition by range (at);
create table readings_2024_02 partition of readings for values from ('2024-02-01') to ('2024-03-01');
create table readings_2024_03 partition of readings for values from ('2024-03-01') to ('2024-04-01');
create index readings_dev on readings (device_id, at desc);
create view latest as select distinct on (device_id) device_id, at, value, quality from readings order by device_id, at desc;
--- case: iot: units as domains and alarms
--- old
create table sensors (id int primary key, celsius real, humidity real);
--- new
create domain celsius as numeric(5,2) check (value > -273.15);
create domain percent as numeric(5,2) check (value between 0 and 100);
create type severity as enum ('info', 'warn', 'crit');
create table sensors (id int primary key, celsius celsius, humidity percent);
create table alarms (id bigint generated always as identity, sensor_id int not null references sensors, level severity not null, raised tstzrange not null default tstzrange(now(), null), primary key (id));
create index alarms_open on alarms (sensor_id) where upper_inf(raised);
create view crit as select sensor_id, count(*) as n from alarms where level >= 'crit' group by sensor_id;
--- case: iot: rollups as a chain of materialized views
--- old
create table raw (dev int, at timestamptz, v int);
create materialized view hourly as select dev, date_trunc('hour', at) as h, avg(v) as v from raw group by 1, 2;
create unique index hourly_key on hourly (dev, h);
create materialized view daily as select dev, date_trunc('day', h) as d, avg(v) as v from hourly group by 1, 2;
create view today as select * from daily where d = date_trunc('day', now());
--- new
create table raw (dev bigint, at timestamptz, v double precision, ok boolean default true);
create materialized view hourly as select dev, date_trunc('hour', at) as h, avg(v) as v, count(*) as n from raw where ok group by 1, 2;
create unique index hourly_key on hourly (dev, h);
create materialized view daily as select dev, date_trunc('day', h) as d, sum(v * n) / sum(n) as v from hourly group by 1, 2;
create unique index daily_key on daily (dev, d);
create view today as select * from daily where d = date_trunc('day', now());
--- case: saas: tenants are introduced with row level security
--- old
create table projects (id serial primary key, name text not null unique);
create table tasks (id serial primary key, project_id int references projects, title text);
--- new
create schema auth;
create table auth.tenants (id uuid primary key default gen_random_uuid(), name text not null);
create function auth.current_tenant() returns uuid language sql stable as $$ select nullif(current_setting('app.tenant', true), '')::uuid $$;
create table projects (id serial primary key, tenant_id uuid not null default auth.current_tenant() references auth.tenants on delete cascade, name text not null, unique (tenant_id, name), unique (tenant_id, id));
create table tasks (id serial primary key, tenant_id uuid not null default auth.current_tenant(), project_id int, title text not null, foreign key (tenant_id, project_id) references projects (tenant_id, id));
alter table projects enable row level security;
alter table tasks enable row level security;
create policy tenant_only on projects using (tenant_id = auth.current_tenant());
create policy tenant_only on tasks using (tenant_id = auth.current_tenant()) with check (tenant_id = auth.current_tenant() and title <> '');
--- case: saas: public tables move into schemas per area
--- old
create table users (id int primary key, mail text);
create table invoices (id int primary key, user_id int references users, total numeric);
create table tickets (id int primary key, user_id int references users);
create view dashboard as select u.mail, sum(i.total) as due from users u join invoices i on i.user_id = u.id group by u.mail;
--- new
create schema iam;
create schema billing;
create schema support;
create table iam.users (id int primary key, mail text);
create table billing.invoices (id int primary key, user_id int references iam.users, total numeric);
create table support.tickets (id int primary key, user_id int references iam.users);
create view dashboard as select u.mail, sum(i.total) as due from iam.users u join billing.invoices i on i.user_id = u.id group by u.mail;
--- case: saas: api functions are versioned
--- old
create schema api;
create table users (id int primary key, mail text, name text);
create view api.users as select id, mail, name from users;
create function api.get_user(i int) returns api.users language sql stable as $$ select * from api.users where id = i $$;
create procedure api.del_user(i int) language sql as $$ delete from users where id = i $$;
--- new
create schema api;
create schema api2;
create table users (id int primary key, mail text not null, first_name text, last_name text);
create view api.users as select id, mail, first_name || ' ' || last_name as name from users;
create view api2.users with (security_barrier) as select id, mail, first_name, last_name from users;
create function api.get_user(i int) returns api.users language sql stable as $$ select * from api.users where id = i $$;
create function api2.get_user(i int, lang text default 'en') returns api2.users language sql stable security definer set search_path = '' as $$ select * from api2.users where id = i $$;
revoke execute on function api2.get_user(int, text) from public;
--- case: library: loans with exclusion, history and audit
--- old
create table books (isbn char(13) primary key, title text not null);
create table loans (id serial primary key, isbn char(13) references books, reader text, out_on date, back_on date);
--- new
create extension btree_gist;
create table books (isbn text primary key check (length(isbn) in (10, 13)), title text not null, copies smallint not null default 1);
create table readers (id bigint generated by default as identity primary key, name text not null);
create table loans (id bigserial primary key, isbn text not null references books on update cascade, reader_id bigint not null references readers, during daterange not null, exclude using gist (isbn with =, reader_id with =, during with &&));
create table audit (at timestamptz default clock_timestamp(), tab regclass, op text, was jsonb);
create function audit_row() returns trigger language plpgsql security definer as $$ begin insert into audit (tab, op, was) values (tg_relid, tg_op, to_jsonb(old)); return null; end $$;
create trigger loans_audit after update or delete on loans for each row execute function audit_row();
create trigger readers_audit after update or delete on readers for each row execute function audit_row();
--- case: geo: points, boxes and nearest neighbours
--- old
create table places (id int primary key, lat numeric, lon numeric, label text);
create index places_latlon on places (lat, lon);
--- new
create table places (id int primary key, pos point not null, label text collate "C" not null default '', area box);
create index places_pos on places using gist (pos);
create index places_area on places using spgist (area);
create function nearest(p point, n int default 5) returns setof places rows 5 language sql stable as $$ select * from places order by pos <-> p limit n $$;
--- case: bank: double entry with deferred checks
--- old
create table accounts (id int primary key, name text, balance money default 0);
create table moves (id int primary key, src int references accounts, dst int references accounts, amount money);
--- new
create table accounts (id int primary key, name text not null, constraint accounts_name unique (name) deferrable initially deferred);
create table moves (id int primary key, booked date not null default current_date);
create table entries (move_id int not null references moves deferrable initially deferred, account_id int not null references accounts, amount numeric(14,2) not null check (amount <> 0));
create index entries_move on entries (move_id) include (amount);
create function balanced() returns trigger language plpgsql as $$ begin if (select sum(amount) from entries where move_id = new.move_id) <> 0 then raise exception 'not balanced'; end if; return null; end $$;
create constraint trigger entries_balanced after insert or update on entries deferrable initially deferred for each row execute function balanced();
create view balances as select account_id, sum(amount) as balance from entries group by account_id;
--- case: framework style tables with migrations of many sorts
--- old
create table "Users" ("Id" integer generated by default as identity, "Email" character varying(256), "PasswordHash" text, constraint "PK_Users" primary key ("Id"));
create unique index "IX_Users_Email" on "Users" ("Email");
create table "Posts" ("Id" integer generated by default as identity, "UserId" integer not null, "Title" text, constraint "PK_Posts" primary key ("Id"), constraint "FK_Posts_Users_UserId" foreign key ("UserId") references "Users" ("Id") on delete cascade);
create index "IX_Posts_UserId" on "Posts" ("UserId");
--- new
create table "AspUsers" ("Id" uuid not null, "Email" character varying(256) not null, "Locked" boolean not null default false, constraint "PK_AspUsers" primary key ("Id"));
create unique index "IX_AspUsers_Email" on "AspUsers" ("Email") where "Locked" = false;
create table "Posts" ("Id" bigint generated by default as identity, "UserId" uuid, "Title" character varying(300) not null default '', constraint "PK_Posts" primary key ("Id"), constraint "FK_Posts_AspUsers_UserId" foreign key ("UserId") references "AspUsers" ("Id") on delete set null);
create index "IX_Posts_UserId_Title" on "Posts" ("UserId", "Title");
--- case: queue table with tuning
--- old
create table jobs (id serial primary key, payload text, done boolean default false);
create index jobs_done on jobs (done);
--- new
create type job_state as enum ('queued', 'running', 'failed', 'done');
create unlogged table jobs (id bigint generated always as identity primary key, payload jsonb not null, state job_state not null default 'queued', run_at timestamptz not null default now(), tries smallint not null default 0 check (tries < 20)) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02);
create index jobs_next on jobs (run_at) where state = 'queued';
alter table jobs alter column payload set storage external;
create function take() returns jobs language sql as $$ update jobs set state = 'running', tries = tries + 1 where id = (select id from jobs where state = 'queued' and run_at <= now() order by run_at limit 1 for update skip locked) returning * $$;
--- case: nothing shared between old and new
--- old
create schema legacy;
create type legacy.kind as enum ('a', 'b');
create table legacy.t1 (id serial primary key, k legacy.kind);
create table legacy.t2 (id serial primary key, t1_id int references legacy.t1);
create view legacy.v as select t2.id, t1.k from legacy.t2 join legacy.t1 on t1.id = t1_id;
create function legacy.f() returns setof legacy.v language sql as $$ select * from legacy.v $$;
--- new
create schema modern;
create domain modern.kind as text check (value in ('a', 'b'));
create table modern.t1 (id uuid primary key default gen_random_uuid(), k modern.kind not null);
create table modern.t2 (id uuid primary key default gen_random_uuid(), t1_id uuid references modern.t1);
create materialized view modern.v as select t2.id, t1.k from modern.t2 join modern.t1 on t1.id = t1_id;
create procedure modern.refresh() language sql as $$ refresh materialized view modern.v $$;
--- case: iot: readings become partitioned by month
--- old
create table devices (id int primary key, name text);
create table readings (device_id int references devices, at timestamptz not null, value real);
create index readings_at on readings (at);
--- new
create table devices (id int primary key, name text not null, kind text not null default 'sensor', meta jsonb not null default '{}');
create table readings (device_id int not null references devices, at timestamptz not null, value double precision, primary key (device_id, at)) partition by range (at);
create table readings_2024_01 partition of readings for values from ('2024-01-01 00:00+00') to ('2024-02-01 00:00+00');
create table readings_2024_02 partition of readings for values from ('2024-02-01 00:00+00') to ('2024-03-01 00:00+00');
create table readings_rest partition of readings default;
create index readings_at on readings using brin (at);
--- case: lists of varchar values wherever an expression is
--- old
create table "T" ("S" varchar(20) check ("S" in ('a','b')), g text generated always as (case when "S" in ('a','b') then 'x' end) stored);
create view v as select "S" from "T" x where x."S" in ('a','b');
create index i on "T" (g) where "S" in ('a','b');
create policy p on "T" using ("S" not in ('a','b'));
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before update on "T" for each row when (new."S" in ('a','b')) execute function f();
create rule ru as on update to "T" where new."S" in ('a', 'b') do nothing;
create index e on "T" (("S" in ('a','b')));
create statistics st on ("S" in ('a','b')), g from "T";
--- new
create table "T" ("S" varchar(20) check ("S" in ('a','b', 'c')), g text generated always as (case when "S" in ('a','b', 'c') then 'x' end) stored);
create view v as select "S" from "T" x where x."S" in ('a','b', 'c');
create index i on "T" (g) where "S" in ('a','b', 'c');
create policy p on "T" using ("S" not in ('a','b', 'c'));
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before update on "T" for each row when (new."S" in ('a','b', 'c')) execute function f();
create rule ru as on update to "T" where new."S" in ('a', 'b', 'c') do nothing;
create index e on "T" (("S" in ('a','b', 'c')));
create statistics st on ("S" in ('a','b', 'c')), g from "T";
