-- merge enrolments and search
--
-- revision: 68cd78621db6
-- down-revision: 8fa2fef6eed0, f971313b2610
-- created: 2026-11-12T16:00:00Z

-- migrate:upgrade

-- migrate:downgrade
