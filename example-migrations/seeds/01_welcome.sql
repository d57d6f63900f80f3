-- What every environment begins with: somebody who owns the first project, and a task in it.
-- Related rows in one statement: each CTE hands its new id to the next. They look for what is
-- there first, so that the file may run again after an edit.

with owner as (
    insert into users (email, full_name)
    select 'welcome@example.com', 'Welcome Team'
    where not exists (select from users where lower(email) = 'welcome@example.com' and deleted_at is null)
    returning id
),
project as (
    insert into projects (owner_id, name, description, status)
    select id, 'Getting started', 'How this platform is used', 'active'
    from owner
    returning id, owner_id
),
member as (
    insert into project_members (project_id, user_id, role)
    select id, owner_id, 'manager'
    from project
)
insert into tasks (project_id, creator_id, title, priority)
select project.id, project.owner_id, first_steps.title, first_steps.priority
from project
cross join (
    values ('Invite your team', 1::smallint), ('Create a project of your own', 2)
) as first_steps (title, priority);
