-- migrate:up

create table projects (
    id bigint generated always as identity primary key,
    -- restrict: a project always has an owner, so that an owner can't be
    -- deleted before the project is handed over.
    owner_id bigint not null references users (id) on delete restrict,
    name text not null,
    description text not null default '',
    status project_status not null default 'planned',
    starts_on date,
    ends_on date,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),

    constraint projects_name_check check (length(btrim(name)) between 1 and 200),
    constraint projects_dates_check check (ends_on >= starts_on)
);

comment on table projects is 'Work with an owner, members and tasks';

-- An owner's projects, newest first: one index finds them and gives the order,
-- and its leading column serves the foreign key.
create index projects_owner_id_created_at_idx on projects (owner_id, created_at desc);

create trigger projects_set_updated_at
    before update on projects
    for each row
    when (old.* is distinct from new.*)
    execute function set_updated_at();

-- migrate:down

drop table projects;
