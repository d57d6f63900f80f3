-- One function for every table with an `updated_at` column. It comes before the
-- tables, so that each can carry its trigger from the first row on.

-- migrate:up

create function set_updated_at() returns trigger
language plpgsql
as $$
begin
    -- now() is the start of the transaction: rows changed together agree.
    new.updated_at := now();
    return new;
end;
$$;

comment on function set_updated_at() is
    'Before-update trigger: stamps updated_at with the start of the transaction';

-- migrate:down

drop function set_updated_at();
