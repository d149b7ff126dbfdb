--liquibase formatted sql

--changeset dan:greet splitStatements:false runOnChange:true
--comment: Greets
create or replace function greet(name text) returns text language plpgsql as $$
begin
  return 'Hello; ' || name;
end $$
--rollback drop function greet(text)

--changeset dan:concurrently runInTransaction:false
create index concurrently customers_country on customers (country);
--rollback drop index concurrently customers_country

--changeset dan:each-start runAlways:true
update customers set country = upper(country);
