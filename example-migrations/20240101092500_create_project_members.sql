-- migrate:up

-- Who takes part in what. The pair is the key: nobody is in a project twice.
-- cascade on both sides: a membership means nothing without either.
create table project_members (
    project_id bigint not null references projects (id) on delete cascade,
    user_id bigint not null references users (id) on delete cascade,
    role member_role not null default 'contributor',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),

    primary key (project_id, user_id)
);

comment on table project_members is 'Users taking part in projects, each with one role';

-- The primary key answers "who is in this project"; the other direction, "which
-- projects is this user in", and the cascade from users need their own index.
create index project_members_user_id_project_id_idx on project_members (user_id, project_id);

create trigger project_members_set_updated_at
    before update on project_members
    for each row
    when (old.* is distinct from new.*)
    execute function set_updated_at();

-- migrate:down

drop table project_members;
