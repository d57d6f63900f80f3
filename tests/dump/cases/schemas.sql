-- Schemas, empty ones and with comments; names that need quotes.
create schema plain;
create schema "Mixed Case";
create schema "select";
create schema with_comment;
comment on schema with_comment is 'a schema''s comment
on two lines; -- with a mark, and a backslash \ at the end \';
comment on schema public is 'not the standard comment';
create table plain.same (a int);
create table "Mixed Case".same (a int);
create table "select"."from" ("where" int);
