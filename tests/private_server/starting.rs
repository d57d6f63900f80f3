//! Starting and stopping, when all goes well and when the server won't start.

use std::fs;

use proj_migrate::server::{EmbeddedKind, Ending, ServerError};

use crate::remains::Remains;
use crate::support::each_major;
use crate::{kept, open_folder, request, session};

#[test]
fn a_scratch_server_serves_and_leaves_nothing() {
    each_major(|major| {
        let server = request(major, EmbeddedKind::Scratch).start().unwrap();
        assert_eq!(server.major, major);
        let answer = session(&server.socket_dir)
            .query("select current_user, current_setting('listen_addresses')");
        assert_eq!(answer, "postgres|");
        let remains = Remains::of(&server.socket_dir.join("data"));
        assert_eq!(server.stop(), Ending::Stopped);
        remains.vanish();
    });
}

#[test]
fn kept_data_are_there_the_next_time() {
    each_major(|major| {
        let folder = open_folder();
        let home = folder.path().join(".proj-migrate/postgres");
        let request = request(major, kept(&home));

        let server = request.start().unwrap();
        assert_eq!(server.notice, None);
        session(&server.socket_dir).query("create table kept as select 'é' as word");
        let remains = Remains::of(&home.join("data"));
        assert_eq!(server.stop(), Ending::Stopped);
        remains.vanish();

        let server = request.start().unwrap();
        assert_eq!(
            session(&server.socket_dir).query("select word from kept"),
            "é"
        );
        assert_eq!(server.stop(), Ending::Stopped);
        assert_eq!(fs::read_to_string(home.join(".gitignore")).unwrap(), "*\n");
    });
}

#[test]
fn a_server_that_cannot_start_says_why_and_leaves_nothing() {
    each_major(|major| {
        let temporary = open_folder();
        let mut request = request(major, EmbeddedKind::Scratch);
        request.temp_dir = temporary.path().to_owned();
        request.settings = vec!["shared_buffers=nonsense".to_owned()];
        let error = request.start().unwrap_err();
        assert!(matches!(error, ServerError::Start(_)), "{error:?}");
        assert!(
            error.to_string().starts_with("the server did not start\n"),
            "{error}"
        );
        assert!(error.to_string().contains("shared_buffers"), "{error}");
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0);
    });
}

#[test]
fn a_temporary_folder_too_long_for_a_socket_is_avoided() {
    each_major(|major| {
        let temporary = open_folder();
        let long = temporary.path().join("x".repeat(80));
        fs::create_dir(&long).unwrap();
        let mut request = request(major, EmbeddedKind::Scratch);
        request.temp_dir = long;
        let server = request.start().unwrap();
        assert_eq!(
            server
                .socket_dir
                .parent()
                .and_then(|folder| folder.to_str()),
            Some("/tmp")
        );
        assert_eq!(session(&server.socket_dir).query("select 1"), "1");
        assert_eq!(server.stop(), Ending::Stopped);
    });
}
