-- Partitions of all kinds and depths.
create schema p;
create table p.lists (id int, kind text not null, note text default 'none') partition by list (kind);
create table p.lists_ab partition of p.lists for values in ('a', 'it''s', null) ;
alter table p.lists_ab alter column note set default 'ab';
create table p.lists_c partition of p.lists (constraint positive check (id > 0)) for values in ('c');
create table p.lists_default partition of p.lists default;
create table p.ranges (a int, b date, c text) partition by range (a, b);
create table p.ranges_1 partition of p.ranges for values from (minvalue, minvalue) to (10, '2020-01-01');
create table p.ranges_2 partition of p.ranges for values from (10, '2020-01-01') to (20, maxvalue) partition by hash (c);
create table p.ranges_2_0 partition of p.ranges_2 for values with (modulus 2, remainder 0);
create table p.ranges_2_1 partition of p.ranges_2 for values with (modulus 2, remainder 1) partition by list (lower(c));
create table p.ranges_2_1_x partition of p.ranges_2_1 for values in ('x');
create table p.ranges_2_1_d partition of p.ranges_2_1 default;
create table p.by_expression (a text, b int) partition by range ((length(a)), b);
create table p.be_1 partition of p.by_expression for values from (1, 1) to (5, maxvalue);
create table p.collated (a text) partition by list (a collate "C");
create table p.collated_1 partition of p.collated for values in ('x');
create table p.with_class (a text) partition by hash (a text_pattern_ops);
create table p.no_partitions (a int) partition by list (a);
-- Attached with another order of columns and a column dropped.
create table p.attached (note text, gone int, kind text not null, id int);
alter table p.attached drop column gone;
alter table p.lists attach partition p.attached for values in ('z');
-- Keys and indexes of partitioned tables.
create table p.keyed (id int, day date, v int, primary key (id, day), unique (day, v)) partition by range (day);
create table p.keyed_1 partition of p.keyed for values from ('2020-01-01') to ('2021-01-01');
create table p.keyed_2 (id int not null, day date not null, v int, constraint "Own pk" primary key (id, day));
alter table p.keyed attach partition p.keyed_2 for values from ('2021-01-01') to ('2022-01-01');
create index keyed_v on p.keyed (v) where v > 0;
create index on p.keyed using hash (v);
create index only_parent on only p.keyed (v desc nulls last) include (id);
create index part_of_only on p.keyed_1 (v desc nulls last) include (id);
alter index p.only_parent attach partition p.part_of_only;
comment on index p.keyed_v is 'on all';
create index own_only on p.keyed_1 (day) with (fillfactor = 50);
-- Foreign keys from and to partitioned tables.
create table p.refers (id int, day date, foreign key (id, day) references p.keyed on delete cascade);
create table p.parted_refers (id int, day date, k int, constraint fk foreign key (id, day) references p.keyed (id, day) match full) partition by list (k);
create table p.parted_refers_1 partition of p.parted_refers for values in (1);
create table p.parted_refers_2 partition of p.parted_refers for values in (2);
-- Triggers of partitioned tables, one disabled in a partition.
create function p.noop() returns trigger language plpgsql as 'begin return new; end';
create trigger cloned after insert on p.keyed for each row execute function p.noop();
create trigger once_a_statement after insert on p.keyed for each statement execute function p.noop();
alter table p.keyed_1 disable trigger cloned;
create trigger own before insert on p.keyed_2 for each row execute function p.noop();
create table p.identity_parent (a int, b int) partition by list (a);
create table p."Evil ""part""" partition of p.identity_parent for values in (7);
create unlogged table p.unlogged_part partition of p.identity_parent for values in (8);
comment on table p.lists is 'partitioned';
comment on table p.lists_ab is 'a partition';
comment on column p.lists_ab.note is 'its column';
\if :pg17
create table p.ident (a int generated always as identity, k int) partition by list (k);
create table p.ident_1 partition of p.ident for values in (1);
\endif
-- What single partitions were told.
comment on index p.keyed_1_v_idx is 'of one partition';
comment on constraint keyed_1_pkey on p.keyed_1 is 'of one partition';
create trigger states after update on p.keyed for each row execute function p.noop();
alter table p.keyed_1 enable always trigger states;
alter table only p.keyed disable trigger once_a_statement;
create unique index keyed_id on p.keyed (id, day) include (v);
alter table p.keyed_1 replica identity using index keyed_1_id_day_v_idx;
alter table p.keyed replica identity full;
create table p.deep (a int, b int, c int) partition by list (a);
create table p.deep_1 partition of p.deep for values in (1) partition by range (b);
create table p.deep_1_1 partition of p.deep_1 for values from (0) to (9) partition by hash (c);
create table p.deep_1_1_0 partition of p.deep_1_1 for values with (modulus 1, remainder 0) partition by list (c);
create table p.deep_1_1_0_x partition of p.deep_1_1_0 default;
create index on p.deep (c);
create unique index deep_u on p.deep (a, b, c);
create table p.gen (a int, b int generated always as (a * 2) stored) partition by list (a);
create table p.gen_1 partition of p.gen for values in (1);
\if :pg18
create table p.virt (a int, b int generated always as (a * 2) virtual, c int) partition by list (a);
create table p.virt_1 partition of p.virt for values in (1);
create table p.virt_2 (a int, c int, b int generated always as (a * 3) virtual);
alter table p.virt attach partition p.virt_2 for values in (2);
\endif
