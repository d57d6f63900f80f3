-- By now the tables are large and busy. CONCURRENTLY builds an index while others
-- write, which PostgreSQL refuses inside a transaction: this section's statements
-- run one by one, each on its own.
--
-- No "if not exists" here: a build that was cancelled leaves an INVALID index
-- behind, and the words would take that for success.

-- migrate:up transaction:false

-- The newest tasks and projects of everybody.
create index concurrently tasks_created_at_idx on tasks (created_at desc);
create index concurrently projects_created_at_idx on projects (created_at desc);

-- Open tasks by due date: most tasks are closed one day and leave this index.
create index concurrently tasks_open_due_on_idx on tasks (due_on) where status not in ('done', 'cancelled');

-- migrate:down transaction:false

drop index concurrently tasks_open_due_on_idx;
drop index concurrently projects_created_at_idx;
drop index concurrently tasks_created_at_idx;
