//! Passwords at work: where they may come from, who is asked for one, what a server that is refused
//! one or finds several hosts does, and that nothing ever shows one. Compared with psql where libpq
//! has a rule.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its case fails"
)]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use support::{Project, Role, Server, Terminal, each_major, eventually, for_each_major, psql};

/// Awkward on purpose.
const PASSWORD: &str = "pä#s@s:w%o/r'd \"x\\y$z";

/// A server of its own on which `asked` needs a password, and a project on it.
fn project(server: &Server) -> Project {
    let quoted = PASSWORD.replace('\'', "''");
    server.query(&format!(
        "create role asked superuser login password '{quoted}'"
    ));
    let hba = server.query("show hba_file");
    let rules = fs::read_to_string(&hba).unwrap();
    fs::write(&hba, format!("local all asked scram-sha-256\n{rules}")).unwrap();
    server.query("select pg_reload_conf()");
    let project = server.project();
    project.table("0001", "a");
    eventually("the server asks", || {
        let url = url(&project, "asked:wrong@");
        project.run_command(&mut status(&project, &url)).status == 3
    });
    project
}

/// A URL of the project's database whose login is the whole of `login`, `@` included.
fn url(project: &Project, login: &str) -> String {
    let folder = project.database.server().socket_dir().display();
    let name = project.database.name();
    format!("postgres://{login}/{name}?host={folder}")
}

fn status(project: &Project, url: &str) -> Command {
    let mut command = project.command(["status"]);
    command.env("DATABASE_URL", url);
    command
}

fn encoded() -> String {
    PASSWORD
        .bytes()
        .map(|byte| format!("%{byte:02X}"))
        .collect()
}

/// A password file's line for it.
fn pgpass(project: &Project, mode: u32) -> String {
    let escaped = PASSWORD.replace('\\', "\\\\").replace(':', "\\:");
    let path = project.write(
        "pgpass",
        format!("# mine\n*:*:other:*:no\n*:5432:*:asked:{escaped}\n"),
    );
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    path.display().to_string()
}

#[test]
fn a_password_may_come_from_every_place_that_libpq_has() {
    each_major(|major| {
        let server = Server::scratch(major);
        let project = project(&server);
        let open = url(&project, "asked@");
        let service = project.write(
            "services",
            format!("[app]\nuser=asked\npassword={PASSWORD}\n"),
        );
        let service = service.display().to_string();
        let good = pgpass(&project, 0o600);
        project.write("secret", PASSWORD);
        for (url, variables) in [
            (url(&project, &format!("asked:{}@", encoded())), vec![]),
            (format!("{open}&password={}", encoded()), vec![]),
            (open.clone(), vec![("PGPASSWORD", PASSWORD)]),
            (open.clone(), vec![("PGPASSFILE", good.as_str())]),
            (
                url(&project, ""),
                vec![("PGSERVICE", "app"), ("PGSERVICEFILE", &service)],
            ),
            (
                open.clone(),
                vec![("PROJ_MIGRATE_PASSWORD_COMMAND", "cat secret")],
            ),
        ] {
            let mut command = status(&project, &url);
            command.envs(variables.iter().copied());
            let ran = project.run_command(&mut command);
            ran.succeeds().stdout_contains("pending").never_says("pä#s");
        }
    });
}

#[test]
fn the_same_password_files_work_as_for_psql() {
    each_major(|major| {
        let server = Server::scratch(major);
        let project = project(&server);
        let url = url(&project, "asked@");
        for mode in [0o600, 0o400, 0o640, 0o604, 0o620] {
            let file = pgpass(&project, mode);
            let mut theirs = Command::new(psql());
            theirs.args([&url, "-w", "-Atc", "select 1"]).env_clear();
            let theirs = theirs.env("PGPASSFILE", &file).output().unwrap();
            let mut ours = status(&project, &url);
            let ours = project.run_command(ours.env("PGPASSFILE", &file));
            assert_eq!(ours.status == 0, theirs.status.success(), "{mode:o}");
            if ours.status != 0 {
                ours.stderr_contains("the password file [project]/pgpass is ignored")
                    .stderr_contains("chmod 600")
                    .never_says("pä#s");
            }
        }
    });
}

