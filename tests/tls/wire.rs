//! What goes over the wire: cancel requests, the host's name.

use std::process::Command;

use rustix::process::Signal;

use super::authority::{Authority, Validity, self_signed};
use super::server::Listening;
use super::support::{Running, each_major, eventually};
use super::tap::{ASKS_FOR_TLS, CANCEL, Tap};

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn through(listening: &Listening, tap: &Tap, parameters: &str, args: &[&str]) -> Command {
    let mut command = listening.project.command(args);
    command.env("DATABASE_URL", tap.url(listening, parameters));
    command
}

#[test]
fn a_cancel_request_is_encrypted_like_its_connection() {
    each_major(|major| {
        let listening = Listening::with(major, &self_signed("db.example"));
        let sleeps = "-- migrate:up\nselect pg_sleep(600);\n";
        listening.project.migration("2_sleep.sql", sleeps);
        for (parameters, first) in [
            ("sslmode=require", ASKS_FOR_TLS),
            ("sslmode=prefer", ASKS_FOR_TLS),
            ("sslmode=disable", CANCEL),
        ] {
            let tap = Tap::before(&listening);
            let command = through(&listening, &tap, parameters, &["up"]);
            let running = Running::start(&listening.project, command);
            eventually("it sleeps", || {
                let asleep = "select count(*) from pg_stat_activity \
                    where state = 'active' and query like '%pg_sleep%' and pid <> pg_backend_pid()";
                listening.project.query(asleep) == "1"
            });
            running.signal(Signal::INT);
            running.wait().exits(130).stderr_contains("rolled back");
            let seen = tap.seen();
            assert!(seen.len() >= 2, "{parameters}: {} connections", seen.len());
            let cancels = seen[1..].iter().filter(|said| contains(said, &CANCEL));
            if first == CANCEL {
                assert!(cancels.count() > 0, "{parameters}");
            } else {
                assert_eq!(cancels.count(), 0, "{parameters}");
                // A slow machine's run is watched: that connection is encrypted, too.
                let mut later = seen[1..].iter();
                let is_encrypted = |said: &Vec<u8>| said.is_empty() || said.starts_with(&first);
                assert!(later.all(is_encrypted), "{parameters}");
            }
        }
    });
}

#[test]
fn the_hosts_name_is_checked_and_told_unless_it_is_to_be_kept_back() {
    let major = super::support::majors()[0];
    let authority = Authority::new("Example Root");
    let shown = authority.issue(&["localhost"], "db", Validity::Now);
    let listening = Listening::with(major, &shown);
    listening.project.write("ca.crt", authority.certificate());
    for (parameters, told) in [("sslsni=1", true), ("sslsni=0", false)] {
        let tap = Tap::before(&listening);
        let parameters = format!("sslmode=verify-full&sslrootcert=ca.crt&{parameters}");
        let mut command = through(&listening, &tap, &parameters, &["status"]);
        listening.project.run_command(&mut command).succeeds();
        assert_eq!(contains(&tap.seen()[0], b"localhost"), told, "{parameters}");
    }
}
