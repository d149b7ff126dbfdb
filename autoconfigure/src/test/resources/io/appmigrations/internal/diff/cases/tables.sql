--- case: first table in an empty database
--- old
--- new
create table notes (id bigint primary key, body text not null, written_at timestamptz not null default now());
--- case: last table goes away
--- old
create table notes (id bigint primary key, body text not null);
--- new
--- case: one of two tables is removed
--- old
create table keepers (id int primary key);
create table leavers (id int primary key, keeper_id int references keepers);
--- new
create table keepers (id int primary key);
--- case: table without any columns appears
--- old
create table a (id int);
--- new
create table a (id int);
create table hollow ();
--- case: table loses its only column
--- old
create table vessel (cargo text);
--- new
create table vessel ();
--- case: empty table gains a column
--- old
create table vessel ();
--- new
create table vessel (cargo text not null default 'none');
--- case: adds a nullable column
--- old
create table users (id bigint primary key);
--- new
create table users (id bigint primary key, email text);
--- case: adds a not null column with a constant default
--- old
create table users (id bigint primary key);
--- new
create table users (id bigint primary key, active boolean not null default true);
--- case: adds a not null column without a default
--- old
create table users (id bigint primary key);
--- new
create table users (id bigint primary key, email text not null);
--- case: adds a column with a volatile default
--- old
create table tokens (id bigint primary key);
--- new
create table tokens (id bigint primary key, secret uuid not null default gen_random_uuid(), rolled double precision default random());
--- case: adds several columns in front of the existing ones
--- old
create table places (id int primary key, title text);
--- new
create table places (lat numeric(9,6), lon numeric(9,6), id int primary key, title text);
--- case: drops a plain column
--- old
create table users (id bigint primary key, email text, fax text);
--- new
create table users (id bigint primary key, email text);
--- case: drops a column that carries an index and a check
--- old
create table bids (id int primary key, amount numeric check (amount > 0), state text);
create index bids_amount_idx on bids (amount);
create index bids_state_amount_idx on bids (state, amount);
--- new
create table bids (id int primary key, state text);
--- case: replaces a column by one of another name and type
--- old
create table people (id int primary key, age int);
--- new
create table people (id int primary key, born_on date);
--- case: int becomes bigint
--- old
create table counters (id int primary key, hits int not null default 0);
--- new
create table counters (id int primary key, hits bigint not null default 0);
--- case: bigint shrinks to smallint
--- old
create table counters (id int primary key, hits bigint not null default 0);
--- new
create table counters (id int primary key, hits smallint not null default 0);
--- case: primary key and referencing column are widened together
--- old
create table accounts (id int primary key);
create table entries (id int primary key, account_id int not null references accounts (id));
create index entries_account on entries (account_id);
--- new
create table accounts (id bigint primary key);
create table entries (id bigint primary key, account_id bigint not null references accounts (id));
create index entries_account on entries (account_id);
--- case: text becomes integer, needs a using clause
--- old
create table readings (id int, val text);
--- new
create table readings (id int, val integer);
--- case: text default must be dropped before the type turns integer
--- old
create table readings (id int, val text default '7');
--- new
create table readings (id int, val integer default 7);
--- case: integer flag becomes boolean with default
--- old
create table features (id int, enabled integer not null default 0);
--- new
create table features (id int, enabled boolean not null default false);
--- case: boolean becomes text
--- old
create table features (id int, enabled boolean not null default false);
--- new
create table features (id int, enabled text not null default 'no');
--- case: varchar length grows
--- old
create table titles (t varchar(40) not null default 'untitled');
--- new
create table titles (t varchar(200) not null default 'untitled');
--- case: varchar length shrinks
--- old
create table titles (t varchar(200));
--- new
create table titles (t varchar(40));
--- case: varchar to text and char to varchar
--- old
create table labels (a varchar(10), b char(3), c varchar);
--- new
create table labels (a text, b varchar(3), c char(12));
--- case: numeric precision and scale change
--- old
create table prices (net numeric(8,2) default 0.00, gross numeric, rate numeric(5));
--- new
create table prices (net numeric(12,4) default 0.00, gross numeric(10,2), rate numeric);
--- case: timestamp becomes timestamptz
--- old
create table events (id int, at timestamp not null default current_timestamp);
--- new
create table events (id int, at timestamptz not null default current_timestamp);
--- case: timestamp precision and interval fields
--- old
create table spans (a timestamp, b timestamptz(0), c interval, d time(3));
--- new
create table spans (a timestamp(3), b timestamptz(6), c interval day to second, d time);
--- case: epoch seconds become a date
--- old
create table logs (id int, happened bigint);
--- new
create table logs (id int, happened date);
--- case: json becomes jsonb with default
--- old
create table docs (id int, payload json not null default '{}');
--- new
create table docs (id int, payload jsonb not null default '{}');
--- case: text becomes jsonb and uuid
--- old
create table docs (id text, payload text);
--- new
create table docs (id uuid, payload jsonb);
--- case: scalar becomes an array
--- old
create table posts (id int, tag text default 'misc');
--- new
create table posts (id int, tag text[] default array['misc']);
--- case: array element type changes
--- old
create table series (id int, points int[] not null default '{}');
--- new
create table series (id int, points bigint[] not null default '{}');
--- case: bit strings, bytea and network types change
--- old
create table wires (flags bit(8), blob text, host text, mac macaddr);
--- new
create table wires (flags bit varying(16), blob bytea, host inet, mac macaddr8);
--- case: retyped column that is part of primary key, unique and index
--- old
create table parcels (code int, region int, weight int, constraint parcels_pk primary key (code, region), constraint parcels_w unique (weight));
create index parcels_rw on parcels (region, weight desc);
--- new
create table parcels (code text, region int, weight numeric(10,3), constraint parcels_pk primary key (code, region), constraint parcels_w unique (weight));
create index parcels_rw on parcels (region, weight desc);
--- case: sets not null
--- old
create table users (id int primary key, email text);
--- new
create table users (id int primary key, email text not null);
--- case: drops not null
--- old
create table users (id int primary key, email text not null);
--- new
create table users (id int primary key, email text);
--- case: sets, changes and drops defaults
--- old
create table d (a int, b int default 1, c int default 2, d text default 'x', e timestamptz default now());
--- new
create table d (a int default 5, b int, c int default 3, d text default 'y', e timestamptz default clock_timestamp());
--- case: default null against no default
--- old
create table d (a int default 0, b text default null);
--- new
create table d (a int default null, b text default '');
--- case: default with quotes, backslashes and newlines
--- old
create table q (a text default 'it''s', b text);
--- new
create table q (a text default 'it''s "odd"', b text default E'tab\there\\there
second line');
--- case: column gets a collation
--- old
create table names (n text, m text collate "C");
--- new
create table names (n text collate "C", m text);
--- case: collation changes under an index and a unique constraint
--- old
create table names (n text collate "C" unique, m text);
create index names_m on names (m collate "C");
--- new
create table names (n text collate "POSIX" unique, m text);
create index names_m on names (m collate "POSIX");
--- case: type and collation change together
--- old
create table names (n varchar(20) collate "C" default 'a');
--- new
create table names (n text collate "POSIX" default 'b');
--- case: order of columns alone with one new column at the end
--- old
create table ord (a int, b int, c int);
--- new
create table ord (c int, a int, b int, d int);
--- case: storage of columns
--- old
create table blobs (id int, a text, b bytea, c jsonb);
alter table blobs alter column b set storage external;
--- new
create table blobs (id int, a text, b bytea, c jsonb);
alter table blobs alter column a set storage external;
alter table blobs alter column c set storage main;
--- case: storage set on a new column and on a new table
--- old
create table blobs (id int);
--- new
create table blobs (id int, raw bytea);
alter table blobs alter column raw set storage external;
create table blobs2 (raw bytea);
alter table blobs2 alter column raw set storage plain;
--- case: column compression
--- old
create table blobs (id int, a text compression pglz, b text);
--- new
create table blobs (id int, a text, b text compression pglz);
--- case: statistics target and attribute options
--- old
create table stats (id int, a text, b int);
alter table stats alter column a set statistics 500;
alter table stats alter column b set (n_distinct = 12);
--- new
create table stats (id int, a text, b int);
alter table stats alter column a set statistics 50;
alter table stats alter column b set (n_distinct = -0.5, n_distinct_inherited = 10);
--- case: plain integer becomes identity always
--- old
create table orders (id bigint primary key);
--- new
create table orders (id bigint generated always as identity primary key);
--- case: identity is taken away
--- old
create table orders (id bigint generated by default as identity primary key);
--- new
create table orders (id bigint primary key);
--- case: identity always becomes by default
--- old
create table orders (id bigint generated always as identity primary key);
--- new
create table orders (id bigint generated by default as identity primary key);
--- case: identity sequence options change
--- old
create table orders (id int generated by default as identity (start with 10 increment by 2) primary key);
--- new
create table orders (id int generated by default as identity (start with 100 increment by 5 minvalue 50 maxvalue 5000 cache 7 cycle) primary key);
--- case: identity column is widened to bigint
--- old
create table orders (id int generated always as identity primary key);
--- new
create table orders (id bigint generated always as identity primary key);
--- case: identity with a named sequence
--- old
create table orders (id bigint generated always as identity primary key);
--- new
create table orders (id bigint generated always as identity (sequence name order_numbers) primary key);
--- case: new identity column on an existing table
--- old
create table lines (txt text);
--- new
create table lines (txt text, no int generated by default as identity (start 1000));
--- case: serial becomes identity
--- old
create table orders (id serial primary key, n int);
--- new
create table orders (id int generated always as identity primary key, n int);
--- case: identity becomes serial
--- old
create table orders (id int generated by default as identity primary key, n int);
--- new
create table orders (id serial primary key, n int);
--- case: integer becomes serial
--- old
create table orders (id integer not null primary key);
--- new
create table orders (id serial primary key);
--- case: serial becomes plain integer
--- old
create table orders (id serial primary key);
--- new
create table orders (id integer not null primary key);
--- case: serial becomes bigserial
--- old
create table orders (id serial primary key);
--- new
create table orders (id bigserial primary key);
--- case: drops a serial column but keeps the table
--- old
create table orders (id serial, code text);
--- new
create table orders (code text);
--- case: plain column becomes a stored generated column
--- old
create table boxes (w int, h int, area int);
--- new
create table boxes (w int, h int, area int generated always as (w * h) stored);
--- case: adds a stored generated column
--- old
create table boxes (w int not null, h int not null);
--- new
create table boxes (w int not null, h int not null, area bigint not null generated always as (w::bigint * h) stored);
--- case: generated column becomes plain
--- old
create table boxes (w int, h int, area int generated always as (w * h) stored);
--- new
create table boxes (w int, h int, area int);
--- case: expression of a stored generated column changes
--- old
create table boxes (w int, h int, area int generated always as (w * h) stored);
create index boxes_area on boxes (area);
--- new
create table boxes (w int, h int, area int generated always as (w * h + 1) stored);
create index boxes_area on boxes (area);
--- case: column a generated column is built from gets another type
--- old
create table boxes (w int, h int, area numeric generated always as (w * h) stored);
--- new
create table boxes (w numeric(10,2), h int, area numeric generated always as (w * h) stored);
--- case: drops a column and the generated column built from it
--- old
create table people (id int, first text, last text, full_name text generated always as (first || ' ' || last) stored);
--- new
create table people (id int, last text);
--- case: generated column becomes a column with default
--- old
create table boxes (w int, area int generated always as (w * w) stored);
--- new
create table boxes (w int, area int not null default 0);
--- case: adds a virtual generated column
--- since 18
--- old
create table boxes (w int, h int);
--- new
create table boxes (w int, h int, area int generated always as (w * h) virtual);
--- case: virtual expression changes
--- since 18
--- old
create table boxes (w int, h int, area int generated always as (w * h) virtual);
--- new
create table boxes (w int, h int, area int generated always as (w * h * 2));
--- case: stored becomes virtual and virtual becomes stored
--- since 18
--- old
create table boxes (w int, a int generated always as (w + 1) stored, b int generated always as (w + 2) virtual);
--- new
create table boxes (w int, a int generated always as (w + 1) virtual, b int generated always as (w + 2) stored);
--- case: virtual column becomes a plain one
--- since 18
--- old
create table boxes (w int, a int generated always as (w + 1) virtual);
--- new
create table boxes (w int, a int);
--- case: mixed case table and column names
--- old
create table "CustomerOrders" ("orderId" int primary key, "Total Due" numeric);
--- new
create table "CustomerOrders" ("orderId" bigint primary key, "Total Due" numeric not null default 0, "shippedAt" timestamptz);
create index "CustomerOrders_shippedAt_Idx" on "CustomerOrders" ("shippedAt");
--- case: reserved words as names
--- old
create table "select" ("from" int primary key, "where" text);
--- new
create table "select" ("from" int primary key, "where" text not null, "order" int default 1, constraint "check" check ("order" > 0));
create table "table" ("user" int references "select" ("from"), "group" text unique);
create view "end" as select "user", "group" from "table";
--- case: names with quotes, dots, percent signs and spaces
--- old
create table "a.b" ("c""d" int);
--- new
create table "a.b" ("c""d" bigint, "e'f" text default 'x', "100%" numeric, " lead" int, "semi;colon" int);
create index "i.d x" on "a.b" ("c""d", "100%");
--- case: non ascii names
--- old
create table "größe" ("maß" int);
--- new
create table "größe" ("maß" int not null, "名前" text default '未定');
comment on column "größe"."名前" is 'naïve ✓';
--- case: sixty-three byte names
--- old
create table t123456789012345678901234567890123456789012345678901234567890ab (c123456789012345678901234567890123456789012345678901234567890ab int);
--- new
create table t123456789012345678901234567890123456789012345678901234567890ab (c123456789012345678901234567890123456789012345678901234567890ab bigint unique, id serial primary key);
create index i123456789012345678901234567890123456789012345678901234567890ab on t123456789012345678901234567890123456789012345678901234567890ab (c123456789012345678901234567890123456789012345678901234567890ab);
--- case: names differing only in the last of 63 bytes
--- old
create table x23456789012345678901234567890123456789012345678901234567890123 (a int);
--- new
create table x23456789012345678901234567890123456789012345678901234567890124 (a int);
--- case: case-only difference in a table name
--- old
create table "Orders" (id int);
--- new
create table orders (id int);
--- case: column renamed in case only
--- old
create table orders (id int, "userId" int);
--- new
create table orders (id int, userid int);
--- case: many kinds of change in one table
--- old
create table crew (id serial primary key, nick varchar(10), rank int default 1, joined date, legacy text, score real);
--- new
create table crew (id bigserial primary key, nick varchar(30) not null, rank text default 'cadet', joined timestamptz default now(), score numeric(6,1) check (score >= 0), badge uuid);
--- case: like a template table
--- old
create table base (id int primary key, created timestamptz default now() not null);
--- new
create table base (id int primary key, created timestamptz default now() not null);
create table copy1 (like base including all, extra text);
--- case: table of all ordinary types is created
--- old
--- new
create table zoo (
  a smallint, b int, c bigint, d decimal(10,3), e real, f double precision, g money, h varchar(5), i char(4), j text, k bytea,
  l timestamp(2), m timestamptz, n date, o time with time zone, p interval year to month, q boolean, r point, s line, t lseg, u box, v path, w polygon, x circle,
  y cidr, z inet, aa macaddr, bb bit(3), cc varbit(9), dd tsvector, ee tsquery, ff uuid, gg xml, hh json, ii jsonb, jj int[], kk text[][], ll int4range, mm tstzmultirange, nn "char", oo name, pp oid, qq regclass, rr pg_lsn, ss jsonpath
);
--- case: type changes inside a table that a view reads
--- old
create table meter (id int primary key, val int);
create view meter_view as select id, val from meter;
--- new
create table meter (id int primary key, val numeric);
create view meter_view as select id, val from meter;
--- case: default that uses a sequence of its own
--- old
create table tickets (id int primary key, no bigint);
--- new
create sequence ticket_no start 5000;
create table tickets (id int primary key, no bigint default nextval('ticket_no'));
--- case: typed table of a composite type
--- old
create type shape as (w int, h int);
create table rects of shape;
--- new
create type shape as (w int, h int);
create table rects of shape (w with options not null default 1, primary key (w, h));
--- case: primary key column loses its not null after key removal
--- old
create table k (id int primary key, v text);
--- new
create table k (id int, v text);
--- case: named not null constraint
--- since 18
--- old
create table k (id int not null, v text);
--- new
create table k (id int constraint id_required not null, v text constraint v_required not null);
--- case: not null marked no inherit and not valid
--- since 18
--- old
create table k (id int, v text);
--- new
create table k (id int not null no inherit, v text);
alter table k add constraint v_nn not null v not valid;
--- case: a required column gets another type with a default of it
--- old
create table t (a int, b int generated always as (a + 1) stored, c text);
--- new
create table t (a boolean not null default true, b text not null default 'x', c int not null default 7);
--- case: a required column loses its identity for a default
--- old
create table t (a int generated by default as identity, b int);
--- new
create table t (a int not null default 7, b int not null default 8);
