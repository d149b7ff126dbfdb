--- case: row level security is switched on
--- old
create table t (id int, owner_name text);
--- new
create table t (id int, owner_name text);
alter table t enable row level security;
--- case: row level security is switched off
--- old
create table t (id int, owner_name text);
alter table t enable row level security;
alter table t force row level security;
--- new
create table t (id int, owner_name text);
--- case: forced row level security is added and removed
--- old
create table t (id int);
alter table t enable row level security;
create table u (id int);
alter table u enable row level security;
alter table u force row level security;
--- new
create table t (id int);
alter table t enable row level security;
alter table t force row level security;
create table u (id int);
alter table u enable row level security;
--- case: policy for all commands is created
--- old
create table t (id int, owner_name text);
--- new
create table t (id int, owner_name text);
alter table t enable row level security;
create policy mine on t using (owner_name = current_user);
--- case: policies for each command
--- old
create table t (id int, owner_name text);
alter table t enable row level security;
--- new
create table t (id int, owner_name text);
alter table t enable row level security;
create policy s on t for select using (true);
create policy i on t for insert with check (owner_name = current_user);
create policy u on t for update using (owner_name = current_user) with check (id > 0);
create policy d on t for delete using (false);
--- case: policy is dropped
--- old
create table t (id int, owner_name text);
alter table t enable row level security;
create policy a on t using (id > 0);
create policy b on t using (id > 1);
--- new
create table t (id int, owner_name text);
alter table t enable row level security;
create policy b on t using (id > 1);
--- case: using expression changes
--- old
create table t (id int, owner_name text);
create policy mine on t for select using (owner_name = current_user);
--- new
create table t (id int, owner_name text);
create policy mine on t for select using (owner_name = session_user or id < 10);
--- case: with check is added, changed and removed
--- old
create table t (id int);
create policy a on t using (id > 0);
create policy b on t using (id > 0) with check (id > 5);
create policy c on t using (id > 0) with check (id > 5);
--- new
create table t (id int);
create policy a on t using (id > 0) with check (id > 5);
create policy b on t using (id > 0) with check (id > 6);
create policy c on t using (id > 0);
--- case: command of a policy changes
--- old
create table t (id int);
create policy p on t for select using (id > 0);
--- new
create table t (id int);
create policy p on t for update using (id > 0);
--- case: permissive becomes restrictive
--- old
create table t (id int);
create policy p on t using (id > 0);
--- new
create table t (id int);
create policy p on t as restrictive using (id > 0);
--- case: roles of a policy change
--- old
create table t (id int);
create policy p on t to public using (id > 0);
--- new
create table t (id int);
create policy p on t to current_user, pg_read_all_data using (id > 0);
--- case: policy is renamed
--- old
create table t (id int);
create policy p on t using (id > 0);
--- new
create table t (id int);
create policy q on t using (id > 0);
--- case: policy over a retyped column
--- old
create table t (id int, tenant varchar(10));
alter table t enable row level security;
create policy p on t using (tenant = current_setting('app.tenant', true));
--- new
create table t (id bigint, tenant text);
alter table t enable row level security;
create policy p on t using (tenant = current_setting('app.tenant', true));
--- case: policy over a dropped column is rewritten
--- old
create table t (id int, owner_name text);
create policy p on t using (owner_name = current_user);
--- new
create table t (id int, owner_id int);
create policy p on t using (owner_id = 1);
--- case: policy looks into another table
--- old
create table t (id int, team int);
--- new
create table members (team int, who text);
create table t (id int, team int);
alter table t enable row level security;
create policy p on t using (exists (select 1 from members m where m.team = t.team and m.who = current_user));
--- case: table that a policy looks into is dropped
--- old
create table members (team int, who text);
create table t (id int, team int);
create policy p on t using (team in (select team from members));
--- new
create table t (id int, team int);
create policy p on t using (team > 0);
--- case: policy uses a function whose signature changes
--- old
create function allowed(i int) returns boolean language sql stable as $$ select i > 0 $$;
create table t (id int);
create policy p on t using (allowed(id));
--- new
create function allowed(i bigint) returns boolean language sql stable as $$ select i > 0 $$;
create table t (id int);
create policy p on t using (allowed(id));
--- case: policy on a partitioned table and on a partition
--- old
create table t (id int, k int) partition by list (k);
create table t1 partition of t for values in (1);
--- new
create table t (id int, k int) partition by list (k);
create table t1 partition of t for values in (1);
alter table t enable row level security;
alter table t1 enable row level security;
create policy p on t using (id > 0);
create policy p on t1 using (id > 1);
--- case: same policy name on several tables with a comment
--- old
create table t (id int);
create table "U" ("Id" int);
create policy "Tenant Isolation" on t using (id = 1);
--- new
create table t (id int);
create table "U" ("Id" int);
create policy "Tenant Isolation" on t using (id = 1);
create policy "Tenant Isolation" on "U" using ("Id" = 1);
comment on policy "Tenant Isolation" on "U" is 'one tenant only';
--- case: table with policies is dropped
--- old
create table keep (id int);
create table t (id int);
alter table t enable row level security;
create policy p on t using (id in (select id from keep));
--- new
create table keep (id int);
--- case: two tables whose policies look into each other
--- old
--- new
create table a (id int, b_id int);
create table b (id int, a_id int);
alter table a enable row level security;
alter table b enable row level security;
create policy pa on a using (exists (select from b where b.a_id = a.id));
create policy pb on b using (exists (select from a where a.b_id = b.id));
--- case: new table, view over it, policy that uses the view
--- old
--- new
create table a (id int primary key, active boolean);
create view v as select id from a where active;
create policy p on a for select using (id in (select id from v));
--- case: new table with a policy, a check and a trigger over functions of its row
--- old
create table b (id int);
--- new
create table b (id int);
create table a (id int primary key, n int);
create function is_mine(x a) returns boolean language sql immutable as $$ select (x).n > 0 $$;
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
alter table a add constraint mine check (is_mine(a));
create policy p on a using (is_mine(a));
create trigger t before update on a for each row when (is_mine(new)) execute function touch();
create view v as select id from a;
create rule r as on delete to a where exists (select from v) do also delete from b;
