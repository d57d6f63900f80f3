create type mood as enum ('sad', 'it''s ok');
create table "Odd ""name" (
    id int generated always as identity primary key,
    note text,
    mood mood not null default 'sad'
);
insert into "Odd ""name" (note, mood) values
    (e'two\nlines\ttab \\back', 'sad'), ('-- migrate:down', 'it''s ok'), (null, 'sad'), ('', 'sad'), (';', 'sad');
create function twice(x int) returns int language sql begin atomic; select x * 2; end;
create function say() returns trigger language plpgsql as $_$
begin
    raise notice '-- migrate:down; commit;';
    return new;
end $_$;
create trigger say before insert on "Odd ""name" for each row execute function say();
create view v as select note, twice(id) from "Odd ""name";
create rule r as on insert to v do instead (select 1; select 2);
create schema other;
create table other.empty ();
comment on table other.empty is 'a; "b" -- c';
