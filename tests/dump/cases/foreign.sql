-- Foreign data: wrappers, servers, mappings, tables.
create schema fd;
create foreign data wrapper bare;
create foreign data wrapper "Evil ""fdw""" options ("Evil option" 'it''s', debug 'true');
create foreign data wrapper validated validator postgresql_fdw_validator;
create server bare foreign data wrapper bare;
create server full_ type 'a type' version '1.2''3' foreign data wrapper "Evil ""fdw""" options (host 'h', "Evil option" E'back\\slash');
create server "Evil ""server""" foreign data wrapper validated options (host 'localhost', dbname 'x');
create user mapping for current_user server bare;
create user mapping for public server bare options (who 'public''s');
create user mapping for pg_monitor server full_ options ("Evil option" 'x');
create foreign table fd.t (
    a int options (column_name 'A a', "Evil option" 'x') not null default 7,
    b text collate "C", c int check (c > 0), "D d" numeric(5, 2),
    constraint named check (a < c) no inherit
) server bare options (schema_name 's', "Evil option" 'it''s');
create foreign table fd.no_columns () server full_;
alter foreign table fd.t alter column b set statistics 100;
alter foreign table fd.t alter column b set storage external;
create table fd.parent (a int, b text);
create foreign table fd.child (extra int) inherits (fd.parent) server bare options (x 'y');
create table fd.parted (a int, b int) partition by list (a);
create foreign table fd.part partition of fd.parted for values in (1) server bare;
create function fd.f() returns trigger language plpgsql as 'begin return new; end';
create trigger tg before insert on fd.t for each row execute function fd.f();
comment on foreign data wrapper bare is 'w';
comment on server bare is 's''s';
comment on foreign table fd.t is 'ft';
comment on column fd.t.a is 'col';
create view fd.v as select a, "D d" from fd.t;
create foreign table fd.dropped (a int, gone int, b int) server bare;
alter foreign table fd.dropped drop column gone;
