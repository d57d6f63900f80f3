//! The cheap proof that nobody changed the schema meanwhile: no word was written to the
//! write-ahead log. It must never be taken for granted: every change in between is noticed, and
//! where the proof can't be had (others write, a standby, no right to ask), the signatures decide.

use std::fs;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use tempfile::TempDir;

use crate::support::{Project, Ran, Role, Server, each_major, eventually};

/// In the question where the log is, asked before and after.
const POSITION: &str = "pg_current_wal_insert_lsn";
/// In the message whose transaction reads everything.
const SNAPSHOT: &str = "pg_current_snapshot()";
/// In the message that asks how indexes are written, by the catalogues of that moment.
const DEPARSE: &str = "pg_get_indexdef(w.oid)";
/// In the signatures alone.
const SIGNATURE: &str = "sum(n * xmin";

type Told = dyn Fn(&str) + Send + Sync;

/// What is dumped, and by whom.
#[derive(Clone, Copy)]
struct Of<'a> {
    project: &'a Project,
    server: &'a Server,
    database: &'a str,
    role: &'a str,
}

impl<'a> Of<'a> {
    /// The project's database, as this role.
    fn project(project: &'a Project, role: &'a str) -> Self {
        Self {
            project,
            server: project.database.server(),
            database: project.database.name(),
            role,
        }
    }
}

/// A dump whose every message is told to `before_it` before the server gets it; those messages.
#[track_caller]
fn dump(of: Of<'_>, before_it: Box<Told>) -> (Ran, Vec<String>) {
    let Of {
        project,
        server,
        database,
        role,
    } = of;
    let folder = TempDir::new().unwrap();
    let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
    let server = server.socket_dir().to_owned();
    let messages = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&messages);
    thread::spawn(move || {
        let (client, _) = listener.accept().unwrap();
        let server = UnixStream::connect(server.join(".s.PGSQL.5432")).unwrap();
        carry(client, server, &|message| {
            noted.lock().unwrap().push(message.to_owned());
            before_it(message);
        });
    });
    let wire = folder.path().display();
    let mut command = project.command(["dump", "-"]);
    command.env(
        "DATABASE_URL",
        format!("postgres://{role}@/{database}?host={wire}"),
    );
    let ran = project.run_command(&mut command);
    let messages = messages.lock().unwrap().clone();
    (ran, messages)
}

/// One message of ours comes in one piece or in several; whoever is told gets the pieces.
fn carry(mut client: UnixStream, mut server: UnixStream, told: &dyn Fn(&str)) {
    let mut back = (server.try_clone().unwrap(), client.try_clone().unwrap());
    thread::spawn(move || {
        let _ = std::io::copy(&mut back.0, &mut back.1);
        let _ = back.1.shutdown(Shutdown::Write);
    });
    let mut bytes = vec![0; 1 << 20];
    while let Ok(read @ 1..) = client.read(&mut bytes) {
        told(&String::from_utf8_lossy(&bytes[..read]));
        server.write_all(&bytes[..read]).unwrap();
    }
    let _ = server.shutdown(Shutdown::Write);
}

fn count(messages: &[String], part: &str) -> usize {
    messages.iter().filter(|one| one.contains(part)).count()
}

/// A dump beside which nothing happens.
#[track_caller]
fn quiet(of: Of<'_>) -> (Ran, Vec<String>) {
    dump(of, Box::new(|_| {}))
}

/// A server on which nobody but the test writes: no vacuum, no checkpoint, no note for standbys.
fn silent(major: u32) -> Server {
    let settings = [
        "autovacuum=off",
        "checkpoint_timeout=1d",
        "wal_level=minimal",
        "max_wal_senders=0",
    ];
    Server::scratch_with(major, &settings.map(str::to_owned))
}

/// Nothing locks the table while its index is written.
fn with_an_index(server: &Server) -> Project {
    let project = server.project();
    project.query("create table a (x text); create index i on a (x text_pattern_ops)");
    project
}

