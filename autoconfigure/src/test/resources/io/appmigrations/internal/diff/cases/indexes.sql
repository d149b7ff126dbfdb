--- case: adds a simple index
--- old
create table visits (id int primary key, page text, at timestamptz);
--- new
create table visits (id int primary key, page text, at timestamptz);
create index visits_page on visits (page);
--- case: drops a simple index
--- old
create table visits (id int primary key, page text, at timestamptz);
create index visits_page on visits (page);
--- new
create table visits (id int primary key, page text, at timestamptz);
--- case: index is renamed
--- old
create table visits (id int primary key, page text);
create index old_name on visits (page);
--- new
create table visits (id int primary key, page text);
create index new_name on visits (page);
--- case: index gets another column
--- old
create table visits (id int primary key, page text, at timestamptz);
create index visits_ix on visits (page);
--- new
create table visits (id int primary key, page text, at timestamptz);
create index visits_ix on visits (page, at);
--- case: index column order flips
--- old
create table visits (page text, at timestamptz);
create index visits_ix on visits (page, at);
--- new
create table visits (page text, at timestamptz);
create index visits_ix on visits (at, page);
--- case: index becomes unique
--- old
create table visits (page text);
create index visits_ix on visits (page);
--- new
create table visits (page text);
create unique index visits_ix on visits (page);
--- case: unique index allows only one null
--- since 15
--- old
create table visits (page text);
create unique index visits_ix on visits (page);
--- new
create table visits (page text);
create unique index visits_ix on visits (page) nulls not distinct;
--- case: sort direction and null placement
--- old
create table visits (a int, b int, c int);
create index visits_ix on visits (a, b, c);
--- new
create table visits (a int, b int, c int);
create index visits_ix on visits (a desc, b asc nulls first, c desc nulls last);
--- case: access method changes from btree to hash
--- old
create table visits (page text);
create index visits_ix on visits (page);
--- new
create table visits (page text);
create index visits_ix on visits using hash (page);
--- case: one index of every built-in method
--- old
create table m (a int, t tsvector, p point, j jsonb, d timestamptz, s text);
--- new
create table m (a int, t tsvector, p point, j jsonb, d timestamptz, s text);
create index m_bt on m using btree (a);
create index m_ha on m using hash (s);
create index m_gin on m using gin (t);
create index m_gist on m using gist (p);
create index m_spgist on m using spgist (p);
create index m_brin on m using brin (d);
--- case: operator class changes
--- old
create table m (j jsonb, s text, v varchar(20));
create index m_j on m using gin (j);
create index m_s on m (s);
create index m_v on m (v varchar_pattern_ops);
--- new
create table m (j jsonb, s text, v varchar(20));
create index m_j on m using gin (j jsonb_path_ops);
create index m_s on m (s text_pattern_ops);
create index m_v on m (v);
--- case: operator class with parameters
--- old
create table m (t tsvector);
create index m_t on m using gist (t);
--- new
create table m (t tsvector);
create index m_t on m using gist (t tsvector_ops (siglen = 100));
--- case: index collation changes
--- old
create table m (s text);
create index m_s on m (s);
--- new
create table m (s text);
create index m_s on m (s collate "C");
--- case: include columns are added
--- old
create table m (a int, b int, c text);
create unique index m_a on m (a);
--- new
create table m (a int, b int, c text);
create unique index m_a on m (a) include (b, c);
--- case: include columns change and vanish
--- old
create table m (a int, b int, c text);
create index m_1 on m (a) include (b);
create index m_2 on m (a) include (b, c);
--- new
create table m (a int, b int, c text);
create index m_1 on m (a) include (c);
create index m_2 on m (a);
--- case: index becomes partial
--- old
create table jobs (id int, state text, due date);
create index jobs_due on jobs (due);
--- new
create table jobs (id int, state text, due date);
create index jobs_due on jobs (due) where state <> 'done';
--- case: predicate of a partial index changes
--- old
create table jobs (id int, state text, deleted_at timestamptz);
create unique index jobs_live on jobs (state) where deleted_at is null;
--- new
create table jobs (id int, state text, deleted_at timestamptz);
create unique index jobs_live on jobs (state) where deleted_at is null and state in ('new', 'open');
--- case: expression index is added and changed
--- old
create table users (email text, meta jsonb);
create index users_mail on users (lower(email));
--- new
create table users (email text, meta jsonb);
create index users_mail on users (lower(trim(email)));
create index users_lang on users ((meta ->> 'lang'), (coalesce(email, '')));
--- case: expression index uses a function whose body changes
--- old
create function norm(t text) returns text language sql immutable as $$ select lower(t) $$;
create table users (email text);
create unique index users_mail on users (norm(email));
--- new
create function norm(t text) returns text language sql immutable as $$ select lower(btrim(t)) $$;
create table users (email text);
create unique index users_mail on users (norm(email));
--- case: storage parameters are set
--- old
create table m (a int, j jsonb, d date);
create index m_a on m (a);
create index m_j on m using gin (j);
create index m_d on m using brin (d);
--- new
create table m (a int, j jsonb, d date);
create index m_a on m (a) with (fillfactor = 60, deduplicate_items = off);
create index m_j on m using gin (j) with (fastupdate = off);
create index m_d on m using brin (d) with (pages_per_range = 16, autosummarize = on);
--- case: storage parameters change and are reset
--- old
create table m (a int, b int);
create index m_a on m (a) with (fillfactor = 60);
create index m_b on m (b) with (fillfactor = 60);
--- new
create table m (a int, b int);
create index m_a on m (a) with (fillfactor = 80);
create index m_b on m (b);
--- case: unique index becomes unique constraint of the same name
--- old
create table users (email text);
create unique index users_email_key on users (email);
--- new
create table users (email text, constraint users_email_key unique (email));
--- case: unique constraint becomes unique index of the same name
--- old
create table users (email text, constraint users_email_key unique (email));
--- new
create table users (email text);
create unique index users_email_key on users (email);
--- case: primary key becomes a unique index of the same name
--- old
create table users (id int, constraint users_ix primary key (id));
--- new
create table users (id int not null);
create unique index users_ix on users (id);
--- case: index name is used by another table
--- old
create table left_side (a int);
create table right_side (a int);
create index shared_name on left_side (a);
--- new
create table left_side (a int);
create table right_side (a int);
create index shared_name on right_side (a);
--- case: two indexes swap names
--- old
create table m (a int, b int);
create index one on m (a);
create index two on m (b);
--- new
create table m (a int, b int);
create index two on m (a);
create index one on m (b);
--- case: same index name in two schemas
--- old
create schema s1;
create schema s2;
create table s1.t (a int, b int);
create table s2.t (a int, b int);
create index t_ix on s1.t (a);
create index t_ix on s2.t (a);
--- new
create schema s1;
create schema s2;
create table s1.t (a int, b int);
create table s2.t (a int, b int);
create index t_ix on s1.t (a);
create index t_ix on s2.t (b);
--- case: index on a column that is new
--- old
create table m (a int);
--- new
create table m (a int, b text);
create index m_b on m (b);
create unique index m_ab on m (a, b);
--- case: index survives a column added before and a column dropped after
--- old
create table m (a int, b int, c int);
create index m_b on m (b);
--- new
create table m (z int, a int, b int);
create index m_b on m (b);
--- case: partial index over a retyped column
--- old
create table m (a int, flag int);
create index m_a on m (a) where flag > 0;
--- new
create table m (a int, flag bigint);
create index m_a on m (a) where flag > 0;
--- case: expression index over a retyped column
--- old
create table m (a varchar(20));
create index m_a on m (upper(a));
--- new
create table m (a text);
create index m_a on m (upper(a));
--- case: index statistics target on an expression
--- old
create table m (a text);
create index m_a on m (upper(a));
--- new
create table m (a text);
create index m_a on m (upper(a));
alter index m_a alter column 1 set statistics 400;
--- case: clustered table
--- old
create table m (a int, b int);
create index m_a on m (a);
create index m_b on m (b);
alter table m cluster on m_a;
--- new
create table m (a int, b int);
create index m_a on m (a);
create index m_b on m (b);
alter table m cluster on m_b;
--- case: clustered index is rebuilt and stays the clustered one
--- old
create table m (a int, b int);
create index m_a on m (a);
alter table m cluster on m_a;
--- new
create table m (a int, b int);
create index m_a on m (a, b);
alter table m cluster on m_a;
--- case: full text index with a configuration
--- old
create table docs (title text, body text);
--- new
create table docs (title text, body text);
create index docs_fts on docs using gin (to_tsvector('english', coalesce(title, '') || ' ' || coalesce(body, '')));
--- case: index on array and range columns
--- old
create table r (tags text[], span int4range);
--- new
create table r (tags text[], span int4range);
create index r_tags on r using gin (tags);
create index r_span on r using gist (span);
create index r_low on r (lower(span), upper(span) desc);
--- case: multi column statistics and whole row style expression
--- old
create table r (a int, b int);
create index r_sum on r ((a + b));
--- new
create table r (a int, b int);
create index r_sum on r ((a + b), (a * b));
create index r_case on r ((case when a > b then a else b end)) where a is not null or b is not null;
--- case: mixed case index name with quotes
--- old
create table "T" ("Col" text);
create index "Idx ""1""" on "T" ("Col");
--- new
create table "T" ("Col" text);
create index "Idx ""1""" on "T" ("Col" desc);
create index "idx" on "T" (lower("Col"));
--- case: many indexes on one table, some change
--- old
create table w (a int, b int, c int, d int);
create index w1 on w (a);
create index w2 on w (b);
create index w3 on w (c);
create index w4 on w (d);
create index w5 on w (a, b);
--- new
create table w (a int, b int, c int, d int);
create index w1 on w (a);
create index w2 on w (b desc);
create index w4 on w using hash (d);
create index w5 on w (a, b, c);
create index w6 on w (c);
--- case: extended statistics over columns that change places
--- old
create table t (a int, b int, c int);
create statistics s (ndistinct) on a, c from t;
create statistics e on (a + c), c, a from t;
--- new
create table t (c int, a bigint, b int, d int);
create statistics s (ndistinct, dependencies) on c, a from t;
create statistics e on (a + c), a, c from t;
