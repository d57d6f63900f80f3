//! Settings: what arguments, environment and env files mean together. The environment is a value
//! here, so nothing outside of this file decides a result.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot prepare its case fails"
)]

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use proj_migrate::cli::Cli;
use proj_migrate::commands::Context;
use proj_migrate::commands::up::{CreateDatabase, Mode, StoreScript};
use proj_migrate::outcome::{
    ColourChoice, FailureKind, Format, Presentation, StatusExit, Verbosity,
};
use proj_migrate::plan::{Order, Origin, Reach, Trust, Unverified};
use proj_migrate::settings::{Command, Environment, command, failure, presentation};
use proj_migrate::target::{Embedded, Endpoint, LockRetry, Secret, Target, TargetSource, Timeouts};

const URL: &str = "postgres://me@db/app";

fn environment(variables: &[(&str, &str)]) -> Environment {
    let variables: HashMap<OsString, OsString> = variables
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    Environment {
        variables,
        os_user: || Some("osuser".to_owned()),
        os_home: || None,
        socket_folder: || Some("/sockets".into()),
        program: "/bin/proj-migrate".into(),
        temp_dir: "/tmp".into(),
        now: "2026-03-04T05:06:07Z".parse().unwrap(),
    }
}

fn cli(arguments: &[&str]) -> Cli {
    // No env file unless a test names one: the real `.env` is not read.
    let always = ["proj-migrate", "--env-file=/dev/null"];
    Cli::try_parse_from(always.iter().chain(arguments)).unwrap()
}

fn run(arguments: &[&str], variables: &[(&str, &str)]) -> anyhow::Result<Command> {
    command(&cli(arguments), &environment(variables))
}

fn context(arguments: &[&str], variables: &[(&str, &str)]) -> Context {
    match run(arguments, variables).unwrap() {
        Command::Up(request) => request.context,
        Command::Down(request) => request.context,
        Command::Dump(request) => request.context,
        Command::Status(request) => request.context,
        Command::Load(request) => request.context,
        Command::Create(request) => request.context,
        Command::Drop(request) => request.context,
        Command::Wait(request) => request.context,
        Command::Protect(request) => request.context,
        Command::Redo(request) => request.context,
        Command::Repair(request) => request.context,
        Command::Baseline(request) => request.context,
        Command::Seed(request) => request.context,
        Command::Generate(request) => request.context,
        Command::New(_) => panic!("`new` has no context"),
    }
}

fn target(arguments: &[&str], variables: &[(&str, &str)]) -> Target {
    match context(arguments, variables).endpoint {
        Endpoint::Server(target) => *target,
        Endpoint::Embedded(_) => panic!("a private server"),
    }
}

/// The password that is known for the first host.
fn password(target: &Target) -> Option<&str> {
    let known = (target.password).known(&target.hosts[0], &target.database, &target.user);
    known.map(Secret::reveal)
}