#[test]
fn a_server_at_rest_is_asked_where_its_log_is_and_nothing_else() {
    each_major(|major| {
        let project = with_an_index(&silent(major));
        // Readers, too, may write: they tidy up what the DDL has left in the catalogues' pages.
        eventually("the proof holds", || {
            let (ran, messages) = quiet(Of::project(&project, "postgres"));
            ran.succeeds().stdout_contains("CREATE INDEX i ON");
            assert_eq!(count(&messages, SNAPSHOT), 1);
            count(&messages, POSITION) == 2 && count(&messages, SIGNATURE) == 0
        });
    });
}

/// The columns come from the snapshot, the index's text from the catalogues as they are by then.
#[test]
fn a_change_in_between_is_noticed_and_read() {
    each_major(|major| {
        let project = with_an_index(&silent(major));
        for moment in [DEPARSE, POSITION] {
            eventually("the proof holds", || {
                let (_, messages) = quiet(Of::project(&project, "postgres"));
                count(&messages, SIGNATURE) == 0
            });
            let session = Mutex::new(project.session());
            let (has_read, is_changed) = (Mutex::new(false), Mutex::new(false));
            let (ran, messages) = dump(
                Of::project(&project, "postgres"),
                Box::new(move |message| {
                    let mut has_read = has_read.lock().unwrap();
                    let mut is_changed = is_changed.lock().unwrap();
                    if *has_read && message.contains(moment) && !*is_changed {
                        *is_changed = true;
                        let session = session.lock().unwrap();
                        session.query("alter table a rename x to y");
                    }
                    *has_read |= message.contains(SNAPSHOT);
                }),
            );
            let text = ran.succeeds().out;
            assert!(text.contains("    y text"), "{moment}: {text}");
            assert!(text.contains("(y text_pattern_ops)"), "{moment}: {text}");
            assert!(count(&messages, SIGNATURE) > 0, "{moment}");
            project.query("alter table a rename y to x");
        }
    });
}

/// What a transaction at work has written already stands in front of the first look at the log.
#[test]
fn beside_a_transaction_that_writes_the_signatures_decide() {
    each_major(|major| {
        let project = with_an_index(&silent(major));
        let writer = project.session();
        writer.query("begin; create table b ()");
        for _ in 0..3 {
            let (ran, messages) = quiet(Of::project(&project, "postgres"));
            let text = ran.succeeds().out;
            assert!(!text.contains("TABLE public.b"), "{text}");
            assert!(count(&messages, SIGNATURE) > 1);
        }
        writer.query("commit");
    });
}

#[test]
fn without_the_right_to_ask_the_signatures_decide() {
    each_major(|major| {
        let server = silent(major);
        let role = Role::create(&server);
        let project = with_an_index(&server);
        project.query("revoke execute on function pg_current_wal_insert_lsn() from public");
        let (ran, messages) = quiet(Of::project(&project, role.name()));
        let text = ran.succeeds().out;
        assert!(text.contains("CREATE INDEX i ON"), "{text}");
        assert!(count(&messages, SIGNATURE) > 1);
        assert_eq!(text, project.run("dump -").succeeds().out);
    });
}

#[test]
fn on_a_standby_the_signatures_decide() {
    each_major(|major| {
        let folder = TempDir::new_in(Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
        let kept = folder.path().join("postgres");
        let primary = Server::kept(major, kept.clone());
        let data = PathBuf::from(primary.query("show data_directory"));
        primary.query("create table a (x text); create index i on a (x text_pattern_ops)");
        drop(primary);
        eventually("the primary has stopped", || {
            !data.join("postmaster.pid").exists()
        });
        fs::write(data.join("standby.signal"), "").unwrap();
        let standby = Server::kept(major, kept);
        let elsewhere = Server::shared(major).project();
        let (ran, messages) = quiet(Of {
            project: &elsewhere,
            server: &standby,
            database: "postgres",
            role: "postgres",
        });
        ran.succeeds().stdout_contains("CREATE INDEX i ON");
        assert!(count(&messages, SIGNATURE) > 1);
    });
}
