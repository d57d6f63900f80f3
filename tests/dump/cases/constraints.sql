-- Constraints of all kinds.
create schema k;
create table k.target (a int, b int, c text, primary key (a), constraint "Two ""columns""" unique (b, c));
create table k.checks (
    a int check (a > 0), b text constraint named check (b <> '' and b !~ '[;''"]'),
    constraint both_ check (a < length(b)), constraint never check (false) no inherit
);
alter table k.checks add constraint later check (a < 1000) not valid;
comment on constraint named on k.checks is 'not empty';
create table k.foreign_ (
    a int references k.target,
    b int, c text,
    d int constraint deferred_ references k.target deferrable initially deferred,
    e int constraint deferrable_ references k.target (a) on update set null on delete set default deferrable,
    f int constraint restricted references k.target on update restrict on delete cascade,
    self int,
    constraint two foreign key (b, c) references k.target (b, c) match full on delete no action,
    primary key (a, b)
);
alter table k.foreign_ add constraint not_valid_fk foreign key (f) references k.target not valid;
alter table k.foreign_ add constraint self_ref foreign key (self, b) references k.foreign_ (a, b);
comment on constraint two on k.foreign_ is 'both';
-- A circle.
create table k.one (id int primary key, two_id int);
create table k.two (id int primary key, one_id int references k.one);
alter table k.one add foreign key (two_id) references k.two deferrable initially deferred;
create table k.uniques (
    a int unique deferrable initially deferred, b int unique deferrable, c int, d int,
    constraint with_include unique (c) include (d) with (fillfactor = 60),
    constraint pk primary key (d) include (a)
);
create table k.excluded (
    a int4range, b circle, c int,
    exclude using gist (a with &&) where (c > 0),
    constraint "Circles" exclude using gist (b with &&) deferrable initially deferred,
    exclude using btree (c with =, (c + 1) with =)
);
comment on constraint "Circles" on k.excluded is 'apart';
create table k.from_index (a int not null, b int);
create unique index from_idx on k.from_index (a);
alter table k.from_index add constraint pk_from_idx primary key using index from_idx;
-- Unstable to deparse: casts inside and outside of the array.
create table k.in_lists (
    a varchar(10) check (a in ('x', 'y')),
    b char(1) check (b in ('x', 'y')),
    c text check (c in ('x', 'y')),
    d varchar check (d = any (array['a', 'b'])),
    e varchar check ((e)::text = any ((array['a'::varchar, 'b'::varchar])::text[])),
    f varchar default 'a'::varchar check (f not in ('x', 'y') and f like 'a%' or f is null),
    g smallint check (g in (1, 2)), h numeric(5, 2) check (h between 0 and 99.5),
    i date check (i > '2020-01-01'), j interval check (j < '1 day'), k timestamptz check (k > '2020-01-01 00:00+00')
);
create table k.parent (a int, constraint inherited check (a > 0), constraint mine check (a < 10) no inherit);
create table k.child (constraint inherited check (a > 0)) inherits (k.parent);
create table k.child2 () inherits (k.parent);
\if :pg15
create table k.nulls_ (a int, b int, unique nulls not distinct (a), constraint c2 unique nulls not distinct (a, b));
create table k.set_columns (a int, b int, foreign key (a, b) references k.foreign_ (a, b) on delete set null (b));
create table k.default_columns (a int, b int default 1, foreign key (a, b) references k.foreign_ (a, b) on delete set default (b) on update cascade);
\endif
\if :pg18
create table k.not_enforced (a int constraint ne check (a > 0) not enforced, b int references k.target not enforced);
create table k.temporal (id int4range, valid daterange, constraint t_pk primary key (id, valid without overlaps));
create table k.temporal_fk (id int4range, valid daterange, parent int4range,
    constraint t_fk foreign key (parent, period valid) references k.temporal (id, period valid),
    constraint t_u unique (id, valid without overlaps));
create table k.parent_nn (a int constraint nn not null no inherit);
create table k.child_nn () inherits (k.parent_nn);
create table k.parted_nv (a int, b int) partition by list (a);
create table k.parted_nv_1 partition of k.parted_nv for values in (1);
alter table k.parted_nv add constraint fk_nv foreign key (b) references k.target not valid;
\endif
-- On partitioned tables, and what partitions have of their own.
create table k.deferrable_parted (a int, b int, unique (a) deferrable initially deferred) partition by list (a);
create table k.deferrable_parted_1 partition of k.deferrable_parted for values in (1);
alter table k.deferrable_parted_1 add constraint own_check check (b > 0), add constraint own_fk foreign key (b) references k.target;
comment on constraint own_fk on k.deferrable_parted_1 is 'of the partition alone';
\if :pg15
create table k.parted_nnd (a int, unique nulls not distinct (a)) partition by list (a);
create table k.parted_nnd_1 partition of k.parted_nnd for values in (1);
\endif
\if :pg18
create table k.not_enforced_parent (a int, constraint soft check (a > 0) not enforced);
create table k.not_enforced_child () inherits (k.not_enforced_parent);
create table k.enforced_child (a int, constraint soft check (a > 0)) inherits (k.not_enforced_parent);
create table k.not_enforced_parted (a int, b int, constraint soft_fk foreign key (b) references k.target not enforced, constraint soft check (b > 1) not enforced) partition by list (a);
create table k.not_enforced_parted_1 partition of k.not_enforced_parted for values in (1);
create table k.became_soft (a int, b int constraint fk_soft references k.target deferrable initially deferred);
alter table k.became_soft alter constraint fk_soft not enforced;
alter table k.became_soft add constraint soft_later check (a > 3) not enforced;
comment on constraint soft_later on k.became_soft is 'not enforced';
create table k.temporal_deferred (id int4range, valid tstzmultirange, constraint td unique (id, valid without overlaps) deferrable);
create table k.temporal_parted_fk (id int4range, parent int4range, valid daterange,
    constraint tp_fk foreign key (parent, period valid) references k.temporal (id, period valid)) partition by list (id);
create table k.temporal_parted_fk_1 partition of k.temporal_parted_fk for values in ('[1,2)');
create table k.nn_parted (a int, b int constraint b_there not null) partition by list (a);
create table k.nn_parted_1 partition of k.nn_parted for values in (1);
create table k.nn_not_valid (a int);
alter table k.nn_not_valid add constraint nn_later not null a not valid;
\endif
