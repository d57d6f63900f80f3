//! libpq's files: services and passwords.

use proj_migrate::plan::Warning;

use crate::world::{Home, context, error, of_variables, password, password_of, target, tcp};

#[test]
fn a_service_says_what_its_lines_say() {
    let home = Home::new();
    let text = "# services\n[other]\nhost=x\n\n[ mine]\nhost=x\n[mine]\n  # mine\n  host=h  \nport=6000\n\
                user=me\nuser=second\npassword= p#w=\ndbname=my app\nsslmode=disable\n\
                options=-c search_path=s\n[mine]\nhost=late\n";
    let file = home.file("services", 0o644, text);
    let target = of_variables(&[("PGSERVICE", "mine"), ("PGSERVICEFILE", &file)]);
    assert_eq!(target.hosts, [tcp("h", 6000)]);
    assert_eq!(
        (target.user.as_str(), target.database.as_str()),
        ("me", "my app")
    );
    assert_eq!(password(&target), Some(" p#w="));
    assert_eq!(target.search_path.as_deref(), Some("s"));
}

#[test]
fn a_service_is_looked_for_in_the_users_file_and_then_in_the_systems() {
    let home = Home::new();
    let folder = home.folder();
    home.file(
        "etc/pg_service.conf",
        0o644,
        "[both]\nuser=system\n[only]\nuser=only\n",
    );
    let etc = home.path("etc");
    let named = |variables: &[(&str, &str)], url: &str| {
        let usual = [("HOME", folder.as_str()), ("PGSYSCONFDIR", etc.as_str())];
        target(&["--url", url], &[&usual[..], variables].concat()).user
    };
    assert_eq!(named(&[("PGSERVICE", "both")], "postgres://h"), "system");
    home.file(".pg_service.conf", 0o644, "[both]\nuser=mine\n");
    assert_eq!(named(&[("PGSERVICE", "both")], "postgres://h"), "mine");
    assert_eq!(named(&[("PGSERVICE", "only")], "postgres://h"), "only");
    assert_eq!(named(&[], "postgres://h?service=both"), "mine");
    assert_eq!(named(&[("PGSERVICE", "only")], "service=both"), "mine");
    let other = home.file("other", 0o644, "[both]\nuser=other\n");
    assert_eq!(
        named(&[], &format!("service=both servicefile={other}")),
        "other"
    );
    assert_eq!(named(&[("PGSERVICEFILE", &other)], "service=both"), "other");
}

#[test]
fn a_service_that_cannot_be_used_is_refused_with_the_line() {
    let home = Home::new();
    for (text, message_part, hint_part) in [
        ("[s]\nhost h", "line 2: there is no `=`", "KEY=VALUE"),
        (
            "[s]\n\nhost = s3cret",
            "line 3: it has no known parameter",
            "spaces",
        ),
        ("[s]\ns3cret=1", "line 2: it has no known parameter", ""),
        ("[s]\nport=s3cret", "line 2: the port", ""),
        (
            "[s]\nservice=t",
            "line 2: a service cannot name another",
            "",
        ),
        (
            "[s]\nldap://s3cret",
            "line 2: it asks a directory server",
            "write the parameters",
        ),
        ("[s]\nkrbsrvname=s3cret", "line 2: `krbsrvname`", "Kerberos"),
        (
            "[t]\nhost=h\n[u]",
            "the service is not in",
            "there are: t, u",
        ),
        ("", "the service is not in", "~/.pg_service.conf"),
        ("[s]\nsslmode=s3cret", "line 2: `sslmode`", "verify-full"),
    ] {
        let file = home.file("services", 0o644, text);
        let (message, hint) = error(&[], &[("PGSERVICE", "s"), ("PGSERVICEFILE", &file)]);
        assert!(
            message.contains(message_part) && message.contains(&file),
            "{message}"
        );
        assert!(hint.contains(hint_part), "{hint}");
        assert!(!format!("{message}{hint}").contains("s3cret"), "{message}");
    }
    let absent = home.path("absent");
    let (message, _) = error(&[], &[("PGSERVICE", "s"), ("PGSERVICEFILE", &absent)]);
    assert!(message.contains("cannot read the service file") && message.contains(&absent));
    let nowhere = [("PGSERVICE", "s"), ("PGSYSCONFDIR", absent.as_str())];
    assert_eq!(error(&[], &nowhere).0, "no service file was found");
}

#[test]
fn each_host_has_its_own_password() {
    let home = Home::new();
    let text = "a:5432:*:*:for a\nb:*:app:me:for b\n::1:*:*:*:never\n\\:\\:1:*:*:*:six\n";
    home.file(".pgpass", 0o600, text);
    let folder = home.folder();
    let found = |url: &str, host| {
        let target = target(&["--url", url], &[("HOME", folder.as_str())]);
        password_of(&target, host).map(str::to_owned)
    };
    let url = "postgres://me@a,b,[::1]/app";
    assert_eq!(found(url, 0).as_deref(), Some("for a"));
    assert_eq!(found(url, 1).as_deref(), Some("for b"));
    assert_eq!(found(url, 2).as_deref(), Some("six"));
    assert_eq!(found("postgres://you@b/app", 0), None);
    assert_eq!(found("postgres://you@a:5433/app", 0), None);
    assert_eq!(
        found("postgres://me@x/app?hostaddr=10.0.0.1", 0),
        None,
        "the name counts"
    );
}

#[test]
fn a_password_file_that_cannot_be_trusted_is_ignored_with_a_warning() {
    let home = Home::new();
    let open = home.file("open", 0o640, "*:*:*:*:pw\n");
    let good = home.file("good", 0o600, "*:*:*:*:pw\n");
    let (absent, folder) = (home.path("absent"), home.folder());
    let with = |path: &str| {
        let context = context(&["--url", "postgres://me@h/d"], &[("PGPASSFILE", path)]).unwrap();
        let target = target(&["--url", "postgres://me@h/d"], &[("PGPASSFILE", path)]);
        let warnings: Vec<_> = (context.warnings.into_iter())
            .map(|warning| match warning {
                Warning::PasswordFile { path, reason, cure } => format!("{path}: {reason}; {cure}"),
                other => format!("{other:?}"),
            })
            .collect();
        (password(&target).map(str::to_owned), warnings.join("|"))
    };
    assert_eq!(with(&good), (Some("pw".to_owned()), String::new()));
    assert_eq!(with("/dev/null"), (None, String::new()));
    for (path, part) in [
        (
            &open,
            "others than its owner may read or write it; chmod 600",
        ),
        (&folder, "not a plain file"),
        (&absent, "No such file"),
    ] {
        let (password, warnings) = with(path);
        assert_eq!(password, None, "{path}");
        assert!(
            warnings.starts_with(path) && warnings.contains(part),
            "{warnings}"
        );
    }
    let unasked = target(
        &["--url", "postgres://me:pw@h/d"],
        &[("PGPASSFILE", open.as_str())],
    );
    assert_eq!(
        password(&unasked),
        Some("pw"),
        "nor is it looked at when there is a password"
    );
    let no_home = context(&["--url", "postgres://me@h/d"], &[("HOME", "/nowhere")]).unwrap();
    assert!(no_home.warnings.is_empty());
}
