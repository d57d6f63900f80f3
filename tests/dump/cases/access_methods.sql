-- Access methods for tables and indexes.
create access method "My heap" type table handler heap_tableam_handler;
create access method my_gist type index handler gisthandler;
comment on access method "My heap" is 'the same';
create operator class public.mine for type box using my_gist as
    operator 3 &&, function 1 gist_box_consistent(internal, box, smallint, oid, internal),
    function 2 gist_box_union(internal, internal), function 5 gist_box_penalty(internal, internal, internal),
    function 6 gist_box_picksplit(internal, internal), function 7 gist_box_same(box, box, internal);
create table heaped (a int) using "My heap";
create table plain (a box);
create index mine_idx on plain using my_gist (a public.mine);
create materialized view kept using "My heap" as select 1 as one;
create unlogged table unlogged_heaped (a int) using "My heap";
\if :pg17
create table parted (a int) partition by list (a) using "My heap";
create table parted_1 partition of parted for values in (1);
create table parted_2 partition of parted for values in (2) using heap;
\else
create table parted (a int) partition by list (a);
create table parted_1 partition of parted for values in (1) using "My heap";
\endif
