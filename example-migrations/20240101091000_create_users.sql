-- migrate:up

create table users (
    id bigint generated always as identity primary key,
    email text not null,
    full_name text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),

    constraint users_email_check check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$' and length(email) <= 254),
    constraint users_full_name_check check (length(btrim(full_name)) between 1 and 200)
);

comment on table users is 'People who can sign in';
comment on column users.email is 'Kept as typed; unique and looked up by lower(email)';

-- Ada@example.com and ada@example.com are one mailbox. An index on the
-- expression says so without an extension.
create unique index users_email_key on users (lower(email));

-- The condition leaves a row alone that an update did not change.
create trigger users_set_updated_at
    before update on users
    for each row
    when (old.* is distinct from new.*)
    execute function set_updated_at();

-- migrate:down

-- Indexes, constraints and triggers go with their table.
drop table users;
