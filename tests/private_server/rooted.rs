//! Run as root, as CI containers do: the server belongs to somebody else, who may be unable to
//! enter the project. Run as anybody else, the same requests need no such detour.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use proj_migrate::server::{EmbeddedKind, Ending};

use crate::support::each_major;
use crate::{kept, request, session};

#[test]
fn the_server_never_runs_as_root() {
    each_major(|major| {
        let server = request(major, EmbeddedKind::Scratch).start().unwrap();
        let owner = fs::metadata(server.socket_dir.join("data")).unwrap().uid();
        assert_ne!(owner, 0);
        let mode = fs::metadata(&server.socket_dir)
            .unwrap()
            .permissions()
            .mode()
            & 0o777;
        assert_eq!(
            mode, 0o700,
            "only its owner reaches a socket that asks for no password"
        );
        assert_eq!(server.stop(), Ending::Stopped);
    });
}

#[test]
fn kept_data_move_out_of_a_project_that_the_servers_user_cannot_enter() {
    each_major(|major| {
        let closed = tempfile::tempdir().unwrap();
        fs::set_permissions(closed.path(), Permissions::from_mode(0o700)).unwrap();
        let home = closed.path().join("postgres");
        let request = request(major, kept(&home));
        let server = request.start().unwrap();
        let notice = server.notice.clone();
        session(&server.socket_dir).query("create table kept()");
        assert_eq!(server.stop(), Ending::Stopped);
        if !rustix::process::geteuid().is_root() {
            assert_eq!(notice, None);
            return;
        }

        let notice = notice.expect("root is told where the data are");
        let (said, outside) = notice.split_once("; its data are kept in ").unwrap();
        let home = home.canonicalize().unwrap();
        assert!(
            said.ends_with(&format!(
                "runs the server and cannot enter {}",
                home.display()
            )),
            "{notice}"
        );
        assert!(Path::new(outside).join("data/PG_VERSION").exists());

        let again = request.start().unwrap();
        assert_eq!(
            session(&again.socket_dir).query("select count(*) from kept"),
            "0"
        );
        assert_eq!(again.stop(), Ending::Stopped);
        fs::remove_dir_all(outside).unwrap();
    });
}
