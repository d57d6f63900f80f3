-- Tablespaces, which belong to the server: what says where things lie names them.
\if :pg15
set allow_in_place_tablespaces = on;
select count(*) = 0 as is_absent from pg_tablespace where spcname = 'Case space' \gset
\if :is_absent
create tablespace "Case space" location '';
\endif
create schema ts;
create table ts.t (a int primary key using index tablespace "Case space", b int unique) tablespace "Case space";
create index on ts.t (b) tablespace "Case space";
create index default_place on ts.t (b);
create table ts.not_there (a int, exclude using btree (a with =) using index tablespace "Case space");
create materialized view ts.m tablespace "Case space" as select a from ts.t;
create index on ts.m (a) tablespace "Case space";
create table ts.parted (a int, b int) partition by list (a) tablespace "Case space";
create table ts.parted_1 partition of ts.parted for values in (1);
create index on ts.parted (b) tablespace "Case space";
\endif
