--- case: adds a primary key to existing columns
--- old
create table seats (hall int not null, no int not null, note text);
--- new
create table seats (hall int not null, no int not null, note text, primary key (hall, no));
--- case: primary key on a nullable column
--- old
create table seats (no int, note text);
--- new
create table seats (no int primary key, note text);
--- case: drops the primary key but keeps not null
--- old
create table seats (hall int not null, no int not null, primary key (hall, no));
--- new
create table seats (hall int not null, no int not null);
--- case: primary key moves to another column
--- old
create table items (id int primary key, sku text not null);
--- new
create table items (id int not null, sku text primary key);
--- case: primary key gets one more column
--- old
create table logs (day date, no int, primary key (day));
--- new
create table logs (day date, no int, primary key (day, no));
--- case: order of primary key columns changes
--- old
create table logs (day date, no int, primary key (day, no));
--- new
create table logs (day date, no int, primary key (no, day));
--- case: primary key is renamed
--- old
create table logs (id int constraint old_logs_pk primary key);
--- new
create table logs (id int constraint logs_pk primary key);
--- case: primary key with include and fillfactor
--- old
create table logs (id int primary key, src text);
--- new
create table logs (id int, src text, constraint logs_pkey primary key (id) include (src) with (fillfactor = 70));
--- case: primary key referenced by others is changed
--- old
create table parents (id int primary key, code text not null unique);
create table kids (id int primary key, parent_id int references parents);
--- new
create table parents (id int unique, code text not null primary key);
create table kids (id int primary key, parent_id int references parents (id));
--- case: new uuid key replaces integer key with references
--- old
create table parents (id int primary key);
create table kids (id int primary key, parent_id int not null references parents);
--- new
create table parents (id uuid primary key default gen_random_uuid());
create table kids (id int primary key, parent_uuid uuid not null references parents);
--- case: adds a unique constraint
--- old
create table users (id int primary key, email text);
--- new
create table users (id int primary key, email text unique);
--- case: drops a unique constraint
--- old
create table users (id int primary key, email text, constraint users_email_uq unique (email));
--- new
create table users (id int primary key, email text);
--- case: unique constraint covers more columns
--- old
create table users (id int primary key, tenant int, email text, constraint one_mail unique (email));
--- new
create table users (id int primary key, tenant int, email text, constraint one_mail unique (tenant, email));
--- case: unique turns to nulls not distinct
--- since 15
--- old
create table users (id int primary key, email text, constraint one_mail unique (email));
--- new
create table users (id int primary key, email text, constraint one_mail unique nulls not distinct (email));
--- case: unique constraint includes a payload column
--- old
create table users (id int primary key, email text, name text, constraint one_mail unique (email));
--- new
create table users (id int primary key, email text, name text, constraint one_mail unique (email) include (name));
--- case: unique becomes deferrable initially deferred
--- old
create table ranks (pos int constraint pos_uq unique);
--- new
create table ranks (pos int constraint pos_uq unique deferrable initially deferred);
--- case: deferred unique becomes immediate
--- old
create table ranks (pos int constraint pos_uq unique deferrable initially deferred);
--- new
create table ranks (pos int constraint pos_uq unique deferrable initially immediate);
--- case: unique constraint is renamed
--- old
create table ranks (pos int constraint pos_uq unique);
--- new
create table ranks (pos int constraint ranks_pos_unique unique);
--- case: two unique constraints swap their columns
--- old
create table pairs (a int, b int, constraint u1 unique (a), constraint u2 unique (b));
--- new
create table pairs (a int, b int, constraint u1 unique (b), constraint u2 unique (a));
--- case: adds a check on an existing column
--- old
create table stock (id int primary key, qty int);
--- new
create table stock (id int primary key, qty int, constraint qty_not_negative check (qty >= 0));
--- case: drops a check
--- old
create table stock (id int primary key, qty int check (qty >= 0));
--- new
create table stock (id int primary key, qty int);
--- case: check expression changes under one name
--- old
create table stock (qty int, constraint sane check (qty between 0 and 100));
--- new
create table stock (qty int, constraint sane check (qty between 0 and 1000));
--- case: check is renamed
--- old
create table stock (qty int, constraint sane check (qty > 0));
--- new
create table stock (qty int, constraint positive_qty check (qty > 0));
--- case: check over several columns plus list of values
--- old
create table trips (starts date, ends date, kind text);
--- new
create table trips (starts date, ends date, kind text check (kind in ('work','fun','other')), check (starts <= ends), constraint not_too_long check (ends - starts < 365));
--- case: values are added to a check list
--- old
create table trips (kind text check (kind in ('work','fun')));
--- new
create table trips (kind text check (kind in ('work','fun','school')));
--- case: not valid check becomes valid
--- old
create table stock (qty int);
alter table stock add constraint sane check (qty > 0) not valid;
--- new
create table stock (qty int, constraint sane check (qty > 0));
--- case: new check is not valid
--- old
create table stock (qty int);
--- new
create table stock (qty int);
alter table stock add constraint sane check (qty > 0) not valid;
--- case: check becomes no inherit
--- old
create table stock (qty int, constraint sane check (qty > 0));
--- new
create table stock (qty int, constraint sane check (qty > 0) no inherit);
--- case: check uses a function of the schema
--- old
create table mails (addr text);
--- new
create function looks_like_mail(t text) returns boolean language sql immutable as $$ select position('@' in t) > 1 $$;
create table mails (addr text, constraint mail_shape check (looks_like_mail(addr)));
--- case: check refers to a dropped column and a kept one
--- old
create table w (a int, b int, constraint ab check (a < b));
--- new
create table w (a int, constraint ab check (a < 10));
--- case: adds an exclusion constraint on ranges
--- old
create table bookings (room int4range, during tstzrange);
--- new
create table bookings (room int4range, during tstzrange, constraint no_overlap exclude using gist (room with &&, during with &&));
--- case: exclusion constraint with equality through btree_gist
--- old
create extension btree_gist;
create table bookings (room int, during tstzrange);
--- new
create extension btree_gist;
create table bookings (room int, during tstzrange, exclude using gist (room with =, during with &&) where (room > 0));
--- case: exclusion constraint changes its predicate
--- old
create table bookings (room int4range, ok boolean, constraint no_overlap exclude using gist (room with &&) where (ok));
--- new
create table bookings (room int4range, ok boolean, constraint no_overlap exclude using gist (room with &&) where (not ok) deferrable initially deferred);
--- case: exclusion constraint is removed
--- old
create table bookings (c circle, constraint no_touch exclude using gist (c with &&));
--- new
create table bookings (c circle);
--- case: exclusion over an expression with btree
--- old
create table codes (c text);
--- new
create table codes (c text, constraint codes_ci exclude using btree (lower(c) with =));
--- case: adds a foreign key between old tables
--- old
create table authors (id int primary key);
create table books (id int primary key, author_id int);
--- new
create table authors (id int primary key);
create table books (id int primary key, author_id int references authors);
--- case: drops a foreign key
--- old
create table authors (id int primary key);
create table books (id int primary key, author_id int references authors);
--- new
create table authors (id int primary key);
create table books (id int primary key, author_id int);
--- case: foreign key to a table that is new as well
--- old
create table books (id int primary key);
--- new
create table zz_authors (id int primary key);
create table books (id int primary key, author_id int not null references zz_authors on delete cascade);
--- case: foreign key actions change
--- old
create table authors (id int primary key);
create table books (id int primary key, author_id int constraint books_author references authors on delete cascade);
--- new
create table authors (id int primary key);
create table books (id int primary key, author_id int constraint books_author references authors on delete set null on update cascade);
--- case: every referential action once
--- old
create table p (id int primary key);
create table c (a int, b int, d int, e int, f int);
--- new
create table p (id int primary key);
create table c (a int references p on delete no action on update restrict, b int references p on delete restrict on update no action, d int references p on delete cascade on update cascade, e int references p on delete set null on update set null, f int default 0 references p on delete set default on update set default);
--- case: set null for chosen columns only
--- since 15
--- old
create table p (t int, id int, primary key (t, id));
create table c (t int not null, pid int, constraint c_p foreign key (t, pid) references p on delete set null);
--- new
create table p (t int, id int, primary key (t, id));
create table c (t int not null, pid int, constraint c_p foreign key (t, pid) references p on delete set null (pid));
--- case: match full appears
--- old
create table p (t int, id int, primary key (t, id));
create table c (t int, pid int, constraint c_p foreign key (t, pid) references p);
--- new
create table p (t int, id int, primary key (t, id));
create table c (t int, pid int, constraint c_p foreign key (t, pid) references p match full);
--- case: foreign key becomes deferrable
--- old
create table p (id int primary key);
create table c (pid int constraint c_p references p);
--- new
create table p (id int primary key);
create table c (pid int constraint c_p references p deferrable initially deferred);
--- case: deferred foreign key becomes not deferrable
--- old
create table p (id int primary key);
create table c (pid int constraint c_p references p deferrable initially deferred);
--- new
create table p (id int primary key);
create table c (pid int constraint c_p references p);
--- case: not valid foreign key becomes valid
--- old
create table p (id int primary key);
create table c (pid int);
alter table c add constraint c_p foreign key (pid) references p not valid;
--- new
create table p (id int primary key);
create table c (pid int constraint c_p references p);
--- case: valid foreign key and new not valid one
--- old
create table p (id int primary key);
create table c (pid int constraint c_p references p, qid int);
--- new
create table p (id int primary key);
create table c (pid int constraint c_p references p, qid int);
alter table c add constraint c_q foreign key (qid) references p not valid;
--- case: not enforced constraints
--- since 18
--- old
create table p (id int primary key);
create table c (pid int constraint c_p references p, v int constraint c_v check (v > 0));
--- new
create table p (id int primary key);
create table c (pid int constraint c_p references p not enforced, v int constraint c_v check (v > 0) not enforced);
--- case: not enforced foreign key becomes enforced
--- since 18
--- old
create table p (id int primary key);
create table c (pid int constraint c_p references p not enforced);
--- new
create table p (id int primary key);
create table c (pid int constraint c_p references p);
--- case: foreign key points at another column
--- old
create table p (id int primary key, alt int unique);
create table c (pid int constraint c_p references p (id));
--- new
create table p (id int primary key, alt int unique);
create table c (pid int constraint c_p references p (alt));
--- case: foreign key points at another table
--- old
create table p (id int primary key);
create table q (id int primary key);
create table c (pid int constraint c_p references p (id));
--- new
create table p (id int primary key);
create table q (id int primary key);
create table c (pid int constraint c_p references q (id));
--- case: composite foreign key in shuffled column order
--- old
create table p (a int, b text, primary key (a, b));
create table c (x text, y int);
--- new
create table p (a int, b text, primary key (a, b));
create table c (x text, y int, constraint c_p foreign key (x, y) references p (b, a));
--- case: self reference is added
--- old
create table folders (id int primary key, name text);
--- new
create table folders (id int primary key, name text, parent_id int references folders on delete cascade);
--- case: self referencing table is dropped
--- old
create table folders (id int primary key, parent_id int references folders);
create table other (id int);
--- new
create table other (id int);
--- case: two tables referencing each other are created
--- old
--- new
create table teams (id int primary key, captain_id int);
create table players (id int primary key, team_id int references teams);
alter table teams add constraint teams_captain foreign key (captain_id) references players deferrable initially deferred;
--- case: two tables referencing each other are dropped
--- old
create table teams (id int primary key, captain_id int);
create table players (id int primary key, team_id int references teams);
alter table teams add constraint teams_captain foreign key (captain_id) references players;
--- new
--- case: cycle of three tables is broken up
--- old
create table a (id int primary key, b_id int);
create table b (id int primary key, c_id int);
create table c (id int primary key, a_id int references a);
alter table a add foreign key (b_id) references b;
alter table b add foreign key (c_id) references c;
--- new
create table c (id int primary key);
create table b (id int primary key, c_id int references c);
create table a (id int primary key, b_id int references b);
--- case: foreign key across schemas
--- old
create schema people;
create schema sales;
create table people.customers (id int primary key);
create table sales.orders (id int primary key, customer_id int);
--- new
create schema people;
create schema sales;
create table people.customers (id int primary key);
create table sales.orders (id int primary key, customer_id int references people.customers);
--- case: foreign key resting on a unique index rather than a constraint
--- old
create table p (code text);
create table c (code text);
--- new
create table p (code text);
create unique index p_code on p (code);
create table c (code text references p (code));
--- case: unique target of a foreign key is renamed
--- old
create table p (code text constraint p_code unique);
create table c (code text references p (code));
--- new
create table p (code text constraint p_code_key unique);
create table c (code text references p (code));
--- case: foreign key is renamed
--- old
create table p (id int primary key);
create table c (pid int constraint fk1 references p);
--- new
create table p (id int primary key);
create table c (pid int constraint c_to_p references p);
--- case: second foreign key on the same column
--- old
create table p (id int primary key);
create table q (id int primary key);
create table c (id int references p);
--- new
create table p (id int primary key);
create table q (id int primary key);
create table c (id int references p, constraint c_q foreign key (id) references q);
--- case: referenced table is dropped, the column stays
--- old
create table p (id int primary key);
create table c (id int primary key, pid int references p);
--- new
create table c (id int primary key, pid int);
--- case: temporal primary key and foreign key
--- since 18
--- old
create extension btree_gist;
create table p (id int, valid_at daterange);
create table c (id int, pid int, valid_at daterange);
--- new
create extension btree_gist;
create table p (id int, valid_at daterange, constraint p_pk primary key (id, valid_at without overlaps));
create table c (id int, pid int, valid_at daterange, constraint c_pk primary key (id, valid_at without overlaps), constraint c_p foreign key (pid, period valid_at) references p (id, period valid_at));
--- case: constraint names with odd characters
--- old
create table t (a int);
--- new
create table t (a int constraint "a is > 0; really" check (a > 0), constraint "Unique.A" unique (a));
--- case: table constraint names taken over by each other
--- old
create table t (a int, b int, constraint x check (a > 0), constraint y unique (b));
--- new
create table t (a int, b int, constraint y check (a > 0), constraint x unique (b));
--- case: unique constraint with references becomes the primary key
--- old
create table t (id int not null, constraint t_id_key unique (id));
create table r (t int constraint r_t_fkey references t (id));
--- new
create table t (id int not null, constraint t_pkey primary key (id));
create table r (t int constraint r_t_fkey references t (id));
--- case: unique index with references becomes a constraint under another name
--- old
create table t (id int not null);
create unique index t_ix on t (id);
create table r (t int constraint r_t_fkey references t (id));
--- new
create table t (id int not null, constraint a_t_key unique (id));
create table r (t int constraint r_t_fkey references t (id));
--- case: lists of varchar values behind anything
--- old
create type c as (f varchar(9), n int);
create table t (s varchar(20), arr varchar(9)[], c c,
 check (coalesce(s, 'x') in ('a', 'b')), check (arr[1] in ('a', 'b')), check ((c).f not in ('a', 'b')), check (nullif(s, '') in ('a', null, 'b')), check (case when s = 'x' then s else arr[2] end in ('a','b')), check (s::varchar(3) in ('a','b')), check (greatest(s, 'b') in ('a','b')));
