-- Functions and procedures with all their options, and bodies that hold quotes.
create schema f;
create function f.plain(a int, b text default 'it''s', variadic c int[] default '{}') returns text
    language sql immutable strict leakproof parallel safe cost 17 as 'select $2';
create function f.outs(in a int, out b int, inout c text, out "D d" numeric) language plpgsql as $$
begin b := a; "D d" := 1; end $$;
create function f.rows_of(a int = 1) returns table (x int, "Y y" text)
    language sql stable rows 7 security definer as 'select 1, ''a''::text';
create function f.many() returns setof int language sql volatile parallel restricted
    set search_path = f, pg_temp set work_mem = '8MB' set "DateStyle" = 'ISO, DMY'
    set custom.setting = 'a b''c' as 'select 1';
create function f.from_current() returns int language sql set search_path from current as 'select 1';
create function f.nothing() returns void language plpgsql as $$begin end$$;
create function f.trigger_() returns trigger language plpgsql called on null input as $x$
begin
    raise notice 'a $$ inside, and $y$ too';
    return new;
end $x$;
create function f.poly(a anyelement, b anyarray) returns anyarray language sql as 'select $2';
create function f."Quoted ""Name"""("Arg ""a""" int, "select" int) returns int language sql as $$select $1 + $2$$;
create function f.overloaded(int) returns int language sql as 'select 1';
create function f.overloaded(text) returns int language sql as 'select 2';
create function f.overloaded(int, text) returns int language sql as 'select 3';
create function f.window_() returns int language internal window as 'window_row_number';
create function f.dollars() returns text language plpgsql as '
begin
    return $_$a$_$ || $body$b$body$ || $function$c$function$ || ''$$'';
end';
create function f.backslash() returns text language sql as E'select ''a\\b''::text || E''\\n''';
create function f.crlf() returns int language plpgsql as E'begin\r\n  return 1;\r\nend';
create function f.meta() returns text language sql as '
select $x$
\connect somewhere
\! echo no
\.
-- migrate:down
$x$::text';
create function f.escape_char() returns text language sql as E'select ''\x1b[31mred''::text';
create function f.supported(a int) returns boolean language internal immutable strict as 'int4_bool';
create function f.defaults(a int default 1 + 2, b timestamptz default now(), c text default E'\n\\',
    d int[] default array[1, 2], e interval default '1 day 2 hours'::interval) returns int language sql as 'select 1';
create procedure f.act(a int, inout b int default 3) language plpgsql as $$begin b := a; end$$;
create procedure f.secure() language sql security definer set role = 'none' as 'select 1';
comment on function f.plain(int, text, int[]) is 'plain''s comment';
comment on procedure f.act(int, int) is 'acts';
comment on function f."Quoted ""Name"""(int, int) is 'quoted';
\if :pg14
create procedure f.outs_too(in a int, out b int) language plpgsql as $$begin b := a; end$$;
create table f.t (id int primary key, note text);
create function f.atomic(a int) returns int language sql begin atomic;
    select a + 1;
end;
create function f.short(a int, b int) returns int language sql immutable return a + b;
create procedure f.writes(note text) language sql begin atomic
    insert into f.t (id, note) values (1, writes.note);
    update f.t set note = case when id = 1 then 'one' else 'it''s; end' end where id > 0;
    delete from f.t where id = 2;
end;
create function f.calls_later() returns int language sql begin atomic select f.atomic(1) + count(*)::int from f.t; end;
create function f.empty_body() returns void language sql begin atomic end;
create function f.compat(a anycompatible, b anycompatiblearray) returns anycompatible language sql as 'select $1';
\endif
create function f.with_support(int, int) returns setof int language internal immutable strict rows 10
    support generate_series_int4_support as 'generate_series_int4';
