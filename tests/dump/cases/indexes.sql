-- Indexes of all kinds.
create schema i;
create table i.t (a int, b text, c int[], d point, e tsvector, f jsonb, g inet, "H h" text, "select" int);
create index on i.t (a);
create unique index u on i.t (a desc nulls last, b collate "C" text_pattern_ops) include (g) where a > 0 and b <> 'it''s';
create index expr on i.t (lower(b), (a + 1), (b || 'x') varchar_pattern_ops);
create index h on i.t using hash (b);
create index gin_ on i.t using gin (c, e) with (fastupdate = off, gin_pending_list_limit = 512);
create index gin_path on i.t using gin (f jsonb_path_ops);
create index gist_ on i.t using gist (d) with (buffering = on, fillfactor = 80);
create index spg on i.t using spgist (d quad_point_ops);
create index spg2 on i.t using spgist (g inet_ops);
create index brin_ on i.t using brin (a, b) with (pages_per_range = 16, autosummarize = on);
create index "Evil ""index""" on i.t ("H h", "select");
create index ops on i.t using gist (e tsvector_ops (siglen = 100));
create index dedup on i.t (b) with (deduplicate_items = off);
comment on index i.u is 'unique''s';
comment on index i."Evil ""index""" is 'quoted';
alter index i.expr alter column 2 set statistics 333;
alter index i.expr alter column 1 set statistics 50;
create table i.clustered (a int primary key, b int);
create index by_b on i.clustered (b);
alter table i.clustered cluster on by_b;
create table i.clustered_pk (a int primary key);
cluster i.clustered_pk using clustered_pk_pkey;
create materialized view i.m as select 1 as a, 'x'::text as b;
create unique index on i.m (a);
create index m_b on i.m (b);
alter materialized view i.m cluster on m_b;
\if :pg14
create index brin_multi on i.t using brin (a int4_minmax_multi_ops (values_per_range = 16));
create index brin_bloom on i.t using brin (b text_bloom_ops (false_positive_rate = 0.02));
\endif
\if :pg15
create unique index nnd on i.t (a) nulls not distinct;
\endif
-- What a CREATE INDEX CONCURRENTLY left that failed: pg_dump, too, leaves it out.
create index invalid_ on i.t (a, b);
update pg_index set indisvalid = false where indexrelid = 'i.invalid_'::regclass;
