--- case: list partitioned table is created
--- old
--- new
create table sales (region text not null, amount numeric) partition by list (region);
create table sales_eu partition of sales for values in ('de', 'fr');
create table sales_us partition of sales for values in ('us');
create table sales_null partition of sales default;
--- case: range partitioned table with limits
--- old
--- new
create table m (at date not null, v int) partition by range (at);
create table m_old partition of m for values from (minvalue) to ('2020-01-01');
create table m_2020 partition of m for values from ('2020-01-01') to ('2021-01-01');
create table m_new partition of m for values from ('2021-01-01') to (maxvalue);
--- case: hash partitioned table is created
--- old
--- new
create table h (id bigint not null, v text) partition by hash (id);
create table h0 partition of h for values with (modulus 3, remainder 0);
create table h1 partition of h for values with (modulus 3, remainder 1);
create table h2 partition of h for values with (modulus 3, remainder 2);
--- case: partitioned table is dropped with everything under it
--- old
create table sales (region text, amount numeric) partition by list (region);
create table sales_eu partition of sales for values in ('de') partition by range (amount);
create table sales_eu_small partition of sales_eu for values from (0) to (10);
--- new
--- case: partition is added
--- old
create table m (at date not null, v int) partition by range (at);
create table m_2020 partition of m for values from ('2020-01-01') to ('2021-01-01');
--- new
create table m (at date not null, v int) partition by range (at);
create table m_2020 partition of m for values from ('2020-01-01') to ('2021-01-01');
create table m_2021 partition of m for values from ('2021-01-01') to ('2022-01-01');
--- case: partition is dropped
--- old
create table m (at date not null, v int) partition by range (at);
create table m_2020 partition of m for values from ('2020-01-01') to ('2021-01-01');
create table m_2021 partition of m for values from ('2021-01-01') to ('2022-01-01');
--- new
create table m (at date not null, v int) partition by range (at);
create table m_2021 partition of m for values from ('2021-01-01') to ('2022-01-01');
--- case: partition is detached and lives on alone
--- old
create table m (at date not null, v int) partition by range (at);
create table m_2020 partition of m for values from ('2020-01-01') to ('2021-01-01');
--- new
create table m (at date not null, v int) partition by range (at);
create table m_2020 (at date not null, v int);
--- case: table alone becomes a partition
--- old
create table m (at date not null, v int) partition by range (at);
create table m_2020 (at date not null, v int);
--- new
create table m (at date not null, v int) partition by range (at);
create table m_2020 (at date not null, v int);
alter table m attach partition m_2020 for values from ('2020-01-01') to ('2021-01-01');
--- case: partition becomes the default partition
--- old
create table m (k int, v int) partition by list (k);
create table m_a partition of m for values in (1, 2);
--- new
create table m (k int, v int) partition by list (k);
create table m_a partition of m default;
--- case: default partition is added and another one besides it
--- old
create table m (k int, v int) partition by list (k);
create table m_rest partition of m default;
--- new
create table m (k int, v int) partition by list (k);
create table m_rest partition of m default;
create table m_1 partition of m for values in (1);
--- case: plain table becomes partitioned
--- old
create table m (at date not null, v int);
--- new
create table m (at date not null, v int) partition by range (at);
create table m_2020 partition of m for values from ('2020-01-01') to ('2021-01-01');
--- case: partitioned table becomes plain
--- old
create table m (at date not null, v int) partition by range (at);
create table m_2020 partition of m for values from ('2020-01-01') to ('2021-01-01');
--- new
create table m (at date not null, v int);
--- case: partition key changes
--- old
create table m (a int not null, b int not null) partition by range (a);
create table m_1 partition of m for values from (0) to (10);
--- new
create table m (a int not null, b int not null) partition by range (b);
create table m_1 partition of m for values from (0) to (10);
--- case: strategy changes from list to hash
--- old
create table m (a int not null) partition by list (a);
create table m_1 partition of m for values in (1);
--- new
create table m (a int not null) partition by hash (a);
create table m_1 partition of m for values with (modulus 1, remainder 0);
--- case: sub-partitions are added under an old parent
--- old
create table m (a int, b text) partition by list (b);
--- new
create table m (a int, b text) partition by list (b);
create table m_x partition of m for values in ('x') partition by range (a);
create table m_x_1 partition of m_x for values from (0) to (100);
create table m_x_2 partition of m_x for values from (100) to (200);
create table m_x_rest partition of m_x default;
--- case: sub-partition is dropped
--- old
create table m (a int, b text) partition by list (b);
create table m_x partition of m for values in ('x') partition by range (a);
create table m_x_1 partition of m_x for values from (0) to (100);
create table m_x_2 partition of m_x for values from (100) to (200);
--- new
create table m (a int, b text) partition by list (b);
create table m_x partition of m for values in ('x') partition by range (a);
create table m_x_2 partition of m_x for values from (100) to (200);
--- case: leaf partition becomes partitioned itself
--- old
create table m (a int, b text) partition by list (b);
create table m_x partition of m for values in ('x');
--- new
create table m (a int, b text) partition by list (b);
create table m_x partition of m for values in ('x') partition by range (a);
create table m_x_1 partition of m_x for values from (0) to (100);
--- case: column is added to and dropped from a partitioned table
--- old
create table m (k int, gone text) partition by list (k);
create table m_1 partition of m for values in (1);
create table m_2 partition of m for values in (2);
--- new
create table m (k int, fresh int not null default 3) partition by list (k);
create table m_1 partition of m for values in (1);
create table m_2 partition of m for values in (2);
--- case: column type, default and not null change on a partitioned table
--- old
create table m (k int, v int, w text, x text) partition by list (k);
create table m_1 partition of m for values in (1);
--- new
create table m (k int, v bigint, w text default 'w', x text not null) partition by list (k);
create table m_1 partition of m for values in (1);
--- case: default differs on a partition
--- old
create table m (k int, v int default 1) partition by list (k);
create table m_1 partition of m for values in (1);
--- new
create table m (k int, v int default 1) partition by list (k);
create table m_1 partition of m (v default 7, constraint odd_ check (v > 0)) for values in (1);
--- case: partition alone is not null
--- old
create table m (k int, v int) partition by list (k);
create table m_1 partition of m for values in (1);
--- new
create table m (k int, v int) partition by list (k);
create table m_1 partition of m (v not null) for values in (1);
--- case: primary key on the parent
--- old
create table m (k int not null, id int not null) partition by list (k);
create table m_1 partition of m for values in (1);
create table m_2 partition of m for values in (2);
--- new
create table m (k int not null, id int not null, primary key (k, id)) partition by list (k);
create table m_1 partition of m for values in (1);
create table m_2 partition of m for values in (2);
--- case: primary key of the parent is dropped
--- old
create table m (k int, id int, primary key (k, id)) partition by list (k);
create table m_1 partition of m for values in (1);
--- new
create table m (k int not null, id int not null) partition by list (k);
create table m_1 partition of m for values in (1);
--- case: check and unique constraint on the parent
--- old
create table m (k int, id int, v int) partition by list (k);
create table m_1 partition of m for values in (1);
--- new
create table m (k int, id int, v int, constraint m_v check (v > 0), constraint m_u unique (k, id)) partition by list (k);
create table m_1 partition of m for values in (1);
--- case: unique constraint only on a partition
--- old
create table m (k int, id int) partition by list (k);
create table m_1 partition of m for values in (1);
--- new
create table m (k int, id int) partition by list (k);
create table m_1 partition of m for values in (1);
alter table m_1 add constraint m_1_id unique (id);
--- case: index on the parent
--- old
create table m (k int, v int) partition by list (k);
create table m_1 partition of m for values in (1);
create table m_2 partition of m for values in (2);
--- new
create table m (k int, v int) partition by list (k);
create table m_1 partition of m for values in (1);
create table m_2 partition of m for values in (2);
create index m_v on m (v);
--- case: index on the parent is dropped
--- old
create table m (k int, v int) partition by list (k);
create table m_1 partition of m for values in (1);
create index m_v on m (v);
create index m_k on m (k, v);
--- new
create table m (k int, v int) partition by list (k);
create table m_1 partition of m for values in (1);
create index m_k on m (k, v);
--- case: index on the parent changes
--- old
create table m (k int, v int) partition by list (k);
create table m_1 partition of m for values in (1);
create index m_v on m (v);
--- new
create table m (k int, v int) partition by list (k);
create table m_1 partition of m for values in (1);
create index m_v on m (v desc, k);
--- case: index on one partition alone
--- old
create table m (k int, v int) partition by list (k);
create table m_1 partition of m for values in (1);
create table m_2 partition of m for values in (2);
create index m_v on m (v);
--- new
create table m (k int, v int) partition by list (k);
create table m_1 partition of m for values in (1);
create table m_2 partition of m for values in (2);
create index m_v on m (v);
create index m_1_extra on m_1 (v, k);
--- case: new partition under an indexed parent with keys
--- old
create table p (id int primary key);
create table m (k int, p_id int references p, v int check (v > 0), primary key (k, p_id)) partition by list (k);
create index m_v on m (v);
create table m_1 partition of m for values in (1);
--- new
create table p (id int primary key);
create table m (k int, p_id int references p, v int check (v > 0), primary key (k, p_id)) partition by list (k);
create index m_v on m (v);
create table m_1 partition of m for values in (1);
create table m_2 partition of m for values in (2);
--- case: foreign key from a partitioned table
--- old
create table p (id int primary key);
create table m (k int, p_id int) partition by list (k);
create table m_1 partition of m for values in (1);
--- new
create table p (id int primary key);
create table m (k int, p_id int constraint m_p references p on delete cascade) partition by list (k);
create table m_1 partition of m for values in (1);
--- case: foreign key to a partitioned table
--- old
create table m (k int primary key) partition by list (k);
create table m_1 partition of m for values in (1);
create table c (k int);
--- new
create table m (k int primary key) partition by list (k);
create table m_1 partition of m for values in (1);
create table m_2 partition of m for values in (2);
create table c (k int constraint c_m references m);
--- case: foreign key between partitioned tables is dropped
--- old
create table m (k int primary key) partition by list (k);
create table m_1 partition of m for values in (1);
create table c (k int constraint c_m references m) partition by list (k);
create table c_1 partition of c for values in (1);
--- new
create table m (k int primary key) partition by list (k);
create table m_1 partition of m for values in (1);
create table c (k int) partition by list (k);
create table c_1 partition of c for values in (1);
--- case: partition by expression and several columns
--- old
create table a (id int);
--- new
create table a (id int);
create table e (name text, at timestamptz, k int) partition by range (lower(name), (date_part('year', at at time zone 'UTC')), k);
create table e_1 partition of e for values from ('a', 2000, minvalue) to ('m', 2020, 5);
create table c (name text) partition by list (name collate "C");
create table c_1 partition of c for values in ('it''s', 'B');
create table o (name text) partition by hash (name text_pattern_ops);
--- case: partitions in another schema than the parent
--- old
create schema parts;
create table m (k int, v int) partition by list (k);
--- new
create schema parts;
create table m (k int, v int) partition by list (k);
create table parts.m_1 partition of m for values in (1);
create table parts."M 2" partition of m for values in (2);
--- case: partition with options, view and trigger
--- old
create table m (k int, v int) partition by list (k);
create table m_1 partition of m for values in (1);
create view mv as select k, v from m;
--- new
create table m (k int, v numeric) partition by list (k);
create table m_1 partition of m for values in (1) with (fillfactor = 70);
create view mv as select k, v from m;
create view m1v as select v from m_1;
--- case: identity column of a partitioned table
--- since 17
--- old
create table m (k int, id int) partition by list (k);
create table m_1 partition of m for values in (1);
--- new
create table m (k int, id int generated always as identity) partition by list (k);
create table m_1 partition of m for values in (1);
--- case: generated column of a partitioned table
--- old
create table m (k int, w int) partition by list (k);
create table m_1 partition of m for values in (1);
--- new
create table m (k int, w int, ww int generated always as (w * w) stored) partition by list (k);
create table m_1 partition of m for values in (1);
--- case: attached table has another column order
--- old
create table m (a int, b text) partition by list (a);
--- new
create table m (a int, b text) partition by list (a);
create table m_1 (b text, a int);
alter table m attach partition m_1 for values in (1);
create table m_2 (b text, x int, a int);
alter table m_2 drop column x;
alter table m attach partition m_2 for values in (2);
--- case: partitioned table no longer refers to a table that goes
--- old
create table a (id int primary key);
create table p (id int, a_id int references a) partition by range (id);
create table p1 partition of p for values from (0) to (10);
--- new
create table p (id int) partition by range (id);
create table p1 partition of p for values from (0) to (10);
--- case: child no longer refers to a column that goes
--- old
create table a (id int primary key, k int unique);
create table t (id int, a_id int);
create table c (x int) inherits (t);
alter table c add foreign key (a_id) references a (k);
--- new
create table a (id int primary key);
create table t (id int, a_id int);
create table c (x int) inherits (t);
--- case: unique key of partitioned table and what refers to it go
--- old
create table p (id int primary key, v int) partition by range (id);
create table p1 partition of p for values from (0) to (10);
create table r (id int, p_id int references p);
--- new
create table p (id int, v int) partition by range (id);
create table p1 partition of p for values from (0) to (10);
create table r (id int, p_id int);
--- case: partition with its own reference goes
--- old
create table a (id int primary key);
create table p (id int, a_id int) partition by range (id);
create table p1 partition of p for values from (0) to (10);
alter table p1 add foreign key (a_id) references a;
--- new
create table p (id int, a_id int) partition by range (id);
--- case: index of a partition becomes one of the whole table
--- old
create table p (id int, r text) partition by list (r);
create table p_a partition of p for values in ('a');
create index p_a_id_idx on p_a (id);
--- new
create table p (id int, r text) partition by list (r);
create table p_a partition of p for values in ('a');
create index p_id_idx on p (id);
--- case: key of a partition becomes one of the whole table
--- old
create table p (id int not null, r text not null) partition by list (r);
create table p_a partition of p for values in ('a');
alter table p_a add constraint p_a_pkey primary key (id, r);
--- new
create table p (id int not null, r text not null, primary key (id, r)) partition by list (r);
create table p_a partition of p for values in ('a');
--- case: index of a partition of a partition becomes one of the whole table
--- old
create table p (id int, r text) partition by list (r);
create table p_a partition of p for values in ('a') partition by range (id);
create table p_a_1 partition of p_a for values from (1) to (9);
create unique index p_a_1_id_r_idx on p_a_1 (id, r);
--- new
create table p (id int, r text) partition by list (r);
create table p_a partition of p for values in ('a') partition by range (id);
create table p_a_1 partition of p_a for values from (1) to (9);
create unique index p_id_r_idx on p (id, r);
--- case: index that waits for its partitions becomes a key
--- old
create table p (id int not null, r text not null) partition by list (r);
create table p_a partition of p for values in ('a');
create unique index p_pkey on only p (id, r);
alter table p_a add constraint p_a_pkey primary key (id, r);
--- new
create table p (id int not null, r text not null, primary key (id, r)) partition by list (r);
create table p_a partition of p for values in ('a');
--- case: partition is detached while its parent gets a column
--- old
create table p (id int, r text) partition by list (r);
create table p_a partition of p for values in ('a');
--- new
create table p (id int, r text, extra int) partition by list (r);
create table p_a (id int, r text);
--- case: partitions that refer to each other move to other tables
--- old
create table p (id int, r text) partition by list (r);
create table p_a partition of p (primary key (r)) for values in ('a');
create table q (id int, r text) partition by list (r);
create table q_a partition of q (primary key (r)) for values in ('a');
alter table p_a add constraint p_a_fk foreign key (r) references q_a (r);
alter table q_a add constraint q_a_fk foreign key (r) references p_a (r);
--- new
create table p_new (id int, r text) partition by list (r);
create table p_a partition of p_new (primary key (r)) for values in ('a');
create table q_new (id int, r text) partition by list (r);
create table q_a partition of q_new (primary key (r)) for values in ('a');
alter table p_a add constraint p_a_fk foreign key (r) references q_a (r);
alter table q_a add constraint q_a_fk foreign key (r) references p_a (r);
--- case: partition with a key that an index of its table uses moves to another table
--- old
create table p (id int, r text) partition by list (r);
create table p_a partition of p (primary key (r)) for values in ('a');
create unique index p_ix on p (r);
create index p_a_id_ix on p_a (id);
--- new
create table p_new (id int, r text) partition by list (r);
create table p_a partition of p_new (primary key (r)) for values in ('a');
create unique index p_ix on p_new (r);
create index p_a_id_ix on p_a (id);
--- case: partition splits
--- old
create table p (a int primary key) partition by range (a);
create table p1 partition of p for values from (0) to (10);
--- new
create table p (a int primary key) partition by range (a);
create table p1 partition of p for values from (0) to (5);
create table p2 partition of p for values from (5) to (10);
--- case: partitions merge, one of them has partitions
--- old
create table p (a int, b int) partition by range (a);
create table p1 partition of p for values from (0) to (5);
create table p2 partition of p for values from (5) to (10) partition by list (b);
create table p21 partition of p2 for values in (1);
create table p3 partition of p for values from (20) to (30);
--- new
create table p (a int, b int) partition by range (a);
create table p1 partition of p for values from (0) to (10);
create table p3 partition of p for values from (10) to (30);
--- case: partitions exchange their bounds, and one with the default
--- old
create table p (a int primary key) partition by list (a);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
create table p3 partition of p for values in (3);
create table pd partition of p default;
--- new
create table p (a int primary key) partition by list (a);
create table p1 partition of p for values in (2);
create table p2 partition of p for values in (1);
create table p3 partition of p default;
create table pd partition of p for values in (3);
--- case: partition of a referenced table goes, with a sub-partition
--- old
create table p (a int primary key) partition by list (a);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2) partition by list (a);
create table p21 partition of p2 for values in (2);
create table f (a int references p);
--- new
create table p (a int primary key) partition by list (a);
create table f (a int references p);
--- case: referenced table goes with its partitions and the key
--- old
create table p (a int primary key) partition by list (a);
create table p1 partition of p for values in (1);
create table f (a int references p);
--- new
create table f (a int);
--- case: partition detached while the parent gets a column
--- old
create table m (id int, d date) partition by range (d);
create table m1 partition of m for values from ('2006-01-01') to ('2006-02-01');
--- new
create table m (id int, d date, extra text) partition by range (d);
create table m1 (id int, d date);
--- case: partition detached while the parent loses a column, with key, index and check
--- old
create table r (id int primary key);
create table m (id int, d date, e text, r int references r, primary key (id, d), check (id > 0)) partition by range (d);
create table m1 partition of m for values from ('2006-01-01') to ('2006-02-01');
create index m_e on m (e);
alter table m1 alter column e set default 'x';
--- new
create table r (id int primary key);
create table m (id int, d date, r int references r, primary key (id, d)) partition by range (d);
create table m1 (id bigint, d date, e text default 'y', r int, primary key (id, d), check (id > 0));
create index m1_e_idx on m1 (e);
--- case: table is attached after its columns changed
--- old
create table m (id int, d date, primary key (id, d)) partition by range (d);
create index m_d on m (d);
create table m1 (id int, d text, old int);
comment on column m1.id is 'the id';
--- new
create table m (id int, d date, n int default 1, primary key (id, d)) partition by range (d);
create index m_d on m (d);
create table m1 partition of m (n default 2) for values from ('2006-01-01') to ('2006-02-01');
comment on column m1.id is 'the id';
--- case: partition moves to another parent
--- old
create table p (a int, b int) partition by list (a);
create table q (a int, c text) partition by list (a);
create table p1 partition of p for values in (1);
--- new
create table p (a int, b int) partition by list (a);
create table q (a int, c text) partition by list (a);
create table p1 partition of q for values in (1);
--- case: partitioned table gives its partitions to another one
--- old
create table p (a int) partition by list (a);
create table p1 partition of p for values in (1);
--- new
create table q (a int) partition by list (a);
create table p1 partition of q for values in (1);
--- case: index of a partitioned table is backed by a partition's own primary key
--- old
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
create table p2 partition of p for values in ('b');
--- new
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
create table p2 partition of p for values in ('b');
alter table p1 add constraint p1_pkey primary key (v, id);
create unique index p_idx on p (v, id);
--- case: index of a partitioned table and a unique constraint of a partition come apart
--- old
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
alter table p1 add constraint p1_key unique (v, id);
create unique index p_idx on p (v, id);
--- new
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
create unique index p_idx on p (v, id);
alter table p1 add constraint p1_key unique (v, id);
--- case: partition's index becomes its primary key
--- old
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
create unique index p_idx on p (v, id);
--- new
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
create unique index p_idx on p (v, id);
alter table p1 add constraint p1_pkey primary key using index p1_v_id_idx;
--- case: partition's own key, which others refer to, goes with the index above
--- old
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
alter table p1 add constraint p1_pkey primary key (v, id);
create unique index p_idx on p (v, id);
create table c (id integer not null, v text not null, constraint c_fkey foreign key (v, id) references p1);
--- new
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
alter table p1 add constraint p1_pkey primary key (v, id);
create table c (id integer not null, v text not null, constraint c_fkey foreign key (v, id) references p1);
--- case: partition that has its own key comes to an index that is there
--- old
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
create unique index p_idx on p (v, id);
--- new
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
create table p2 partition of p for values in ('b');
create unique index p_idx on p (v, id);
alter table p2 add constraint p2_key unique using index p2_v_id_idx;
--- case: partition with its own attached key is detached
--- old
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
alter table p1 add constraint p1_pkey primary key (v, id);
create unique index p_idx on p (v, id);
--- new
create table p (id integer not null, v text not null) partition by list (v);
create table p1 (id integer not null, v text not null, constraint p1_pkey primary key (v, id));
create unique index p_idx on p (v, id);
--- case: partition with its own attached key goes, and comes
--- old
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
create table p2 partition of p for values in ('b');
alter table p1 add constraint p1_pkey primary key (v, id);
create unique index p_idx on p (v, id);
--- new
create table p (id integer not null, v text not null) partition by list (v);
create table p2 partition of p for values in ('b');
create unique index p_idx on p (v, id);
--- case: partitioned table with an attached key of a partition goes
--- old
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
alter table p1 add constraint p1_pkey primary key (v, id);
create unique index p_idx on p (v, id);
--- new
--- case: key of the whole table takes the place of an index with a partition's own key
--- old
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
alter table p1 add constraint p1_pkey primary key (v, id);
create unique index p_pkey on p (v, id);
--- new
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
alter table p add constraint p_pkey primary key (v, id);
--- case: key of a partitioned table becomes the key of all partitions
--- old
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
alter table only p add constraint p_pkey primary key (v, id);
create unique index p1_pkey on p1 (v, id);
--- new
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
alter table p add constraint p_pkey primary key (v, id);
--- case: index that some partitions have becomes one that all have
--- old
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
create table p2 partition of p for values in ('b');
create index p_idx on only p (id);
create index one on p1 (id);
create index two on p2 (id);
alter index p_idx attach partition one;
--- new
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
create table p2 partition of p for values in ('b');
create index p_idx on p (id);
comment on index p1_id_idx is 'usual';
--- case: indexes of partitions keep their names
--- old
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a') partition by list (id);
create table p11 partition of p1 for values in (1);
--- new
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a') partition by list (id);
create table p11 partition of p1 for values in (1);
create table p2 partition of p for values in ('b');
create index p_idx on p (id, v);
create index p_lower on p (lower(v));
alter table p add constraint p_pkey primary key (v, id);
alter index p1_id_v_idx rename to "One";
alter index p11_id_v_idx rename to "Oneone";
alter index p2_pkey rename to p2_key;
comment on index "Oneone" is 'named';
alter table p2 replica identity using index p2_key;
--- case: keys and indexes that partitions do not have are made after the partitions
--- old
--- new
create table p (id integer not null, v text not null) partition by list (v);
create table p1 partition of p for values in ('a');
create table p2 partition of p for values in ('b');
alter table only p add constraint p_pkey primary key (v, id);
create unique index p1_pkey on p1 (v, id);
create index p_idx on only p (id);
create index two on p2 (id);
alter index p_idx attach partition two;
--- case: two levels, key on the lowest partition attached to the index at the top
--- old
create table p (a int not null, b int not null, c int) partition by list (a);
create table p1 partition of p for values in (1) partition by list (b);
create table p11 partition of p1 for values in (1);
--- new
create table p (a int not null, b int not null, c int) partition by list (a);
create table p1 partition of p for values in (1) partition by list (b);
create table p11 partition of p1 for values in (1);
alter table p11 add constraint p11_pkey primary key (a, b);
create unique index pi on p (a, b);
--- case: two levels, key on the middle
--- old
create table p (a int not null, b int not null, c int) partition by list (a);
create table p1 partition of p for values in (1) partition by list (b);
create table p11 partition of p1 for values in (1);
alter table p1 add constraint p1_pkey primary key (a, b);
create unique index pi on p (a, b);
--- new
create table p (a int not null, b int not null, c int) partition by list (a);
create table p1 partition of p for values in (1) partition by list (b);
create table p11 partition of p1 for values in (1);
create table p12 partition of p1 for values in (2);
create unique index pi on p (a, b);
--- case: quoted names and other schema
--- old
create schema "S x";
create table "S x"."P" ("A" int not null, "B b" int not null) partition by list ("A");
create table "S x"."P 1" partition of "S x"."P" for values in (1);
create unique index "P i" on "S x"."P" ("A", "B b");
create unique index "P j" on "S x"."P" ("B b", "A");
--- new
create schema "S x";
create table "S x"."P" ("A" int not null, "B b" int not null) partition by list ("A");
create table "S x"."P 1" partition of "S x"."P" for values in (1);
create table "S x"."P 2" partition of "S x"."P" for values in (2);
create unique index "P i" on "S x"."P" ("A", "B b");
create unique index "P j" on "S x"."P" ("B b", "A");
alter table "S x"."P 1" add constraint "P 1 key" unique using index "P 1_A_B b_idx";
alter table "S x"."P 2" add constraint "P 2 key" primary key using index "P 2_B b_A_idx";
--- case: two indexes on the same columns
--- old
create table p (a int not null, b int not null) partition by list (a);
create table p1 partition of p for values in (1);
create unique index pi on p (a, b);
create unique index pj on p (a, b);
--- new
create table p (a int not null, b int not null) partition by list (a);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
create unique index pi on p (a, b);
create unique index pj on p (a, b);
alter table p2 add constraint p2_pkey primary key using index p2_a_b_idx;
alter table p1 add constraint p1_pkey primary key using index p1_a_b_idx1;
--- case: deferrable and include
--- old
create table p (a int not null, b int not null, c text) partition by list (a);
create table p1 partition of p for values in (1);
create unique index pi on p (a, b) include (c) with (fillfactor = 70);
--- new
create table p (a int not null, b int not null, c text) partition by list (a);
create table p1 partition of p for values in (1);
create unique index pi on p (a, b) include (c) with (fillfactor = 70);
alter table p1 add constraint p1_k unique using index p1_a_b_c_idx;
comment on constraint p1_k on p1 is 'k';
--- case: column type change below attached key
--- old
create table p (a int not null, b int not null, c text) partition by list (a);
create table p1 partition of p for values in (1);
alter table p1 add constraint p1_pkey primary key (a, b);
create unique index pi on p (a, b);
create table f (a int, b int, foreign key (a, b) references p1);
--- new
create table p (a int not null, b bigint not null, c text) partition by list (a);
create table p1 partition of p for values in (1);
alter table p1 add constraint p1_pkey primary key (a, b);
create unique index pi on p (a, b);
create table f (a int, b bigint, foreign key (a, b) references p1);
--- case: column of attached key goes
--- old
create table p (a int not null, b int not null, c text) partition by list (a);
create table p1 partition of p for values in (1);
alter table p1 add constraint p1_pkey primary key (a, b);
create unique index pi on p (a, b);
--- new
create table p (a int not null, c text) partition by list (a);
create table p1 partition of p for values in (1);
--- case: bound changes
--- old
create table p (a int not null, b int not null, c text) partition by list (a);
create table p1 partition of p for values in (1);
alter table p1 add constraint p1_pkey primary key (a, b);
create unique index pi on p (a, b);
--- new
create table p (a int not null, b int not null, c text) partition by list (a);
create table p1 partition of p for values in (1, 2);
alter table p1 add constraint p1_pkey primary key (a, b);
create unique index pi on p (a, b);
comment on index pi is 'x';
--- case: index definition changes while attached key stays as the key
--- old
create table p (a int not null, b int not null, c text) partition by list (a);
create table p1 partition of p for values in (1);
alter table p1 add constraint p1_pkey primary key (a, b);
create unique index pi on p (a, b);
--- new
create table p (a int not null, b int not null, c text) partition by list (a);
create table p1 partition of p for values in (1);
alter table p1 add constraint p1_pkey primary key (a, b);
create unique index pi on p (a, b, c);
--- case: partition with key attached becomes ordinary and index goes
--- old
create table p (a int not null, b int not null, c text) partition by list (a);
create table p1 partition of p for values in (1);
alter table p1 add constraint p1_pkey primary key (a, b);
create unique index pi on p (a, b);
--- new
create table p1 (a int not null, b int not null, c text, constraint p1_pkey primary key (a, b));
--- case: ordinary table with a key is attached
--- old
create table p (a int not null, b int not null, c text) partition by list (a);
create unique index pi on p (a, b);
create table p1 (a int not null, b int not null, c text, constraint p1_pkey primary key (a, b));
--- new
create table p (a int not null, b int not null, c text) partition by list (a);
create unique index pi on p (a, b);
create table p1 (a int not null, b int not null, c text, constraint p1_pkey primary key (a, b));
alter table p attach partition p1 for values in (1);
--- case: names of partition keys with foreign keys
--- old
create table p (a int not null, b int not null, c text) partition by list (a);
create table p1 partition of p for values in (1);
create table q (a int, b int);
--- new
create table p (a int not null, b int not null, c text, constraint pp primary key (a, b)) partition by list (a);
create table p1 partition of p for values in (1);
alter index p1_pkey rename to p1_own;
create table q (a int, b int, foreign key (a, b) references p);
--- case: length of a column below an attached key
--- old
create table p (a int not null, b varchar(10) not null, c text) partition by list (a);
create table p1 partition of p for values in (1);
alter table p1 add constraint p1_pkey primary key (a, b);
create unique index pi on p (a, b);
--- new
create table p (a int not null, b varchar(20) not null, c text) partition by list (a);
create table p1 partition of p for values in (1);
alter table p1 add constraint p1_pkey primary key (a, b);
create unique index pi on p (a, b);
--- case: whole key is altered with the columns of partitions' names
--- old
create table p (a int not null, b varchar(10) not null, c text, primary key (a, b)) partition by list (a);
create table p1 partition of p for values in (1);
alter index p1_pkey rename to p1_own;
create index pc on p (b);
alter index p1_b_idx rename to p1_b_own;
comment on index p1_b_own is 'mine';
--- new
create table p (a int not null, b bigint not null, c text, primary key (a, b)) partition by list (a);
create table p1 partition of p for values in (1);
alter index p1_pkey rename to p1_own;
create index pc on p (b);
alter index p1_b_idx rename to p1_b_own;
comment on index p1_b_own is 'mine';
--- case: names and comments of two columns' indexes
--- old
create table p (a int not null, b int not null, c int, primary key (a, b)) partition by list (a);
create table p1 partition of p for values in (1);
create index pc on p (b, c);
create index pl on p (lower(c::text), b);
comment on index p1_pkey is 'key';
comment on index p1_b_c_idx is 'usual';
comment on index p1_lower_b_idx is 'expression';
--- new
create table p (a int not null, b bigint not null, c bigint, primary key (a, b)) partition by list (a);
create table p1 partition of p for values in (1);
create index pc on p (b, c);
create index pl on p (lower(c::text), b);
comment on index p1_pkey is 'key';
comment on index p1_b_c_idx is 'usual';
comment on index p1_lower_b_idx is 'expression';
--- case: comment of an index whose expression's column gets another type
--- old
create table p (a int not null, c int) partition by list (a);
create table p1 partition of p for values in (1);
create index pl on p (lower(c::text));
comment on index p1_lower_idx is 'expression';
--- new
create table p (a int not null, c bigint) partition by list (a);
create table p1 partition of p for values in (1);
create index pl on p (lower(c::text));
comment on index p1_lower_idx is 'expression';
--- case: partitions move to tables that refer to each other by plain unique indexes
--- old
create table a (id int, k text, unique (k, id)) partition by list (k);
create table a_1 partition of a (primary key (k, id)) for values in ('1');
create unique index a_unique on a (k);
create table b (k text, id int) partition by list (k);
create table b_1 partition of b (primary key (k, id)) for values in ('1');
create unique index b_unique on b (k);
alter table b add constraint b_fk foreign key (k) references a (k);
alter table a add constraint a_fk foreign key (k) references b (k);
alter table b_1 add constraint b_1_fk foreign key (k, id) references a_1 (k, id);
alter table a_1 add constraint a_1_fk foreign key (k, id) references b_1 (k, id);
--- new
create table a_new (id int, k text, unique (k, id)) partition by list (k);
create table a_1 partition of a_new (primary key (k, id)) for values in ('1');
create unique index a_unique on a_new (k);
create table b_new (k text, id int) partition by list (k);
create table b_1 partition of b_new (primary key (k, id)) for values in ('1');
create unique index b_unique on b_new (k);
alter table b_new add constraint b_fk foreign key (k) references a_new (k);
alter table a_new add constraint a_fk foreign key (k) references b_new (k);
alter table b_1 add constraint b_1_fk foreign key (k, id) references a_1 (k, id);
alter table a_1 add constraint a_1_fk foreign key (k, id) references b_1 (k, id);
--- case: a table is attached below one that refers to itself, to one whose partitions are attached and to a new index
--- old
create table r (k int primary key) partition by list (k);
create table r_1 (k int primary key);
create table p (k int primary key, up int references p, r int references r, n int) partition by list (k);
create table p_1 (k int primary key, up int, r int, n int) partition by list (k);
create table p_1_1 partition of p_1 for values in (1);
create table p_2 (k int primary key, up int, r int, n int);
create table n (k int);
create table x (k int, p int, r int);
--- new
create table r (k int primary key) partition by list (k);
create table r_1 partition of r for values in (1);
create table p (k int primary key, up int references p, r int references r, n int) partition by list (k);
create table p_1 partition of p for values in (1) partition by list (k);
create table p_1_1 partition of p_1 for values in (1);
create table p_2 partition of p for values in (2);
create table n (k int);
create unique index n_k on n (k);
alter table p add constraint n_fk foreign key (n) references n (k);
alter table p_2 add constraint own_fk foreign key (n) references n (k);
create table x (k int, p int references p, r int references r);
--- case: a foreign key of the whole table is one that a table has before it is attached
--- old
create table r (k int primary key);
create table p (k int, r int, s int) partition by list (k);
alter table p add constraint p_r foreign key (r) references r;
create table p_1 (k int, r int, s int);
alter table p_1 add constraint p_r foreign key (r) references r;
alter table p_1 add constraint p_s foreign key (s) references r;
--- new
create table r (k int primary key);
create table p (k int, r int, s int) partition by list (k);
alter table p add constraint p_r foreign key (r) references r;
alter table p add constraint p_s2 foreign key (s) references r;
create table p_1 partition of p for values in (1);
--- case: a check is valid in each partition and not for the whole table
--- old
create table p (a int, b int) partition by list (a);
create table p1 partition of p for values in (1);
create table p3 partition of p for values in (3) partition by list (b);
create table p3_1 partition of p3 for values in (1);
alter table p add constraint positive check (b > 0) not valid;
create table p2 partition of p for values in (2);
alter table p1 validate constraint positive;
alter table p3_1 validate constraint positive;
--- new
create table p (a int, b int) partition by list (a);
create table p1 partition of p for values in (1);
create table p3 partition of p for values in (3) partition by list (b);
create table p3_1 partition of p3 for values in (1);
create table p2 partition of p for values in (2);
alter table p add constraint positive check (b > 1);
--- case: a check that is validated goes and comes not valid
--- old
create table p (a int, b int) partition by list (a);
create table p1 partition of p for values in (1);
alter table p add constraint positive check (b > 0) not valid;
alter table p1 validate constraint positive;
--- new
create table p (a int, b int) partition by list (a);
create table p1 partition of p for values in (1);
alter table p add constraint positive check (b > 0);
--- case: a validated check's column gets another type, another partition comes
--- old
create table p (a int, b int) partition by list (a);
create table p1 partition of p for values in (1);
alter table p add constraint positive check (b > 0) not valid;
alter table p1 validate constraint positive;
--- new
create table p (a int, b bigint) partition by list (a);
create table p1 partition of p for values in (1);
alter table p add constraint positive check (b > 0) not valid;
alter table p1 validate constraint positive;
create table p2 partition of p for values in (2);
--- case: tables that inherit are looked through one by one
--- old
create table p (a int, b int);
create table c1 () inherits (p);
create table c2 () inherits (c1);
create table c3 (b int, constraint positive check (b > 0)) inherits (p);
--- new
create table p (a int, b int);
create table c1 () inherits (p);
create table c2 () inherits (c1);
create table c3 (b int, constraint positive check (b > 0)) inherits (p);
create table c4 () inherits (p);
alter table p add constraint positive check (b > 0) not valid;
alter table c1 validate constraint positive;
create table c5 () inherits (p);
--- case: foreign keys of partitions are validated one by one
--- since 18
--- old
create table r (a int primary key);
create table p (a int, b int) partition by list (a);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
alter table p add constraint fk foreign key (b) references r;
--- new
create table r (a int primary key);
create table p (a int, b int) partition by list (a);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
alter table p add constraint fk foreign key (b) references r not valid;
alter table p1 validate constraint fk;
create table p3 partition of p for values in (3);
alter table p3 validate constraint fk;
create table p4 partition of p for values in (4);
--- case: tables become partitions with constraints that are valid and not valid
--- since 18
--- old
create table r (a int primary key);
create table p (a int, b int) partition by list (a);
alter table p add constraint positive check (b > 0) not valid;
alter table p add constraint fk foreign key (b) references r not valid;
create table p1 (a int, b int, constraint positive check (b > 0), constraint fk foreign key (b) references r);
create table p2 (a int, b int);
alter table p2 add constraint positive check (b > 0) not valid;
create table p3 (a int, b int);
--- new
create table r (a int primary key);
create table p (a int, b int) partition by list (a);
alter table p add constraint positive check (b > 0) not valid;
alter table p add constraint fk foreign key (b) references r not valid;
create table p1 partition of p for values in (1);
alter table p1 validate constraint fk;
create table p2 partition of p for values in (2);
create table p3 partition of p for values in (3);
--- case: a table becomes partitioned, and tables that are there its partitions
--- old
create table p (id int generated by default as identity, k text, n int, g int generated always as (n * 2) stored, primary key (k, id));
create table p1 (id int, k text not null, n int default 1);
create index p1_n on p1 (n);
create table p2 (id int not null, k text, n int, g int generated always as (n * 2) stored, extra int, primary key (k, id));
create table c () inherits (p);
create view v as select n from p1;
--- new
create table p (id int not null, k text, n int, g int generated always as (n * 2) stored, primary key (k, id)) partition by list (k);
create table p1 partition of p for values in ('1');
create index p1_n on p1 (n);
create table p2 partition of p (n default 3) for values in ('2') partition by list (k);
create table p2_1 partition of p2 for values in ('2');
create table c (id int, k text, n int);
create view v as select n from p1;
--- case: a partitioned table with triggers and policies is one no longer, and its partitions stay
--- old
create function f() returns trigger language plpgsql as 'begin return new; end';
create table r (a int primary key);
create table p (a int, b int default 7, c serial, primary key (a, b)) partition by list (a);
create table p1 partition of p (b default 8) for values in (1);
create table p2 partition of p for values in (2) partition by list (b);
create table p2_1 partition of p2 for values in (1);
create index p_c on p (c);
alter table p add constraint r_fk foreign key (a) references r;
alter table p add constraint positive check (b > 0) not valid;
alter table p1 validate constraint positive;
create trigger t before insert on p for each row execute function f();
comment on column p1.c is 'one';
--- new
create function f() returns trigger language plpgsql as 'begin return new; end';
create table r (a int primary key);
create table p (a int, b int default 7, primary key (a, b));
create table p1 (a int not null, b int default 8, c int, constraint positive check (b > 0));
create index p_c on p1 (c);
comment on column p1.c is 'one';
create table p2 (a int not null, b int not null, c int) partition by list (b);
create table p2_1 partition of p2 for values in (1);
--- case: partition's equal foreign key is there before that of the whole table
--- old
create table r (id int primary key);
create table p (id int, r int) partition by list (id);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
alter table p1 add constraint own foreign key (r) references r;
--- new
create table r (id int primary key);
create table p (id int, r int) partition by list (id);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
alter table p1 add constraint own foreign key (r) references r;
alter table p add constraint p_r foreign key (r) references r;
--- case: partition's own foreign key comes along with that of the whole table
--- old
create table r (id int primary key);
create table p (id int, r int) partition by list (id);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
--- new
create table r (id int primary key);
create table p (id int, r int) partition by list (id);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
alter table p1 add constraint own foreign key (r) references r;
alter table p add constraint p_r foreign key (r) references r;
