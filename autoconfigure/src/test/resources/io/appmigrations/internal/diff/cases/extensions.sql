--- case: extension is installed
--- old
--- new
create extension pg_trgm;
--- case: extension is removed
--- old
create extension pg_trgm;
create extension hstore;
--- new
create extension hstore;
--- case: extension, column of its type and index of its class arrive together
--- old
create table docs (id int, body text);
--- new
create extension citext;
create extension pg_trgm;
create table docs (id int, body text, author citext not null default 'Nobody');
create index docs_trgm on docs using gin (body gin_trgm_ops);
--- case: extension and everything that used it disappear
--- old
create extension citext;
create extension pg_trgm;
create table docs (id int, body text, author citext);
create index docs_trgm on docs using gin (body gin_trgm_ops);
create view authors as select author from docs;
--- new
create table docs (id int, body text);
--- case: text column becomes citext
--- old
create extension citext;
create table users (mail text not null unique);
--- new
create extension citext;
create table users (mail citext not null unique);
--- case: citext column becomes text and the extension goes
--- old
create extension citext;
create table users (mail citext not null default 'x@y');
--- new
create table users (mail text not null default 'x@y');
--- case: hstore column becomes jsonb with an index
--- old
create extension hstore;
create table t (id int, attrs hstore);
create index t_attrs on t using gin (attrs);
--- new
create extension hstore;
create table t (id int, attrs jsonb);
create index t_attrs on t using gin (attrs);
--- case: extension in its own schema
--- old
create schema ext;
--- new
create schema ext;
create extension hstore schema ext;
create table t (id int, attrs ext.hstore default 'a=>1');
create function pick(h ext.hstore) returns text language sql immutable as $$ select h operator(ext.->) 'a' $$;
--- case: extension moves to another schema
--- old
create schema ext;
create extension hstore;
create table t (id int, attrs hstore);
--- new
create schema ext;
create extension hstore schema ext;
create table t (id int, attrs ext.hstore);
--- case: exclusion constraint needs btree_gist which is new
--- old
create table bookings (room int, during tsrange);
--- new
create extension btree_gist;
create table bookings (room int, during tsrange, constraint no_clash exclude using gist (room with =, during with &&));
--- case: multi-column gin with btree_gin
--- old
create table t (a int, tags text[]);
--- new
create extension btree_gin;
create table t (a int, tags text[]);
create index t_multi on t using gin (a, tags);
--- case: default that calls a function of an extension
--- old
create table t (id uuid primary key);
--- new
create extension "uuid-ossp";
create extension pgcrypto;
create table t (id uuid primary key default uuid_generate_v4(), salt text default gen_salt('bf'));
--- case: default leaves the extension for a built-in function
--- old
create extension "uuid-ossp";
create table t (id uuid primary key default uuid_generate_v4());
--- new
create table t (id uuid primary key default gen_random_uuid());
--- case: extension that needs another one
--- old
--- new
create extension cube;
create extension earthdistance;
create table cities (name text, lat float8, lon float8);
create index cities_pos on cities using gist (ll_to_earth(lat, lon));
--- case: ltree column with gist index and a function over it
--- old
create extension ltree;
create table t (path text);
--- new
create extension ltree;
create table t (path ltree);
create index t_path on t using gist (path);
create function depth(p ltree) returns int language sql immutable as $$ select nlevel(p) $$;
--- case: operator class parameter and similarity index
--- old
create extension pg_trgm;
create table t (name text);
create index t_name on t using gist (name gist_trgm_ops);
--- new
create extension pg_trgm;
create table t (name text);
create index t_name on t using gist (name gist_trgm_ops (siglen = 32));
--- case: own function beside the functions of an extension
--- old
create extension fuzzystrmatch;
--- new
create extension fuzzystrmatch;
create function near(a text, b text) returns boolean language sql immutable as $$ select levenshtein(a, b) < 3 $$;
create function soundex(a int) returns text language sql immutable as $$ select a::text $$;
--- case: foreign data wrapper, server and foreign table
--- old
create extension postgres_fdw;
--- new
create extension postgres_fdw;
create server far foreign data wrapper postgres_fdw options (host 'example.org', dbname 'far');
create foreign table far_items (id int options (column_name 'item_id') not null, name text) server far options (schema_name 'public', table_name 'items');
--- case: foreign table changes
--- old
create extension postgres_fdw;
create server far foreign data wrapper postgres_fdw options (host 'example.org', dbname 'far');
create foreign table far_items (id int, name text) server far options (table_name 'items');
--- new
create extension postgres_fdw;
create server far foreign data wrapper postgres_fdw options (host 'example.net', port '5433');
create foreign table far_items (id bigint not null, label text, constraint pos check (id > 0)) server far options (schema_name 's', table_name 'items2');
--- case: foreign table and server are dropped
--- old
create extension postgres_fdw;
create server far foreign data wrapper postgres_fdw options (host 'example.org');
create foreign table far_items (id int, name text) server far;
create view fv as select id from far_items;
--- new
create extension postgres_fdw;
--- case: foreign table becomes a local one
--- old
create extension file_fdw;
create server files foreign data wrapper file_fdw;
create foreign table lines (line text) server files options (filename '/dev/null');
--- new
create extension file_fdw;
create server files foreign data wrapper file_fdw;
create table lines (line text);
--- case: extension that cannot move is dropped and created in another schema
--- old
create schema a;
create extension xml2 schema a;
create extension citext schema a;
--- new
create schema b;
create extension xml2 schema b;
create extension citext schema b;
--- case: extension that cannot move takes views, functions and checks along
--- old
create schema a;
create schema b;
create extension xml2 schema a;
create table t (x text, constraint well_formed check (a.xml_valid(x)));
create view v as select a.xpath_string(x, '/a') as s from t;
create index t_s on t (a.xpath_number(x, '/b'));
create function f(x text) returns text language sql begin atomic select a.xpath_string(x, '/a'); end;
--- new
create schema a;
create schema b;
create extension xml2 schema b;
create table t (x text, constraint well_formed check (b.xml_valid(x)));
create view v as select b.xpath_string(x, '/a') as s from t;
create index t_s on t (b.xpath_number(x, '/b'));
create function f(x text) returns text language sql begin atomic select b.xpath_string(x, '/a'); end;
