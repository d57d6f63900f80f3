//! Certificates that we show, and the files that hold them.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use super::authority::{Authority, Validity, self_signed};
use super::server::Listening;
use super::support::each_major;

#[test]
fn a_server_that_demands_a_certificate_is_shown_one() {
    each_major(|major| {
        let clients = Authority::new("Client Root");
        let listening = Listening::with(major, &self_signed("db.example"));
        listening.write("clients.crt", &clients.certificate());
        listening.configure(
            "hostssl all all all cert",
            "ssl = on\nssl_ca_file = 'clients.crt'",
        );
        listening.refuses(
            "sslmode=require",
            "connection requires a valid client certificate",
            "`sslcert=FILE`",
        );
        let folder = listening.folder().to_owned();
        clients
            .issue(&[], "postgres", Validity::Now)
            .write(&folder, "mine");
        listening.encrypts(
            "sslmode=require&sslcert=mine.crt&sslkey=mine.key",
            "unchecked",
        );
        // libpq's default files.
        fs::create_dir(folder.join(".postgresql")).unwrap();
        clients
            .issue(&[], "postgres", Validity::Now)
            .write(&folder.join(".postgresql"), "postgresql");
        listening.encrypts("sslmode=require", "unchecked");
        listening.refuses(
            "sslmode=require&sslcertmode=disable",
            "connection requires a valid client certificate",
            "`sslcert=FILE`",
        );
        clients
            .issue(&[], "somebody", Validity::Now)
            .write(&folder, "mine");
        listening.refuses(
            "sslmode=require&sslcert=mine.crt&sslkey=mine.key",
            "certificate authentication failed",
            "pg_hba.conf",
        );
        let strangers = Authority::new("Stranger");
        strangers
            .issue(&[], "postgres", Validity::Now)
            .write(&folder, "mine");
        // The reason may get lost on the way: the server ends the connection while we send.
        let strange = "sslmode=require&sslcert=mine.crt&sslkey=mine.key";
        listening.refuses(strange, "the server", "client certificate");
        listening.refuses(strange, "the server", "sslcert=FILE");
    });
}

#[test]
fn files_that_are_missing_exposed_or_something_else_are_named_before_anybody_is_asked() {
    let major = super::support::majors()[0];
    let listening = Listening::with(major, &self_signed("db.example"));
    let folder = listening.folder().to_owned();
    self_signed("postgres").write(&folder, "mine");
    self_signed("other").write(&folder, "other");
    fs::write(folder.join("text"), "no certificate").unwrap();
    fs::set_permissions(folder.join("text"), Permissions::from_mode(0o600)).unwrap();
    let fails = |parameters: &str, status: i32, error: &str, advice: &str| {
        listening
            .run(parameters, "status")
            .exits(status)
            .stderr_contains(error)
            .stderr_contains(advice);
    };
    let home = "sslmode=verify-full";
    fails(
        home,
        2,
        ".postgresql/root.crt is not there",
        "sslrootcert=system",
    );
    fails(
        "sslmode=verify-ca",
        2,
        "`sslmode=verify-ca` checks",
        "sslrootcert=FILE",
    );
    fails(
        "sslrootcert=absent",
        2,
        "cannot read absent, which `sslrootcert` names",
        "hint",
    );
    fails(
        "sslcert=absent",
        2,
        "cannot read absent, which `sslcert` names",
        "hint",
    );
    fails(
        "sslkey=mine.key",
        2,
        "`sslkey` is given, but no certificate",
        "sslcert=FILE",
    );
    let absent = "sslcert=mine.crt&sslkey=absent";
    fails(
        absent,
        2,
        "a certificate, mine.crt, but not its key absent",
        "sslkey=FILE",
    );
    fails(
        "sslrootcert=text",
        3,
        "text: there is no certificate in it",
        "PEM",
    );
    fails(
        "sslcert=text&sslkey=mine.key",
        3,
        "text: there is no certificate in it",
        "PEM",
    );
    fails(
        "sslcert=mine.crt&sslkey=text",
        3,
        "text: there is no private key in it",
        "PEM",
    );
    let other = "sslcert=mine.crt&sslkey=other.key";
    fails(
        other,
        3,
        "other.key: it is not the key of the certificate in mine.crt",
        "together",
    );
    let encrypted =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    fs::write(folder.join("other.key"), encrypted).unwrap();
    fails(other, 3, "other.key: the key is encrypted", "openssl pkey");
    let mine = "sslcert=mine.crt&sslkey=mine.key";
    listening.encrypts(mine, "unchecked");
    fs::set_permissions(folder.join("mine.key"), Permissions::from_mode(0o644)).unwrap();
    fails(
        mine,
        2,
        "the key mine.key can be read by others: its mode is 0644",
        "chmod 0600",
    );
    // Without TLS nobody needs them.
    listening.leaves_plain("sslmode=disable&sslrootcert=absent&sslcert=absent");
}
