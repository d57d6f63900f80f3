-- Casts, transforms, conversions.
create schema c;
create type c.mood as enum ('sad', 'ok');
create type c.pair as (a int, b int);
create domain c.small as int;
create function c.to_int(c.mood) returns int language sql immutable strict as 'select 1';
create function c.to_pair(int) returns c.pair language sql immutable strict as 'select row($1, $1)::c.pair';
create function c.to_pair_typmod(text, int, boolean) returns c.pair language sql immutable as 'select row($2, $2)::c.pair';
create cast (c.mood as int) with function c.to_int(c.mood) as implicit;
create cast (int as c.pair) with function c.to_pair(int) as assignment;
create cast (text as c.pair) with function c.to_pair_typmod(text, int, boolean);
create cast (c.pair as json) with inout as assignment;
create type c.like_int;
create function c.li_in(cstring) returns c.like_int language internal strict immutable as 'int4in';
create function c.li_out(c.like_int) returns cstring language internal strict immutable as 'int4out';
create type c.like_int (input = c.li_in, output = c.li_out, like = int4);
create cast (c.like_int as int) without function as implicit;
create cast (int as c.like_int) without function;
comment on cast (c.mood as int) is 'as a number';
create view c.uses as select 'sad'::c.mood::int as a, 1::c.pair as b, 3::c.like_int as d;

create function c.from_sql(internal) returns internal language internal immutable strict as 'prsd_start';
create transform for c.mood language sql (from sql with function varchar_support(internal));
comment on transform for c.mood language sql is 'a transform';
create transform for c.pair language plpgsql (from sql with function c.from_sql(internal));
create function c.transformed(c.mood) returns int language sql transform for type c.mood as 'select 1';

create conversion c.latin for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create default conversion c."Default one" for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1;
comment on conversion c.latin is 'a conversion';
