-- What is written without the server's deparser, and what looks like it but can't be.
create schema p;
create type p.mood as enum ('a', 'b');
create domain p.positive as int check (value > 0);
create table p.types (
    a boolean, b bytea, c bigint, d smallint, e integer, f text, g json, h real, i double precision, j text[],
    k varchar, l varchar(1), m varchar(10485760), n date, o time, p timestamp, q timestamptz, r interval,
    s numeric, t numeric(10, 2), u numeric(1000, 1000), v numeric(7), w uuid, x jsonb,
    k2 varchar(3)[], n2 time(0), n3 timestamp(3), n4 timestamptz(6), n5 interval day to second(2), s2 numeric(4, 1)[],
    y char(3), z bit(3), aa varbit(5), ab "char", ac name, ad oid, ae regclass, af p.mood, ag p.positive, ah timetz
);
\if :pg15
create table p.scales (a numeric(3, -5), b numeric(2, 7));
\endif
create index on p.types (a, c desc, d nulls first, e desc nulls last);
create index on p.types (f, k, l, t, w, q) include (b, n);
create index on p.types (y, z, ac, ad, ae, af, ag, j);
create index odd_class on p.types (k varchar_pattern_ops, f text_pattern_ops, a);
create index odd_collation on p.types (f collate "C", k collate "C");
create table p.collated (a text collate "C", b varchar collate "POSIX");
create index on p.collated (a, b);
create index on p.collated (a collate "POSIX");
create table p."between" ("order" int primary key, "json_table" int unique, "Upper" int, "merge_action" int, "values" int);
create index "select" on p."between" ("Upper");
create index on p."between" ("json_table", "merge_action", "values");
create table p.refers (a int references p."between", b int, c int,
    foreign key (b) references p."between" ("json_table") on delete cascade, constraint "null" check (c > 0));
create table p.dropped (a int, b int, c int not null, d int default 7);
alter table p.dropped drop column a;
create index on p.dropped (c, b);
alter table p.dropped add primary key (c), add unique (d, b), add foreign key (b) references p.dropped;
create table p.parted (a int not null, b int, primary key (a)) partition by range (a);
create table p.parted_1 partition of p.parted for values from (0) to (10);
create index on p.parted (b desc);
create unique index on only p.parted (a, b);
create table p.to_parted (a int references p.parted on update cascade);
