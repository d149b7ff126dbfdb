-- restrict course levels
--
-- revision: 874345651777
-- down-revision: 6042dc313db2
-- created: 2026-11-18T08:40:00Z

-- migrate:upgrade
-- any other value is left alone, so that the constraint refuses it instead of the update guessing
update courses
set level = upper(level)
where level in ('beginner', 'intermediate', 'advanced');

alter table courses
    add constraint courses_level_check check (level in ('BEGINNER', 'INTERMEDIATE', 'ADVANCED'));

-- migrate:downgrade
alter table courses drop constraint courses_level_check;

update courses set level = lower(level);
