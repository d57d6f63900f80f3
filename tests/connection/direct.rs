//! The way past a pooler: `--direct-url` and its variables.

use crate::world::{URL, error, target};

const DIRECT: &str = "postgres://me@direct/app";

#[test]
fn the_direct_url_is_the_flag_then_the_variables() {
    let database = ("DATABASE_URL", URL);
    let ours = ("PROJ_MIGRATE_DIRECT_URL", "postgres://me@ours/app");
    let theirs = ("DIRECT_URL", "postgres://me@theirs/app");
    for (arguments, variables, host) in [
        (
            &["--direct-url", DIRECT][..],
            &[database, ours, theirs][..],
            Some("direct:5432"),
        ),
        (&[], &[database, ours, theirs], Some("ours:5432")),
        (&[], &[database, theirs], Some("theirs:5432")),
        (&[], &[database], None),
    ] {
        let direct = target(arguments, variables).direct;
        let found = direct.map(|direct| direct.hosts[0].to_string());
        assert_eq!(found.as_deref(), host, "{variables:?}");
    }
    // What it leaves open is filled in like the other one's.
    let direct = target(
        &["--direct-url", "postgres://direct"],
        &[database, ("PGUSER", "me")],
    );
    assert_eq!(direct.direct.unwrap().user, "me");
}

#[test]
fn a_direct_url_that_says_something_else_is_refused() {
    for (url, direct, says) in [
        ("embedded:", DIRECT, "a private server has none"),
        (URL, "embedded:", "a private server has no pooler"),
        (
            URL,
            "postgres://me@h/app?unknown=1",
            "cannot use the URL of `--direct-url`",
        ),
        (
            URL,
            "postgres://me@h/app?search_path=other",
            "its `search_path` is not that of the other URL",
        ),
    ] {
        let (message, hint) = error(&["--url", url, "--direct-url", direct], &[]);
        assert!(message.contains(says), "{message}");
        assert!(!hint.is_empty(), "{message}");
    }
    // A variable that is there for other programs is none of a private server's business.
    let arguments = ["--url", "embedded:scratch"];
    assert!(crate::world::context(&arguments, &[("DIRECT_URL", DIRECT)]).is_ok());
    let both = "postgres://me@db/app?search_path=app";
    let same = target(&["--url", both, "--direct-url", both], &[]);
    assert_eq!(same.direct.unwrap().search_path.as_deref(), Some("app"));
}

#[test]
fn no_error_about_a_direct_url_shows_its_password() {
    for url in [
        "postgres://me:s3cret@h/app?sslmode=maybe",
        "host=h password=s3cret port=x",
    ] {
        let (message, hint) = error(&["--url", URL, "--direct-url", url], &[]);
        assert!(
            !message.contains("s3cret") && !hint.contains("s3cret"),
            "{message} {hint}"
        );
    }
    let url = "postgres://me:s3cret@h/app";
    let target = target(&["--url", URL, "--direct-url", url], &[]);
    assert!(!format!("{target:?}").contains("s3cret"));
}
