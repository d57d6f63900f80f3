//! Several commands on the same kept data.

use std::collections::BTreeSet;
use std::thread;

use proj_migrate::server::Ending;

use crate::remains::Remains;
use crate::support::each_major;
use crate::{kept, open_folder, request, session};

#[test]
fn a_second_command_joins_and_the_last_one_stops_the_server() {
    each_major(|major| {
        let folder = open_folder();
        let request = request(major, kept(folder.path()));
        let first = request.start().unwrap();
        let second = request.start().unwrap();
        assert_eq!(second.socket_dir, first.socket_dir);
        assert_eq!(second.major, major);
        let remains = Remains::of(&folder.path().join("data"));

        assert_eq!(first.stop(), Ending::LeftToOthers);
        assert_eq!(session(&second.socket_dir).query("select 1"), "1");
        assert_eq!(second.stop(), Ending::LeftToOthers);
        remains.vanish();
    });
}

#[test]
fn the_first_command_stops_the_server_when_it_is_the_last_to_leave() {
    each_major(|major| {
        let folder = open_folder();
        let request = request(major, kept(folder.path()));
        let first = request.start().unwrap();
        let second = request.start().unwrap();
        let remains = Remains::of(&folder.path().join("data"));
        assert_eq!(second.stop(), Ending::LeftToOthers);
        assert_eq!(session(&first.socket_dir).query("select 1"), "1");
        assert_eq!(first.stop(), Ending::Stopped);
        remains.vanish();
    });
}

#[test]
fn commands_that_begin_at_once_share_one_server() {
    each_major(|major| {
        let folder = open_folder();
        let request = request(major, kept(folder.path()));
        let servers: Vec<_> = thread::scope(|scope| {
            let starting: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| request.start().unwrap()))
                .collect();
            starting
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        let sockets: BTreeSet<_> = servers.iter().map(|server| &server.socket_dir).collect();
        assert_eq!(sockets.len(), 1);
        let remains = Remains::of(&folder.path().join("data"));
        drop(servers);
        remains.vanish();
    });
}

/// The hard moment: a newcomer arrives while the last one's server is being stopped.
#[test]
fn commands_that_come_and_go_always_get_a_server() {
    each_major(|major| {
        let folder = open_folder();
        let request = request(major, kept(folder.path()));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..8 {
                        let server = request.start().unwrap();
                        assert_eq!(session(&server.socket_dir).query("select 1"), "1");
                        let _ = server.stop();
                    }
                });
            }
        });
    });
}
