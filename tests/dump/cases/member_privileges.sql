-- Changed rights on what extensions made, and on what the server itself has, as differences to what these granted.
create extension hstore;
create extension pg_stat_statements;
create extension dblink;
create extension pg_buffercache;
grant execute on function hstore(text, text) to pg_monitor;
revoke execute on function akeys(hstore) from public;
grant select on pg_stat_statements to pg_signal_backend;
revoke select on pg_stat_statements from public;
grant execute on function dblink_connect_u(text) to pg_monitor;
grant usage on type hstore to pg_monitor;
grant select (usagecount) on pg_buffercache to pg_signal_backend;
grant execute on function pg_catalog.pg_ls_dir(text) to pg_monitor;
revoke execute on function pg_catalog.lower(text) from public;
grant select on pg_catalog.pg_authid to pg_signal_backend;
grant select (rolpassword) on pg_catalog.pg_authid to pg_monitor;
revoke select on pg_catalog.pg_stats from public;
revoke usage on language sql from public;
revoke usage on language plpgsql from public;
grant usage on language plpgsql to pg_monitor;
revoke usage on type pg_catalog.int4 from public;
grant create on schema pg_catalog to pg_monitor;
\if :pg17
\else
create extension adminpack;
grant execute on function pg_catalog.pg_file_rename(text, text) to pg_monitor;
\endif
