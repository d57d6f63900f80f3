//! Which of TLS and plain text is used, and that nobody goes on with less than was asked for.

use super::authority::{Authority, Validity, self_signed};
use super::server::Listening;
use super::support::{each_major, for_each_major};

#[test]
fn a_server_without_tls_satisfies_only_those_who_do_not_insist() {
    each_major(|major| {
        let listening = Listening::plain(major);
        let authority = Authority::new("Example Root");
        listening.project.write("ca.crt", authority.certificate());
        for parameters in ["", "sslmode=prefer", "sslmode=allow", "sslmode=disable"] {
            listening.leaves_plain(parameters);
        }
        for mode in ["require", "verify-ca", "verify-full"] {
            listening.refuses(
                &format!("sslmode={mode}&sslrootcert=ca.crt"),
                "the server does not offer TLS",
                "turn TLS on at the server",
            );
        }
        listening
            .run("", "up -v")
            .succeeds()
            .stderr_contains(", not encrypted");
    });
}

#[test]
fn a_server_that_wants_tls_or_none_is_given_what_it_wants_where_the_mode_allows() {
    each_major(|major| {
        let listening = Listening::with(major, &self_signed("db.example"));
        listening.configure("hostssl all all all trust", "ssl = on");
        for parameters in ["sslmode=allow", "sslmode=prefer", "sslmode=require"] {
            listening.encrypts(parameters, "unchecked");
        }
        listening.refuses(
            "sslmode=disable",
            "no pg_hba.conf entry",
            "`sslmode=require` asks for it",
        );
        listening
            .run("sslmode=allow", "up -v")
            .succeeds()
            .stderr_contains(", TLSv1.3 with TLS_AES_256_GCM_SHA384, certificate not checked");

        listening.configure("hostnossl all all all trust", "ssl = on");
        for parameters in ["sslmode=allow", "sslmode=prefer", "sslmode=disable"] {
            listening.leaves_plain(parameters);
        }
        listening.refuses(
            "sslmode=require",
            "no pg_hba.conf entry",
            "`sslmode=prefer` goes",
        );
    });
}

#[test]
fn a_unix_socket_is_never_encrypted() {
    for_each_major(|server| {
        let project = server.project();
        let mut command = project.command(["up", "-v"]);
        command.env(
            "DATABASE_URL",
            format!(
                "{}&sslmode=verify-full&sslrootcert=absent",
                project.database.url()
            ),
        );
        project
            .run_command(&mut command)
            .succeeds()
            .stderr_contains(", not encrypted");
    });
}

#[test]
fn versions_of_tls_are_kept_to() {
    each_major(|major| {
        let listening = Listening::with(major, &self_signed("db.example"));
        let version = |parameters: &str| {
            let ran = listening.run(parameters, "status --format json").succeeds();
            ran.json()["target"]["encryption"]["version"].clone()
        };
        assert_eq!(version("sslmode=require"), "TLSv1.3");
        let limited = "sslmode=require&ssl_max_protocol_version=TLSv1.2";
        assert_eq!(version(limited), "TLSv1.2");
        listening.configure(super::server::ANY, "ssl_max_protocol_version = 'TLSv1.2'");
        assert_eq!(version("sslmode=require"), "TLSv1.2");
        listening.refuses(
            "sslmode=require&ssl_min_protocol_version=TLSv1.3",
            "the TLS handshake failed",
            "versions of TLS",
        );
    });
}

#[test]
fn the_handshake_may_come_first_where_the_server_knows_it() {
    each_major(|major| {
        let listening = Listening::with(major, &self_signed("db.example"));
        let direct = "sslmode=require&sslnegotiation=direct";
        if major >= 17 {
            listening.encrypts(direct, "unchecked");
        } else {
            listening.refuses(
                direct,
                "the server does not begin with TLS",
                "PostgreSQL 17 and later",
            );
        }
        listening
            .run("sslnegotiation=direct", "status")
            .exits(2)
            .stderr_contains("`sslmode=prefer` is too weak for `sslnegotiation=direct`");
    });
}

#[test]
fn a_password_is_bound_to_the_connection_where_that_is_asked() {
    each_major(|major| {
        let authority = Authority::new("Example Root");
        let shown = authority.issue(&["db.example"], "db", Validity::Now);
        let listening = Listening::with(major, &shown);
        let server = listening.project.database.server();
        server.query("set password_encryption = 'scram-sha-256'; create role app password 's3cret' login superuser");
        listening.configure("host all all all scram-sha-256", "ssl = on");
        let login = "user=app&password=s3cret&sslmode";
        listening.encrypts(
            &format!("{login}=require&channel_binding=require"),
            "unchecked",
        );
        listening.encrypts(
            &format!("{login}=prefer&channel_binding=disable"),
            "unchecked",
        );
        for weak in ["disable", "allow"] {
            listening.refuses(
                &format!("{login}={weak}&channel_binding=require"),
                "channel binding",
                "scram-sha-256",
            );
        }
        listening.configure(super::server::ANY, "ssl = on");
        listening.refuses(
            &format!("{login}=require&channel_binding=require"),
            "channel binding",
            "scram-sha-256",
        );
    });
}
