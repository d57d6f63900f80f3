//! TLS up to a pooler.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::authority::{Authority, Issued, Validity};
use super::server::free_address;
use super::support::{Project, eventually, for_each_major, pgbouncer};
use rustix::process::Signal;
use std::net::TcpStream;
use tempfile::TempDir;

/// A PgBouncer with one server connection that takes encrypted connections only.
struct Pooler {
    process: Child,
    address: String,
    _folder: TempDir,
}

impl Pooler {
    fn start(project: &Project, address: String, shown: &Issued) -> Self {
        let folder = TempDir::new().unwrap();
        shown.write(folder.path(), "server");
        let (path, name) = (folder.path().display(), project.database.name());
        let server = project.database.server().socket_dir();
        let settings = format!(
            "[databases]\n{name} = host={} port=5432 user=postgres dbname={name}\n\
             [pgbouncer]\nlisten_addr = {address}\nlisten_port = 5432\nunix_socket_dir =\n\
             auth_type = any\npool_mode = transaction\ndefault_pool_size = 1\n\
             client_tls_sslmode = require\nclient_tls_key_file = {path}/server.key\n\
             client_tls_cert_file = {path}/server.crt\n",
            server.display()
        );
        let file = folder.path().join("pgbouncer.ini");
        fs::write(&file, settings).unwrap();
        let mut command = Command::new(pgbouncer());
        // It refuses to run as root, and nobody but the server's account enters its folder.
        if rustix::process::geteuid().is_root() {
            let account = fs::metadata(server).unwrap();
            command.uid(account.uid()).gid(account.gid());
            let own = |path: &Path| chown(path, Some(account.uid()), Some(account.gid())).unwrap();
            fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
            own(folder.path());
            own(&folder.path().join("server.key"));
        }
        command.arg("-q").arg(file).stderr(Stdio::null());
        let pooler = Self {
            process: command.spawn().unwrap(),
            address,
            _folder: folder,
        };
        eventually("the pooler listens", || {
            TcpStream::connect((pooler.address.as_str(), 5432)).is_ok()
        });
        pooler
    }

    fn command(&self, project: &Project, parameters: &str, args: &[&str]) -> Command {
        let (address, name) = (&self.address, project.database.name());
        let mut command = project.command(args);
        let url = format!("postgres://postgres@{address}/{name}?{parameters}");
        command.env("DATABASE_URL", url);
        command
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[test]
fn a_pooler_is_verified_and_survives_an_encrypted_cancel_request() {
    for_each_major(|server| {
        let project = server.project();
        let authority = Authority::new("Pooler Root");
        let address = free_address();
        let shown = authority.issue(&[&address], "pooler", Validity::Now);
        let pooler = Pooler::start(&project, address, &shown);
        project.write("ca.crt", authority.certificate());
        project.table("1", "a");
        let full = "sslmode=verify-full&sslrootcert=ca.crt";
        let run = |parameters: &str, args: &[&str]| {
            project.run_command(&mut pooler.command(&project, parameters, args))
        };
        run(full, &["up", "-v"])
            .succeeds()
            .stderr_contains("the certificate's issuer and name checked")
            .stdout_contains("applied  1_a");
        run("sslmode=disable", &["status"]).exits(3);
        project.migration("2_sleep.sql", "-- migrate:up\nselect pg_sleep(600);\n");
        let command = pooler.command(&project, full, &["up"]);
        let running = super::support::Running::start(&project, command);
        eventually("it sleeps", || {
            let asleep = "select count(*) from pg_stat_activity \
                where state = 'active' and query like '%pg_sleep(600)%' \
                and datname = current_database() and pid <> pg_backend_pid()";
            project.query(asleep) == "1"
        });
        running.signal(Signal::INT);
        running.wait().exits(130).stderr_contains("rolled back");
        run(full, &["status"]).succeeds().stdout_contains("pending");
    });
}
