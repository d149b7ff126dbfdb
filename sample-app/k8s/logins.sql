-- The two logins: one migrates, the other is the application's. Run once, as the owner of the empty database,
-- with passwords of your own and without them in a history of commands: psql -f logins.sql
create role catalogue_ddl login password 'change-me-too';
create role catalogue_app login password 'change-me';
revoke connect, temporary on database catalogue from public;
grant connect on database catalogue to catalogue_ddl, catalogue_app;
grant temporary on database catalogue to catalogue_ddl;
revoke all on schema public from public;
grant usage, create on schema public to catalogue_ddl;
grant usage on schema public to catalogue_app;
alter default privileges for role catalogue_ddl in schema public grant select, insert, update, delete on tables to catalogue_app;
alter default privileges for role catalogue_ddl in schema public grant usage on sequences to catalogue_app;