#[test]
fn the_same_source_wins_as_for_psql() {
    for_each_major(|server| {
        let roles = [(); 3].map(|()| Role::create(server));
        let project = server.project();
        let name = project.database.name();
        let folder = server.socket_dir().display();
        let [of_url, of_service, of_variable] = roles.each_ref().map(Role::name);
        for bits in 0..8 {
            let named = [1, 2, 4].map(|bit| bits & bit > 0);
            let [in_url, in_service, in_variable] = named;
            let mut text = format!("[s]\nhost={folder}\n");
            if in_service {
                text += &format!("user={of_service}\n");
            }
            let service = project.write("services", text).display().to_string();
            let login = if in_url { of_url } else { "" };
            let url = format!("postgres://{login}@/{name}");
            let mut environment = vec![("PGSERVICE", "s"), ("PGSERVICEFILE", service.as_str())];
            if in_variable {
                environment.push(("PGUSER", of_variable));
            }
            let mut theirs = Command::new(psql());
            theirs.args([&url, "-w", "-Atc", "select session_user"]);
            // Without any name the system's user counts, whom the server may not know.
            let theirs = theirs
                .env_clear()
                .envs(environment.clone())
                .output()
                .unwrap();
            let theirs = String::from_utf8(theirs.stdout).unwrap();
            let mut ours = status(&project, &url);
            ours.args(["--format", "json"]).envs(environment);
            // As it is: the names of roles are made equal elsewhere.
            let ours = ours.output().unwrap();
            let said = String::from_utf8(ours.stdout).unwrap();
            if theirs.is_empty() {
                assert!(!ours.status.success(), "{named:?}: {said}");
            } else {
                let role = format!("\"role\":\"{}\"", theirs.trim());
                assert!(said.contains(&role), "{named:?}: {role} in {said}");
            }
        }
    });
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    each_major(|major| {
        let server = Server::scratch(major);
        let project = project(&server);
        let open = url(&project, "asked@");
        project
            .run_command(&mut status(&project, &open))
            .exits(3)
            .stderr_contains("the server asks for a password, and none is given")
            .stderr_contains("--password-command");
        let mut command = status(&project, &open);
        let file = project.write("pgpass", "other:*:*:*:pw\n");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        project
            .run_command(command.env("PGPASSFILE", &file))
            .exits(3)
            .stderr_contains("pgpass has no line for this host, port, database and user");
        let wrong = url(&project, "asked:wrong@");
        project
            .run_command(&mut status(&project, &wrong))
            .exits(3)
            .stderr_contains("28P01")
            .never_says("wrong");
    });
}

#[test]
fn at_a_terminal_the_password_is_asked_for_once_and_never_shown() {
    each_major(|major| {
        let server = Server::scratch(major);
        let project = project(&server);
        // Needs a second connection, the guard's.
        project.migration(
            "0002_loose.sql",
            "-- migrate:up transaction:false\nvacuum;\n",
        );
        let open = url(&project, "asked@");
        let environment = [("DATABASE_URL", open.as_str())];
        let mut terminal = Terminal::start(&project, "up", &environment);
        eventually("it asks", || {
            terminal.screen().0.contains("password of asked")
        });
        terminal.press(format!("{PASSWORD}\n").as_bytes());
        let (screen, written) = terminal.end(0);
        assert_eq!(screen.matches("password of asked").count(), 1, "{screen}");
        assert!(screen.contains("2 migrations applied"), "{screen}");
        assert!(
            !written.contains("pä#s") && !written.contains("r'd"),
            "{written}"
        );

        let mut terminal = Terminal::start(&project, "status", &environment);
        eventually("it asks", || {
            terminal.screen().0.contains("password of asked")
        });
        terminal.press(b"not it\n");
        let (screen, written) = terminal.end(3);
        assert!(screen.contains("28P01"), "{screen}");
        assert!(!written.contains("not it"), "{written}");

        let mut terminal = Terminal::start(&project, "status", &environment);
        eventually("it asks", || {
            terminal.screen().0.contains("password of asked")
        });
        terminal.press(b"\x03");
        terminal.end(130);
    });
}

#[test]
fn a_command_is_asked_for_each_connection_anew() {
    each_major(|major| {
        let server = Server::scratch(major);
        let project = project(&server);
        project.migration(
            "0002_loose.sql",
            "-- migrate:up transaction:false\nvacuum;\n",
        );
        project.write("secret", format!("{PASSWORD}\nsecond line\n"));
        let asks = "echo \"$PGHOST|$PGPORT|$PGUSER|$PGDATABASE\" >> asked; cat secret";
        let mut command = project.command(["up", "--password-command", asks]);
        command.env("DATABASE_URL", url(&project, "asked:unused@"));
        project
            .run_command(&mut command)
            .succeeds()
            .never_says("pä#s");
        let folder = server.socket_dir().display();
        let line = format!("{folder}|5432|asked|{}", project.database.name());
        let asked = project.read("asked");
        assert!(asked.lines().count() >= 2, "{asked}");
        assert!(asked.lines().all(|asked| asked == line), "{asked}");
    });
}

#[test]
fn a_command_that_fails_says_so_and_nothing_of_what_it_printed() {
    for_each_major(|server| {
        let project = server.project();
        for (command, part) in [
            ("echo s3cret; echo s3cret >&2; exit 7", "exit status 7"),
            (
                "s3cret",
                "exit status 127: the shell did not find a program",
            ),
            ("'s3cret", "exit status 2"),
            ("echo; echo s3cret", "no password on its first line"),
            ("printf 's3cret\\377'", "not valid UTF-8"),
            ("kill -9 $$ # s3cret", "ended by a signal"),
            ("yes s3cret", "more than 64 KiB"),
        ] {
            for format in ["text", "json"] {
                let words = [
                    "status",
                    "-v",
                    "--format",
                    format,
                    "--password-command",
                    command,
                ];
                project
                    .run_command(&mut project.command(words))
                    .exits(3)
                    .stderr_contains(part)
                    .stderr_contains("run the command by hand")
                    .never_says("s3cret");
            }
        }
        project
            .run_command(&mut project.command(["status", "--password-command", " "]))
            .exits(2)
            .stderr_contains("`--password-command` is empty");
    });
}
