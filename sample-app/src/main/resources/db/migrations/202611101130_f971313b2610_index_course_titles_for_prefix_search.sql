-- index course titles for prefix search
--
-- revision: f971313b2610
-- down-revision: 582e0abdb395
-- created: 2026-11-10T11:30:00Z

-- migrate:upgrade transaction:off
create index concurrently courses_lower_idx on courses (lower(title) text_pattern_ops);

-- migrate:downgrade transaction:off
drop index concurrently courses_lower_idx;
