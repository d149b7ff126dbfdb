--- case: column without a cast becomes an array of enums
--- old
create type mood as enum ('sad', 'ok');
create table t (b bit(3), i inet);
--- new
create type mood as enum ('sad', 'ok');
create table t (b mood[], i integer[]);
--- case: storage stays where the type changes
--- old
create table t (c bit(3), d varchar(10));
alter table t alter column c set storage plain, alter column d set storage external;
--- new
create table t (c inet, d text);
alter table t alter column c set storage plain, alter column d set storage external;
--- case: column leaves an enum that is made anew
--- old
create type mood as enum ('a');
create table t (c mood);
--- new
create type mood as enum ('sad', 'ok');
create table t (c integer);
--- case: column leaves a domain that is made anew
--- old
create domain code as varchar(10);
create table t (b code);
--- new
create domain code as text default 'x';
create table t (b varchar(30) collate "C");
--- case: exclusion by an expression goes with its column
--- old
create table t (id bigint, constraint x exclude using gist (int8range(id, id, '[]') with &&));
--- new
create table t (other text);
--- case: two keys on the same columns
--- old
create table o (id int);
--- new
create table t (id int primary key, a int);
alter table t add constraint t_id_too unique (id);
alter table t add constraint t_a_key unique (a);
alter table t add constraint t_a_too unique (a);
