--- case: child table is created
--- old
create table base (id int, name text);
--- new
create table base (id int, name text);
create table child (extra int) inherits (base);
--- case: child table is dropped
--- old
create table base (id int, name text);
create table child (extra int) inherits (base);
--- new
create table base (id int, name text);
--- case: parent and children are dropped
--- old
create table base (id int);
create table child (extra int) inherits (base);
create table grandchild (more int) inherits (child);
--- new
--- case: existing table starts to inherit
--- old
create table base (id int, name text);
create table child (id int, name text, extra int);
--- new
create table base (id int, name text);
create table child (id int, name text, extra int) inherits (base);
--- case: child stops inheriting
--- old
create table base (id int, name text);
create table child (extra int) inherits (base);
--- new
create table base (id int, name text);
create table child (id int, name text, extra int);
--- case: parent gets a column
--- old
create table base (id int);
create table child (extra int) inherits (base);
create table grandchild (more int) inherits (child);
--- new
create table base (id int, name text default 'n');
create table child (extra int) inherits (base);
create table grandchild (more int) inherits (child);
--- case: parent loses a column
--- old
create table base (id int, name text);
create table child (extra int) inherits (base);
--- new
create table base (id int);
create table child (extra int) inherits (base);
--- case: parent loses a column the child defines itself
--- old
create table base (id int, name text);
create table child (name text, extra int) inherits (base);
--- new
create table base (id int);
create table child (name text, extra int) inherits (base);
--- case: type of a parent column changes
--- old
create table base (id int, v int default 1);
create table child (extra int) inherits (base);
create table grandchild () inherits (child);
--- new
create table base (id int, v numeric default 1);
create table child (extra int) inherits (base);
create table grandchild () inherits (child);
--- case: parent is exchanged
--- old
create table a (x int);
create table b (x int);
create table c (z int) inherits (a);
--- new
create table a (x int);
create table b (x int);
create table c (z int) inherits (b);
--- case: check on the parent
--- old
create table base (id int);
create table child (extra int) inherits (base);
--- new
create table base (id int constraint id_pos check (id > 0), constraint only_base check (id < 1000) no inherit);
create table child (extra int) inherits (base);
--- case: check on the parent is dropped and one on the child stays
--- old
create table base (id int constraint id_pos check (id > 0));
create table child (extra int constraint ex check (extra > 0)) inherits (base);
--- new
create table base (id int);
create table child (extra int constraint ex check (extra > 0)) inherits (base);
--- case: not null on the parent
--- old
create table base (id int, v text);
create table child (extra int) inherits (base);
--- new
create table base (id int not null, v text);
create table child (extra int) inherits (base);
alter table child alter column v set not null;
--- case: child overrides a default
--- old
create table base (id int, v text default 'base');
create table child (extra int) inherits (base);
--- new
create table base (id int, v text default 'base');
create table child (v text default 'child', extra int) inherits (base);
--- case: child has its own keys and indexes
--- old
create table base (id int primary key);
create table child () inherits (base);
--- new
create table base (id int primary key);
create table child (primary key (id)) inherits (base);
create index child_ix on child (id desc);
--- case: diamond of inheritance
--- old
--- new
create table top (id int);
create table l (a int) inherits (top);
create table r (b int) inherits (top);
create table bottom (c int) inherits (l, r);
--- case: generated column in parent and child
--- old
create table base (w int);
create table child () inherits (base);
--- new
create table base (w int, ww int generated always as (w * 2) stored);
create table child () inherits (base);
--- case: view over a parent whose column changes
--- old
create table base (w int);
create table child (x int) inherits (base);
create view v as select w from base;
create view vc as select w, x from child;
--- new
create table base (w bigint);
create table child (x int) inherits (base);
create view v as select w from base;
create view vc as select w, x from child;
--- case: parent loses a column that its child keeps as its own
--- old
create table base (id int, note text default 'n');
create table keeps () inherits (base);
create table follows () inherits (base);
--- new
create table base (id int);
create table keeps (note text default 'n') inherits (base);
create table follows () inherits (base);
--- case: parent is exchanged, and the default that was inherited is another
--- old
create table a (id serial, w int default 1);
create table child (x int) inherits (a);
--- new
create table a (other int);
create table b (id serial, w int);
create table child (x int) inherits (b);
--- case: parent is exchanged and goes with its sequence
--- old
create table a (id bigserial);
create table child (x int) inherits (a);
--- new
create table b (id bigserial);
create table child (x int) inherits (b);
--- case: child stops inheriting and does without what it inherited
--- old
create table base (id int, w int default 4);
create table child (x int) inherits (base);
--- new
create table base (id int, w int default 4);
create table child (x int);
--- case: child stops inheriting while its parent gets and loses columns
--- old
create table base (id int default 3, gone int);
create table child (x int) inherits (base);
--- new
create table base (id int default 3, come int);
create table child (x int, id int, gone int, come text);
--- case: table starts to inherit a column with a default that it had without
--- old
create table base (id int default 7);
create table child (id int, x int);
--- new
create table base (id int default 7, more int);
create table child (id int, x int, more int);
alter table child inherit base;
--- case: inheritance is given up
--- old
create table p (a int, b text not null default 'x', constraint c check (a > 0));
create table c (z int) inherits (p);
--- new
create table p (a int, b text not null default 'x', constraint c check (a > 0));
create table c (a int, b text default 'y', z int);
--- case: a table that inherits gets another parent, and loses one
--- old
create table p (a int);
create table q (b text, d date);
create table c (z int) inherits (p);
create table e () inherits (p, q);
--- new
create table p (a int);
create table q (b text, d date);
create table c (z int) inherits (p, q);
create table e () inherits (q);
--- case: parents come in another order, and a child appears
--- old
create table p (a int);
create table q (a int, b int);
create table c (a int, x int);
--- new
create table p (a int, n int);
create table q (a int, b int);
create table c (x int) inherits (q, p);
