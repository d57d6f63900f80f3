//! Connection parameters by libpq's key words, as far as something set them.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::options::session_options;
use super::refused::{is_refused, refusal, unknown};
use super::taken::{TAKEN, canonical, is_for_drivers};
use super::tls::TlsParameters;
use super::values::{addresses, choice, flag, milliseconds, number, ports, seconds};
use crate::cli::holds_password;
use crate::settings::SettingsError;
use crate::target::{HostOrder, Keepalives, Secret, SessionAttributes};

/// Whose values messages repeat; a password in one of them is there by a slip.
const SHOWN: [&str; 8] = [
    "host",
    "service",
    "servicefile",
    "user",
    "passfile",
    "dbname",
    "search_path",
    "schema",
];

/// Choices of which an empty one, of a variable that isn't set, must not pass for the default.
const NEVER_EMPTY: [&str; 7] = [
    "channel_binding",
    "gssencmode",
    "load_balance_hosts",
    "sslcertmode",
    "sslmode",
    "sslnegotiation",
    "target_session_attrs",
];

/// What a connection string, a service file or the environment says; the rest is left to others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::settings) struct Parameters {
    /// Hosts, each a name, an address or a folder; an empty one is the default.
    pub(in crate::settings) hosts: Option<Vec<String>>,
    /// Where the hosts are; `None` in it leaves it to the name.
    pub(in crate::settings) addresses: Option<Vec<Option<IpAddr>>>,
    /// Ports: one for all hosts or as many; `None` in it is the default.
    pub(in crate::settings) ports: Option<Vec<Option<u16>>>,
    pub(in crate::settings) host_order: Option<HostOrder>,
    pub(in crate::settings) session: Option<SessionAttributes>,
    pub(in crate::settings) service: Option<String>,
    pub(in crate::settings) service_file: Option<PathBuf>,
    pub(in crate::settings) user: Option<String>,
    pub(in crate::settings) password: Option<Secret>,
    pub(in crate::settings) password_file: Option<PathBuf>,
    pub(in crate::settings) database: Option<String>,
    pub(in crate::settings) application_name: Option<String>,
    pub(in crate::settings) fallback_application_name: Option<String>,
    /// Zero means no limit.
    pub(in crate::settings) connect_timeout: Option<Duration>,
    pub(in crate::settings) keepalives: Option<Keepalives>,
    /// Zero means the system's default; so with the next three.
    pub(in crate::settings) keepalives_idle: Option<Duration>,
    pub(in crate::settings) keepalives_interval: Option<Duration>,
    pub(in crate::settings) keepalives_count: Option<u32>,
    pub(in crate::settings) tcp_user_timeout: Option<Duration>,
    pub(in crate::settings) tls: TlsParameters,
    pub(in crate::settings) search_path: Option<String>,
    /// The rest of `options`.
    pub(in crate::settings) options: Option<String>,
}

impl Parameters {
    /// These, and what they leave open from `other`.
    pub(in crate::settings) fn or(self, other: Self) -> Self {
        macro_rules! first {
            ($($field:ident),+) => {
                Self { $($field: self.$field.or(other.$field)),+ }
            };
        }
        first!(
            hosts,
            addresses,
            ports,
            host_order,
            session,
            service,
            service_file,
            user,
            password,
            password_file,
            database,
            application_name,
            fallback_application_name,
            connect_timeout,
            keepalives,
            keepalives_idle,
            keepalives_interval,
            keepalives_count,
            tcp_user_timeout,
            tls,
            search_path,
            options
        )
    }

    /// Sets the parameters of one string in their order.
    ///
    /// # Errors
    /// As [`Self::set`]; of a key that nobody knows only its place is told.
    pub(super) fn set_all(&mut self, pairs: &[(String, String)]) -> Result<(), SettingsError> {
        for (at, (key, value)) in pairs.iter().enumerate() {
            if !is_known(key) {
                return Err(unknown(at + 1, key));
            }
            self.set(key, value)?;
        }
        Ok(())
    }

