-- split instructor names
--
-- revision: 6042dc313db2
-- down-revision: 68cd78621db6
-- created: 2026-11-16T10:25:00Z

-- migrate:upgrade
alter table instructors
    add column given_name varchar(200),
    add column family_name varchar(200);

-- the last space separates; a name of one word is a family name without a given name
update instructors
set given_name = substring(full_name from '^(.*) '),
    family_name = substring(full_name from '[^ ]*$');

alter table instructors alter column family_name set not null;

alter table instructors drop column full_name;

-- migrate:downgrade
alter table instructors add column full_name varchar(200);

-- puts back the very space that the upgrade took out
update instructors
set full_name = concat_ws(' ', given_name, family_name);

alter table instructors alter column full_name set not null;

alter table instructors
    drop column given_name,
    drop column family_name;
