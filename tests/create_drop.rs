//! `create` and `drop`: a database as a whole. Nobody loses one by a slip.

mod support;

use std::thread;

use support::{Project, Role, Server, Session, Terminal, eventually, for_each_major};

fn exists(project: &Project) -> bool {
    let name = project.database.name();
    let sql = format!("select count(*) from pg_database where datname = '{name}'");
    project.database.server().query(&sql) == "1"
}

#[test]
fn create_and_drop_say_what_they_did_and_may_be_repeated() {
    for_each_major(|server| {
        let project = server.project();
        let where_ = "host [socket] (port 5432), database [database], role postgres\n";
        for (args, out) in [
            ("create", "is there already"),
            ("drop --yes", "is dropped"),
            ("drop", "is not there"),
            ("create", "is created"),
            ("drop -y -q", "is dropped"),
        ] {
            let ran = project
                .run(args)
                .succeeds()
                .stdout(&format!("database [database] {out}\n"));
            if !args.contains("-q") {
                ran.stderr(where_);
            }
        }
        assert!(!exists(&project));
        project.table("1", "a");
        project.run("migrate").exits(3);
        project.run("create").succeeds();
        project.run("migrate").succeeds();
        assert_eq!(project.applied(), "1");
    });
}

#[test]
fn nothing_is_dropped_until_somebody_agrees() {
    for_each_major(|server| {
        let project = server.project();
        project
            .run("drop")
            .exits(4)
            .stdout("")
            .stderr_contains("nobody agreed: there is no terminal to ask at\nnothing was changed")
            .stderr_contains("`--yes`");
        let asked = |answer: &[u8], status| {
            let mut terminal = Terminal::start(&project, "drop", &[]);
            eventually("it asks", || {
                terminal.screen().0.contains("everything in it? [y/N]")
            });
            terminal.press(answer);
            terminal.end(status)
        };
        let (screen, _) = asked(b"n\n", 4);
        assert!(screen.contains("the answer was no"), "{screen}");
        assert!(exists(&project));
        asked(b"y\n", 0);
        assert!(!exists(&project));
    });
}

#[test]
fn a_database_in_use_is_kept_and_whoever_uses_it_named() {
    for_each_major(|server| {
        let project = server.project();
        let url = format!("{}&application_name=shop", project.database.url());
        let session = Session::open(&url);
        session.query("select 'somebody at work'");
        let ran = project
            .run("drop --yes")
            .exits(4)
            .stdout("")
            .stderr_contains("cannot drop the database [database]: 1 session is connected to it")
            .stderr_contains("connected: pid [pid] (user postgres, application shop, idle)")
            .stderr_contains("its statement: select 'somebody at work'")
            .stderr_contains("nothing was changed")
            .stderr_contains("hint: to end them: select pg_terminate_backend(");
        assert!(
            !ran.err.contains("proj-migrate,"),
            "we are not in our own way"
        );
        assert!(exists(&project));
        assert_eq!(session.query("select 1"), "1", "its session goes on");

        let document = project.run("drop --yes --format json").json();
        assert_eq!(document["error"]["kind"], "in-use");
        assert_eq!(document["error"]["sessions"][0]["application"], "shop");

        // The server itself waits for those who are about to go.
        let dropping = project.start("drop --yes");
        let at_it = format!(
            "select count(*) from pg_stat_activity where state = 'active' \
             and query like 'drop database%{}%'",
            project.database.name()
        );
        eventually("the server is dropping it", || server.query(&at_it) == "1");
        drop(session);
        dropping.wait().succeeds();
    });
}

#[test]
fn who_may_not_see_others_sessions_is_told_of_them_all_the_same() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = server.project();
        let name = project.database.name();
        server.query(&format!("alter database {name} owner to {}", role.name()));
        let _session = project.session();
        project
            .run_as(&role, "drop --yes")
            .exits(4)
            .stderr_contains("connected: pid [pid] (user postgres");
        server.query(&format!("alter database {name} owner to postgres"));
        project
            .run_as(&role, "drop --yes")
            .exits(3)
            .stderr_contains("cannot drop the database [database]: must be owner of database")
            .stderr_contains("hint: only the database's owner and superusers may drop it");
    });
}

