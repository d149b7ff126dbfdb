--- case: sequence is created with all options
--- old
--- new
create sequence numbers as integer increment by 3 minvalue 6 maxvalue 900 start with 9 cache 4 cycle;
--- case: sequence is dropped
--- old
create sequence numbers;
create sequence letters;
--- new
create sequence letters;
--- case: increment and cache change
--- old
create sequence numbers increment by 1;
--- new
create sequence numbers increment by 10 cache 20;
--- case: limits change
--- old
create sequence numbers minvalue 1 maxvalue 1000;
--- new
create sequence numbers minvalue 5 maxvalue 99999 start 5;
--- case: limits are removed
--- old
create sequence numbers minvalue 10 maxvalue 1000 start 10;
--- new
create sequence numbers start 10;
--- case: sequence turns to cycle and another one back
--- old
create sequence a;
create sequence b maxvalue 9 cycle;
--- new
create sequence a cycle;
create sequence b maxvalue 9 no cycle;
--- case: start value changes
--- old
create sequence a start 1;
--- new
create sequence a start 500;
--- case: type is widened from integer
--- old
create sequence a as integer;
--- new
create sequence a as bigint;
--- case: type is narrowed with explicit limits
--- old
create sequence a as bigint maxvalue 30000;
--- new
create sequence a as smallint maxvalue 30000;
--- case: descending sequence
--- old
create sequence a;
--- new
create sequence a increment by -1;
--- case: smallserial to serial to bigserial
--- old
create table t (a smallserial, b serial);
--- new
create table t (a serial, b bigserial);
--- case: sequence becomes owned by a column
--- old
create table t (id int not null);
create sequence t_ids;
--- new
create table t (id int not null);
create sequence t_ids owned by t.id;
--- case: owned sequence is set free
--- old
create table t (id int not null);
create sequence t_ids owned by t.id;
--- new
create table t (id int not null);
create sequence t_ids;
--- case: owner of a sequence moves to another table
--- old
create table t (id int);
create table u (id int);
create sequence ids owned by t.id;
--- new
create table t (id int);
create table u (id int);
create sequence ids owned by u.id;
--- case: owning column is dropped, the sequence stays
--- old
create table t (id int, no int);
create sequence ids owned by t.no;
--- new
create table t (id int);
create sequence ids;
--- case: owning table is dropped, the sequence stays in use elsewhere
--- old
create table t (id serial);
create table u (id int default nextval('t_id_seq'));
--- new
create sequence t_id_seq as integer;
create table u (id int default nextval('t_id_seq'));
--- case: default switches to another sequence
--- old
create sequence s1;
create sequence s2;
create table t (id bigint default nextval('s1'));
--- new
create sequence s1;
create sequence s2;
create table t (id bigint default nextval('s2'));
--- case: serial sequence is shared and renamed
--- old
create table t (id serial primary key);
--- new
create sequence my_ids as integer;
create table t (id integer not null default nextval('my_ids') primary key);
alter sequence my_ids owned by t.id;
--- case: sequence in another schema feeds a default
--- old
create schema util;
create table t (id bigint);
--- new
create schema util;
create sequence util."Id Gen" start 1000;
create table t (id bigint default nextval('util."Id Gen"'), code text default 'T-' || nextval('util."Id Gen"')::text);
--- case: sequence used by a function and a default is dropped with both
--- old
create sequence s;
create table t (id bigint default nextval('s'), v int);
create function next_one() returns bigint language sql as $$ select nextval('s') $$;
--- new
create table t (id bigint, v int);
--- case: unlogged sequence
--- since 15
--- old
create sequence a;
create unlogged sequence b;
--- new
create unlogged sequence a;
create sequence b;
--- case: serial sequence gets other options
--- old
create table t (id serial primary key);
--- new
create table t (id serial primary key);
alter sequence t_id_seq increment by 7 cache 5;
--- case: table with serial is renamed in effect
--- old
create table t_old (id serial primary key, v text);
--- new
create table t_new (id serial primary key, v text);
