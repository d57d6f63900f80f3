//! Where there is no server, or none that lets us in: each ends within its time with a message that
//! says what is wrong and what to do.

mod support;

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;

use rustix::process::Signal;
use support::{Behind, Door, Project, Ran, Role, Server, Session};
use support::{eventually, for_each_major, majors};

/// The binary with this URL.
#[track_caller]
fn at(project: &Project, url: &str, args: &str) -> Ran {
    let mut command = project.command(args.split(' '));
    command.env("DATABASE_URL", url);
    project.run_command(&mut command)
}

/// Commands that meet the same server in different rooms. An attempt has at least an interval, which
/// a busy machine may need for it.
const COMMANDS: [&str; 6] = [
    "up",
    "status",
    "down",
    "create",
    "drop --yes",
    "wait --wait-timeout 10ms --wait-interval 30s",
];

#[test]
fn where_nothing_listens_the_message_asks_whether_the_server_runs() {
    for_each_major(|server| {
        let project = server.project();
        // A port that is taken, by a connection, so that nobody else comes to listen there.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let taken = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let port = taken.local_addr().unwrap().port();
        for args in COMMANDS {
            at(&project, &format!("postgres://me@127.0.0.1:{port}/x"), args)
                .exits(3)
                .stdout("")
                .stderr_contains(&format!("error: cannot connect to 127.0.0.1:{port}\n"))
                .stderr_contains("  caused by: Connection refused (os error 111)\n")
                .stderr_contains("hint: is the server running there? check host and port\n");
            at(&project, "postgres://me@/x?host=/nowhere", args)
                .exits(3)
                .stderr_contains("error: cannot connect to /nowhere (port 5432)\n")
                .stderr_contains("  caused by: No such file or directory (os error 2)\n")
                .stderr_contains("check the socket's folder and the port\n");
        }
    });
}

#[test]
fn a_host_without_an_address_is_said_to_have_none() {
    for_each_major(|server| {
        let project = server.project();
        // RFC 6761: it never has one.
        at(&project, "postgres://me@no-such-host.invalid/x", "up")
            .exits(3)
            .stderr_contains("error: cannot connect to no-such-host.invalid:5432\n")
            .stderr_contains("  caused by: failed to lookup address information: ")
            .stderr_contains("hint: check the host's name\n");
    });
}

#[test]
fn a_server_that_never_answers_is_given_up_in_its_time() {
    for_each_major(|server| {
        let project = server.project();
        let door = Door::to(Behind::Silence);
        for args in ["up", "drop --yes", "wait --wait-timeout 10ms"] {
            let url = door.url("x");
            at(&project, &format!("{url}&connect_timeout=1"), args)
                .exits(3)
                .stderr_contains("error: cannot connect to [temporary] (port 5432)\n")
                .stderr_contains("  caused by: no answer within ")
                .stderr_contains("`connect_timeout` in the URL gives it more seconds");
        }
    });
}

