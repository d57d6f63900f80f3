//! The lists that the example's application shows, each with the index that has
//! to serve it, and enough rows for the planner to have a choice.

/// One list: what it shows, how it asks, and the index it must read.
pub(crate) struct List {
    pub(crate) shows: &'static str,
    pub(crate) query: &'static str,
    pub(crate) index: &'static str,
}

pub(crate) const LISTS: &[List] = &[
    List {
        shows: "tasks by status",
        query: "select * from tasks where status = 'in_review'",
        index: "tasks_status_idx",
    },
    List {
        shows: "a project's tasks, newest first",
        query: "select * from tasks where project_id = 3 order by created_at desc limit 50",
        index: "tasks_project_id_created_at_idx",
    },
    List {
        shows: "a user's tasks, most urgent date first",
        query: "select * from tasks where assignee_id = 3 order by due_on limit 50",
        index: "tasks_assignee_id_due_on_idx",
    },
    List {
        shows: "the tasks a user wrote",
        query: "select * from tasks where creator_id = 3",
        index: "tasks_creator_id_idx",
    },
    List {
        shows: "the newest tasks",
        query: "select * from tasks order by created_at desc limit 50",
        index: "tasks_created_at_idx",
    },
    List {
        shows: "overdue tasks",
        query: "select * from tasks where due_on < date '2024-02-01' \
                and status not in ('done', 'cancelled') order by due_on limit 50",
        index: "tasks_open_due_on_idx",
    },
    List {
        shows: "the newest projects",
        query: "select * from projects order by created_at desc limit 50",
        index: "projects_created_at_idx",
    },
    List {
        shows: "an owner's projects, newest first",
        query: "select * from projects where owner_id = 3 order by created_at desc limit 50",
        index: "projects_owner_id_created_at_idx",
    },
    List {
        shows: "a project's members",
        query: "select user_id, role from project_members where project_id = 3",
        index: "project_members_pkey",
    },
    List {
        shows: "a user's projects",
        query: "select project_id, role from project_members where user_id = 3",
        index: "project_members_user_id_project_id_idx",
    },
    List {
        shows: "the live user with an e-mail address",
        query: "select * from users where lower(email) = lower('U3@example.com') and deleted_at is null",
        index: "users_live_email_key",
    },
    List {
        shows: "a user's profile",
        query: "select * from user_profiles where user_id = 3",
        index: "user_profiles_pkey",
    },
];

/// Rows in every table, spread evenly, and the statistics of them.
pub(crate) const ROWS: &str = "
insert into users (email, full_name)
select 'u' || i || '@example.com', 'User ' || i from generate_series(1, 300) as i;
insert into user_profiles (user_id) select id from users;
insert into projects (owner_id, name, created_at)
select 1 + i % 300, 'Project ' || i, now() - i * interval '1 hour' from generate_series(1, 3000) as i;
insert into project_members (project_id, user_id)
select p, 1 + (p * 7 + m) % 300 from generate_series(1, 3000) as p, generate_series(1, 5) as m;
insert into tasks (project_id, creator_id, assignee_id, title, status, priority, due_on, created_at)
select 1 + i % 300, 1 + i % 300, nullif(1 + i % 299, 7), 'Task ' || i,
       (enum_range(null::task_status))[1 + i % 6], 1 + i % 5, date '2024-01-01' + i % 365,
       now() - i * interval '1 minute'
  from generate_series(1, 5000) as i;
analyze;
";
