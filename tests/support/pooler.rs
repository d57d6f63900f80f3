//! A PgBouncer in transaction mode in front of a test's database.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::awaiting::eventually;
use super::programs::pgbouncer;
use super::project::Project;
use super::ran::Ran;
use super::running::Running;
use super::session::Session;

/// A running pooler.
#[derive(Debug)]
pub(crate) struct Pooler {
    process: Child,
    folder: TempDir,
}

impl Pooler {
    /// With so many server connections; whoever waits for one for two minutes is refused.
    pub(crate) fn of(size: usize, project: &Project) -> Self {
        Self::with(size, project, "")
    }

    /// As [`Self::of`], with these lines in its settings' last section.
    pub(crate) fn with(size: usize, project: &Project, settings: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
        let (path, name) = (folder.path().display(), project.database.name());
        let server = project.database.server().socket_dir().display();
        let settings = format!(
            "[databases]\n{name} = host={server} port=5432 user=postgres dbname={name}\n\
             [pgbouncer]\nlisten_addr =\nlisten_port = 5432\nunix_socket_dir = {path}\n\
             auth_type = any\npool_mode = transaction\ndefault_pool_size = {size}\n\
             max_client_conn = 200\n{settings}\n"
        );
        let file = folder.path().join("pgbouncer.ini");
        fs::write(&file, settings).unwrap();
        let mut command = Command::new(pgbouncer());
        // It refuses to run as root, and nobody but the server's account enters its folder.
        if rustix::process::geteuid().is_root() {
            let account = fs::metadata(project.database.server().socket_dir()).unwrap();
            command.uid(account.uid()).gid(account.gid());
        }
        command.arg("-q").arg(file).stderr(Stdio::null());
        let pooler = Self {
            process: command.spawn().unwrap(),
            folder,
        };
        let url = pooler.url(project);
        eventually("the pooler answers", || {
            Session::try_open(&url).is_ok_and(|session| session.try_query("select 1").is_ok())
        });
        pooler
    }

    /// The folder of its socket.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The URL of the project's database through it.
    pub(crate) fn url(&self, project: &Project) -> String {
        let (name, folder) = (project.database.name(), self.folder.path().display());
        format!("postgres://postgres@/{name}?host={folder}")
    }

    /// The binary with these arguments, separated by white space, going through it.
    pub(crate) fn command(&self, project: &Project, args: &str) -> Command {
        let mut command = project.command(args.split_whitespace());
        command.env("DATABASE_URL", self.url(project));
        command
    }

    /// Runs the binary through it.
    #[track_caller]
    pub(crate) fn run(&self, project: &Project, args: &str) -> Ran {
        project.run_command(&mut self.command(project, args))
    }

    /// Starts the binary, going through it.
    pub(crate) fn start<'a>(&self, project: &'a Project, args: &str) -> Running<'a> {
        Running::start(project, self.command(project, args))
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}
