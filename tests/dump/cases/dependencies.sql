-- Objects that need each other, in orders that names don't give.
create schema d;
-- A default, a check and an index that use functions with names behind the table's.
create function d.z_default() returns int language sql as 'select 1';
create function d.z_check(int) returns boolean language sql immutable as 'select $1 > 0';
create table d.a_uses (a int default d.z_default() check (d.z_check(a)), b int);
create index on d.a_uses (d.z_check(b));
-- A check on the table's own row.
create table d.rows_ (a int);
create function d.row_ok(d.rows_) returns boolean language sql immutable as 'select $1.a > 0';
alter table d.rows_ add constraint ok check (d.row_ok(rows_));
create function d.row_default() returns int language plpgsql as $$declare r d.rows_; begin return 1; end$$;
alter table d.rows_ alter column a set default d.row_default();
-- A view that a table's default uses through a function; a table that a view's type is in.
create view d.z_view as select 1 as one;
create function d.a_of_view() returns d.z_view language sql as 'select 1';
create table d.b_of_view (v d.z_view, w d.z_view[]);
-- A domain whose check uses a function that takes the domain.
create domain d.a_domain as int;
create function d.z_takes(d.a_domain) returns boolean language sql immutable as 'select true';
alter domain d.a_domain add constraint by_function check (d.z_takes(value));
-- A generated column, a partition key, a policy, a trigger's WHEN, a statistics object, all by function.
create function d.z_pure(int) returns int language sql immutable as 'select $1';
create table d.generated (a int, b int generated always as (d.z_pure(a)) stored);
create table d.parted (a int) partition by list (d.z_pure(a));
create table d.parted_1 partition of d.parted for values in (1);
create table d.triggered (a int);
create function d.a_trigger() returns trigger language plpgsql as 'begin return new; end';
create trigger t before update on d.triggered for each row when (d.z_pure(new.a) > 0) execute function d.a_trigger();
-- A type in a schema that sorts behind its user's.
create schema z_last;
create type z_last.mood as enum ('a');
create table d.uses_last (m z_last.mood default 'a');
create view z_last.v as select * from d.uses_last;
create table d.from_view as select * from z_last.v;
create function d.takes_table(d.uses_last, z_last.mood) returns z_last.v language sql as 'select $1.m';
create function d.op_fn(int, int) returns boolean language sql immutable as 'select $1 = $2';
create operator d.=== (function = d.op_fn, leftarg = int, rightarg = int);
create table d.a_with_operator (a int, b int, check (a operator(d.===) b));
create view d.a_view_operator as select a operator(d.===) b as same from d.a_with_operator;
create aggregate d.z_agg(int) (sfunc = int4pl, stype = int, initcond = '0');
create view d.a_view_agg as select d.z_agg(a) as total from d.a_with_operator;
create table d.z_keyed (id int primary key, note text);
create materialized view d.a_mat as select id, note from d.z_keyed group by id;
create view d.a_on_mat as select * from d.a_mat;
\if :pg14
create function d.a_atomic() returns bigint language sql begin atomic select count(*) from d.z_keyed; end;
create function d.b_atomic() returns text language sql begin atomic select note from d.z_keyed group by id; end;
create table d.y_default_atomic (a bigint default d.a_atomic());
create view d.y_view_atomic as select d.b_atomic() as b;
create function d.c_on_view() returns text language sql begin atomic select b from d.y_view_atomic; end;
create procedure d.d_inserts() language sql begin atomic insert into d.y_default_atomic default values; end;
\endif
-- Views that need each other, or functions on their own rows.
create schema circles;
create view circles.one as select 1 as a, 'x'::text collate "C" as b;
create view circles.two as select * from circles.one;
create or replace view circles.one with (security_barrier = true) as select a, b from circles.two;
alter view circles.one alter column a set default 3;
comment on column circles.one.a is 'in a circle';
create view circles.rows_ as select 1 as x;
create function circles.of_view() returns setof circles.rows_ language sql as 'select 1';
create or replace view circles.rows_ as select x from circles.of_view();
create table circles.of_table (r circles.rows_);
-- What is dropped with an extension.
create extension hstore;
create table circles.t (a int primary key);
create function circles.f() returns int language sql as 'select 1';
alter function circles.f() depends on extension hstore;
alter function circles.f() depends on extension plpgsql;
create procedure circles.p() language sql as 'select 1';
alter procedure circles.p() depends on extension hstore;
create materialized view circles.m as select 1 as a;
alter materialized view circles.m depends on extension hstore;
create function circles.tf() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before insert on circles.t for each row execute function circles.tf();
alter trigger tr on circles.t depends on extension hstore;
create index i on circles.t (a);
alter index circles.i depends on extension hstore;
alter index circles.t_pkey depends on extension hstore;
