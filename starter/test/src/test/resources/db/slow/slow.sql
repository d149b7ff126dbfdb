-- takes a while, so that others wait for it
--
-- revision: d4

-- migrate:upgrade
select pg_sleep(0.5);
create table slow (id bigint primary key);
