-- Operators, their classes and families.
create schema o;
create type o.n as (v int);
create function o.lt(o.n, o.n) returns boolean language sql immutable as 'select ($1).v < ($2).v';
create function o.le(o.n, o.n) returns boolean language sql immutable as 'select ($1).v <= ($2).v';
create function o.eq(o.n, o.n) returns boolean language sql immutable as 'select ($1).v = ($2).v';
create function o.ne(o.n, o.n) returns boolean language sql immutable as 'select ($1).v <> ($2).v';
create function o.ge(o.n, o.n) returns boolean language sql immutable as 'select ($1).v >= ($2).v';
create function o.gt(o.n, o.n) returns boolean language sql immutable as 'select ($1).v > ($2).v';
create function o.cmp(o.n, o.n) returns int language sql immutable as 'select ($1).v - ($2).v';
create function o.hash(o.n) returns int language sql immutable as 'select ($1).v';
create function o.hash_extended(o.n, int8) returns int8 language sql immutable as 'select ($1).v + $2';
create function o.eq_int(o.n, int) returns boolean language sql immutable as 'select ($1).v = $2';
create function o.cmp_int(o.n, int) returns int language sql immutable as 'select ($1).v - $2';
create function o.negate(o.n) returns o.n language sql immutable as 'select row(-($1).v)::o.n';
create operator o.< (function = o.lt, leftarg = o.n, rightarg = o.n, commutator = operator(o.>),
    negator = operator(o.>=), restrict = scalarltsel, join = scalarltjoinsel);
create operator o.<= (function = o.le, leftarg = o.n, rightarg = o.n, commutator = operator(o.>=),
    negator = operator(o.>), restrict = scalarlesel, join = scalarlejoinsel);
create operator o.= (function = o.eq, leftarg = o.n, rightarg = o.n, commutator = operator(o.=),
    negator = operator(o.<>), restrict = eqsel, join = eqjoinsel, hashes, merges);
create operator o.<> (function = o.ne, leftarg = o.n, rightarg = o.n, commutator = operator(o.<>),
    negator = operator(o.=), restrict = neqsel, join = neqjoinsel);
create operator o.>= (function = o.ge, leftarg = o.n, rightarg = o.n, commutator = operator(o.<=),
    negator = operator(o.<));
create operator o.> (function = o.gt, leftarg = o.n, rightarg = o.n, commutator = operator(o.<),
    negator = operator(o.<=));
create operator o.= (function = o.eq_int, leftarg = o.n, rightarg = int);
create operator o.-|- (function = o.negate, rightarg = o.n);
create operator public.!@#%^&|`?~ (function = o.eq, leftarg = o.n, rightarg = o.n);
comment on operator o.= (o.n, o.n) is 'equal';
comment on operator o.-|- (none, o.n) is 'prefix';

create operator family o.family using btree;
comment on operator family o.family using btree is 'a family';
create operator class o.n_ops default for type o.n using btree family o.family as
    operator 1 o.<, operator 2 o.<=, operator 3 o.=, operator 4 o.>=, operator 5 o.>,
    function 1 o.cmp(o.n, o.n);
alter operator family o.family using btree add operator 3 o.= (o.n, int), function 1 (o.n, int) o.cmp_int(o.n, int);
create operator class o.n_hash_ops default for type o.n using hash as
    operator 1 o.=, function 1 o.hash(o.n), function 2 o.hash_extended(o.n, int8);
comment on operator class o.n_ops using btree is 'a class';
create operator class o.not_default for type o.n using btree as
    operator 1 o.<, operator 3 o.=, function 1 o.cmp(o.n, o.n);
create operator class o."Evil class" for type int using gin as
    operator 3 pg_catalog.=, function 1 btint4cmp(int, int), function 2 ginarrayextract(anyarray, internal, internal),
    function 3 ginqueryarrayextract(anyarray, internal, int2, internal, internal, internal, internal),
    function 4 ginarrayconsistent(internal, int2, anyarray, int4, internal, internal, internal, internal), storage int;
create operator class o.by_distance for type point using gist as
    operator 15 <-> (point, point) for order by float_ops,
    function 1 gist_point_consistent(internal, point, smallint, oid, internal),
    function 2 gist_box_union(internal, internal), function 3 gist_point_compress(internal),
    function 5 gist_box_penalty(internal, internal, internal), function 6 gist_box_picksplit(internal, internal),
    function 7 gist_box_same(box, box, internal), function 8 gist_point_distance(internal, point, smallint, oid, internal),
    storage box;
create operator family o.empty using gist;
create table o.uses (a o.n primary key, b o.n, exclude using hash (b with operator(o.=)));
create index on o.uses using btree (b o.not_default);
create view o.sorted as select a, (a operator(o.=) b) as same from o.uses order by b using operator(o.>);
