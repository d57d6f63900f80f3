//! A PostgreSQL server for the bench alone: its data on a memory disk where the
//! system has one, on a Unix socket, gone when the bench ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::run;

/// The user that runs the server when the bench runs as root, which PostgreSQL refuses.
const UNPRIVILEGED: &str = "postgres";

/// A running server; dropping it stops it and removes its data.
pub(crate) struct Server {
    folder: TempDir,
    bin: PathBuf,
    postmaster: Child,
}

impl Server {
    /// # Errors
    /// No server binaries, or the server doesn't come up.
    pub(crate) fn start() -> Result<Self> {
        // psql on PATH may be a wrapper script; the one beside the server is the real program.
        let mut pg_config = Command::new("pg_config");
        pg_config.arg("--bindir");
        let bin = PathBuf::from(run(pg_config).context("looking for PostgreSQL's programs")?);
        ensure!(
            bin.join("initdb").exists(),
            "no initdb in {}",
            bin.display()
        );

        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        let folder = tempfile::Builder::new()
            .prefix("pm-bench-")
            .tempdir_in(parent)?;
        let data = folder.path().join("data");
        fs::create_dir(&data)?;
        if is_root()? {
            let mut chown = Command::new("chown");
            chown.arg(UNPRIVILEGED).arg(folder.path()).arg(&data);
            run(chown)?;
        }

        let mut initdb = unprivileged(&bin.join("initdb"))?;
        initdb
            .args([
                "--auth=trust",
                "--username=bench",
                "--encoding=UTF8",
                "--locale=C",
                "-N",
                "-D",
            ])
            .arg(&data);
        run(initdb)?;
        let mut postgres = unprivileged(&bin.join("postgres"))?;
        // Autovacuum would start at moments of its own and hit one contender only.
        postgres
            .args(["-c", "listen_addresses=", "-c", "autovacuum=off", "-k"])
            .arg(folder.path())
            .arg("-D")
            .arg(&data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.path().join("log"))?);
        let postmaster = postgres.spawn().context("starting the server")?;
        let mut server = Self {
            folder,
            bin,
            postmaster,
        };
        server.wait_until_ready()?;
        Ok(server)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        loop {
            let ended = self.postmaster.try_wait()?;
            let log = || fs::read_to_string(self.folder().join("log")).unwrap_or_default();
            ensure!(ended.is_none(), "the server ended:\n{}", log());
            if self.ask("postgres", "select 1").is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The server's folder, which the bench may use too.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// One line on what is measured where.
    ///
    /// # Errors
    /// The server can't be asked.
    pub(crate) fn description(&self) -> Result<String> {
        let version = self.ask("postgres", "show server_version")?;
        let cores = std::thread::available_parallelism()?;
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().unwrap_or("unknown");
        let folder = self.folder().display();
        Ok(format!(
            "PostgreSQL {version}, data in {folder}, {cores} cores, load {load}"
        ))
    }

    pub(crate) fn url(&self, database: &str) -> String {
        let folder = self.folder().display();
        format!("postgresql://bench@/{database}?host={folder}")
    }

    /// psql on a database, without start-up file and chatter, stopping at an error.
    pub(crate) fn psql(&self, database: &str) -> Command {
        let mut psql = Command::new(self.bin.join("psql"));
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d"])
            .arg(self.url(database));
        psql
    }

    /// A program that came with the server.
    #[allow(
        dead_code,
        reason = "each bench is a crate of its own and uses a part of this"
    )]
    pub(crate) fn program(&self, name: &str) -> Command {
        Command::new(self.bin.join(name))
    }

    /// The answer to a query, columns separated by `|`.
    ///
    /// # Errors
    /// The query fails.
    pub(crate) fn ask(&self, database: &str, query: &str) -> Result<String> {
        let mut psql = self.psql(database);
        psql.args(["-A", "-t", "-c", query]);
        run(psql)
    }

    /// An empty database in place of any of the same name, and a checkpoint, so
    /// that no run pays for the one before.
    ///
    /// # Errors
    /// The server refuses.
    pub(crate) fn create_database(&self, name: &str) -> Result<()> {
        self.ask("postgres", &format!("drop database if exists {name}"))?;
        self.ask("postgres", &format!("create database {name}"))?;
        self.ask("postgres", "checkpoint")?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.folder().join("data");
        if let Ok(mut stop) = unprivileged(&self.bin.join("pg_ctl")) {
            stop.args(["stop", "-m", "fast", "-w", "-D"]).arg(data);
            // Nothing is left to be done about a server that won't stop.
            drop(run(stop));
        }
        drop(self.postmaster.wait());
    }
}

fn is_root() -> Result<bool> {
    let mut id = Command::new("id");
    id.arg("-u");
    Ok(run(id)? == "0")
}

/// A server program, run by an unprivileged user when we are root.
fn unprivileged(program: &Path) -> Result<Command> {
    if !is_root()? {
        return Ok(Command::new(program));
    }
    let mut command = Command::new("setpriv");
    command
        .arg(format!("--reuid={UNPRIVILEGED}"))
        .arg(format!("--regid={UNPRIVILEGED}"))
        .arg("--clear-groups")
        .arg(program);
    Ok(command)
}
