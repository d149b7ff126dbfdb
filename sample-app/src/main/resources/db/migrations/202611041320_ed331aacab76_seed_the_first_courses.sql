-- seed the first courses
--
-- revision: ed331aacab76
-- down-revision: bad611521946
-- created: 2026-11-04T13:20:00Z

-- migrate:upgrade
insert into instructors (full_name, email) values
    ('Mira Novak', 'mira.novak@catalogue.example'),
    ('Jonas Lindqvist', 'jonas.lindqvist@catalogue.example'),
    ('Sukarno', 'sukarno@catalogue.example');

insert into courses (instructor_id, title, level)
select i.id, c.title, c.level
from (values
    ('mira.novak@catalogue.example', 'SQL from Scratch', 'beginner'),
    ('mira.novak@catalogue.example', 'Indexes & Query Plans', 'intermediate'),
    ('jonas.lindqvist@catalogue.example', 'Schema Changes without Downtime', 'advanced'),
    ('sukarno@catalogue.example', 'Spring Boot: First Steps', 'beginner')
) as c (email, title, level)
join instructors i on i.email = c.email;

insert into lessons (course_id, position, title, minutes)
select c.id, l.position, l.title, l.minutes
from (values
    ('SQL from Scratch', 1, 'Tables and rows', 25),
    ('SQL from Scratch', 2, 'Select and where', 35),
    ('SQL from Scratch', 3, 'Joins', 45),
    ('Indexes & Query Plans', 1, 'What an index is', 30),
    ('Indexes & Query Plans', 2, 'Reading explain', 50),
    ('Schema Changes without Downtime', 1, 'Locks that hurt', 40),
    ('Schema Changes without Downtime', 2, 'Expand and contract', 45),
    ('Schema Changes without Downtime', 3, 'Indexes built concurrently', 30),
    ('Schema Changes without Downtime', 4, 'The way back', 35),
    ('Spring Boot: First Steps', 1, 'A project in five minutes', 20),
    ('Spring Boot: First Steps', 2, 'Your first endpoint', 30)
) as l (course, position, title, minutes)
join courses c on c.title = l.course;

-- migrate:downgrade
-- the lessons go with their courses (on delete cascade)
delete from courses c
using instructors i
where i.id = c.instructor_id
  and (i.email, c.title) in (
    ('mira.novak@catalogue.example', 'SQL from Scratch'),
    ('mira.novak@catalogue.example', 'Indexes & Query Plans'),
    ('jonas.lindqvist@catalogue.example', 'Schema Changes without Downtime'),
    ('sukarno@catalogue.example', 'Spring Boot: First Steps')
  );

delete from instructors
where email in (
    'mira.novak@catalogue.example',
    'jonas.lindqvist@catalogue.example',
    'sukarno@catalogue.example'
);
