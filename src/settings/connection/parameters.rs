//! Connection parameters by libpq's key words, as far as something set them.

use std::time::Duration;

use super::options::search_path;
use crate::settings::SettingsError;
use crate::target::{Secret, TlsMode};

/// Key words of libpq that must not be ignored, with what to do instead.
const REFUSED: &[(&str, &str)] = &[
    ("hostaddr", "write the address as the host"),
    ("passfile", "give the password in PGPASSWORD"),
    ("service", "write the connection as a URL"),
    ("servicefile", "write the connection as a URL"),
    ("sslcert", NO_TLS),
    ("sslkey", NO_TLS),
    ("sslpassword", NO_TLS),
    ("sslrootcert", NO_TLS),
    ("sslcrl", NO_TLS),
    ("sslcrldir", NO_TLS),
    ("sslcertmode", NO_TLS),
    ("requiressl", NO_TLS),
    ("ssl_min_protocol_version", NO_TLS),
    ("ssl_max_protocol_version", NO_TLS),
    (
        "load_balance_hosts",
        "remove it: hosts are tried in the order given",
    ),
    ("replication", "remove it"),
    ("require_auth", REMOVE),
    ("requirepeer", REMOVE),
    ("krbsrvname", REMOVE),
    ("keepalives", REMOVE),
    ("keepalives_idle", REMOVE),
    ("keepalives_interval", REMOVE),
    ("keepalives_count", REMOVE),
    ("tcp_user_timeout", REMOVE),
];

/// Key words of which one value says only what is done anyway.
const HARMLESS: &[(&str, &[&str])] = &[
    ("channel_binding", &["disable", "prefer"]),
    ("client_encoding", &["utf8", "utf-8", "auto"]),
    ("gssencmode", &["disable", "prefer"]),
    ("sslnegotiation", &["postgres"]),
    ("target_session_attrs", &["any"]),
];

const NO_TLS: &str = "TLS is not built in yet: remove it, or use a tunnel";
const REMOVE: &str = "remove it: proj-migrate cannot do what it asks for";

/// What a connection string or the environment says; the rest is left to others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::settings) struct Parameters {
    /// Hosts, each a name, an address or a folder; an empty one is the default.
    pub(in crate::settings) hosts: Option<Vec<String>>,
    /// Ports: one for all hosts or as many; `None` in it is the default.
    pub(in crate::settings) ports: Option<Vec<Option<u16>>>,
    pub(in crate::settings) user: Option<String>,
    pub(in crate::settings) password: Option<Secret>,
    pub(in crate::settings) database: Option<String>,
    pub(in crate::settings) application_name: Option<String>,
    /// Zero means no limit.
    pub(in crate::settings) connect_timeout: Option<Duration>,
    pub(in crate::settings) tls: Option<TlsMode>,
    pub(in crate::settings) search_path: Option<String>,
}

impl Parameters {
    /// These, and what they leave open from `other`.
    pub(in crate::settings) fn or(self, other: Self) -> Self {
        Self {
            hosts: self.hosts.or(other.hosts),
            ports: self.ports.or(other.ports),
            user: self.user.or(other.user),
            password: self.password.or(other.password),
            database: self.database.or(other.database),
            application_name: self.application_name.or(other.application_name),
            connect_timeout: self.connect_timeout.or(other.connect_timeout),
            tls: self.tls.or(other.tls),
            search_path: self.search_path.or(other.search_path),
        }
    }

    /// Sets the parameters of one string in their order.
    ///
    /// # Errors
    /// As [`Self::set`]. A key that libpq doesn't know is named only when no password stands
    /// in the same string: it may be what follows an unquoted space or `&` in it.
    pub(super) fn set_all(&mut self, pairs: &[(String, String)]) -> Result<(), SettingsError> {
        let with_password = pairs.iter().any(|(key, _)| key == "password");
        for (key, value) in pairs {
            if with_password && !is_known(key) {
                return Err(SettingsError::new("it has a parameter that is not known")
                    .hint("a password with spaces or `&` is quoted or percent-encoded"));
            }
            self.set(key, value)?;
        }
        Ok(())
    }

