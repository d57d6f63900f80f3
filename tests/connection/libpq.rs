//! libpq's variables, and which source wins: the README's table.

use std::time::Duration;

use proj_migrate::target::{
    ChannelBinding, HostOrder, ServerName, SessionAttributes, TargetSource,
};
use proj_migrate::target::{TlsMode, TlsNegotiation, TlsVersion};

use crate::world::{Home, URL, error, of_variables, password, socket, target, tcp};

#[test]
fn libpqs_variables_fill_in_what_the_url_leaves_open() {
    let libpq = [
        ("PGHOST", "/run/pg"),
        ("PGPORT", "6000"),
        ("PGUSER", "u"),
        ("PGPASSWORD", "p"),
        ("PGDATABASE", "d"),
        ("PGAPPNAME", "a"),
        ("PGCONNECT_TIMEOUT", "3"),
        ("PGSSLMODE", "disable"),
        ("PGOPTIONS", "-c search_path=s -c work_mem=1MB"),
    ];
    let alone = of_variables(&libpq);
    assert_eq!(alone.hosts, [socket("/run/pg", 6000)]);
    assert_eq!((alone.user.as_str(), alone.database.as_str()), ("u", "d"));
    assert_eq!(password(&alone), Some("p"));
    assert_eq!(alone.application_name, "a");
    assert_eq!(alone.connect_timeout, Some(Duration::from_secs(3)));
    assert_eq!(alone.search_path.as_deref(), Some("s"));
    assert_eq!(alone.options.as_deref(), Some("-c work_mem=1MB"));
    assert_eq!(alone.source, TargetSource::Libpq);

    let with_url = target(&["--url", "postgres://h/app?sslmode=prefer"], &libpq);
    assert_eq!(with_url.hosts, [tcp("h", 6000)]);
    assert_eq!(
        (with_url.user.as_str(), with_url.database.as_str()),
        ("u", "app")
    );
    assert_eq!(with_url.tls.mode, TlsMode::Prefer);
    assert_eq!(
        of_variables(&[("PGHOST", "h"), ("PGSSLMODE", "allow")])
            .tls
            .mode,
        TlsMode::Allow
    );
}

#[test]
fn every_other_variable_says_what_its_key_word_says() {
    let target = of_variables(&[
        ("PGHOST", "a,b"),
        ("PGHOSTADDR", "10.0.0.1,10.0.0.2"),
        ("PGTARGETSESSIONATTRS", "primary"),
        ("PGLOADBALANCEHOSTS", "random"),
        ("PGCHANNELBINDING", "require"),
        ("PGSSLSNI", "0"),
        ("PGSSLMODE", "require"),
        ("PGSSLNEGOTIATION", "direct"),
        ("PGSSLMINPROTOCOLVERSION", "TLSv1.2"),
        ("PGSSLMAXPROTOCOLVERSION", "TLSv1.3"),
        ("PGSSLCERTMODE", "disable"),
        ("PGGSSENCMODE", "prefer"),
    ]);
    let hosts: Vec<String> = target.hosts.iter().map(ToString::to_string).collect();
    assert_eq!(hosts, ["a:5432 (10.0.0.1)", "b:5432 (10.0.0.2)"]);
    assert_eq!(target.session, SessionAttributes::Primary);
    assert_eq!(target.host_order, HostOrder::Random);
    assert_eq!(target.channel_binding, ChannelBinding::Require);
    assert_eq!(target.tls.server_name, ServerName::Withheld);
    assert_eq!(target.tls.negotiation, TlsNegotiation::Direct);
    assert_eq!(target.tls.min_version, Some(TlsVersion::V1_2));
    assert_eq!(target.tls.max_version, Some(TlsVersion::V1_3));
}

#[test]
fn what_would_change_a_migrations_meaning_is_not_read() {
    let ignored = [
        ("PGCLIENTENCODING", "LATIN1"),
        ("PGTZ", "Asia/Tokyo"),
        ("PGDATESTYLE", "German"),
        ("PGGEQO", "off"),
        ("PGLOCALEDIR", "/x"),
    ];
    assert_eq!(
        target(&["--url", URL], &ignored),
        target(&["--url", URL], &[])
    );
    assert_eq!(error(&[], &ignored).0, "no database is named");
}