#[test]
fn a_protected_database_is_spared_whichever_ledger_says_so() {
    for_each_major(|server| {
        for protect in [
            "protect",
            "protect --migrations-table app.ledger",
            "setting",
        ] {
            let project = server.project();
            project.query("create schema app");
            match protect {
                "setting" => {
                    let name = project.database.name();
                    server.query(&format!(
                        "alter database {name} set proj_migrate.protected = on"
                    ));
                }
                protect => drop(project.run(protect).succeeds()),
            }
            project
                .run("drop --yes")
                .exits(4)
                .stderr_contains("`drop` is refused: the database [database] is protected")
                .stderr_contains("nothing was changed")
                .stderr_contains("`--allow-protected`");
            assert!(exists(&project), "{protect}");
            project.run("drop --yes --allow-protected").succeeds();
            assert!(!exists(&project), "{protect}");
        }
    });
}

#[test]
fn a_mark_that_cannot_be_read_counts_as_set() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = server.project();
        project.run("protect").succeeds();
        project.run("protect --off").succeeds();
        let name = project.database.name();
        server.query(&format!("alter database {name} owner to {}", role.name()));
        project
            .run_as(&role, "drop --yes")
            .exits(4)
            .stderr_contains("whether the database [database] is protected cannot be told");
        project.query("grant select on schema_migrations_settings to public");
        project.run_as(&role, "drop --yes").succeeds();
    });
}

#[test]
fn another_tools_ledger_is_no_hindrance() {
    for_each_major(|server| {
        let project = server.project();
        project.query("create view schema_migrations as select 1 as version");
        project.run("status").exits(4);
        project.run("drop --yes").succeeds();
    });
}

#[test]
fn what_an_interrupted_drop_left_can_be_dropped() {
    for_each_major(|server| {
        let project = server.project();
        let name = project.database.name();
        server.query(&format!(
            "update pg_database set datconnlimit = -2 where datname = '{name}'"
        ));
        project
            .run("create")
            .exits(3)
            .stderr_contains("cannot connect to invalid database")
            .stderr_contains("DROP DATABASE");
        project.run("drop --yes").succeeds();
        assert!(!exists(&project));
    });
}

#[test]
fn many_create_at_once_and_one_does() {
    for_each_major(|server| {
        let project = server.project();
        project.run("drop --yes").succeeds();
        let outs: Vec<String> = thread::scope(|scope| {
            let runs: Vec<_> = (0..5)
                .map(|_| scope.spawn(|| project.run("create")))
                .collect();
            let done = runs.into_iter().map(|run| run.join());
            done.map(|ran| ran.map(|ran| ran.succeeds().out).unwrap_or_default())
                .collect()
        });
        let created = outs.iter().filter(|out| out.contains("is created"));
        assert_eq!(created.count(), 1, "{outs:?}");
    });
}

#[test]
fn a_role_owns_what_is_created_for_it() {
    for_each_major(|server| {
        let role = Role::create(server);
        let project = server.project();
        project.run("drop --yes").succeeds();
        project
            .run(&format!("create --role {}", role.name()))
            .succeeds();
        let owner = format!(
            "select pg_get_userbyid(datdba) from pg_database where datname = '{}'",
            project.database.name()
        );
        assert_eq!(server.query(&owner), role.name());
        project
            .run_as(&role, "drop --yes")
            .succeeds()
            .stderr_contains("role [role]");
        project
            .run_as(&role, "create")
            .exits(3)
            .stderr_contains("cannot create the database [database]: permission denied");
    });
}

#[test]
fn the_maintenance_database_itself_may_come_and_go() {
    for_each_major(|shared| {
        let server = Server::scratch(shared.major);
        let project = server.project();
        let run = |args: &str| {
            let mut command = project.command(args.split(' '));
            command.env("DATABASE_URL", server.url("postgres"));
            project.run_command(&mut command)
        };
        run("drop --yes")
            .succeeds()
            .stdout("database postgres is dropped\n");
        project.run("drop --yes").succeeds();
        project.run("create").succeeds();
        run("create")
            .succeeds()
            .stdout("database postgres is created\n");
        for name in ["template0", "template1"] {
            let mut command = project.command(["drop", "--yes"]);
            command.env("DATABASE_URL", server.url(name));
            project.run_command(&mut command).exits(3);
        }
    });
}
