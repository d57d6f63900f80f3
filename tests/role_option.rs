//! `--role`: what runs, runs as that role; nothing of it is left; who may not become it is told.

mod support;

use std::process::Command;

use support::{Project, Ran, Role, Server, for_each_major};

/// A login that may become the role that owns the database, and nothing else.
struct Cast {
    project: Project,
    login: Role,
    owner: Role,
}

impl Cast {
    fn new(server: &Server) -> Self {
        let (login, owner) = (Role::create(server), Role::create(server));
        let project = server.project();
        let name = project.database.name();
        project.query(&format!(
            "alter role {1} noinherit; grant {0} to {1}; alter database {name} owner to {0}; \
             revoke all on schema public from public; grant all on schema public to {0}",
            owner.name(),
            login.name()
        ));
        Self {
            project,
            login,
            owner,
        }
    }

    fn command(&self, args: &str) -> Command {
        let mut command = self.project.command(args.split_whitespace());
        command.env(
            "DATABASE_URL",
            self.project.database.url_as(self.login.name()),
        );
        command
    }

    /// As the login, becoming the owner.
    #[track_caller]
    fn run(&self, args: &str) -> Ran {
        let mut command = self.command(args);
        self.project
            .run_command(command.args(["--role", self.owner.name()]))
    }

    /// Relations of ours and the migrations' that don't belong to the owner.
    fn strangers(&self) -> String {
        self.project.query(&format!(
            "select coalesce(string_agg(relname, ',' order by relname), '') from pg_class \
             where relnamespace = 'public'::regnamespace and relowner <> '{}'::regrole",
            self.owner.name()
        ))
    }
}

const WHO: &str = "-- migrate:up\ncreate table who as select current_user::text as role, \
    session_user::text as login;\n-- migrate:down\ndrop table who;\n";

#[test]
fn what_runs_belongs_to_the_role_and_who_logged_in_is_kept() {
    for_each_major(|server| {
        let cast = Cast::new(server);
        let (owner, login) = (cast.owner.name(), cast.login.name());
        let project = &cast.project;
        project.migration("1_who.sql", WHO);
        project.migration(
            "2_index.sql",
            "-- migrate:up transaction:false\ncreate index concurrently who_role on who (role);\n\
             insert into who values (current_user, session_user);\n\
             -- migrate:down transaction:false\ndrop index concurrently who_role;\n",
        );
        project.migration(
            "3_again.sql",
            "-- migrate:up\nset transaction isolation level repeatable read;\n\
             insert into who values (current_user, session_user);\n-- migrate:down\nselect 1;\n",
        );
        // The login itself may do nothing.
        let mut alone = cast.command("up");
        project.run_command(&mut alone).exits(3);

        cast.run("up --dry-run=execute").exits(4);
        cast.run("up --to 1 --dry-run=execute").succeeds();
        cast.run("up").succeeds().stderr_contains("role [role]");
        assert_eq!(
            project.query("table who"),
            vec![format!("{owner}|{login}"); 3].join("\n")
        );
        assert_eq!(cast.strangers(), "");
        assert_eq!(
            project.query("select distinct applied_by from schema_migrations"),
            login
        );
        cast.run("status --exit-code").succeeds();
        cast.run("down --all").succeeds();
        assert_eq!(project.applied(), "");
    });
}

#[test]
fn the_variable_names_the_role_too() {
    for_each_major(|server| {
        let cast = Cast::new(server);
        cast.project.migration("1_who.sql", WHO);
        let mut command = cast.command("up");
        let ran = command.env("PROJ_MIGRATE_ROLE", cast.owner.name());
        cast.project.run_command(ran).succeeds();
        assert_eq!(cast.strangers(), "");
    });
}

