//! A server that listens on an address of its own, with TLS or without.

use std::fs::{self, Permissions};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use super::authority::Issued;
use super::support::{Project, Ran, Server, Session, eventually};

/// Takes every login over TCP, whether encrypted or not.
pub(crate) const ANY: &str = "host all all all trust";

/// A server and a project on it.
pub(crate) struct Listening {
    pub(crate) project: Project,
    /// Its address, at the usual port.
    pub(crate) address: String,
    data: PathBuf,
}

impl Listening {
    /// Without TLS.
    pub(crate) fn plain(major: u32) -> Self {
        let address = free_address();
        let server = Server::scratch_with(major, &[format!("listen_addresses={address}")]);
        let data = PathBuf::from(server.query("show data_directory"));
        let project = server.project();
        project.table("1", "a");
        let listening = Self {
            project,
            address,
            data,
        };
        listening.configure(ANY, "log_statement = 'none'");
        listening
    }

    /// With this certificate.
    pub(crate) fn with(major: u32, shown: &Issued) -> Self {
        let listening = Self::plain(major);
        listening.show(shown);
        listening
    }

    /// Shows another certificate from now on.
    pub(crate) fn show(&self, shown: &Issued) {
        self.write("server.crt", &shown.certificate);
        self.write("server.key", &shown.key);
        self.configure(ANY, "ssl = on");
        // A connection may see the new settings before the certificate is loaded.
        eventually("the server offers TLS", || self.offers_tls());
    }

    /// Whether it answers the request for TLS with yes.
    fn offers_tls(&self) -> bool {
        const REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
        let mut wire = TcpStream::connect((self.address.as_str(), 5432)).unwrap();
        wire.write_all(&REQUEST).unwrap();
        let mut answer = [0];
        wire.read_exact(&mut answer).unwrap();
        answer == *b"S"
    }

    /// Puts a file into the data folder that only the server's account can read.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.data.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        let owner = fs::metadata(&self.data).unwrap();
        chown(&path, Some(owner.uid()), Some(owner.gid())).unwrap();
    }

    /// Lets in whom these lines of pg_hba.conf let in, with these settings, one a line, in addition
    /// to those before.
    pub(crate) fn configure(&self, hba: &str, settings: &str) {
        self.write("pg_hba.conf", &format!("local all all trust\n{hba}\n"));
        let server = self.project.database.server();
        for setting in settings.lines() {
            server.query(&format!("alter system set {setting}"));
        }
        // The configuration is read in one go: a new connection that sees this saw all of it.
        let mark = uuid::Uuid::new_v4();
        server.query(&format!("alter system set log_line_prefix = '{mark}'"));
        server.query("select pg_reload_conf()");
        let url = server.url("postgres");
        eventually("the server has read its configuration", || {
            let seen = Session::open(&url).query("show log_line_prefix");
            seen == mark.to_string()
        });
    }

    /// The URL of the project's database by this host and with these parameters.
    pub(crate) fn url(&self, parameters: &str) -> String {
        let (address, name) = (&self.address, self.project.database.name());
        format!("postgres://postgres@{address}/{name}?{parameters}")
    }

    /// Runs the binary over TCP with these parameters in the URL.
    #[track_caller]
    pub(crate) fn run(&self, parameters: &str, args: &str) -> Ran {
        let mut command = self.project.command(args.split_whitespace());
        command.env("DATABASE_URL", self.url(parameters));
        self.project.run_command(&mut command)
    }

    /// Claims that the connection these parameters ask for is encrypted, and how the certificate
    /// was checked.
    #[track_caller]
    pub(crate) fn encrypts(&self, parameters: &str, check: &str) {
        let ran = self.run(parameters, "status --format json").succeeds();
        let shown = &ran.json()["target"]["encryption"];
        assert_eq!(shown["certificate"], check, "{parameters}: {shown}");
    }

    /// Claims that it is not, and that nobody warns of it.
    #[track_caller]
    pub(crate) fn leaves_plain(&self, parameters: &str) {
        let ran = self.run(parameters, "status --format json").succeeds();
        let (json, ran) = (ran.json(), ran);
        let shown = &json["target"]["encryption"];
        assert!(shown.is_null(), "{parameters}: {shown}");
        assert!(!ran.err.contains("warning"), "{parameters}: {}", ran.err);
    }

    /// Claims that these parameters end in this error, with this advice.
    #[track_caller]
    pub(crate) fn refuses(&self, parameters: &str, error: &str, advice: &str) {
        self.run(parameters, "status")
            .exits(3)
            .stderr_contains(error)
            .stderr_contains("hint: ")
            .stderr_contains(advice);
    }

    /// The project's folder.
    pub(crate) fn folder(&self) -> &Path {
        self.project.path()
    }
}

/// An address of this machine at whose port 5432 nobody listens. Each server has one of its own,
/// because its port is part of its socket's name and the same for all.
pub(crate) fn free_address() -> String {
    loop {
        let bytes = uuid::Uuid::new_v4().into_bytes();
        let address = format!("127.{}.{}.{}", bytes[0], bytes[1], bytes[2].clamp(1, 254));
        if TcpListener::bind((address.as_str(), 5432)).is_ok() {
            return address;
        }
    }
}
