//! Whoever is killed, client, postmaster or watchdog: nothing is left, also of a backend that is
//! too busy to notice.

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::path::Path;
use std::thread;

use proj_migrate::server::{EmbeddedKind, Ending};

use crate::client::Client;
use crate::remains::Remains;
use crate::support::{Session, each_major, eventually};
use crate::{kept, open_folder, request, session};

#[test]
fn kill_9_of_a_client_leaves_nothing_of_a_scratch_server() {
    each_major(|major| {
        let mut client = Client::start(major, None);
        keep_a_backend_busy(&client.socket_dir);
        let remains = Remains::of(&client.socket_dir.join("data"));
        client.process.kill().unwrap();
        client.process.wait().unwrap();
        remains.vanish();
        assert!(!client.socket_dir.exists(), "the scratch data are gone");
    });
}

#[test]
fn kill_9_of_the_only_client_stops_the_server_on_kept_data() {
    each_major(|major| {
        let folder = open_folder();
        let mut client = Client::start(major, Some(folder.path()));
        keep_a_backend_busy(&client.socket_dir);
        let remains = Remains::of(&folder.path().join("data"));
        client.process.kill().unwrap();
        client.process.wait().unwrap();
        remains.vanish();
    });
}

#[test]
fn kill_9_of_the_first_client_leaves_the_server_to_the_second() {
    each_major(|major| {
        let folder = open_folder();
        let mut first = Client::start(major, Some(folder.path()));
        let second = request(major, kept(folder.path())).start().unwrap();
        let remains = Remains::of(&folder.path().join("data"));
        first.process.kill().unwrap();
        first.process.wait().unwrap();
        assert_eq!(session(&second.socket_dir).query("select 1"), "1");
        drop(second);
        remains.vanish();
    });
}

#[test]
fn ctrl_c_in_the_terminal_reaches_the_client_only() {
    each_major(|major| {
        let mut client = Client::start(major, None);
        let remains = Remains::of(&client.socket_dir.join("data"));
        kill_process_group(pid(client.process.id()), Signal::INT).unwrap();
        client.process.wait().unwrap();
        remains.vanish();
    });
}

#[test]
fn kill_9_of_the_postmaster_ends_its_orphans() {
    each_major(|major| {
        let folder = open_folder();
        for kind in [EmbeddedKind::Scratch, kept(folder.path())] {
            let server = request(major, kind.clone()).start().unwrap();
            keep_a_backend_busy(&server.socket_dir);
            let remains = match kind {
                EmbeddedKind::Scratch => Remains::of(&server.socket_dir.join("data")),
                EmbeddedKind::Kept { folder } => Remains::of(&folder.join("data")),
            };
            kill_process(pid(remains.postmaster), Signal::KILL).unwrap();
            remains.vanish();
            // The client has yet to notice; what it asks for next is a new server.
            assert_eq!(server.stop(), Ending::Stopped);
        }
        let again = request(major, kept(folder.path())).start().unwrap();
        assert_eq!(session(&again.socket_dir).query("select 1"), "1");
        assert_eq!(again.stop(), Ending::Stopped);
    });
}

#[test]
fn a_command_that_comes_after_the_postmaster_was_killed_gets_a_new_one() {
    each_major(|major| {
        let folder = open_folder();
        let request = request(major, kept(folder.path()));
        let first = request.start().unwrap();
        let remains = Remains::of(&folder.path().join("data"));
        kill_process(pid(remains.postmaster), Signal::KILL).unwrap();
        let second = request.start().unwrap();
        assert_eq!(session(&second.socket_dir).query("select 1"), "1");
        assert_ne!(second.socket_dir, first.socket_dir);
        remains.be_replaced();
    });
}

#[test]
fn after_kill_9_of_the_watchdog_the_next_command_clears_up() {
    each_major(|major| {
        let folder = open_folder();
        let request = request(major, kept(folder.path()));
        let server = request.start().unwrap();
        keep_a_backend_busy(&server.socket_dir);
        let remains = Remains::of(&folder.path().join("data"));
        kill_process(pid(remains.watchdog), Signal::KILL).unwrap();
        // Until it is gone its lock says that it watches, and a newcomer would join its server.
        remains.lose_watchdog();
        drop(server);

        let again = request.start().unwrap();
        remains.be_replaced();
        assert_eq!(session(&again.socket_dir).query("select 1"), "1");
        assert_eq!(again.stop(), Ending::Stopped);
    });
}

/// A backend that burns the processor and never waits, so that it doesn't notice a lost postmaster.
fn keep_a_backend_busy(socket_dir: &Path) {
    let watching = session(socket_dir);
    let busy = session(socket_dir);
    thread::spawn(move || busy_loop(&busy));
    eventually("a backend is busy", || {
        watching.query(
            "select count(*) from pg_stat_activity where state = 'active' and query like 'do %'",
        ) == "1"
    });
}

fn busy_loop(session: &Session) {
    // Its end is an error: the server was killed.
    session
        .try_query("do $$ begin loop null; end loop; end $$")
        .ok();
}

fn pid(raw: u32) -> Pid {
    Pid::from_raw(i32::try_from(raw).unwrap()).unwrap()
}