    /// Sets one parameter. An empty value sets nothing where it does so in libpq.
    ///
    /// # Errors
    /// A value that can't be used; a key that isn't supported.
    pub(in crate::settings) fn set(&mut self, key: &str, value: &str) -> Result<(), SettingsError> {
        let key = canonical(key);
        if is_for_drivers(key) {
            return Ok(());
        }
        if !TAKEN.contains(&key) && !TlsParameters::know(key) {
            return Err(refusal(key));
        }
        if value.contains('\0') {
            let message = format!("`{key}` contains a NUL character");
            return Err(SettingsError::new(message));
        }
        if value.is_empty() && NEVER_EMPTY.contains(&key) {
            return Err(SettingsError::new(format!("`{key}` is empty"))
                .hint("give it a value, or leave it out"));
        }
        if value.is_empty() {
            return Ok(());
        }
        if SHOWN.contains(&key) && holds_password(value) {
            let message = format!("the value of `{key}` is a connection string itself");
            return Err(SettingsError::new(message)
                .hint("write the whole as one: a URL or key=value pairs"));
        }
        let text = || Some(value.to_owned());
        let listed = || value.split(',').map(str::to_owned).collect::<Vec<_>>();
        match key {
            "host" => self.set_hosts(&listed()),
            "hostaddr" => self.addresses = Some(addresses(value)?),
            "port" => self.set_ports(&listed())?,
            "service" => self.service = text(),
            "servicefile" => self.service_file = Some(value.into()),
            "user" => self.user = text(),
            "password" => self.password = text().map(Secret::new),
            "passfile" => self.password_file = Some(value.into()),
            "dbname" => self.database = text(),
            "application_name" => self.application_name = text(),
            "fallback_application_name" => self.fallback_application_name = text(),
            "search_path" => self.set_search_path(value.to_owned())?,
            // Prisma's is one schema's name as it is.
            "schema" => self.set_search_path(format!("\"{}\"", value.replace('"', "\"\"")))?,
            "options" => {
                let options = session_options(value)?;
                options
                    .search_path
                    .map_or(Ok(()), |path| self.set_search_path(path))?;
                self.options = options.rest;
            }
            "client_encoding" => {
                let names = ["auto", "UTF8", "utf8", "UTF-8", "utf-8", "unicode"];
                choice(key, value, &names.map(|name| (name, ())))
                    .map_err(|error| error.hint("remove it: files are UTF-8"))?;
            }
            "gssencmode" => choice(key, value, &[("disable", ()), ("prefer", ())])
                .map_err(|error| error.hint("GSSAPI is not built in: `sslmode` encrypts"))?,
            _ if TlsParameters::know(key) => self.tls.set(key, value)?,
            _ => self.set_manner(key, value)?,
        }
        Ok(())
    }

    /// Sets what says how to connect.
    fn set_manner(&mut self, key: &str, value: &str) -> Result<(), SettingsError> {
        match key {
            "connect_timeout" => self.connect_timeout = Some(seconds(key, value)?),
            "keepalives" => {
                self.keepalives = Some(flag(key, value, [Keepalives::Off, Keepalives::On])?);
            }
            "keepalives_idle" => self.keepalives_idle = Some(seconds(key, value)?),
            "keepalives_interval" => self.keepalives_interval = Some(seconds(key, value)?),
            "keepalives_count" => {
                self.keepalives_count = Some(number(key, value)?.try_into().unwrap_or(0));
            }
            "tcp_user_timeout" => self.tcp_user_timeout = Some(milliseconds(key, value)?),
            "load_balance_hosts" => {
                let orders = [
                    ("disable", HostOrder::AsGiven),
                    ("random", HostOrder::Random),
                ];
                self.host_order = Some(choice(key, value, &orders)?);
            }
            _ => {
                let all = SessionAttributes::ALL.map(|attributes| (attributes.word(), attributes));
                self.session = Some(choice(key, value, &all)?);
            }
        }
        Ok(())
    }

    fn set_search_path(&mut self, path: String) -> Result<(), SettingsError> {
        if self
            .search_path
            .as_ref()
            .is_some_and(|other| *other != path)
        {
            return Err(SettingsError::new("it names two different search paths")
                .hint("leave one of `search_path`, `schema` and `options=-csearch_path…`"));
        }
        self.search_path = Some(path);
        Ok(())
    }

    /// The user and password of a URL.
    pub(super) fn set_login(&mut self, user: &str, password: Option<String>) {
        self.user = (!user.is_empty()).then(|| user.to_owned());
        self.password = password
            .filter(|password| !password.is_empty())
            .map(Secret::new);
    }

    /// Hosts, unless all of them are left open.
    pub(super) fn set_hosts(&mut self, hosts: &[String]) {
        if hosts.iter().any(|host| !host.is_empty()) {
            self.hosts = Some(hosts.to_vec());
        }
    }

    /// Ports, unless all of them are left open.
    ///
    /// # Errors
    /// One that isn't a port's number.
    pub(super) fn set_ports(&mut self, texts: &[String]) -> Result<(), SettingsError> {
        let ports = ports(texts)?;
        if ports.iter().any(Option::is_some) {
            self.ports = Some(ports);
        }
        Ok(())
    }
}

/// Whether `key` is taken, or refused by its name.
pub(super) fn is_known(key: &str) -> bool {
    let key = canonical(key);
    TAKEN.contains(&key) || TlsParameters::know(key) || is_for_drivers(key) || is_refused(key)
}
