-- cannot run
--
-- revision: c3

-- migrate:upgrade
create table broken (id no_such_type);
