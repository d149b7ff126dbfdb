-- create orders
--
-- revision: a1
-- down-revision:

-- migrate:upgrade
create table orders (id bigint generated always as identity primary key, email text not null);
insert into orders (email) values ('seed@example.org');

-- migrate:downgrade
drop table orders;
