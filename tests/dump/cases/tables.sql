-- Tables and their columns with all their options.
create schema t;
create table t.empty_ ();
create table t.columns_ (
    a int not null default 7,
    b text collate "C" default 'it''s' || E'\n\\',
    c numeric(10, 2)[],
    d varchar(20) default null,
    e timestamp(3) with time zone default current_timestamp(3),
    f interval day to second(2),
    g char(3) default 'ab ',
    h bit varying(5) default b'101',
    i int[][] default '{{1,2},{3,4}}',
    j int generated always as (a * 2) stored,
    k "char" default 'x',
    l jsonb default '{"a": [1, "two"]}',
    m bytea default '\x00ff',
    n name default current_user,
    o oid, p regclass default 'pg_class'::regclass, q xml, r time with time zone
);
alter table t.columns_ alter column b set storage external;
alter table t.columns_ alter column d set storage main;
alter table t.columns_ alter column l set storage plain;
alter table t.columns_ alter column a set statistics 500;
alter table t.columns_ alter column c set statistics 0;
alter table t.columns_ alter column a set (n_distinct = -0.5, n_distinct_inherited = 100);
comment on table t.columns_ is 'of many kinds';
comment on column t.columns_.a is 'first''s';
comment on column t.columns_.j is 'generated';
create unlogged table t.unlogged_ (a int);
create table t.options_ (a int, b text) with (
    fillfactor = 70, autovacuum_enabled = false, autovacuum_vacuum_scale_factor = 0.2,
    toast.autovacuum_enabled = false, toast_tuple_target = 256, parallel_workers = 3, user_catalog_table = true
);
-- Dropped columns: in the middle, first, last, and one with a default before.
create table t.dropped (gone1 int, a int, gone2 text default 'x', b int default 3, gone3 int);
alter table t.dropped drop column gone1, drop column gone2, drop column gone3;
alter table t.dropped add column c text default 'late' not null;
-- Inheritance: one, several, and what children change.
create table t.parent (a int default 1, b text not null, c int, constraint above check (a > 0));
create table t.parent2 (a int default 1, z int check (z > 0) no inherit);
create table t.child (own int) inherits (t.parent);
create table t.child2 (b text default 'child''s') inherits (t.parent, t.parent2);
create table t.grandchild () inherits (t.child);
alter table only t.child alter column a set default 2;
alter table t.grandchild alter column c set default 3;
create table t.attached (b text not null, extra int, a int, c int, constraint above check (a > 0));
alter table t.attached inherit t.parent;
create table t.detached () inherits (t.parent);
alter table t.detached no inherit t.parent;
alter table t.grandchild drop constraint if exists nothing;
create table t.local_too (a int, b text) inherits (t.parent);
-- Dropped in the parent, kept in the child.
create table t.p3 (x int, y int);
create table t.c3 (y int) inherits (t.p3);
alter table t.p3 drop column y;
-- Typed tables.
create type t.row_type as (a int, b text);
create table t.typed of t.row_type;
create table t.typed_with of t.row_type (a with options primary key default 5, b with options not null, constraint odd check (a % 2 = 1));
comment on column t.typed.a is 'of a type';
-- Replica identity.
create table t.ri_full (a int); alter table t.ri_full replica identity full;
create table t.ri_nothing (a int); alter table t.ri_nothing replica identity nothing;
create table t.ri_index (a int not null, b int); create unique index ri_idx on t.ri_index (a);
alter table t.ri_index replica identity using index ri_idx;
create table t.row_secured (a int); alter table t.row_secured enable row level security;
alter table t.row_secured force row level security;
\if :pg14
create table t.compressed (a text compression pglz, b text);
alter table t.compressed alter column b set compression pglz;
\endif
\if :pg15
create view t.v_storage as select 1 as a;
\endif
\if :pg16
create table t.storage_in_create (a text storage external);
\endif
\if :pg17
create table t.generated_later (a int, b int generated always as (a + 1) stored);
alter table t.generated_later alter column b set expression as (a + 3);
\endif
\if :pg18
-- pg_dump 18 writes this for older servers, too, in words that they don't know.
alter table t.child alter column c set not null;
create table t.child3 (b text, primary key (a)) inherits (t.parent, t.parent2);
create table t.virtual_ (a int, b int generated always as (a * 3) virtual, c int generated always as (a + 1));
create table t.not_null_names (a int constraint "A is there" not null, b int not null no inherit, c int);
alter table t.not_null_names add constraint c_later not null c not valid;
create table t.nn_child (constraint child_own not null c) inherits (t.not_null_names);
comment on constraint "A is there" on t.not_null_names is 'a named one';
create table t.pk_names (a int constraint pk_nn not null, primary key (a));
\endif
-- A large comment.
do $$ begin execute format('comment on table t.empty_ is %L', repeat('It''s a line with a \ and more of it.' || chr(10), 5000)); end $$;
\if :pg18
create table t.virtual_parent (a int, b int generated always as (a + 1) virtual not null, constraint v_check check (b > 0));
create table t.virtual_child (b int generated always as (a + 2) virtual) inherits (t.virtual_parent);
create table t.virtual_more (a text collate "C", b text collate "C" generated always as (lower(a)) virtual, c int generated always as (length(a)) virtual);
alter table t.virtual_more alter column c set expression as (length(a) + 1);
comment on column t.virtual_more.b is 'virtual';
\endif
\if :pg18
-- What a child has of a column that only its parent lost.
create schema lost;
create table lost.parent (a int not null, b int);
create table lost.child (a int) inherits (lost.parent);
alter table only lost.parent drop column a;
\endif
