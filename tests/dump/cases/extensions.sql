-- Extensions: members are left to them, what hangs on members is kept.
create schema ext;
create schema "Ext schema";
create extension hstore schema ext;
create extension citext with schema "Ext schema";
create extension pg_trgm;
comment on extension hstore is 'a comment of our own';
create table public.uses (id int primary key, h ext.hstore, c "Ext schema".citext unique, note text);
create index on public.uses using gin (h);
create index on public.uses using gin (note gin_trgm_ops);
create view public.v as select h operator(ext.->) 'a' as a, c operator("Ext schema".=) 'x' as same from public.uses;
create function public.f(ext.hstore) returns "Ext schema".citext language sql as 'select null';
create domain public.d as "Ext schema".citext check (value operator("Ext schema".<>) '');
create aggregate public.largest("Ext schema".citext) (sfunc = "Ext schema".citext_larger, stype = "Ext schema".citext);
create operator class public.mine for type "Ext schema".citext using btree as
    operator 1 "Ext schema".<, operator 3 "Ext schema".=, function 1 "Ext schema".citext_cmp("Ext schema".citext, "Ext schema".citext);
create function ext.not_a_member() returns int language sql as 'select 1';
create table ext.not_a_member (a int);
create extension postgres_fdw;
create server s foreign data wrapper postgres_fdw options (host 'nowhere', dbname 'x');
create user mapping for current_user server s options (user 'somebody', password 'secret');
create foreign table public.remote (id int, c "Ext schema".citext) server s options (table_name 't');
