-- The vocabularies that the tables share. An enum fits words that change once a
-- year; what an administrator may edit belongs in a table instead.
--
-- Adding a value later is `alter type … add value`, in a migration of its own:
-- PostgreSQL lets nobody use the new value in the transaction that adds it.

-- migrate:up

create type project_status as enum ('planned', 'active', 'on_hold', 'completed', 'archived');

create type task_status as enum ('backlog', 'todo', 'in_progress', 'in_review', 'done', 'cancelled');

create type member_role as enum ('manager', 'contributor', 'viewer');

-- migrate:down

drop type member_role;
drop type task_status;
drop type project_status;
