-- addresses in lower case
--
-- revision: b2
-- down-revision: a1

-- migrate:upgrade
update orders set email = lower(email);

-- migrate:downgrade
