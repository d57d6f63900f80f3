-- Enums, domains, composites, ranges.
create schema t;
create type t.mood as enum ('sad', 'it''s ok', 'a\b', 'Ünïcode', '');
create type t.none as enum ();
comment on type t.mood is 'how it is';

create domain t.positive as int constraint above_zero check (value > 0);
create domain t.name_ as varchar(63) collate "C" default 'x'::varchar not null
    constraint long_enough check (length(value) > 1)
    constraint no_space check (value !~ ' ');
create domain t.later as text;
alter domain t.later add constraint not_checked check (value <> 'x') not valid;
create domain t.of_domain as t.positive check (value < 100);
create domain t.of_array as int[] check (array_length(value, 1) < 5);
comment on domain t.positive is 'more than nothing';
comment on constraint above_zero on domain t.positive is 'zero is none';

create type t.pair as (a int, "B b" text collate "C", c t.mood[], d t.positive);
comment on type t.pair is 'a pair';
comment on column t.pair."B b" is 'the second';
create type t.empty_pair as ();
create type t.dropped as (a int, gone text, b numeric(10, 2));
alter type t.dropped drop attribute gone;

create type t.floats as range (subtype = float8, subtype_diff = float8mi);
create type t.texts as range (subtype = text, collation = "C", subtype_opclass = text_pattern_ops);
create type t.plain_range as range (subtype = int2);
create table t.uses (
    a t.mood default 'sad',
    b t.positive,
    c t.pair,
    d t.floats,
    e t.pair[],
    f t.mood[] default array['sad', 'it''s ok']::t.mood[],
    g t.name_ default 'yy'
);
-- Types whose tables come first by name.
create table t.a_table (x int);
create type t.z_of_table as (whole t.a_table);
create function t.range_canonical(x int) returns int language sql immutable as 'select x';
\if :pg14
create type t.named_multirange as range (subtype = int4, multirange_type_name = t.my_multirange);
create table t.multi (a t.my_multirange, b int4multirange, c t.named_multirange);
\endif
comment on type t.floats is 'a range';
create domain t.over_pair as t.pair check ((value).a > 0);
create domain t.over_range as t.floats[] not null;
\if :pg17
create domain t.nn_named as int constraint "Not null's name" not null constraint small check (value < 9);
\endif
