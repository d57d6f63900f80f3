-- Names that break what quotes too little: everywhere a name can stand.
create schema "Evil "" ' \ $$ ; -- /* name";
set search_path = "Evil "" ' \ $$ ; -- /* name";
create table "new
line" ("tab	col" int primary key, "\!" text default '\!', "ESC[31m" int);
create table "esc[31m" ("bell" int, "crx" int);
create table "select" ("from" int, "table" int, "user" text, "order" int check ("order" > 0), "default" int default 1);
create table "MixedCase" ("CamelCase" int references "new
line" ("tab	col"));
create table "$$" ("$1" int, "$a$" text);
create table "--comment" ("/*" int);
create table "dot.ted" ("a.b" int, "c""d" int, "e'f" int);
create table "ünïcödé 日本語 🦀" ("ß" int, "Ω" text default 'Ω🦀');
create table "a23456789012345678901234567890123456789012345678901234567890123" ("b23456789012345678901234567890123456789012345678901234567890123" int primary key);
create index "i23456789012345678901234567890123456789012345678901234567890123" on "a23456789012345678901234567890123456789012345678901234567890123" ("b23456789012345678901234567890123456789012345678901234567890123");
create table "1starts_with_digit" ("2" int);
create table " space " (" " int, "a b" int);
create table "\. line" ("\restrict x" int);
create table "true" ("null" int, "current_user" name);
create type "Type ' "" ;" as enum ('', ' ', '''', '"', '\', '$$', '--', E'new\nline', 'ünï');
create domain "Domain ' "" ;" as text constraint "Check ' "" ;" check (value <> ''';--');
create function "Function ' "" ;"("Arg ' "" ;" int default 1) returns text language sql as $x$select ''';$$'::text$x$;
create sequence "Seq ' "" ;";
create view "View ' "" ;" as select "from" as "As ' "" ;" from "select";
create trigger "Trigger ' "" ;" before insert on "select" for each row execute function pg_catalog.suppress_redundant_updates_trigger();
drop trigger "Trigger ' "" ;" on "select";
create rule "Rule ' "" ;" as on insert to "View ' "" ;" do instead nothing;
create policy "Policy ' "" ;" on "select" using ("user" = ''';--');
create statistics "Stat ' "" ;" on "from", "table" from "select";
create index "Index ' "" ;" on "select" (("from" + "table"));
alter table "select" add constraint "Constraint ' "" ;" unique ("from", "table");
create collation "Collation ' "" ;" from "C";
create aggregate "Agg ' "" ;"(int) (sfunc = int4pl, stype = int);
create operator class "Class ' "" ;" for type int using btree as operator 1 <, function 1 btint4cmp(int, int);
create text search configuration "Conf ' "" ;" (copy = simple);
comment on table "select" is E'a comment\n-- migrate:up\n\\connect x\n$$ '' " \\';
comment on column "select"."from" is '';
comment on column "select"."table" is E'esc \x1b[31m, bell \x07, tab \t';
comment on function "Function ' "" ;"(int) is 'f''s';
comment on constraint "Constraint ' "" ;" on "select" is 'c''s';
comment on domain "Domain ' "" ;" is 'd';
comment on constraint "Check ' "" ;" on domain "Domain ' "" ;" is 'dc';
comment on rule "Rule ' "" ;" on "View ' "" ;" is 'r';
comment on policy "Policy ' "" ;" on "select" is 'p';
comment on statistics "Stat ' "" ;" is 's';
comment on index "Index ' "" ;" is 'i';
comment on sequence "Seq ' "" ;" is 'q';
create table quoted_types (a "Type ' "" ;" default '''', b "Domain ' "" ;"[], c "select", d "MixedCase"[]);
