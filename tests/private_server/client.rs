//! A command that uses a private server, as a process of its own that can be killed: this test
//! binary again, running the test below.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use proj_migrate::server::EmbeddedKind;

use crate::request;

/// A running client.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) process: Child,
    pub(crate) socket_dir: PathBuf,
}

impl Client {
    /// Starts one that uses a server of this major, kept in a folder or scratch, until killed. It is
    /// the leader of its process group, like a command typed in a terminal.
    pub(crate) fn start(major: u32, folder: Option<&Path>) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([
            "--exact",
            "client::uses_a_server_until_killed",
            "--ignored",
            "--nocapture",
        ]);
        command
            .env("CLIENT_MAJOR", major.to_string())
            .env("CLIENT_FOLDER", folder.unwrap_or(Path::new("")));
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0);
        let mut process = command.spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let ready = lines.map(Result::unwrap).find_map(|line| {
            let (_, socket_dir) = line.split_once("socket in ")?;
            Some(PathBuf::from(socket_dir))
        });
        Self {
            process,
            socket_dir: ready.unwrap(),
        }
    }
}

#[test]
#[ignore = "not a test: the process that the tests beside it start and kill"]
#[expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "its way to talk to the test that started it"
)]
fn uses_a_server_until_killed() {
    // Somebody runs all ignored tests: there is nobody to kill this one.
    let Ok(major) = std::env::var("CLIENT_MAJOR") else {
        return;
    };
    let kind = match std::env::var("CLIENT_FOLDER").unwrap() {
        folder if folder.is_empty() => EmbeddedKind::Scratch,
        folder => EmbeddedKind::Kept {
            folder: folder.into(),
        },
    };
    let server = request(major.parse().unwrap(), kind).start().unwrap();
    println!("socket in {}", server.socket_dir.display());
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}