--- new
create type c as (f varchar(9), n int);
create table t (s varchar(20), arr varchar(9)[], c c,
 check (coalesce(s, 'x') in ('a', 'c')), check (arr[1] in ('a', 'c')), check ((c).f not in ('a', 'c')), check (nullif(s, '') in ('a', null, 'c')), check (case when s = 'x' then s else arr[2] end in ('a','c')), check (s::varchar(3) in ('a','c')), check (greatest(s, 'b') in ('a','c')));
--- case: lists behind a cast
--- old
create type e as enum ('a','b');
create table t (n int check (n::text in ('1','2')), e e check (e::text in ('a','b')), s varchar(3) check (s::text in ('a','b')), u uuid check (u::varchar not in ('a','b')));
--- new
create type e as enum ('a','b');
create table t (n int check (n::text in ('1','3')), e e check (e::text in ('a','c')), s varchar(3) check (s::text in ('a','c')), u uuid check (u::varchar not in ('a','c')));
--- case: lists within other conditions
--- old
create domain d as varchar(9);
create table t (c char(3), d d, s varchar(3), b boolean,
 check (c in ('a','b')), check (d in ('a','b')), check (s collate "C" in ('a','b')), check (not s in ('a','b')), check (b = (s in ('a','b'))), check ((s in ('a','b')) is not true), check (s || 'x' in ('a', 'b')), check (s in ('a','b') and not (d in ('a','b') or b)));
