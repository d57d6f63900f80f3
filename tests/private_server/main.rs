//! The private server's promises, on every major: it starts, is joined, is stopped by the last to
//! leave; and whoever is killed, nothing is left.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "all of it is tests"
)]

#[path = "../support/mod.rs"]
mod support;

mod binaries;
mod client;
mod commands;
mod joining;
mod killing;
mod remains;
mod rooted;
mod starting;

use std::path::{Path, PathBuf};

use proj_migrate::server::{EmbeddedKind, EmbeddedRequest, Linger};

/// A request for a server of this major.
fn request(major: u32, kind: EmbeddedKind) -> EmbeddedRequest {
    EmbeddedRequest {
        kind,
        search: support::programs(major),
        watchdog_exe: PathBuf::from(env!("CARGO_BIN_EXE_proj-migrate")),
        temp_dir: PathBuf::from("/tmp"),
        linger: Linger::default(),
        settings: Vec::new(),
    }
}

/// Kept data in this folder.
fn kept(folder: &Path) -> EmbeddedKind {
    EmbeddedKind::Kept {
        folder: folder.to_owned(),
    }
}

/// A temporary folder that the server's user can enter.
fn open_folder() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// A connection to the superuser's database of the server with this socket folder.
fn session(socket_dir: &Path) -> support::Session {
    support::Session::open(&format!(
        "postgres://postgres@/postgres?host={}",
        socket_dir.display()
    ))
}
