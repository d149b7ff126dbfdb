--- case: new domain with check, default and not null
--- old
--- new
create domain email as text not null default 'none@example.org' check (value like '%@%');
create table people (id int, mail email);
--- case: domain and its column are dropped
--- old
create domain email as text check (value like '%@%');
create table people (id int, mail email);
--- new
create table people (id int);
--- case: domain gets a second check
--- old
create domain score as int constraint low check (value >= 0);
create table games (s score);
--- new
create domain score as int constraint low check (value >= 0) constraint high check (value <= 100);
create table games (s score);
--- case: domain check changes under one name
--- old
create domain score as int constraint fair check (value >= 0);
create table games (s score);
--- new
create domain score as int constraint fair check (value > -10);
create table games (s score);
--- case: domain check is dropped
--- old
create domain score as int check (value >= 0);
--- new
create domain score as int;
--- case: domain check is renamed
--- old
create domain score as int constraint a check (value >= 0);
--- new
create domain score as int constraint b check (value >= 0);
--- case: domain check is not valid at first
--- old
create domain score as int;
alter domain score add constraint low check (value >= 0) not valid;
--- new
create domain score as int constraint low check (value >= 0);
--- case: domain default is set, changed and dropped
--- old
create domain d1 as int;
create domain d2 as text default 'x';
create domain d3 as date default current_date;
--- new
create domain d1 as int default 4;
create domain d2 as text default 'y';
create domain d3 as date;
--- case: domain becomes not null and another one nullable
--- old
create domain d1 as int;
create domain d2 as text not null;
--- new
create domain d1 as int not null;
create domain d2 as text;
--- case: base type of an unused domain changes
--- old
create domain amount as numeric(8,2);
--- new
create domain amount as numeric(12,2);
--- case: domain gets a collation
--- old
create domain word as text;
create table w (w word);
--- new
create domain word as text collate "C";
create table w (w word);
--- case: domain over a domain
--- old
create domain pos as int check (value > 0);
--- new
create domain pos as int check (value > 0);
create domain small_pos as pos check (value < 1000) default 1;
create table t (n small_pos);
--- case: domain over an array and over an enum
--- old
create type tone as enum ('c', 'd', 'e');
--- new
create type tone as enum ('c', 'd', 'e');
create domain melody as tone[] check (cardinality(value) > 0);
create domain high_tone as tone check (value <> 'c');
--- case: plain column becomes a domain column
--- old
create table people (id int, mail text default 'a@b');
--- new
create domain email as text check (value like '%@%');
create table people (id int, mail email default 'a@b');
--- case: domain column becomes plain
--- old
create domain email as text check (value like '%@%');
create table people (id int, mail email not null);
--- new
create table people (id int, mail text not null);
--- case: domain check calls a function created with it
--- old
create table t (a text);
--- new
create function is_slug(t text) returns boolean language sql immutable strict as $$ select t ~ '^[a-z-]+$' $$;
create domain slug as text check (is_slug(value));
create table t (a slug);
--- case: domain used as function argument is changed
--- old
create domain qty as int;
create function twice(q qty) returns qty language sql as $$ select (q * 2)::qty $$;
--- new
create domain qty as int default 1 not null check (value < 99);
create function twice(q qty) returns qty language sql as $$ select (q * 2)::qty $$;
--- case: named not null on a domain beside a check
--- since 17
--- old
create domain qty as int constraint qty_check check (value > 0);
--- new
create domain qty as int constraint qty_nn not null constraint qty_check check (value > 0);
--- case: composite type is created and used in a table and an array
--- old
--- new
create type address as (street text, zip varchar(10), city text collate "C");
create table firms (id int, hq address, others address[]);
--- case: composite type gets an attribute at the end
--- old
create type address as (street text, city text);
create table firms (id int, hq address);
--- new
create type address as (street text, city text, country char(2));
create table firms (id int, hq address);
--- case: composite type loses an attribute
--- old
create type address as (street text, city text, country char(2));
--- new
create type address as (street text, country char(2));
--- case: unused composite attribute changes its type
--- old
create type point3 as (x real, y real, z real);
--- new
create type point3 as (x double precision, y double precision, z numeric(5,1));
--- case: used composite attribute changes its type
--- old
create type point3 as (x int, y int);
create table shapes (id int, corner point3, corners point3[]);
--- new
create type point3 as (x bigint, y int);
create table shapes (id int, corner point3, corners point3[]);
--- case: composite attributes trade places
--- old
create type pair as (a int, b text);
create function mk() returns pair language sql as $$ select row(1, 'x')::pair $$;
--- new
create type pair as (b text, a int);
create function mk() returns pair language sql as $$ select row('x', 1)::pair $$;
--- case: nested composite types are created in order
--- old
--- new
create type zz_inner as (a int, b text);
create type aa_outer as (i zz_inner, list zz_inner[]);
create table t (o aa_outer);
--- case: nested composite types are dropped
--- old
create type zz_inner as (a int, b text);
create type aa_outer as (i zz_inner);
create function f(o aa_outer) returns zz_inner language sql as $$ select o.i $$;
--- new
--- case: composite type becomes an enum of the same name
--- old
create type thing as (a int);
--- new
create type thing as enum ('a');
--- case: composite type is replaced by a table of the same name
--- old
create type place as (lat real, lon real);
--- new
create table place (lat real, lon real);
--- case: range type is created and used
--- old
--- new
create type timerange as range (subtype = time);
create table shifts (id int, hours timerange, exclude using gist (hours with &&));
--- case: range type with difference function and collation
--- old
create type wordrange as range (subtype = text);
--- new
create type wordrange as range (subtype = text, collation = "C");
create function time_gap(a time, b time) returns double precision language sql immutable strict as $$ select extract(epoch from (a - b))::double precision $$;
create type timerange as range (subtype = time, subtype_diff = time_gap);
--- case: range type with its own multirange name
--- old
--- new
create type floatrange as range (subtype = float8, subtype_diff = float8mi, multirange_type_name = floatspans);
create table bands (all_of floatspans, one floatrange);
--- case: range type is dropped
--- old
create type floatrange as range (subtype = float8);
create table t (a int, r floatrange);
--- new
create table t (a int);
--- case: type of quoted name moves from one column to another
--- old
create type "Mixed Type" as ("A b" int);
create table t (x "Mixed Type", y int);
--- new
create type "Mixed Type" as ("A b" int);
create table t (x int, y "Mixed Type");
--- case: row type of a table as a column type of another one
--- old
create table item (id int, label text);
create table basket (id int, first_item item);
--- new
create table item (id int, label text, price numeric);
create table basket (id int, first_item item);
--- case: enum in a composite loses a label
--- old
create type strength as enum ('mild', 'hot', 'nuclear');
create type sauce as (label text, strength strength);
create table meals (id int, sauce sauce default row('x', 'mild')::sauce);
create view hot_meals as select id from meals where (sauce).strength = 'hot';
--- new
create type strength as enum ('mild', 'hot');
create type sauce as (label text, strength strength);
create table meals (id int, sauce sauce default row('x', 'mild')::sauce);
create view hot_meals as select id from meals where (sauce).strength = 'hot';
--- case: enum in a domain, in arrays of composites and in a domain over that array loses a label
--- old
create type strength as enum ('mild', 'hot', 'nuclear');
create domain edible as strength check (value <> 'nuclear');
create type sauce as (label text, strengths strength[]);
create domain sauces as sauce[];
create table meals (id int, one edible not null default 'mild', several sauce[], more sauces);
create index meals_by_strength on meals (one);
--- new
create type strength as enum ('mild', 'hot');
create domain edible as strength check (value <> 'hot');
create type sauce as (label text, strengths strength[]);
create domain sauces as sauce[];
create table meals (id int, one edible not null default 'mild', several sauce[], more sauces);
create index meals_by_strength on meals (one);
--- case: enum of a range loses a label
--- old
create type grade as enum ('c', 'b', 'a');
create type grades as range (subtype = grade, multirange_type_name = all_grades);
create table exams (id int, allowed grades, all_of all_grades, exclude using gist (allowed with &&));
--- new
create type grade as enum ('b', 'a');
create type grades as range (subtype = grade, multirange_type_name = all_grades);
create table exams (id int, allowed grades, all_of all_grades, exclude using gist (allowed with &&));
--- case: range type of a column gets a collation
--- old
create type spans as range (subtype = text);
create table shelves (id int, letters spans);
--- new
create type spans as range (subtype = text, collation = "C");
create table shelves (id int, letters spans default 'empty');
--- case: enum becomes a domain while columns, an index, a view and a function have it
--- old
create type phase as enum ('draft', 'done');
create table papers (id int, phase phase not null default 'draft', past phase[]);
create index papers_by_phase on papers (phase) where phase = 'done';
create view done as select id from papers where phase = 'done';
create function is_done(phase) returns boolean language sql as 'select $1 = ''done''';
grant usage on type phase to public;
--- new
create domain phase as text check (value in ('draft', 'done'));
create table papers (id int, phase phase not null default 'draft', past phase[]);
create index papers_by_phase on papers (phase) where phase = 'done';
create view done as select id from papers where phase = 'done';
create function is_done(phase) returns boolean language sql as 'select $1 = ''done''';
--- case: composite becomes a domain, another one an enum
--- old
create type weight as (amount numeric, unit text);
create type mood as (name text);
create table cats (id int, weight weight, mood mood);
--- new
create domain weight as numeric check (value > 0);
create type mood as enum ('good', 'bad');
create table cats (id int, weight weight, mood mood);
--- case: enum in a composite becomes a domain
--- old
create type phase as enum ('draft', 'done');
create type step as (name text, phase phase);
create table papers (id int, step step);
--- new
create domain phase as text check (value in ('draft', 'done'));
create type step as (name text, phase phase);
create table papers (id int, step step);
--- case: domain in an array gets a check, another base and not null
--- old
create domain isbn as varchar(13);
create domain short_isbn as varchar(10) check (value <> '');
create domain ean as text;
create table books (id int, all_isbn isbn[], short short_isbn[], ean ean[]);
--- new
create domain isbn as varchar(13) check (value ~ '^[0-9]+$');
create domain short_isbn as varchar(12) check (value <> '');
create domain ean as text not null;
create table books (id int, all_isbn isbn[], short short_isbn[], ean ean[]);
--- case: domain in a composite gets a check and its base changes
--- old
create domain isbn as varchar(13);
create domain pages as int;
create type edition as (isbn isbn, pages pages);
create table books (id int, edition edition);
--- new
create domain isbn as varchar(13) check (value <> '');
create domain pages as bigint;
create type edition as (isbn isbn, pages pages);
create table books (id int, edition edition);
--- case: attribute becomes a domain that is new
--- old
create type edition as (isbn text, pages int);
create table books (id int, edition edition);
--- new
create domain isbn as varchar(13);
create type edition as (isbn isbn, pages int);
create table books (id int, edition edition);
--- case: composite in a composite changes
--- old
create type measure as (amount int);
create type parcel as (size measure, sender text);
create table deliveries (id int, parcel parcel);
--- new
create type measure as (amount bigint, unit text);
create type parcel as (size measure, sender text);
create table deliveries (id int, parcel parcel);
--- case: domain over a domain whose base changes, with a function in the check
--- old
create domain natural_number as int check (value >= 0);
create function is_even(bigint) returns boolean language sql immutable as 'select $1 % 2 = 0';
create domain even_number as natural_number check (is_even(value));
create table pairs (id int, n even_number);
--- new
create domain natural_number as bigint check (value >= 0);
create function is_even(bigint) returns boolean language sql immutable as 'select $1 % 2 = 0';
create domain even_number as natural_number check (is_even(value));
create table pairs (id int, n even_number);
--- case: domain check lists varchar values
--- old
create domain d as varchar(20) constraint ck check (value in ('NEW','DONE'));
create table t (x d);
--- new
create domain d as varchar(20) constraint ck check (value in ('NEW','DONE','MORE'));
create table t (x d);
