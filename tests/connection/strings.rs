//! Connection strings: URLs and key/value strings.

use std::time::Duration;

use proj_migrate::target::{
    ChannelBinding, HostOrder, Keepalives, SessionAttributes, TargetSource,
};
use proj_migrate::target::{Tcp, TlsMode};

use crate::world::{URL, error, of_url, password, socket, tcp};

#[test]
fn urls_and_key_value_strings_name_hosts_login_and_database() {
    let local = || vec![socket("/sockets", 5432)];
    for (url, hosts, login, database, reason) in [
        (
            "postgres://me:pw@h:6543/app",
            vec![tcp("h", 6543)],
            ("me", Some("pw")),
            "app",
            "the usual form",
        ),
        (
            "postgresql://h",
            vec![tcp("h", 5432)],
            ("osuser", None),
            "osuser",
            "the other scheme, defaults",
        ),
        (
            "postgres://",
            local(),
            ("osuser", None),
            "osuser",
            "nothing but defaults",
        ),
        (
            "postgres:///app",
            local(),
            ("osuser", None),
            "app",
            "only a database",
        ),
        (
            "POSTGRES://me@/app\n",
            local(),
            ("me", None),
            "app",
            "capitals, a line break",
        ),
        (
            "postgres://me@h1:1,h2,[::1]:3/app",
            vec![tcp("h1", 1), tcp("h2", 5432), tcp("::1", 3)],
            ("me", None),
            "app",
            "several hosts",
        ),
        (
            "postgres://m%65:p%40%2F%23%20w@h/my%20app",
            vec![tcp("h", 5432)],
            ("me", Some("p@/# w")),
            "my app",
            "percent-encoding",
        ),
        (
            "postgres://me:p@s#s w+:d@h/app",
            vec![tcp("h", 5432)],
            ("me", Some("p@s#s w+:d")),
            "app",
            "what need not be encoded before the last @",
        ),
        (
            "postgres://%2Frun%2Fpg:5433/app",
            vec![socket("/run/pg", 5433)],
            ("osuser", None),
            "app",
            "a socket's folder as the host",
        ),
        (
            "postgres:///app?host=/run/pg&port=5433&user=me&password=p%26w",
            vec![socket("/run/pg", 5433)],
            ("me", Some("p&w")),
            "app",
            "parameters",
        ),
        (
            "postgres://me@localhost/app?socket=/run/pg",
            vec![socket("/run/pg", 5432)],
            ("me", None),
            "app",
            "dbmate's socket parameter wins over the host",
        ),
        (
            "postgres:///app?host=h1,h2&port=1,2",
            vec![tcp("h1", 1), tcp("h2", 2)],
            ("osuser", None),
            "app",
            "lists in parameters",
        ),
        (
            "host=h1,h2 port=7 dbname=app user=me",
            vec![tcp("h1", 7), tcp("h2", 7)],
            ("me", None),
            "app",
            "one port for all hosts",
        ),
        (
            r"host = h user= me password='it\'s a = \\ pw' dbname='my app'",
            vec![tcp("h", 5432)],
            ("me", Some(r"it's a = \ pw")),
            "my app",
            "quotes and backslashes",
        ),
        (
            "host=h user=me password='a://b@c' dbname=app",
            vec![tcp("h", 5432)],
            ("me", Some("a://b@c")),
            "app",
            "a value that looks like a URL",
        ),
        (
            "user=me dbname=''",
            local(),
            ("me", None),
            "me",
            "an empty value is the default",
        ),
    ] {
        let target = of_url(url);
        assert_eq!(target.hosts, hosts, "{reason}");
        assert_eq!(target.user, login.0, "{reason}");
        assert_eq!(password(&target), login.1, "{reason}");
        assert_eq!(target.database, database, "{reason}");
        assert_eq!(target.source, TargetSource::Flag, "{reason}");
    }
}

#[test]
fn parameters_say_how_to_connect() {
    let plain = of_url(URL);
    assert_eq!(plain.application_name, "proj-migrate");
    assert_eq!(plain.tls.mode, TlsMode::Prefer);
    assert_eq!(plain.session, SessionAttributes::Any);
    assert_eq!(plain.host_order, HostOrder::AsGiven);
    assert_eq!(plain.tcp, Tcp::default());
    assert_eq!(plain.channel_binding, ChannelBinding::Prefer);
    assert_eq!(plain.connect_timeout, Some(Duration::from_secs(30)));
    assert_eq!((plain.search_path, plain.options), (None, None));

    let full = of_url(&format!(
        "{URL}?application_name=ci&fallback_application_name=x&connect_timeout=10&sslmode=disable\
         &search_path=app,public&options=-cwork_mem%3D1MB&channel_binding=disable\
         &target_session_attrs=prefer-standby&load_balance_hosts=random&keepalives=0\
         &keepalives_idle=5&keepalives_interval=6&keepalives_count=7&tcp_user_timeout=800\
         &client_encoding=UTF8&gssencmode=prefer&&"
    ));
    assert_eq!(full.application_name, "ci");
    assert_eq!(full.tls.mode, TlsMode::Disable);
    assert_eq!(full.session, SessionAttributes::PreferStandby);
    assert_eq!(full.host_order, HostOrder::Random);
    let expected = Tcp {
        keepalives: Keepalives::Off,
        keepalives_idle: Some(Duration::from_secs(5)),
        keepalives_interval: Some(Duration::from_secs(6)),
        keepalives_count: Some(7),
        user_timeout: Some(Duration::from_millis(800)),
    };
    assert_eq!(full.tcp, expected);
    assert_eq!(full.channel_binding, ChannelBinding::Disable);
    assert_eq!(full.connect_timeout, Some(Duration::from_secs(10)));
    assert_eq!(full.search_path.as_deref(), Some("app,public"));
    assert_eq!(full.options.as_deref(), Some("-c work_mem=1MB"));

    let nothing = of_url(&format!(
        "{URL}?fallback_application_name=x&connect_timeout=0&keepalives=1&keepalives_idle=0\
         &keepalives_interval=-1&keepalives_count=0&tcp_user_timeout=-1"
    ));
    assert_eq!(nothing.application_name, "x");
    assert_eq!(
        (nothing.connect_timeout, nothing.tcp),
        (None, Tcp::default())
    );
    for empty in ["connect_timeout", "hostaddr", "dbname", "options"] {
        let target = of_url(&format!("{URL}?{empty}="));
        assert_eq!(target, of_url(URL), "an empty {empty} sets nothing");
    }
    for refused in ["sslmode", "channel_binding", "target_session_attrs"] {
        for string in [format!("{URL}?{refused}="), format!("host=h {refused}=''")] {
            let (message, hint) = error(&["--url", &string], &[]);
            assert!(
                message.ends_with(&format!("`{refused}` is empty")),
                "{message}"
            );
            assert_eq!(hint, "give it a value, or leave it out");
        }
    }
}