#[test]
fn what_speaks_another_protocol_is_quoted() {
    for_each_major(|server| {
        let project = server.project();
        for (behind, said) in [
            (
                Behind::Says(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n<html>"),
                ": it says `HTTP/1.1 400 Bad Request`\n",
            ),
            (
                Behind::Greets(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"),
                ": it says `SSH-2.0-OpenSSH_9.2p1 Debian-2`\n",
            ),
            (
                Behind::Greets(b"220 mail.example ESMTP\r\n"),
                ": it says `220 mail.example ESMTP`\n",
            ),
            (
                Behind::Greets(b"J\0\0\0\n8.0.36\0\x08\0\0\0abcdefgh\0"),
                ": it says `8.0.36`\n",
            ),
            (
                Behind::Says(b"-ERR unknown command\r\n"),
                ": it says `-ERR unknown command`\n",
            ),
            (Behind::Says(b"\x15\x03\x01\0\x02\x02\x46"), "protocol\n"),
        ] {
            let door = Door::to(behind);
            // However long a server may take to answer, a stranger's greeting ends it.
            let url = format!("{}&connect_timeout=0", door.url("x"));
            at(&project, &url, "up")
                .exits(3)
                .stderr_contains("error: cannot connect to [temporary] (port 5432)\n")
                .stderr_contains(
                    "  caused by: what listens there does not speak PostgreSQL's protocol",
                )
                .stderr_contains(said)
                .stderr_contains("hint: check host and port\n");
        }
    });
}

#[test]
fn a_server_that_hangs_up_is_no_stranger() {
    for_each_major(|server| {
        let project = server.project();
        let door = Door::to(Behind::HangUp);
        at(&project, &door.url("x"), "up")
            .exits(3)
            .stderr_contains("  caused by: connection closed\n")
            .stderr_contains("try again in a moment");
    });
}

#[test]
fn a_wrong_or_missing_password_is_said_and_never_shown() {
    for_each_major(|shared| {
        let server = Server::scratch(shared.major);
        let project = server.project();
        server.query("create role clerk login password 'r1ght'");
        let file = PathBuf::from(server.query("show hba_file"));
        let rules = fs::read_to_string(&file).unwrap();
        fs::write(
            &file,
            format!("local all clerk scram-sha-256\nlocal all outcast reject\n{rules}"),
        )
        .unwrap();
        server.query("create role outcast login");
        server.query("select pg_reload_conf()");
        let url = |login: &str| {
            format!(
                "postgres://{login}@/postgres?host={}",
                server.socket_dir().display()
            )
        };
        eventually("the rules are read", || {
            Session::try_open(&url("clerk:wr0ng")).is_err()
        });
        for args in ["up", "drop --yes", "wait"] {
            at(&project, &url("clerk:wr0ng"), args)
                .exits(3)
                .never_says("wr0ng")
                .stderr_contains(
                    "password authentication failed for user \"clerk\"\n  SQLSTATE: 28P01\n",
                )
                .stderr_contains("hint: check user and password, and the server's pg_hba.conf\n");
            at(&project, &url("clerk"), args)
                .exits(3)
                .stderr_contains("caused by: the server asks for a password, and none is given\n")
                .stderr_contains("hint: put it into the URL, PGPASSWORD or ~/.pgpass");
            at(&project, &url("outcast"), args)
                .exits(3)
                .stderr_contains("pg_hba.conf rejects connection")
                .stderr_contains("hint: check user and password, and the server's pg_hba.conf\n");
        }
        at(&project, &url("clerk:r1ght"), "up").succeeds();
    });
}

#[test]
fn a_missing_database_is_named_with_what_creates_it() {
    for_each_major(|server| {
        let project = server.project();
        for args in ["migrate", "status", "down", "protect", "up --no-create"] {
            at(&project, &server.url("no_such_database"), args)
                .exits(3)
                .stderr_contains("error: cannot connect to [socket] (port 5432): database \"no_such_database\" does not exist\n")
                .stderr_contains("`proj-migrate create`");
        }
    });
}

#[test]
fn a_server_that_starts_or_stops_is_to_be_tried_again() {
    for_each_major(|shared| {
        let project = shared.project();
        let server = Server::scratch(shared.major);
        let url = server.url("postgres");
        let session = Session::open(&url);
        server.signal(Signal::TERM);
        eventually("it lets nobody in", || Session::try_open(&url).is_err());
        for args in COMMANDS {
            at(&project, &url, args)
                .exits(3)
                .stderr_contains("the database system is shutting down\n  SQLSTATE: 57P03\n")
                .stderr_contains("try again in a moment")
                .stderr_contains("`--wait`");
        }
        drop(session);
    });
}

#[test]
fn a_full_server_is_waited_for_as_long_as_a_lock() {
    for_each_major(|server| {
        let role = Role::create(server);
        server.query(&format!("alter role {} connection limit 0", role.name()));
        let project = server.project();
        for args in ["up", "create", "drop --yes"] {
            project
                .run_as(&role, &format!("{args} --lock-wait 10ms"))
                .exits(5)
                .stderr_contains("waiting for a free connection: too many connections for role")
                .stderr_contains("SQLSTATE: 53300")
                .stderr_contains("hint: the server has no free connection");
        }
    });
}

#[test]
fn a_server_older_than_13_is_refused_before_anything_is_asked_of_it() {
    let project = Server::shared(majors()[0]).project();
    let old = Server::scratch(12);
    old.query("create database app");
    for args in COMMANDS.into_iter().chain(["migrate --wait", "protect"]) {
        at(&project, &old.url("app"), args)
            .exits(3)
            .stdout("")
            .stderr_contains("  caused by: the server is PostgreSQL 12.")
            .stderr_contains("hint: proj-migrate needs PostgreSQL 13 or newer\n")
            .never_says("waiting for");
    }
    let there = "select count(*) from pg_database where datname = 'app'";
    assert_eq!(old.query(there), "1");
}
