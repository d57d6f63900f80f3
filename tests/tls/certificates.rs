//! What is asked of a server's certificate.

use super::authority::{Authority, Validity, self_signed, version_1};
use super::server::Listening;
use super::support::each_major;

#[test]
fn a_certificate_of_a_trusted_issuer_for_the_host_satisfies_every_mode() {
    each_major(|major| {
        let authority = Authority::new("Example Root");
        let listening = Listening::plain(major);
        let names = ["db.example", listening.address.as_str()];
        listening.show(&authority.issue(&names, "ignored", Validity::Now));
        listening.project.write("ca.crt", authority.certificate());
        for (mode, check) in [
            ("sslmode=verify-full&sslrootcert=ca.crt", "issuer-and-name"),
            ("sslmode=verify-ca&sslrootcert=ca.crt", "issuer"),
            ("sslmode=require&sslrootcert=ca.crt", "issuer"),
            ("sslmode=prefer&sslrootcert=ca.crt", "issuer"),
            ("sslrootcert=ca.crt", "issuer"),
            ("sslmode=require", "unchecked"),
            ("ssl=true", "unchecked"),
            ("sslmode=prefer", "unchecked"),
            ("", "unchecked"),
        ] {
            listening.encrypts(mode, check);
        }
        listening.leaves_plain("sslmode=disable");
        listening.leaves_plain("sslmode=allow");
        // libpq's default file counts like a named one.
        listening
            .project
            .write(".postgresql/root.crt", authority.certificate());
        listening.encrypts("sslmode=verify-full", "issuer-and-name");
        listening.encrypts("sslmode=require", "issuer");
    });
}

#[test]
fn a_certificate_for_another_host_is_refused_where_names_count() {
    each_major(|major| {
        let authority = Authority::new("Example Root");
        let names = ["db.example", "*.internal.example"];
        let listening = Listening::with(major, &authority.issue(&names, "db", Validity::Now));
        listening.project.write("ca.crt", authority.certificate());
        listening.refuses(
            "sslmode=verify-full&sslrootcert=ca.crt",
            &format!(
                "the server's certificate is for db.example, *.internal.example, not for {}",
                listening.address
            ),
            "connect by a name that is in the certificate",
        );
        listening.encrypts("sslmode=verify-ca&sslrootcert=ca.crt", "issuer");
    });
}

#[test]
fn a_common_name_counts_where_there_is_no_other_name() {
    each_major(|major| {
        let authority = Authority::new("Example Root");
        let listening = Listening::plain(major);
        listening.project.write("ca.crt", authority.certificate());
        let full = "sslmode=verify-full&sslrootcert=ca.crt";
        listening.show(&authority.issue(&[], &listening.address, Validity::Now));
        listening.encrypts(full, "issuer-and-name");
        listening.show(&authority.issue(&[], "db.example", Validity::Now));
        listening.refuses(full, "is for db.example, not for 127.", "connect by a name");
    });
}

#[test]
fn a_certificate_of_an_unknown_issuer_is_refused_wherever_an_issuer_is_known() {
    each_major(|major| {
        let (theirs, ours) = (Authority::new("Their Root"), Authority::new("Our Root"));
        let listening = Listening::plain(major);
        let address = listening.address.clone();
        listening.show(&theirs.issue(&[&address], "db", Validity::Now));
        listening.project.write("ca.crt", ours.certificate());
        for mode in ["require", "verify-ca", "verify-full"] {
            listening.refuses(
                &format!("sslmode={mode}&sslrootcert=ca.crt"),
                "issued by CN=Their Root, comes from nobody who is trusted by ca.crt",
                "sslrootcert=FILE",
            );
        }
        listening
            .run("sslrootcert=ca.crt", "up")
            .succeeds()
            .stderr_contains("warning: the connection to")
            .stderr_contains("is not encrypted: the server's certificate, issued by CN=Their Root");
        listening.encrypts("sslmode=require", "unchecked");
        // Both may stand in one file.
        let both = ours.certificate() + &theirs.certificate();
        listening.project.write("ca.crt", both);
        listening.encrypts("sslmode=verify-full&sslrootcert=ca.crt", "issuer-and-name");
    });
}