#[test]
fn of_several_hosts_one_that_can_be_written_to_is_wanted() {
    for (url, expected) in [
        ("postgres://a,b/app", SessionAttributes::ReadWrite),
        (
            "postgres://a,b/app?target_session_attrs=any",
            SessionAttributes::Any,
        ),
        ("postgres://a/app", SessionAttributes::Any),
        (
            "postgres://a/app?target_session_attrs=standby",
            SessionAttributes::Standby,
        ),
    ] {
        assert_eq!(of_url(url).session, expected, "{url}");
    }
}

#[test]
fn an_address_spares_the_look_up_and_the_name_stays() {
    let addresses = |url: &str| {
        let hosts = of_url(url).hosts;
        let hosts: Vec<String> = hosts.iter().map(ToString::to_string).collect();
        hosts.join(" ")
    };
    for (query, expected) in [
        ("h/app?hostaddr=10.0.0.1", "h:5432 (10.0.0.1)"),
        ("/app?hostaddr=10.0.0.1", "10.0.0.1:5432"),
        (
            "a,b:6/app?hostaddr=10.0.0.1,::1",
            "a:5432 (10.0.0.1) b:6 (::1)",
        ),
        ("a,b/app?hostaddr=,::1", "a:5432 b:5432 (::1)"),
        (
            "/app?hostaddr=10.0.0.1,10.0.0.2&port=1,2",
            "10.0.0.1:1 10.0.0.2:2",
        ),
    ] {
        assert_eq!(addresses(&format!("postgres://{query}")), expected);
    }
}

#[test]
fn what_cannot_be_read_is_named_with_a_cure() {
    for (query, name, cure) in [
        (
            "sslmode=maybe",
            "sslmode",
            "disable, allow, prefer, require, verify-ca, verify-full",
        ),
        (
            "target_session_attrs=master",
            "target_session_attrs",
            "read-write",
        ),
        ("load_balance_hosts=yes", "load_balance_hosts", "random"),
        ("channel_binding=1", "channel_binding", "require"),
        ("keepalives=yes", "keepalives", "0, 1"),
        ("keepalives_idle=5s", "keepalives_idle", "seconds"),
        ("tcp_user_timeout=1s", "tcp_user_timeout", "milliseconds"),
        ("connect_timeout=10s", "connect_timeout", "seconds"),
        ("hostaddr=db.example", "hostaddr", "`host`"),
        ("host=a,b,c&port=1,2", "2 ports for 3 hosts", "one port"),
        ("host=a,b&hostaddr=::1", "1 addresses", "for each host"),
        ("client_encoding=latin1", "client_encoding", "UTF-8"),
        ("port=0", "port", ""),
        ("port=65536", "port", ""),
        ("host=%40abstract", "abstract", "folder"),
        ("options=-c", "options", ""),
        ("options=-cx", "options", ""),
        (
            "search_path=a&schema=b",
            "two different search paths",
            "leave one",
        ),
        (
            "search_path=a&options=-csearch_path%3Db",
            "two different",
            "leave one",
        ),
    ] {
        let (message, hint) = error(&["--url", &format!("{URL}?{query}")], &[]);
        let shown = format!("{message} {hint}");
        assert!(
            message.contains(name) && shown.contains(cure),
            "{query}: {shown}"
        );
        assert!(
            message.starts_with("cannot use the URL of `--url`"),
            "{message}"
        );
    }
    for (url, part) in [
        ("mysql://me@h/app", "mysql"),
        ("ftp://me@h/app", "postgres"),
        ("embedded:kept", "private server"),
        ("just words", "not a connection string"),
        ("postgres://[::1/app", "`[`"),
        ("postgres://::1/app", "more than one `:`"),
        ("host=h word", "without `=`"),
        ("host='h", "never closed"),
    ] {
        let (message, _) = error(&["--url", url], &[]);
        assert!(message.contains(part), "{url}: {message}");
    }
}
