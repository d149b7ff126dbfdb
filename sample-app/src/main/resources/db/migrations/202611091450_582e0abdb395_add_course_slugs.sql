-- add course slugs
--
-- revision: 582e0abdb395
-- down-revision: ed331aacab76
-- branch-labels: search
-- created: 2026-11-09T14:50:00Z

-- migrate:upgrade
alter table courses add column slug varchar(220);

-- the second of two equal titles gets "-2", and so on
update courses c
set slug = s.base || case when s.nth > 1 then '-' || s.nth else '' end
from (
    select id, base, row_number() over (partition by base order by id) as nth
    from (
        select id, coalesce(nullif(trim(both '-' from regexp_replace(lower(title), '[^a-z0-9]+', '-', 'g')), ''), 'course') as base
        from courses
    ) bases
) s
where s.id = c.id;

alter table courses alter column slug set not null;

alter table courses add constraint courses_slug_key unique (slug);

-- migrate:downgrade
alter table courses drop constraint courses_slug_key;

alter table courses drop column slug;
