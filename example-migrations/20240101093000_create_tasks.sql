-- migrate:up

create table tasks (
    id bigint generated always as identity primary key,
    -- cascade: tasks are part of their project.
    project_id bigint not null references projects (id) on delete cascade,
    -- restrict: who wrote a task stays known.
    creator_id bigint not null references users (id) on delete restrict,
    -- set null: the work stays when the person leaves, and waits for another.
    assignee_id bigint references users (id) on delete set null,
    title text not null,
    description text not null default '',
    status task_status not null default 'todo',
    priority smallint not null default 3,
    due_on date,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),

    constraint tasks_title_check check (length(btrim(title)) between 1 and 300),
    constraint tasks_priority_check check (priority between 1 and 5)
);

comment on table tasks is 'The work of a project';
comment on column tasks.priority is '1 is the most urgent, 5 the least';
comment on column tasks.assignee_id is 'Nobody''s task when null';

-- PostgreSQL indexes what a foreign key points at, never the key itself: without
-- these, deleting one user or project would read the whole table. Where a list
-- sorts, the order is part of the index.
create index tasks_project_id_created_at_idx on tasks (project_id, created_at desc);
create index tasks_creator_id_idx on tasks (creator_id);
create index tasks_assignee_id_due_on_idx on tasks (assignee_id, due_on);
create index tasks_status_idx on tasks (status);

create trigger tasks_set_updated_at
    before update on tasks
    for each row
    when (old.* is distinct from new.*)
    execute function set_updated_at();

-- migrate:down

drop table tasks;
