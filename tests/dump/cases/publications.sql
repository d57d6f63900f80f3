-- Publications of all kinds. Subscriptions are a case of their own.
create schema pb;
create table pb.a (id int primary key, secret text, b int);
create table pb.b (id int primary key);
create table pb.parted (id int primary key) partition by range (id);
create table pb.parted_1 partition of pb.parted for values from (1) to (10);
create publication empty_;
create publication everything for all tables;
create publication some_ for table pb.a, only pb.b with (publish = 'insert, delete');
create publication rooted for table pb.parted with (publish_via_partition_root = true, publish = '');
create publication "Evil ""pub""" for table pb.a;
comment on publication some_ is 'some''s';
\if :pg15
create publication filtered for table pb.a where (id > 10 and b <> 3), pb.b;
create publication columns_ for table pb.a (id, b) where (id < 5);
create publication schemas_ for tables in schema pb;
create schema "Evil schema";
create publication schemas_and_tables for tables in schema "Evil schema", public, table pb.b;
\endif
\if :pg18
create table pb.generated (id int primary key, g int generated always as (id * 2) stored);
create publication generated_ for table pb.generated with (publish_generated_columns = stored);
create publication generated_all for all tables with (publish_generated_columns = none);
\endif