#[test]
fn a_variable_that_cannot_be_used_is_named() {
    for (variable, value) in [
        ("PGSSLMODE", "maybe"),
        ("PGSERVICE", "x"),
        ("PGHOSTADDR", "db.example"),
        ("PGOPTIONS", "-c role=x"),
        ("PGTARGETSESSIONATTRS", "master"),
        ("PGPORT", "x"),
        ("PGSSLCERT", "/nowhere/x.crt"),
    ] {
        let (message, _) = error(&["--url", URL], &[(variable, value)]);
        let names = [variable, "service file", "sslcert"];
        assert!(names.iter().any(|name| message.contains(name)), "{message}");
        assert!(
            !message.contains("master") && !message.contains("maybe"),
            "{message}"
        );
    }
}

/// The sources of a connection's parameters, the strongest first.
const SOURCES: [&str; 6] = [
    "flag",
    "DATABASE_URL",
    "service",
    "PGUSER",
    ".env",
    "default",
];

#[test]
fn each_source_wins_over_those_below_it() {
    let home = Home::new();
    let service = home.file("services", 0o644, "[s]\nuser=service\ndbname=d\n");
    let env_file = home.file("env", 0o600, "PGUSER=.env\nPGDATABASE=d\n");
    for (strongest, expected) in SOURCES.iter().enumerate() {
        let uses = |source: &str| SOURCES[strongest..].contains(&source);
        let mut arguments = vec![];
        if uses(".env") {
            arguments.extend(["--env-file", &env_file]);
        }
        let mut variables = vec![("PGDATABASE", "d")];
        if uses("flag") {
            arguments.extend(["--url", "postgres://flag@h/d"]);
        }
        if uses("DATABASE_URL") {
            variables.push(("DATABASE_URL", "postgres://DATABASE_URL@h/d"));
        }
        if uses("service") {
            variables.extend([("PGSERVICE", "s"), ("PGSERVICEFILE", &service)]);
        }
        if uses("PGUSER") {
            variables.push(("PGUSER", "PGUSER"));
        }
        let expected = if *expected == "default" {
            "osuser"
        } else {
            expected
        };
        assert_eq!(target(&arguments, &variables).user, expected);
    }
}

#[test]
fn a_password_comes_from_the_first_that_has_one() {
    let home = Home::new();
    let with = home.file("with", 0o644, "[s]\npassword=service\n");
    let without = home.file("without", 0o644, "[s]\nuser=me\n");
    home.file(".pgpass", 0o600, "*:*:*:*:file\n");
    let folder = home.folder();
    let base = [
        ("HOME", folder.as_str()),
        ("PGSERVICE", "s"),
        ("PGSERVICEFILE", &with),
    ];
    let all = [&base[..], &[("PGPASSWORD", "variable")]].concat();
    let url = ["--url", "postgres://me:url@h/d"];
    let open = ["--url", "postgres://me@h/d"];
    assert_eq!(password(&target(&url, &all)), Some("url"));
    assert_eq!(password(&target(&open, &all)), Some("service"));
    let all = [&all[..2], &[("PGSERVICEFILE", without.as_str()), all[3]]].concat();
    assert_eq!(password(&target(&open, &all)), Some("variable"));
    assert_eq!(password(&target(&open, &all[..3])), Some("file"));
    assert_eq!(password(&target(&open, &[])), None);
    for (flag, variable) in [(true, false), (false, true)] {
        let command = ["--password-command", "get one"];
        let arguments = [&url[..], if flag { &command } else { &[] }].concat();
        let said = [("PROJ_MIGRATE_PASSWORD_COMMAND", "get one")];
        let variables = [&all[..], if variable { &said } else { &[] }].concat();
        let target = target(&arguments, &variables);
        assert_eq!(
            password(&target),
            None,
            "the command is asked before all others"
        );
        assert!(format!("{:?}", target.password).starts_with("Command"));
    }
}