#[test]
fn a_certificate_is_refused_before_and_after_its_time() {
    each_major(|major| {
        let authority = Authority::new("Example Root");
        let listening = Listening::plain(major);
        let names = [listening.address.as_str()];
        listening.project.write("ca.crt", authority.certificate());
        listening.show(&authority.issue(&names, "db", Validity::Over));
        for mode in ["require", "verify-ca", "verify-full"] {
            listening.refuses(
                &format!("sslmode={mode}&sslrootcert=ca.crt"),
                "the server's certificate expired on [time]",
                "renew the server's certificate",
            );
        }
        listening.encrypts("sslmode=require", "unchecked");
        listening.show(&authority.issue(&names, "db", Validity::ToCome));
        listening.refuses(
            "sslmode=verify-ca&sslrootcert=ca.crt",
            "the server's certificate is not valid before [time]",
            "check the clocks",
        );
    });
}

#[test]
fn a_servers_own_certificate_may_be_the_trusted_one() {
    each_major(|major| {
        let listening = Listening::plain(major);
        let own = self_signed(&listening.address);
        listening.show(&own);
        listening.project.write("server.crt", &own.certificate);
        listening.encrypts(
            "sslmode=verify-full&sslrootcert=server.crt",
            "issuer-and-name",
        );
        let other = self_signed(&listening.address);
        listening.project.write("other.crt", &other.certificate);
        listening.refuses(
            "sslmode=verify-ca&sslrootcert=other.crt",
            "is signed by itself (CN=127.",
            "copy the server's certificate here",
        );
    });
}

#[test]
fn a_certificate_of_version_1_encrypts_and_can_be_trusted_only_as_it_is() {
    each_major(|major| {
        let listening = Listening::plain(major);
        let own = version_1(&listening.address, listening.project.database.server());
        listening.show(&own);
        listening.project.write("server.crt", &own.certificate);
        let authority = Authority::new("Example Root");
        listening.project.write("ca.crt", authority.certificate());
        listening.encrypts("sslmode=require", "unchecked");
        let full = "sslmode=verify-full&sslrootcert=server.crt";
        listening.encrypts(full, "issuer-and-name");
        listening.refuses(
            "sslmode=verify-ca&sslrootcert=ca.crt",
            "the old form X.509 version 1",
            "subjectAltName",
        );
    });
}

#[test]
fn the_systems_issuers_are_trusted_by_name_only() {
    each_major(|major| {
        let authority = Authority::new("Public Root");
        let listening = Listening::plain(major);
        let address = listening.address.clone();
        listening.show(&authority.issue(&[&address], "db", Validity::Now));
        let roots = listening
            .project
            .write("system.crt", authority.certificate());
        let status = |parameters: &str, roots: &std::path::Path| {
            let mut command = listening.project.command(["status", "--format", "json"]);
            command
                .env("DATABASE_URL", listening.url(parameters))
                .env("SSL_CERT_FILE", roots);
            listening.project.run_command(&mut command)
        };
        let ran = status("sslrootcert=system", &roots).succeeds();
        let encryption = &ran.json()["target"]["encryption"];
        assert_eq!(encryption["certificate"], "issuer-and-name");
        status("sslrootcert=system&sslmode=require", &roots)
            .exits(2)
            .stderr_contains("`sslmode=require` is too weak for `sslrootcert=system`");
        let others = listening
            .project
            .write("others.crt", Authority::new("Other").certificate());
        status("sslrootcert=system&sslmode=verify-full", &others)
            .exits(3)
            .stderr_contains("comes from nobody who is trusted by this system");
    });
}
