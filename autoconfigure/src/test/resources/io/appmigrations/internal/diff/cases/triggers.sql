--- case: trigger and its function are created
--- old
create table t (id int, touched timestamptz);
--- new
create table t (id int, touched timestamptz);
create function touch() returns trigger language plpgsql as $$ begin new.touched := now(); return new; end $$;
create trigger t_touch before insert or update on t for each row execute function touch();
--- case: trigger and its function are dropped
--- old
create table t (id int, touched timestamptz);
create function touch() returns trigger language plpgsql as $$ begin new.touched := now(); return new; end $$;
create trigger t_touch before insert or update on t for each row execute function touch();
--- new
create table t (id int, touched timestamptz);
--- case: trigger is dropped, its function stays for another table
--- old
create table t (id int);
create table u (id int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function f();
create trigger tr before insert on u for each row execute function f();
--- new
create table t (id int);
create table u (id int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on u for each row execute function f();
--- case: only the body of the trigger function changes
--- old
create table t (id int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function f();
--- new
create table t (id int);
create function f() returns trigger language plpgsql as $$ begin if new.id < 0 then return null; end if; return new; end $$;
create trigger tr before insert on t for each row execute function f();
--- case: before becomes after
--- old
create table t (id int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function f();
--- new
create table t (id int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr after insert on t for each row execute function f();
--- case: more events and statement level
--- old
create table t (id int);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger tr after insert on t for each row execute function f();
create trigger tr2 after delete on t for each statement execute function f();
--- new
create table t (id int);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger tr after insert or delete or update on t for each row execute function f();
create trigger tr2 after delete or truncate on t for each statement execute function f();
--- case: condition of a trigger changes
--- old
create table t (id int, state text);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before update on t for each row when (old.state is distinct from new.state) execute function f();
--- new
create table t (id int, state text);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before update on t for each row when (old.state is distinct from new.state and new.id > 0) execute function f();
--- case: trigger on a list of columns
--- old
create table t (a int, b int, c int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before update of a on t for each row execute function f();
--- new
create table t (a int, b int, c int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before update of a, c on t for each row execute function f();
--- case: column of a column list is dropped
--- old
create table t (a int, b int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before update of a, b on t for each row execute function f();
--- new
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before update of a on t for each row execute function f();
--- case: column watched by a trigger gets another type
--- old
create table t (a int, b int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before update of a on t for each row when (new.b > 5) execute function f();
--- new
create table t (a bigint, b numeric);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before update of a on t for each row when (new.b > 5) execute function f();
--- case: arguments of a trigger change
--- old
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function f('one');
--- new
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function f('one', 'it''s two', '3');
--- case: trigger calls another function
--- old
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function f();
--- new
create table t (a int);
create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function g();
--- case: trigger is renamed
--- old
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr_a before insert on t for each row execute function f();
--- new
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr_b before insert on t for each row execute function f();
--- case: trigger is disabled
--- old
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function f();
--- new
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function f();
alter table t disable trigger tr;
--- case: trigger firing modes always, replica and enabled again
--- old
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr1 before insert on t for each row execute function f();
create trigger tr2 before insert on t for each row execute function f();
create trigger tr3 before insert on t for each row execute function f();
alter table t disable trigger tr3;
--- new
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr1 before insert on t for each row execute function f();
create trigger tr2 before insert on t for each row execute function f();
create trigger tr3 before insert on t for each row execute function f();
alter table t enable always trigger tr1;
alter table t enable replica trigger tr2;
--- case: new trigger is disabled from the start, changed one stays disabled
--- old
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr1 before insert on t for each row execute function f();
alter table t disable trigger tr1;
--- new
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr1 before insert or delete on t for each row execute function f();
create trigger tr2 before insert on t for each row execute function f();
alter table t disable trigger all;
--- case: constraint trigger
--- old
create table t (a int);
create table u (a int);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
--- new
create table t (a int);
create table u (a int);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create constraint trigger guard after insert or update on t from u deferrable initially deferred for each row when (new.a > 0) execute function f();
--- case: constraint trigger changes deferral
--- old
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create constraint trigger guard after insert on t deferrable initially deferred for each row execute function f();
--- new
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create constraint trigger guard after insert on t not deferrable for each row execute function f();
--- case: ordinary trigger becomes a constraint trigger of the same name
--- old
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger guard after insert on t for each row execute function f();
--- new
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create constraint trigger guard after insert on t for each row execute function f();
--- case: transition tables
--- old
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger tr after update on t for each statement execute function f();
--- new
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger tr after update on t referencing old table as before_rows new table as "After Rows" for each statement execute function f();
--- case: instead of trigger on a view
--- old
create table t (a int);
create view v as select a, a + 1 as b from t;
--- new
create table t (a int);
create view v as select a, a + 1 as b from t;
create function f() returns trigger language plpgsql as $$ begin insert into t values (new.a); return new; end $$;
create trigger v_ins instead of insert on v for each row execute function f();
--- case: instead of trigger survives the rebuild of its view
--- old
create table t (a int);
create view v as select a, a + 1 as b from t;
create function f() returns trigger language plpgsql as $$ begin insert into t values (new.a); return new; end $$;
create trigger v_ins instead of insert on v for each row execute function f();
--- new
create table t (a bigint);
create view v as select a, a + 1 as b from t;
create function f() returns trigger language plpgsql as $$ begin insert into t values (new.a); return new; end $$;
create trigger v_ins instead of insert on v for each row execute function f();
--- case: table with triggers is dropped
--- old
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function f();
--- new
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
--- case: trigger on a partitioned table
--- old
create table t (a int) partition by list (a);
create table t1 partition of t for values in (1);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
--- new
create table t (a int) partition by list (a);
create table t1 partition of t for values in (1);
create table t2 partition of t for values in (2);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr after insert on t for each row execute function f();
create trigger own after delete on t1 for each row execute function f();
--- case: trigger on a partitioned table is changed and disabled on one partition
--- old
create table t (a int) partition by list (a);
create table t1 partition of t for values in (1);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr after insert on t for each row execute function f();
--- new
create table t (a int) partition by list (a);
create table t1 partition of t for values in (1);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr after insert or delete on t for each row execute function f();
alter table t1 disable trigger tr;
--- case: quoted trigger names and functions in other schemas
--- old
create schema "Trig";
create table "T" ("A" int);
--- new
create schema "Trig";
create table "T" ("A" int);
create function "Trig"."Fn"() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger "My Trigger" before update of "A" on "T" for each row when (new."A" <> old."A") execute function "Trig"."Fn"();
--- case: comment on a trigger that is rebuilt
--- old
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function f();
comment on trigger tr on t is 'keeps order';
--- new
create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before delete on t for each row execute function f();
comment on trigger tr on t is 'keeps order';
--- case: trigger function of a contrib extension
--- old
create extension moddatetime;
create table t (a int, m timestamptz);
--- new
create extension moddatetime;
create table t (a int, m timestamptz);
create trigger t_m before update on t for each row execute function moddatetime(m);