#[test]
fn a_migration_that_changes_its_role_is_recorded_as_ours() {
    for_each_major(|server| {
        let cast = Cast::new(server);
        cast.project.migration("1_who.sql", WHO);
        cast.project.migration(
            "2_reset.sql",
            "-- migrate:up\nreset role;\nselect 1;\n-- migrate:down\nset role none;\n",
        );
        cast.project.migration(
            "3_loose.sql",
            "-- migrate:up transaction:false\nreset role;\ndiscard all;\ninsert into who values (current_user, 'discarded');\n\
             -- migrate:down transaction:false\nset role none;\n",
        );
        cast.project.migration(
            "4_after.sql",
            "-- migrate:up\ninsert into who values (current_user, 'after');\n-- migrate:down\nselect 1;\n",
        );
        cast.run("up").succeeds();
        let owner = cast.owner.name();
        assert_eq!(
            cast.project
                .query("select * from who where login in ('after', 'discarded') order by 2"),
            format!("{owner}|after\n{owner}|discarded")
        );
        cast.run("down --all").succeeds();
        assert_eq!(cast.strangers(), "");
    });
}

#[test]
fn a_missing_file_is_reverted_and_dbmates_ledger_adopted_as_the_role() {
    for_each_major(|server| {
        let cast = Cast::new(server);
        let project = &cast.project;
        project.query(&format!(
            "create table schema_migrations (version varchar primary key); \
             insert into schema_migrations values ('1'); \
             alter table schema_migrations owner to {}",
            cast.owner.name()
        ));
        project.migration("1_old.sql", "-- migrate:up\nselect 1;\n");
        project.table("2", "a");
        cast.run("up --adopt").succeeds();
        project.remove("db/migrations/2_a.sql");
        cast.run("down").succeeds().stdout_contains("stored script");
        assert_eq!(project.applied(), "1");
    });
}

#[test]
fn who_may_not_become_the_role_is_told_the_grant() {
    for_each_major(|server| {
        let cast = Cast::new(server);
        cast.project.migration("1_who.sql", WHO);
        let stranger = Role::create(server);
        for command in ["up", "down", "status", "up --dry-run"] {
            let mut run = cast.command(command);
            let ran = cast
                .project
                .run_command(run.args(["--role", stranger.name()]))
                .exits(3);
            let grant = format!(
                "`grant \"{}\" to \"{}\"`",
                stranger.name(),
                cast.login.name()
            );
            let told = grant.replace(stranger.name(), "[role]");
            let told = told.replace(cast.login.name(), "[role]");
            assert!(
                ran.err.contains("cannot become the role") && ran.err.contains(&told),
                "{}",
                ran.err
            );
        }
        let mut absent = cast.command("up --role No_such");
        cast.project
            .run_command(&mut absent)
            .exits(3)
            .stderr_contains("role \"No_such\" does not exist")
            .stderr_contains("upper and lower case count");
        for name in ["", "none"] {
            let mut none = cast.command("up");
            cast.project
                .run_command(none.args(["--role", name]))
                .exits(2)
                .stderr_contains("the name of a role");
        }
        assert_eq!(
            cast.project
                .query("select to_regclass('schema_migrations')"),
            ""
        );
    });
}

#[test]
fn a_database_created_for_the_role_is_its_own() {
    for_each_major(|server| {
        let (login, owner) = (Role::create(server), Role::create(server));
        let project = server.project();
        project.migration("1_who.sql", WHO);
        let name = format!("{}_made", project.database.name());
        project.query(&format!(
            "grant {} to {}; alter role {1} createdb",
            owner.name(),
            login.name()
        ));
        let url = project.database.url_as(login.name());
        let url = url.replace(project.database.name(), &name);
        let mut command = project.command(["up", "--role", owner.name()]);
        let ran = project.run_command(command.env("DATABASE_URL", url));
        let owned = project.query(&format!(
            "select datdba::regrole from pg_database where datname = '{name}'"
        ));
        project.query(&format!("drop database if exists {name}"));
        ran.succeeds();
        assert_eq!(owned, owner.name());
    });
}
