//! The surroundings as a value, so that nothing outside of a test decides its result.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use clap::Parser;
use proj_migrate::cli::Cli;
use proj_migrate::commands::Context;
use proj_migrate::outcome::FailureKind;
use proj_migrate::settings::{Command, Environment, command, failure};
use proj_migrate::target::{Endpoint, Host, Secret, Target};
use tempfile::TempDir;

pub(crate) const URL: &str = "postgres://me@db/app";

pub(crate) fn environment(variables: &[(&str, &str)]) -> Environment {
    let variables: HashMap<OsString, OsString> = variables
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    Environment {
        variables,
        os_user: || Some("osuser".to_owned()),
        os_home: || None,
        socket_folder: || Some("/sockets".into()),
        program: "/bin/proj-migrate".into(),
        temp_dir: "/tmp".into(),
        now: "2026-03-04T05:06:07Z".parse().unwrap(),
    }
}

/// What `status` with these arguments and variables means; the real `.env` is not read.
pub(crate) fn context(arguments: &[&str], variables: &[(&str, &str)]) -> anyhow::Result<Context> {
    let always = ["proj-migrate", "status", "--env-file=/dev/null"];
    let cli = Cli::try_parse_from(always.iter().chain(arguments)).unwrap();
    match command(&cli, &environment(variables))? {
        Command::Status(request) => Ok(request.context),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
pub(crate) fn target(arguments: &[&str], variables: &[(&str, &str)]) -> Target {
    match context(arguments, variables).unwrap().endpoint {
        Endpoint::Server(target) => *target,
        Endpoint::Embedded(_) => panic!("a private server"),
    }
}

/// The target of `--url`.
#[track_caller]
pub(crate) fn of_url(url: &str) -> Target {
    target(&["--url", url], &[])
}

/// The target of libpq's variables alone.
#[track_caller]
pub(crate) fn of_variables(variables: &[(&str, &str)]) -> Target {
    target(&[], variables)
}

/// Message and hint of the failure.
#[track_caller]
pub(crate) fn error(arguments: &[&str], variables: &[(&str, &str)]) -> (String, String) {
    let error = context(arguments, variables).unwrap_err();
    match failure(&error).kind {
        FailureKind::Usage { message, hint } => (message, hint.unwrap_or_default()),
        other => panic!("{other:?}"),
    }
}

/// The password that is known for the target's host at this place.
pub(crate) fn password_of(target: &Target, host: usize) -> Option<&str> {
    let known = (target.password).known(&target.hosts[host], &target.database, &target.user);
    known.map(Secret::reveal)
}

/// The password that is known for the first host.
pub(crate) fn password(target: &Target) -> Option<&str> {
    password_of(target, 0)
}

pub(crate) fn tcp(host: &str, port: u16) -> Host {
    Host::tcp(host, port)
}

pub(crate) fn socket(folder: &str, port: u16) -> Host {
    Host::socket(folder, port)
}

/// A user's folder.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// The path of a file in it.
    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    /// The folder's own.
    pub(crate) fn folder(&self) -> String {
        self.0.path().display().to_string()
    }

    /// Writes a file with this mode; its path.
    pub(crate) fn file(&self, name: &str, mode: u32, text: impl AsRef<[u8]>) -> String {
        let path = PathBuf::from(self.path(name));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path.display().to_string()
    }
}
