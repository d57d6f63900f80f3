//! A missing database is created by `up`, on this machine, for whoever may.

mod support;

use support::{Role, for_each_major};

#[test]
fn a_missing_database_is_created_on_a_local_server_unless_told_not_to() {
    for_each_major(|server| {
        let project = server.project();
        project.table("1", "a");
        let name = project.database.name();
        server.query(&format!("drop database {name}"));
        project
            .run("up --no-create")
            .exits(3)
            .stderr_contains("does not exist")
            .stderr_contains("hint: create the database first (`proj-migrate create`)");
        for command in [
            "status",
            "down",
            "up --dry-run",
            "up --dry-run=execute --create",
        ] {
            project.run(command).exits(3);
        }
        let exists = format!("select count(*) from pg_database where datname = '{name}'");
        assert_eq!(server.query(&exists), "0");
        project
            .run("up")
            .succeeds()
            .stderr_contains("created the database [database]");
        assert_eq!(project.applied(), "1");
    });
}

#[test]
fn a_role_that_may_not_create_the_database_is_told_so() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = server.project();
        project.table("1", "a");
        server.query(&format!("drop database {}", project.database.name()));
        project
            .run_as(&role, "up")
            .exits(3)
            .stderr_contains("cannot create the database [database]: permission denied");
    });
}

#[test]
fn a_database_is_created_and_dropped_whatever_the_login_is_set_to() {
    for_each_major(|server| {
        let role = Role::create(server);
        server.query(&format!("alter role {} createdb", role.name()));
        role.set("default_transaction_read_only = on");
        let project = server.project();
        project.table("1", "a");
        server.query(&format!("drop database {}", project.database.name()));
        project.run_as(&role, "up").succeeds();
        assert_eq!(project.applied(), "1");
        project.run_as(&role, "drop --yes").succeeds();
        project.run_as(&role, "create").succeeds();
        project.run_as(&role, "drop --yes").succeeds();
    });
}
