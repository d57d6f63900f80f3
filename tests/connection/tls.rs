//! What is said about TLS, and the files that it names.

use proj_migrate::target::{ChannelBinding, ServerName, TlsMode, TlsNegotiation, TlsVersion};
use proj_migrate::target::{Target, TrustedRoots};

use crate::world::{Home, error, of_variables, target};

const URL: &str = "postgres://me@db/app";

fn of_url(query: &str) -> Target {
    target(&["--url", &format!("{URL}?{query}")], &[])
}

#[test]
fn key_words_say_how_to_encrypt() {
    let target = of_url(
        "sslmode=require&sslsni=0&sslnegotiation=direct&channel_binding=require\
         &ssl_min_protocol_version=tlsv1.1&ssl_max_protocol_version=TLSv1.3&sslcompression=0",
    );
    assert_eq!(target.channel_binding, ChannelBinding::Require);
    let tls = target.tls;
    assert_eq!(tls.mode, TlsMode::Require);
    assert_eq!(tls.server_name, ServerName::Withheld);
    assert_eq!(tls.negotiation, TlsNegotiation::Direct);
    assert_eq!(tls.min_version, Some(TlsVersion::V1_2));
    assert_eq!(tls.max_version, Some(TlsVersion::V1_3));
    assert_eq!(tls.roots, TrustedRoots::None);
    let system = of_url("sslrootcert=system").tls;
    assert_eq!(
        (system.mode, system.roots),
        (TlsMode::VerifyFull, TrustedRoots::System)
    );
}

#[test]
fn variables_say_it_too() {
    let tls = of_variables(&[
        ("PGHOST", "db"),
        ("PGSSLMODE", "require"),
        ("PGSSLSNI", "0"),
        ("PGSSLNEGOTIATION", "direct"),
        ("PGSSLMINPROTOCOLVERSION", "TLSv1.3"),
        ("PGCHANNELBINDING", "disable"),
    ]);
    assert_eq!(tls.channel_binding, ChannelBinding::Disable);
    assert_eq!(tls.tls.mode, TlsMode::Require);
    assert_eq!(tls.tls.server_name, ServerName::Withheld);
    assert_eq!(tls.tls.negotiation, TlsNegotiation::Direct);
    assert_eq!(tls.tls.min_version, Some(TlsVersion::V1_3));
}

#[test]
fn what_cannot_be_kept_is_refused_with_the_cure() {
    let home = Home::new();
    let folder = home.folder();
    for (query, message_part, hint_part) in [
        ("sslmode=no-verify", "`sslmode`", "sslmode=require"),
        ("sslrootcert=absent", "`sslrootcert` names", "relative to"),
        ("sslcert=absent", "`sslcert` names", "relative to"),
        ("sslkey=absent", "no certificate", "sslcert=FILE"),
        ("sslcompression=1", "`sslcompression`", "0"),
        ("sslcertmode=require", "`sslcertmode`", "disable, allow"),
        ("channel_binding=maybe", "`channel_binding`", "prefer"),
        ("ssl_max_protocol_version=TLSv1.1", "`ssl_max", "TLSv1.2"),
        (
            "ssl_min_protocol_version=TLSv1.3&ssl_max_protocol_version=TLSv1.2",
            "`ssl_min_protocol_version` is above",
            "",
        ),
        (
            "sslmode=require&sslrootcert=system",
            "too weak for `sslrootcert=system`",
            "sslmode=verify-full",
        ),
        (
            "sslnegotiation=direct",
            "too weak for `sslnegotiation=direct`",
            "sslmode=require",
        ),
        (
            "sslmode=verify-ca",
            "root.crt is not there",
            "sslrootcert=FILE",
        ),
    ] {
        let url = format!("{URL}?{query}");
        let (message, hint) = error(&["--url", &url], &[("HOME", folder.as_str())]);
        assert!(message.contains(message_part), "{query}: {message}");
        assert!(hint.contains(hint_part), "{query}: {hint}");
    }
}

#[test]
fn files_of_the_users_folder_are_read_unless_nothing_will_be_encrypted() {
    let home = Home::new();
    let folder = home.folder();
    home.file(".postgresql/root.crt", 0o644, "roots");
    home.file(".postgresql/postgresql.crt", 0o644, "mine");
    home.file(".postgresql/postgresql.key", 0o600, "s3cret");
    let tls = |url: &str| target(&["--url", url], &[("HOME", folder.as_str())]).tls;
    let read = tls(URL);
    assert!(matches!(&read.roots, TrustedRoots::File(file) if file.bytes == b"roots"));
    let identity = read.identity.clone().unwrap();
    assert_eq!(identity.certificate.bytes, b"mine");
    assert_eq!(identity.key.reveal(), "s3cret");
    assert!(!format!("{read:?}").contains("s3cret"));
    for url in [
        "postgres://me@/app?host=/tmp",
        "postgres://me@db/app?sslmode=disable",
    ] {
        let unread = tls(url);
        assert_eq!(unread.roots, TrustedRoots::None, "{url}");
        assert_eq!(unread.identity, None, "{url}");
    }
    assert_eq!(tls(&format!("{URL}?sslcertmode=disable")).identity, None);
}
