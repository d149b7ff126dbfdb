--- case: new enum and a column of it
--- old
create table cars (id int);
--- new
create type color as enum ('red', 'green');
create table cars (id int, paint color not null default 'red');
--- case: enum is dropped with its column
--- old
create type color as enum ('red', 'green');
create table cars (id int, paint color);
--- new
create table cars (id int);
--- case: enum value at the end
--- old
create type color as enum ('red', 'green');
--- new
create type color as enum ('red', 'green', 'blue');
--- case: enum value at the start
--- old
create type color as enum ('red', 'green');
--- new
create type color as enum ('white', 'red', 'green');
--- case: enum value in the middle
--- old
create type color as enum ('red', 'green', 'blue');
--- new
create type color as enum ('red', 'orange', 'green', 'blue');
--- case: several values at all places
--- old
create type color as enum ('b', 'd', 'f');
create table t (c color default 'd');
--- new
create type color as enum ('a', 'b', 'c', 'd', 'e1', 'e2', 'f', 'g', 'h');
create table t (c color default 'd');
--- case: new value is the new default
--- old
create type state as enum ('open', 'closed');
create table tickets (id int, s state not null default 'open');
--- new
create type state as enum ('draft', 'open', 'closed');
create table tickets (id int, s state not null default 'draft');
--- case: new value is used by a check and a partial index
--- old
create type state as enum ('open', 'closed');
create table tickets (id int, s state not null);
--- new
create type state as enum ('open', 'closed', 'merged');
create table tickets (id int, s state not null, constraint no_merge check (s <> 'merged' or id > 10));
create index tickets_merged on tickets (id) where s = 'merged';
--- case: new value is used by a view and a function
--- old
create type state as enum ('open', 'closed');
create table tickets (id int, s state not null);
create view done as select id from tickets where s = 'closed';
--- new
create type state as enum ('open', 'closed', 'merged');
create table tickets (id int, s state not null);
create view done as select id from tickets where s in ('closed', 'merged');
create function is_done(s state) returns boolean language sql immutable as $$ select s in ('closed', 'merged') $$;
--- case: value in the middle is removed
--- old
create type state as enum ('open', 'parked', 'closed');
create table tickets (id int, s state);
--- new
create type state as enum ('open', 'closed');
create table tickets (id int, s state);
--- case: value is removed while a default exists
--- old
create type state as enum ('open', 'parked', 'closed');
create table tickets (id int, s state not null default 'open');
create index tickets_s on tickets (s);
--- new
create type state as enum ('open', 'closed');
create table tickets (id int, s state not null default 'open');
create index tickets_s on tickets (s);
--- case: removed value was the default
--- old
create type state as enum ('open', 'parked', 'closed');
create table tickets (id int, s state default 'parked');
--- new
create type state as enum ('open', 'closed');
create table tickets (id int, s state default 'closed');
--- case: values change places
--- old
create type size as enum ('large', 'small', 'medium');
create table shirts (s size default 'small');
--- new
create type size as enum ('small', 'medium', 'large');
create table shirts (s size default 'small');
--- case: value is spelled differently
--- old
create type size as enum ('small', 'medium', 'larg');
create table shirts (s size);
--- new
create type size as enum ('small', 'medium', 'large');
create table shirts (s size);
--- case: one value added and one removed
--- old
create type size as enum ('s', 'm', 'l');
create table shirts (s size not null);
--- new
create type size as enum ('m', 'l', 'xl');
create table shirts (s size not null);
--- case: all values are replaced
--- old
create type size as enum ('s', 'm', 'l');
create table shirts (s size default 'm');
--- new
create type size as enum ('small', 'medium', 'large');
create table shirts (s size default 'medium');
--- case: array column of an enum that loses a value
--- old
create type perk as enum ('gym', 'lunch', 'car');
create table jobs (id int, perks perk[] not null default '{gym}');
--- new
create type perk as enum ('gym', 'lunch');
create table jobs (id int, perks perk[] not null default '{gym}');
--- case: array column of an enum that gains a value used in the default
--- old
create type perk as enum ('gym', 'lunch');
create table jobs (id int, perks perk[] not null default '{gym}');
--- new
create type perk as enum ('gym', 'lunch', 'car');
create table jobs (id int, perks perk[] not null default array['gym', 'car']::perk[]);
--- case: enum loses a value while a view reads it
--- old
create type state as enum ('open', 'parked', 'closed');
create table tickets (id int, s state);
create view open_tickets as select id, s from tickets where s = 'open';
create view counts as select s, count(*) as n from open_tickets group by s;
--- new
create type state as enum ('open', 'closed');
create table tickets (id int, s state);
create view open_tickets as select id, s from tickets where s = 'open';
create view counts as select s, count(*) as n from open_tickets group by s;
--- case: enum loses a value while functions take and return it
--- old
create type state as enum ('open', 'parked', 'closed');
create function flip(s state) returns state language sql immutable as $$ select case when s = 'open' then 'closed'::state else 'open'::state end $$;
--- new
create type state as enum ('open', 'closed');
create function flip(s state) returns state language sql immutable as $$ select case when s = 'open' then 'closed'::state else 'open'::state end $$;
--- case: enum loses a value while check and partial index mention others
--- old
create type state as enum ('open', 'parked', 'closed');
create table tickets (id int primary key, s state default 'open', constraint late_close check (s <> 'closed' or id > 5));
create unique index one_open on tickets (s) where s = 'open';
--- new
create type state as enum ('open', 'closed');
create table tickets (id int primary key, s state default 'open', constraint late_close check (s <> 'closed' or id > 5));
create unique index one_open on tickets (s) where s = 'open';
--- case: enum used by several tables in several schemas loses a value
--- old
create schema core;
create schema app;
create type core.lvl as enum ('low', 'mid', 'high');
create table app.a (l core.lvl default 'low');
create table core.b (l core.lvl, ls core.lvl[]);
--- new
create schema core;
create schema app;
create type core.lvl as enum ('low', 'high');
create table app.a (l core.lvl default 'low');
create table core.b (l core.lvl, ls core.lvl[]);
--- case: text column becomes an enum
--- old
create table tickets (id int, s text not null default 'open');
--- new
create type state as enum ('open', 'closed');
create table tickets (id int, s state not null default 'open');
--- case: enum column becomes text and the type goes
--- old
create type state as enum ('open', 'closed');
create table tickets (id int, s state not null default 'open');
--- new
create table tickets (id int, s text not null default 'open');
--- case: column moves from one enum to another
--- old
create type state as enum ('open', 'closed');
create table tickets (id int, s state not null default 'open');
--- new
create type ticket_state as enum ('open', 'closed', 'merged');
create table tickets (id int, s ticket_state not null default 'open');
--- case: enum type is renamed in effect
--- old
create type state as enum ('open', 'closed');
create table tickets (id int, s state);
--- new
create type status as enum ('open', 'closed');
create table tickets (id int, s status);
--- case: values with quotes, spaces and capitals
--- old
create type odd as enum ('it''s', 'Two Words');
--- new
create type odd as enum ('it''s', 'It''s', 'Two Words', 'a,b', '"q"', '');
--- case: enum with no values gets its first one
--- old
create type blank as enum ();
--- new
create type blank as enum ('first', 'second');
--- case: enum with quoted name in another schema grows
--- old
create schema "My App";
create type "My App"."Order State" as enum ('a', 'c');
create table "My App"."T" ("S" "My App"."Order State" default 'a');
--- new
create schema "My App";
create type "My App"."Order State" as enum ('a', 'b', 'c');
create table "My App"."T" ("S" "My App"."Order State" default 'b');
--- case: generated column over an enum that grows
--- old
create type state as enum ('open', 'closed');
create table t (s state, is_open boolean generated always as (s = 'open') stored);
--- new
create type state as enum ('open', 'closed', 'gone');
create table t (s state, is_open boolean generated always as (s = 'open' or s = 'gone') stored);
--- case: primary key of enum type loses a value, foreign key follows
--- old
create type lang as enum ('de', 'en', 'xx');
create table langs (code lang primary key);
create table texts (code lang references langs, t text);
--- new
create type lang as enum ('de', 'en');
create table langs (code lang primary key);
create table texts (code lang references langs, t text);
--- case: trigger condition on an enum that loses a value
--- old
create type state as enum ('open', 'odd', 'closed');
create table t (s state);
create function noop() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger on_close before update on t for each row when (new.s = 'closed') execute function noop();
--- new
create type state as enum ('open', 'closed');
create table t (s state);
create function noop() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger on_close before update on t for each row when (new.s = 'closed') execute function noop();
--- case: policy and materialized view over an enum that loses a value
--- old
create type state as enum ('open', 'odd', 'closed');
create table t (id int, s state);
alter table t enable row level security;
create policy only_open on t for select using (s = 'open');
create materialized view mv as select s, count(*) n from t group by s;
create unique index mv_s on mv (s);
--- new
create type state as enum ('open', 'closed');
create table t (id int, s state);
alter table t enable row level security;
create policy only_open on t for select using (s = 'open');
create materialized view mv as select s, count(*) n from t group by s;
create unique index mv_s on mv (s);
--- case: enum moves to another schema
--- old
create schema types;
create type state as enum ('open', 'closed');
create table t (s state default 'open');
--- new
create schema types;
create type types.state as enum ('open', 'closed');
create table t (s types.state default 'open');
--- case: unused enum is removed
--- old
create type a as enum ('x');
create type b as enum ('y');
--- new
create type b as enum ('y');
