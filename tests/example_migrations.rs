//! The migrations that the README shows must be an example worth copying: they go
//! up and down without a trace, every foreign key and every list has its index,
//! and every `updated_at` is kept by a trigger.

#[path = "example_migrations/lists.rs"]
mod lists;
mod support;

use std::fs;
use std::path::Path;

use lists::{LISTS, List, ROWS};
use support::{Project, Server, for_each_major};

/// One line of text for each object of the schema, see the file.
const SCHEMA: &str = include_str!("example_migrations/schema.sql");

/// Foreign keys whose columns are not the leading ones of a whole, valid index.
const UNINDEXED_FOREIGN_KEYS: &str = "
select c.conrelid::pg_catalog.regclass || '.' || c.conname
  from pg_catalog.pg_constraint c
 where c.contype = 'f'
   and not exists (
       select from pg_catalog.pg_index i
        where i.indrelid = c.conrelid
          and i.indisvalid
          and i.indpred is null
          and (i.indkey::int2[])[0:pg_catalog.cardinality(c.conkey) - 1] @> c.conkey
   )
 order by 1";

/// Tables with an `updated_at` that no enabled before-update row trigger stamps
/// (the bits of `tgtype`: 1 row, 2 before, 16 update).
const UNSTAMPED_TABLES: &str = "
select c.relname
  from pg_catalog.pg_class c
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = 'updated_at'
 where c.relkind = 'r'
   and c.relnamespace = 'public'::pg_catalog.regnamespace
   and not exists (
       select from pg_catalog.pg_trigger t
        where t.tgrelid = c.oid
          and t.tgfoid = 'public.set_updated_at()'::pg_catalog.regprocedure
          and t.tgtype & 19 = 19
          and t.tgenabled <> 'D'
   )
 order by 1";

/// A project that holds copies of the example's migrations.
#[expect(clippy::expect_used, reason = "a fixture fails by panicking")]
fn example(server: &Server) -> Project {
    let project = server.project();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-migrations");
    let entries = fs::read_dir(&folder).expect("example-migrations/ can be read");
    for entry in entries {
        let path = entry.expect("a file of example-migrations/").path();
        // The seeds.
        if path.is_dir() {
            continue;
        }
        let text = fs::read(&path).expect("an example migration can be read");
        let name = path.file_name().expect("a file has a name");
        project.migration(&name.to_string_lossy(), text);
    }
    project
}

/// The example with everything applied.
fn applied_example(server: &Server) -> Project {
    let project = example(server);
    project.run("up").succeeds();
    project
}

#[test]
fn up_down_to_nothing_and_up_again_gives_the_same_schema() {
    for_each_major(|server| {
        let project = applied_example(server);
        let first = project.query(SCHEMA);
        assert!(
            first.contains("index tasks_open_due_on_idx"),
            "the last migration's work is missing:\n{first}"
        );

        project.run("down --all").succeeds();
        assert_eq!(project.query(SCHEMA), "", "left by down --all");

        project.run("up").succeeds();
        assert_eq!(project.query(SCHEMA), first);
    });
}

#[test]
fn every_migration_reverts_what_it_applied() {
    for_each_major(|server| {
        let project = example(server);
        let mut before = project.query(SCHEMA);
        while project.run("status --exit-code").status == 1 {
            project.run("up --count 1").succeeds();
            let after = project.query(SCHEMA);
            assert_ne!(after, before, "a migration changed nothing");
            project.run("down").succeeds();
            assert_eq!(project.query(SCHEMA), before, "a revert left something");
            project.run("up --count 1").succeeds();
            before = after;
        }
        assert!(
            before.contains("index tasks_open_due_on_idx"),
            "not everything was applied:\n{before}"
        );
    });
}

#[test]
fn every_list_reads_its_index() {
    for_each_major(|server| {
        let project = applied_example(server);
        project.query(ROWS);
        let session = project.session();
        let plan_of = |list: &List| {
            let plan = session.query(&format!("explain (costs off) {}", list.query));
            let is_read = plan.lines().any(|line| {
                line.contains("Index") && line.split_whitespace().any(|word| word == list.index)
            });
            assert!(is_read, "{} without {}:\n{plan}", list.shows, list.index);
            plan
        };
        session.query("set enable_seqscan = off");
        for list in LISTS {
            plan_of(list);
        }

        // An index that gives the rows in the list's order makes sorting needless.
        session.query("set enable_bitmapscan = off; set enable_sort = off");
        for list in LISTS {
            let plan = plan_of(list);
            assert!(!plan.contains("Sort"), "{} sorted:\n{plan}", list.shows);
        }
    });
}

#[test]
fn every_foreign_key_has_an_index() {
    for_each_major(|server| {
        let project = applied_example(server);
        assert_eq!(project.query(UNINDEXED_FOREIGN_KEYS), "");

        // The query can tell: without its index a key is named.
        project.query("drop index tasks_creator_id_idx");
        assert_eq!(
            project.query(UNINDEXED_FOREIGN_KEYS),
            "tasks.tasks_creator_id_fkey"
        );
    });
}

#[test]
fn every_updated_at_is_kept_by_a_trigger() {
    for_each_major(|server| {
        let project = applied_example(server);
        assert_eq!(project.query(UNSTAMPED_TABLES), "");

        project.query("insert into users (email, full_name) values ('ada@example.com', 'Ada')");
        let stamped = "select updated_at > created_at from users";
        project.query("update users set full_name = full_name");
        assert_eq!(
            project.query(stamped),
            "f",
            "an update that changes nothing"
        );
        project.query("update users set full_name = 'Ada Lovelace'");
        assert_eq!(project.query(stamped), "t", "an update that changes a name");

        project.query("drop trigger tasks_set_updated_at on tasks");
        assert_eq!(project.query(UNSTAMPED_TABLES), "tasks");
    });
}

/// Each ON DELETE as the example's comments explain it, and the e-mail rule.
#[test]
fn deleting_and_leaving_do_what_the_comments_say() {
    for_each_major(|server| {
        let project = applied_example(server);
        let session = project.session();
        session.query(
            "insert into users (email, full_name) values ('owner@x.org', 'O'), ('worker@x.org', 'W');
             insert into user_profiles (user_id) values (1), (2);
             insert into projects (owner_id, name) values (1, 'P');
             insert into project_members (project_id, user_id) values (1, 1), (1, 2);
             insert into tasks (project_id, creator_id, assignee_id, title) values (1, 1, 2, 'T')",
        );
        // The constraint's name; its SQLSTATE differs between majors (18: 23001).
        let refused = |sql: &str| {
            let error = session.try_query(sql).expect_err(sql);
            let constraint = error.as_db_error().and_then(|error| error.constraint());
            constraint.unwrap_or_default().to_owned()
        };

        assert_eq!(
            refused("delete from users where id = 1"),
            "projects_owner_id_fkey"
        );
        assert_eq!(
            refused("update tasks set priority = 6"),
            "tasks_priority_check"
        );
        let same_mailbox = "insert into users (email, full_name) values ('Worker@X.org', 'W2')";
        assert_eq!(refused(same_mailbox), "users_live_email_key");

        session.query("update users set deleted_at = now() where id = 2");
        session.query(same_mailbox);

        session.query("delete from users where id = 2");
        let left = "select (select count(*) from project_members), (select count(*) from user_profiles), \
                    (select count(*) from tasks where assignee_id is null)";
        assert_eq!(session.query(left), "1|1|1");
        session.query("delete from projects");
        assert_eq!(session.query("select count(*) from tasks"), "0");
    });
}