    /// Sets one parameter. An empty value sets nothing, as in libpq.
    ///
    /// # Errors
    /// A value that can't be used; a key that isn't supported.
    pub(in crate::settings) fn set(&mut self, key: &str, value: &str) -> Result<(), SettingsError> {
        if value.contains('\0') {
            return Err(SettingsError::new(format!(
                "{} contains a NUL character",
                shown(key)
            )));
        }
        let text = (!value.is_empty()).then(|| value.to_owned());
        match key {
            // dbmate's name for a socket's folder.
            "host" | "socket" => {
                let hosts: Vec<String> = value.split(',').map(str::to_owned).collect();
                self.set_hosts(&hosts);
            }
            "port" => {
                let ports: Vec<String> = value.split(',').map(str::to_owned).collect();
                self.set_ports(&ports)?;
            }
            "user" => self.user = text.or(self.user.take()),
            "password" => self.password = text.map(Secret::new).or(self.password.take()),
            "dbname" => self.database = text.or(self.database.take()),
            "application_name" => {
                self.application_name = text.or(self.application_name.take());
            }
            "connect_timeout" => self.connect_timeout = Some(seconds(value)?),
            "sslmode" => self.tls = Some(tls(value)?),
            "search_path" => self.search_path = text,
            "options" => self.search_path = search_path(value)?.or(self.search_path.take()),
            _ => refuse(key, value)?,
        }
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
    /// One that isn't a port's number; it isn't shown, since it may be a piece of a password.
    pub(super) fn set_ports(&mut self, ports: &[String]) -> Result<(), SettingsError> {
        let ports: Vec<Option<u16>> = ports
            .iter()
            .map(|port| match port.trim() {
                "" => Ok(None),
                port => port
                    .parse()
                    .ok()
                    .filter(|&port| port != 0)
                    .map(Some)
                    .ok_or(()),
            })
            .collect::<Result<_, ()>>()
            .map_err(|()| {
                SettingsError::new("the port is not a number from 1 to 65535")
                    .hint("write / ? # @ : and % in a password as %2F %3F %23 %40 %3A %25")
            })?;
        if ports.iter().any(Option::is_some) {
            self.ports = Some(ports);
        }
        Ok(())
    }
}

fn is_known(key: &str) -> bool {
    const TAKEN: [&str; 11] = [
        "host",
        "socket",
        "port",
        "user",
        "password",
        "dbname",
        "application_name",
        "connect_timeout",
        "sslmode",
        "search_path",
        "options",
    ];
    TAKEN.contains(&key)
        || REFUSED.iter().any(|(name, _)| *name == key)
        || HARMLESS.iter().any(|(name, _)| *name == key)
}

fn refuse(key: &str, value: &str) -> Result<(), SettingsError> {
    if let Some((_, values)) = HARMLESS.iter().find(|(name, _)| *name == key) {
        if values
            .iter()
            .any(|harmless| value.eq_ignore_ascii_case(harmless))
        {
            return Ok(());
        }
        return Err(
            SettingsError::new(format!("`{key}` is not supported")).hint(format!(
                "remove it; only `{key}={}` can be given",
                values.join("|")
            )),
        );
    }
    let cure = REFUSED.iter().find(|(name, _)| *name == key);
    let cure = cure.map_or("check its spelling, or remove it", |(_, cure)| *cure);
    Err(SettingsError::new(format!("{} is not supported", shown(key))).hint(cure))
}

/// A key, if it is spelled like one: in `me:pass=word@host`, a URL without its scheme, what
/// stands before `=` is a piece of the password.
fn shown(key: &str) -> String {
    let is_word = key.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
    if is_word && !key.is_empty() {
        return format!("`{key}`");
    }
    "a parameter in it".to_owned()
}

fn seconds(value: &str) -> Result<Duration, SettingsError> {
    // Negative is libpq's other way to say no limit.
    let seconds: i32 = value
        .trim()
        .parse()
        .map_err(|_| SettingsError::new("`connect_timeout` is not a whole number of seconds"))?;
    Ok(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

fn tls(value: &str) -> Result<TlsMode, SettingsError> {
    TlsMode::ALL
        .into_iter()
        .find(|mode| mode.word() == value)
        .ok_or_else(|| {
            let words = TlsMode::ALL.map(TlsMode::word).join(", ");
            SettingsError::new("`sslmode` has no such mode").hint(format!("modes are {words}"))
        })
}