--- new
create domain d as varchar(9);
create table t (c char(3), d d, s varchar(3), b boolean,
 check (c in ('a','c')), check (d in ('a','c')), check (s collate "C" in ('a','c')), check (not s in ('a','c')), check (b = (s in ('a','c'))), check ((s in ('a','c')) is not true), check (s || 'x' in ('a', 'c')), check (s in ('a','c') and not (d in ('a','c') or b)));
--- case: arrays of varchar that become arrays of text
--- old
create table t (s varchar(9), a text[], v varchar[], check (s collate "C" in ('a','b')), check (s like any (array['a%', 'b%']::varchar[])), check (a && array['a'::varchar, 'b']::text[]), check (v && array['a'::varchar, 'b']), check (s not like all (array['x'::varchar, 'y'])));
create index i on t ((s collate "C" in ('a', 'b'))) where s not in ('a', 'b');
create statistics st on (s collate "C" in ('a','b')), s from t;
--- new
create table t (s varchar(9), a text[], v varchar[], check (s collate "C" in ('a','c')), check (s like any (array['a%', 'c%']::varchar[])), check (a && array['a'::varchar, 'c']::text[]), check (v && array['a'::varchar, 'c']), check (s not like all (array['x'::varchar, 'c'])));
create index i on t ((s collate "C" in ('a', 'c'))) where s not in ('a', 'c');
create statistics st on (s collate "C" in ('a','c')), s from t;
