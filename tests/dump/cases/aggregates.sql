-- Aggregates of all kinds.
create schema a;
create function a.step(state int, value int) returns int language sql immutable as 'select coalesce($1, 0) + coalesce($2, 0)';
create function a.fin(state int) returns text language sql immutable as 'select $1::text';
create function a.fin_extra(state int, value int) returns text language sql immutable as 'select $1::text';
create function a.combine(int, int) returns int language sql immutable as 'select $1 + $2';
create function a.ordered(state internal, variadic "any") returns internal language internal immutable as 'ordered_set_transition_multi';
create aggregate a.simple(int) (sfunc = a.step, stype = int);
create aggregate a.full_(value int) (
    sfunc = a.step, stype = int, sspace = 16, finalfunc = a.fin_extra, finalfunc_extra,
    finalfunc_modify = read_write, combinefunc = a.combine, initcond = '0', parallel = safe
);
create aggregate a.moving(int) (
    sfunc = a.step, stype = int, msfunc = a.step, minvfunc = a.step, mstype = int, msspace = 8,
    mfinalfunc = a.fin, mfinalfunc_modify = shareable, minitcond = '1', finalfunc = a.fin, initcond = '-1'
);
create aggregate a.largest(int) (sfunc = int4larger, stype = int, sortop = >, combinefunc = int4larger);
create aggregate a.of_nothing(*) (sfunc = int8inc, stype = int8, initcond = '0');
create aggregate a.variadic_(variadic int[]) (sfunc = array_cat, stype = int[], initcond = '{}');
create aggregate a.serial(float8) (
    sfunc = float8_accum, stype = float8[], combinefunc = float8_combine, finalfunc = float8_avg,
    initcond = '{0,0,0}'
);
create aggregate a.internal_state(numeric) (
    sfunc = numeric_avg_accum, stype = internal, sspace = 128, finalfunc = numeric_avg,
    combinefunc = numeric_avg_combine, serialfunc = numeric_avg_serialize, deserialfunc = numeric_avg_deserialize
);
create aggregate a.percentile(float8 order by float8) (
    sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_cont_float8_final
);
create aggregate a.my_rank(variadic "any" order by variadic "any") (
    sfunc = a.ordered, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical
);
create aggregate a."Evil ""agg"""("Arg a" int) (sfunc = a.step, stype = int);
comment on aggregate a.simple(int) is 'simple';
comment on aggregate a.percentile(float8 order by float8) is 'ordered';
comment on aggregate a.of_nothing(*) is 'counts';
\if :pg14
create aggregate a.poly(anycompatible) (sfunc = array_append, stype = anycompatiblearray, initcond = '{}');
\else
create aggregate a.poly(anyelement) (sfunc = array_append, stype = anyarray, initcond = '{}');
\endif
