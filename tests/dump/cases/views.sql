-- Views, materialized views, and what depends on them in circles.
create schema v;
create table v.t (id int primary key, a text, b int, c timestamptz);
create view v.plain as select id, a from v.t where b > 0;
create view v.renamed (x, "Y y") as select id, a from v.t;
create view v.checked as select * from v.t where b > 0 with local check option;
create view v.cascaded with (security_barrier) as select * from v.checked with check option;
create view v.barrier with (security_barrier = false) as select 1 as one;
create recursive view v.tree (n) as values (1) union all select n + 1 from tree where n < 10;
create view v.grouped as select id, a, b, count(*) over (partition by a) from v.t group by id;
create view v.on_view as select p.*, r."Y y" from v.plain p left join v.renamed r on r.x = p.id;
create view v.unknown_ as select null as n, 'text' as t, array[]::int[] as e;
create view v.lateral_ as select t.id, l.x from v.t cross join lateral (select t.b + 1 as x) l;
create view v.everything as
    with w as materialized (select 1 as one), x as not materialized (select * from w)
    select distinct on (t.a) t.id, case when t.b in (1, 2) then 'few' else 'many' end as "Case",
        coalesce(t.a, 'none') as a, t.c at time zone 'UTC' as utc, extract(year from t.c) as y,
        (select max(b) from v.t) as m, exists (select from x) as e, t.b::numeric(10, 2) as n,
        string_agg(t.a, ',') filter (where t.b > 0) over (order by t.id rows between 1 preceding and current row) as s
    from v.t t natural join v.plain
    order by t.a, t.b desc nulls last limit 10 offset 2;
create view v.sets as (select 1 as a union all select 2) except (select 3 intersect select 4) order by 1;
create view v.grouping_ as select a, b, grouping(a, b), count(*) from v.t group by grouping sets ((a), (b), rollup (a, b), cube (a, b));
create view v.joins as select t1.id, t1.a, t2.b, t3.c from v.t t1 join v.t t2 using (id) full join v.t t3 on t3.id = t1.id;
create view v.functions as select g, o from generate_series(1, 3) with ordinality as s(g, o), unnest(array[1], array[2, 3]) as u(p, q);
create view v.sampled as select * from v.t tablesample bernoulli (10) repeatable (1);
create view v.locked as select * from v.t for update;
create view v.constants as select 1.0 as a, 1e10::float8 as b, -1 as c, '2020-01-01'::date as d, true as e, b'1' as f,
    '1 mon'::interval as g, 'NaN'::float8 as h, E'\\x\n'::text as i, '{"a":1}'::jsonb as j;
alter view v.plain alter column a set default 'x';
comment on view v.plain is 'plain';
comment on column v.plain.a is 'its column';
create materialized view v.mat as select id, a from v.t with no data;
create materialized view v.mat_on_key with (fillfactor = 70, autovacuum_enabled = off) as select id, a, count(b) from v.t group by id;
create materialized view v.mat_on_mat as select * from v.mat_on_key;
create view v.on_mat as select * from v.mat_on_mat;
comment on materialized view v.mat is 'kept';
alter materialized view v.mat alter column a set statistics 100;
alter materialized view v.mat alter column a set storage external;
-- A view whose rule reads another that reads it: as pg_dump sees circles.
create table v.base (a int);
create view v.circle1 as select a from v.base;
create view v.circle2 as select a from v.circle1;
create rule to_two as on insert to v.circle1 do instead insert into v.base select a from v.circle2 where a = new.a;
-- A function on a view's row type that the view's rule uses.
create function v.of_row(v.circle2) returns int language sql as 'select $1.a';
create rule uses_function as on update to v.circle2 do instead select v.of_row(new);
create function v.uses_view() returns setof v.plain language sql as 'select * from v.plain';
create view v.on_function as select * from v.uses_view();
-- Columns added and dropped below a view with a star.
create table v.grows (a int, b int); create view v.star as select * from v.grows;
alter table v.grows add column c int; alter table v.grows rename column b to renamed_b;
create view v."Evil ""view""" as select 1 as "Evil ""col""", 2 as "select";
\if :pg15
create view v.invoker with (security_invoker) as select * from v.t;
\endif
\if :pg14
create view v.cycles as
    with recursive r(id, up) as (select id, b from v.t union all select t.id, t.b from v.t join r on r.id = t.b)
        search depth first by id set ord cycle id set is_cycle using path select id, up, is_cycle from r;
\endif
\if :pg16
create view v.json_ as select json_object('a': 1) as o, json_array(1, 2) as r, '1' is json as i;
\endif
\if :pg17
create view v.json_table_ as select * from json_table('[{"a":1}]'::jsonb, '$[*]' columns (a int path '$.a', n for ordinality));
\endif