/// Message and hint of the failure.
fn error(arguments: &[&str], variables: &[(&str, &str)]) -> (String, String) {
    let error = run(arguments, variables).unwrap_err();
    match failure(&error).kind {
        FailureKind::Usage { message, hint } => (message, hint.unwrap_or_default()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_target_is_the_flag_then_the_variable_then_libpqs() {
    let flag = &["--url", "postgres://flag@h/app", "up"][..];
    let plain = &["up"][..];
    let named = &["up", "-e", "OTHER_URL"][..];
    let database_url = ("DATABASE_URL", "postgres://variable@h/app");
    let other_url = ("OTHER_URL", "postgres://other@h/app");
    let pguser = ("PGUSER", "libpq");
    for (arguments, variables, user, reason) in [
        (flag, &[database_url, pguser][..], "flag", "the flag wins"),
        (
            plain,
            &[database_url, other_url, pguser],
            "variable",
            "the usual variable",
        ),
        (
            named,
            &[database_url, other_url, pguser],
            "other",
            "another variable",
        ),
        (
            plain,
            &[("DATABASE_URL", ""), pguser],
            "libpq",
            "an empty one is none",
        ),
        (plain, &[("PGHOST", "h")], "osuser", "any of libpq's"),
    ] {
        assert_eq!(target(arguments, variables).user, user, "{reason}");
    }

    let (message, hint) = error(plain, &[("PGSSLMODE", "disable")]);
    assert_eq!(message, "no database is named");
    for way in ["DATABASE_URL=", "PGHOST", "--url URL", "--url embedded:"] {
        assert!(hint.contains(way), "{hint}");
    }
    let (message, _) = error(named, &[database_url, pguser]);
    assert!(message.contains("`OTHER_URL`"), "{message}");
}

#[test]
fn private_servers_have_urls_of_their_own() {
    let kept = Embedded::Kept(".proj-migrate/postgres".into());
    for (url, expected) in [("embedded:", kept), ("embedded:scratch", Embedded::Scratch)] {
        let context = context(
            &["up", "--url", url],
            &[("PROJ_MIGRATE_PG_BIN", "/pg/bin"), ("PATH", "/a:/b")],
        );
        assert_eq!(context.endpoint, Endpoint::Embedded(expected));
        assert_eq!(context.server_search.explicit, [PathBuf::from("/pg/bin")]);
        let path: Vec<PathBuf> = vec!["/a".into(), "/b".into()];
        assert_eq!(context.server_search.path_dirs, path);
    }
}

#[test]
fn env_files_come_after_the_environment_and_never_override() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let first = file(
        "first",
        "PASSWORD=old\nPASSWORD=a$b#c\nDATABASE_URL=postgres://first:${PASSWORD}@h/app # mine\n\
         DBMATE_MIGRATIONS_TABLE=first\nPGAPPNAME=$NOBODY",
    );
    let second = file(
        "second",
        "DATABASE_URL=postgres://second@h/app\nOTHER_URL='postgres://other@h/$app'\n\
         PROJ_MIGRATE_MIGRATIONS_TABLE=second\n",
    );
    let files = ["--env-file", &first, "up", "--env-file", &second];
    let unbroken = [("PGAPPNAME", "set")];

    let target_of_first = target(&files, &unbroken);
    assert_eq!(target_of_first.user, "first");
    assert_eq!(password(&target_of_first), Some("a$b#c"));
    let source = TargetSource::EnvFile("DATABASE_URL".into(), first.clone().into());
    assert_eq!(target_of_first.source, source);
    let ledger = context(&files, &unbroken).ledger.table;
    assert_eq!(ledger, "first", "the earlier file, whatever the prefix");

    let environment = [("DATABASE_URL", "postgres://real@h/app"), unbroken[0]];
    assert_eq!(target(&files, &environment).user, "real");
    let other = [&files[..], &["-e", "OTHER_URL"]].concat();
    assert_eq!(target(&other, &unbroken).database, "$app");

    let (message, hint) = error(&files, &[]);
    assert!(
        message.contains(&format!("{first}:5: a `$` stands for")),
        "{message}"
    );
    assert!(hint.contains("single quotes"), "{hint}");
}

#[test]
fn a_bad_env_file_is_named_with_its_line_and_never_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bad.env");
    let shown = path.display().to_string();
    for (bytes, place) in [
        (&b"A=1\nDATABASE_URL postgres//s3cret"[..], ":2: "),
        (b"A='s3cret", ":1: "),
        (b"A=s3cret\xff", "not valid UTF-8"),
    ] {
        fs::write(&path, bytes).unwrap();
        let (message, hint) = error(&["up", "--env-file", &shown], &[]);
        assert!(
            message.contains(&shown) && message.contains(place),
            "{message}"
        );
        assert!(!format!("{message}{hint}").contains("s3cret"), "{message}");
    }
    let (message, _) = error(&["up", "--env-file", &format!("{shown}.absent")], &[]);
    assert!(
        message.starts_with("cannot read") && message.contains("absent"),
        "{message}"
    );
}

#[test]
fn values_come_from_flag_then_our_variable_then_dbmates() {
    let table = "MIGRATIONS_TABLE";
    let (ours, theirs) = (format!("PROJ_MIGRATE_{table}"), format!("DBMATE_{table}"));
    let both = [(ours.as_str(), "ours.t"), (theirs.as_str(), "theirs")];
    let up = ["up", "--url", URL];
    let flag = [&up[..], &["--migrations-table", "flag"]].concat();
    for (arguments, variables, expected) in [
        (&flag[..], &both[..], "flag"),
        (&up, &both, "ours.t"),
        (&up, &both[1..], "theirs"),
        (&up, &[], "schema_migrations"),
    ] {
        assert_eq!(context(arguments, variables).ledger.to_string(), expected);
    }

    let folders = |arguments: &[&str], variables: &[(&str, &str)]| {
        let folders = context(arguments, variables).migrations_dirs;
        let shown: Vec<_> = folders.iter().map(|f| f.display().to_string()).collect();
        shown.join("|")
    };
    let sides = ["-d", "a", "-d", "b", "up", "-d", "c", "--url", URL];
    let variable = [("DBMATE_MIGRATIONS_DIR", "x, y/z,")];
    assert_eq!(folders(&sides, &variable), "a|b|c", "both sides, in order");
    assert_eq!(folders(&up, &variable), "x|y/z");
    assert_eq!(folders(&up, &[]), "db/migrations");

    let variables = [
        ("PROJ_MIGRATE_LOCK_WAIT", "1h"),
        ("PROJ_MIGRATE_CONCURRENT_WAIT_FOR", "1min"),
        ("DBMATE_LOCK_TIMEOUT", "200ms"),
    ];
    let flag = [&up[..], &["--lock-retry-for", "0"]].concat();
    assert_eq!(
        context(&flag, &variables).timeouts,
        Timeouts {
            lock_wait: Duration::from_secs(3600),
            lock_timeout: Duration::from_millis(200),
            lock_retry_for: LockRetry::Asked(Duration::ZERO),
            concurrent_wait_for: Some(Duration::from_secs(60)),
        }
    );
    assert_eq!(context(&up, &[]).timeouts, Timeouts::default());
}

#[test]
fn waiting_is_asked_for_by_flag_or_variable_in_our_form_or_dbmates() {
    let up = ["up", "--url", URL];
    let wait = |more: &[&str], variables: &[(&str, &str)]| {
        let asked = context(&[&up[..], more].concat(), variables).server_wait;
        asked.map(|wait| (wait.timeout.as_millis(), wait.interval.as_millis()))
    };
    let dbmates = [
        ("DBMATE_WAIT", "true"),
        ("DBMATE_WAIT_TIMEOUT", "1m30s"),
        ("DBMATE_WAIT_INTERVAL", "1.5s"),
    ];
    for (more, variables, expected, reason) in [
        (&[][..], &[][..], None, "nobody asked"),
        (&["--wait"], &[], Some((60_000, 1_000)), "dbmate's defaults"),
        (
            &["--wait=5s"],
            &[],
            Some((5_000, 1_000)),
            "its own duration",
        ),
        (
            &["--wait=5s", "--wait-timeout", "2min"],
            &[],
            Some((5_000, 1_000)),
            "its own duration counts first",
        ),
        (&["--wait-timeout", "5s"], &[], None, "no --wait"),
        (&["--wait=false"], &dbmates, None, "no, after all"),
        (&[], &dbmates, Some((90_000, 1_500)), "dbmate's variables"),
        (
            &["--wait-timeout", "3s"],
            &dbmates,
            Some((3_000, 1_500)),
            "a flag before a variable",
        ),
        (
            &[],
            &[("PROJ_MIGRATE_WAIT", "10s"), ("DBMATE_WAIT", "false")],
            Some((10_000, 1_000)),
            "our variable before dbmate's",
        ),
        (
            &["--wait", "--wait-interval", "0"],
            &[],
            Some((60_000, 10)),
            "no flood",
        ),
    ] {
        assert_eq!(wait(more, variables), expected, "{reason}");
    }
    let before = cli(&["--wait", "--wait-timeout", "7s", "up", "--url", URL]);
    let Command::Up(request) = command(&before, &environment(&[])).unwrap() else {
        panic!("not up");
    };
    assert_eq!(
        request.context.server_wait.unwrap().timeout.as_secs(),
        7,
        "in front of the command"
    );
    let Command::Wait(request) = run(&["wait", "--url", URL], &dbmates).unwrap() else {
        panic!("not wait");
    };
    assert_eq!(request.wait.timeout.as_secs(), 90, "without --wait");
}

#[test]
fn dbmates_words_are_ours() {
    let url = ["--url", URL];
    let with = |words: &[&str]| run(&[words, &url[..]].concat(), &[]).unwrap();
    assert!(matches!(with(&["n", "x"]), Command::New(_)));
    assert!(matches!(with(&["rollback"]), Command::Down(_)));
    assert!(matches!(with(&["create"]), Command::Create(_)));
    assert!(matches!(with(&["drop"]), Command::Drop(_)));
    let Command::Up(migrate) = with(&["migrate", "--strict", "--no-dump-schema"]) else {
        panic!("not up");
    };
    assert_eq!(migrate.create, CreateDatabase::Never);
    assert_eq!(migrate.selection.order, Order::Strict);
    let Command::Status(quiet) = with(&["status", "--quiet"]) else {
        panic!("not status");
    };
    assert_eq!(quiet.exit, StatusExit::ByState, "--quiet means --exit-code");
}

#[test]
fn dbmates_variables_that_change_nothing_must_be_right_all_the_same() {
    let up = ["up", "--url", URL];
    for (name, value) in [
        ("DBMATE_DRIVER", "postgres"),
        ("DBMATE_DRIVER", "postgresql"),
        ("DBMATE_NO_DUMP_SCHEMA", "T"),
        ("DBMATE_VERBOSE", "1"),
    ] {
        assert!(run(&up, &[(name, value)]).is_ok(), "{name}");
    }
    for (name, value, part) in [
        ("DBMATE_DRIVER", "mysql", "not `postgres`"),
        ("DBMATE_NO_DUMP_SCHEMA", "perhaps", "cannot be used"),
        ("DBMATE_VERBOSE", "perhaps", "cannot be used"),
        ("DBMATE_WAIT", "perhaps", "cannot be used"),
    ] {
        let (message, _) = error(&up, &[(name, value)]);
        assert!(
            message.contains(name) && message.contains(part),
            "{message}"
        );
    }
    let verbosity = |arguments: &[&str]| {
        let variables = [("DBMATE_VERBOSE", "true")];
        presentation(&cli(arguments), &environment(&variables)).verbosity
    };
    assert_eq!(verbosity(&["up"]), Verbosity::Verbose);
    assert_eq!(
        verbosity(&["up", "-q"]),
        Verbosity::Quiet,
        "a flag before a variable"
    );
}

#[test]
fn a_value_that_cannot_be_used_is_named_with_what_is_expected() {
    let up = ["up", "--url", URL];
    for (more, variables, name, expected) in [
        (
            &["--lock-wait", "60"][..],
            &[][..],
            "--lock-wait 60",
            "10min",
        ),
        (
            &[],
            &[("PROJ_MIGRATE_LOCK_TIMEOUT", "s3cret")],
            "LOCK_TIMEOUT",
            "10min",
        ),
        (
            &[],
            &[("DBMATE_STRICT", "maybe")],
            "DBMATE_STRICT",
            "true or false",
        ),
        (
            &["--migrations-table", "a.b.c"],
            &[],
            "--migrations-table a.b.c",
            "dot",
        ),
        (&["--to", "0007_x"], &[], "--to 0007_x", "digits"),
    ] {
        let (message, hint) = error(&[&up[..], more].concat(), variables);
        assert!(message.contains(name), "{message}");
        assert!(hint.contains(expected), "{hint}");
        assert!(!message.contains("s3cret"), "{message}");
    }
}

#[test]
fn up_says_what_was_asked() {
    let up = |more: &[&str], variables: &[(&str, &str)]| {
        let arguments = [&["up", "--url", URL][..], more].concat();
        match run(&arguments, variables).unwrap() {
            Command::Up(request) => request,
            other => panic!("{other:?}"),
        }
    };
    let plain = up(&[], &[]);
    assert_eq!(plain.selection, Default::default());
    assert_eq!(
        (plain.mode, plain.create, plain.store),
        (Mode::Run, CreateDatabase::IfLocal, StoreScript::Store)
    );
    let full = up(
        &[
            "--to",
            "0007",
            "--count",
            "3",
            "--strict",
            "--adopt",
            "--create",
            "--no-store-script",
        ],
        &[],
    );
    assert_eq!(full.selection.to.unwrap().as_str(), "0007");
    assert_eq!(full.selection.count, Some(3));
    assert_eq!(full.selection.order, Order::Strict);
    assert_eq!(full.selection.unverified, Unverified::Adopt);
    assert_eq!(
        (full.create, full.store),
        (CreateDatabase::Always, StoreScript::Omit)
    );
    assert_eq!(up(&["--no-create"], &[]).create, CreateDatabase::Never);
    for (typed, mode) in [
        ("--dry-run", Mode::Plan),
        ("--dry-run=plan", Mode::Plan),
        ("--dry-run=sql", Mode::Sql),
        ("--dry-run=execute", Mode::Execute { limit: None }),
    ] {
        assert_eq!(up(&[typed], &[]).mode, mode);
    }
    for (value, order) in [
        ("true", Order::Strict),
        ("1", Order::Strict),
        ("no", Order::Warn),
    ] {
        let strict = up(&[], &[("DBMATE_STRICT", value)]);
        assert_eq!(strict.selection.order, order, "{value}");
    }
}

#[test]
fn down_and_status_say_what_was_asked() {
    let down = |more: &[&str]| {
        let arguments = [&["down", "--url", URL][..], more].concat();
        match run(&arguments, &[]).unwrap() {
            Command::Down(request) => request,
            other => panic!("{other:?}"),
        }
    };
    for (more, reach) in [
        (&[][..], Reach::Count(1)),
        (&["--count", "2"], Reach::Count(2)),
        (&["--last-run"], Reach::LastRun),
        (&["--release", "1.4.2"], Reach::Release("1.4.2".to_owned())),
        (&["--all"], Reach::All),
    ] {
        assert_eq!(down(more).selection.reach, reach);
    }
    match down(&["--to", "7"]).selection.reach {
        Reach::To(to) => assert_eq!(to.as_str(), "7"),
        other => panic!("{other:?}"),
    }
    assert_eq!(down(&[]).selection.from, None);
    assert_eq!(down(&["--from", "file"]).selection.from, Some(Origin::File));
    assert_eq!(
        down(&["--from=stored"]).selection.from,
        Some(Origin::Stored)
    );
    assert_eq!(down(&["--trust-stored"]).selection.trust, Trust::Anyone);

    for (arguments, exit) in [
        (&["status", "--url", URL][..], StatusExit::Zero),
        (
            &["status", "--url", URL, "--exit-code"],
            StatusExit::ByState,
        ),
    ] {
        match run(arguments, &[]).unwrap() {
            Command::Status(request) => assert_eq!(request.exit, exit),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn new_needs_no_database() {
    match run(&["new", "Create users", "-d", "m"], &[]).unwrap() {
        Command::New(request) => {
            assert_eq!(request.name, "Create users");
            assert_eq!(request.migrations_dirs, [PathBuf::from("m")]);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_presentation_heeds_flags_of_both_sides_and_no_color() {
    let shown = |arguments: &[&str], variables: &[(&str, &str)]| {
        presentation(&cli(arguments), &environment(variables))
    };
    let no_color = [("NO_COLOR", "1")];
    assert_eq!(shown(&["status"], &[]), Presentation::default());
    let quiet_json = shown(&["--format", "json", "status", "-q"], &no_color);
    assert_eq!(
        quiet_json,
        Presentation {
            format: Format::Json,
            colour: ColourChoice::Never,
            verbosity: Verbosity::Quiet,
        }
    );
    for (arguments, variables, colour) in [
        (
            &["status", "--color", "always"][..],
            &no_color[..],
            ColourChoice::Always,
        ),
        (&["--color=never", "status"], &[], ColourChoice::Never),
        (
            &["--color=never", "status", "--color=auto"],
            &[],
            ColourChoice::Auto,
        ),
        (&["status"], &[("NO_COLOR", "")], ColourChoice::Auto),
    ] {
        assert_eq!(shown(arguments, variables).colour, colour, "{arguments:?}");
    }
    assert_eq!(
        shown(&["-q", "status", "-v"], &[]).verbosity,
        Verbosity::Verbose
    );
}

#[test]
fn the_schema_file_is_named_by_option_variable_or_default() {
    for (arguments, variables, expected) in [
        (&["load", "-s", "a.sql", "--url", URL][..], &[][..], "a.sql"),
        (
            &[
                "--schema-file",
                "a.sql",
                "load",
                "--url",
                URL,
                "-s",
                "b.sql",
            ],
            &[("DBMATE_SCHEMA_FILE", "c.sql")],
            "b.sql",
        ),
        (
            &["load", "--url", URL],
            &[
                ("DBMATE_SCHEMA_FILE", "c.sql"),
                ("PROJ_MIGRATE_SCHEMA_FILE", "d.sql"),
            ],
            "d.sql",
        ),
        (
            &["load", "--url", URL],
            &[("DBMATE_SCHEMA_FILE", "c.sql")],
            "c.sql",
        ),
        (
            &["load", "--url", URL],
            &[("DBMATE_SCHEMA_FILE", "")],
            "db/schema.sql",
        ),
        (&["load", "--url", URL], &[], "db/schema.sql"),
    ] {
        let Ok(Command::Load(request)) = run(arguments, variables) else {
            panic!("{arguments:?}");
        };
        let file = request.context.schema_file.display().to_string();
        assert_eq!(file, expected, "{arguments:?} {variables:?}");
    }
}

#[test]
fn a_url_in_place_of_a_variables_name_is_refused_and_not_repeated() {
    for given in [
        "DATABASE_URL=postgres://me:s3cret@db/app",
        "postgres://me:s3cret@db/app",
    ] {
        let error = run(&["status", "--env", given], &[("DATABASE_URL", URL)]).unwrap_err();
        let shown = format!("{:?}", failure(&error));
        assert!(shown.contains("not the name of a variable"), "{shown}");
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}
