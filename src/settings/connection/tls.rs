//! What the `ssl…` and `channel_binding` key words say, each by itself (manual, "Parameter Key
//! Words"). `tls_files.rs` reads what they name.

use crate::settings::SettingsError;
use crate::target::{ChannelBinding, ServerName, TlsMode, TlsNegotiation, TlsVersion};

/// Key words that must not be ignored, with what to do instead.
const REFUSED: &[(&str, &str)] = &[
    ("sslpassword", UNENCRYPTED_KEY),
    ("sslcrl", NO_REVOCATION),
    ("sslcrldir", NO_REVOCATION),
    ("sslkeylogfile", "remove it: keys are never written down"),
];

const UNENCRYPTED_KEY: &str = "remove it; a key that is encrypted is written without a password by \
                               `openssl pkey -in KEY -out PLAIN`, readable for you alone";
const NO_REVOCATION: &str =
    "remove it: lists of revoked certificates are not read; have revoked ones replaced";

/// Key words that are taken.
const TAKEN: [&str; 13] = [
    "sslmode",
    "ssl",
    "requiressl",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "sslcertmode",
    "sslsni",
    "sslnegotiation",
    "sslcompression",
    "ssl_min_protocol_version",
    "ssl_max_protocol_version",
    "channel_binding",
];

/// What was said about TLS; the rest is left to others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::settings) struct TlsParameters {
    pub(super) mode: Option<TlsMode>,
    /// A path, or `system`.
    pub(super) roots: Option<String>,
    pub(super) certificate: Option<String>,
    pub(super) key: Option<String>,
    pub(super) shown: Option<Shown>,
    pub(super) server_name: Option<ServerName>,
    pub(super) negotiation: Option<TlsNegotiation>,
    pub(super) min_version: Option<TlsVersion>,
    pub(super) max_version: Option<TlsVersion>,
    pub(in crate::settings) channel_binding: Option<ChannelBinding>,
}

/// libpq's `sslcertmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// No certificate is shown, even if there is one.
    Never,
    /// To a server that asks for it.
    IfAsked,
}

impl TlsParameters {
    /// These, and what they leave open from `other`.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            mode: self.mode.or(other.mode),
            roots: self.roots.or(other.roots),
            certificate: self.certificate.or(other.certificate),
            key: self.key.or(other.key),
            shown: self.shown.or(other.shown),
            server_name: self.server_name.or(other.server_name),
            negotiation: self.negotiation.or(other.negotiation),
            min_version: self.min_version.or(other.min_version),
            max_version: self.max_version.or(other.max_version),
            channel_binding: self.channel_binding.or(other.channel_binding),
        }
    }

    /// Whether a key word is about TLS.
    pub(super) fn know(key: &str) -> bool {
        TAKEN.contains(&key) || REFUSED.iter().any(|(name, _)| *name == key)
    }

    /// Sets one of those that [`Self::know`] names. An empty value sets nothing.
    ///
    /// # Errors
    /// A value that can't be used; a key word that isn't supported.
    pub(super) fn set(&mut self, key: &str, value: &str) -> Result<(), SettingsError> {
        if let Some((_, cure)) = REFUSED.iter().find(|(name, _)| *name == key) {
            return Err(SettingsError::new(format!("`{key}` is not supported")).hint(*cure));
        }
        if value.is_empty() {
            return Ok(());
        }
        match key {
            "sslmode" => self.mode = Some(mode(value)?),
            // The JDBC driver's and an old libpq's ways to say it.
            "ssl" => self.mode = Some(one_of(key, value, &[("true", TlsMode::Require)])?),
            "requiressl" => {
                let modes = [("0", TlsMode::Prefer), ("1", TlsMode::Require)];
                self.mode = self.mode.or(Some(one_of(key, value, &modes)?));
            }
            "sslrootcert" => self.roots = Some(value.to_owned()),
            "sslcert" => self.certificate = Some(value.to_owned()),
            "sslkey" => self.key = Some(value.to_owned()),
            "sslcertmode" => {
                let modes = [("disable", Shown::Never), ("allow", Shown::IfAsked)];
                self.shown = Some(one_of(key, value, &modes)?);
            }
            "sslsni" => {
                let choices = [("0", ServerName::Withheld), ("1", ServerName::Sent)];
                self.server_name = Some(one_of(key, value, &choices)?);
            }
            "sslnegotiation" => {
                let ways = [
                    ("postgres", TlsNegotiation::Postgres),
                    ("direct", TlsNegotiation::Direct),
                ];
                self.negotiation = Some(one_of(key, value, &ways)?);
            }
            "ssl_min_protocol_version" => {
                // We speak nothing below 1.2, so a lower bound below it asks for nothing more.
                let versions = [
                    ("TLSv1", TlsVersion::V1_2),
                    ("TLSv1.1", TlsVersion::V1_2),
                    ("TLSv1.2", TlsVersion::V1_2),
                    ("TLSv1.3", TlsVersion::V1_3),
                ];
                self.min_version = Some(one_of(key, value, &versions)?);
            }
            "ssl_max_protocol_version" => {
                let versions = [("TLSv1.2", TlsVersion::V1_2), ("TLSv1.3", TlsVersion::V1_3)];
                self.max_version = Some(one_of(key, value, &versions)?);
            }
            "channel_binding" => {
                let choices = [
                    ("disable", ChannelBinding::Disable),
                    ("prefer", ChannelBinding::Prefer),
                    ("require", ChannelBinding::Require),
                ];
                self.channel_binding = Some(one_of(key, value, &choices)?);
            }
            _ => one_of(key, value, &[("0", ())])?,
        }
        Ok(())
    }
}

fn mode(value: &str) -> Result<TlsMode, SettingsError> {
    TlsMode::ALL
        .into_iter()
        .find(|mode| mode.word() == value)
        .ok_or_else(|| {
            let words = TlsMode::ALL.map(TlsMode::word).join(", ");
            let error = SettingsError::new("`sslmode` has no such mode");
            match value {
                "no-verify" => error.hint("what Node.js calls so is `sslmode=require` here"),
                _ => error.hint(format!("modes are {words}")),
            }
        })
}

/// What `value` stands for; case counts only where libpq has it count, and here it needn't.
fn one_of<T: Copy>(key: &str, value: &str, choices: &[(&str, T)]) -> Result<T, SettingsError> {
    let found = (choices.iter()).find(|(word, _)| word.eq_ignore_ascii_case(value));
    found.map(|(_, meaning)| *meaning).ok_or_else(|| {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        SettingsError::new(format!("`{key}` has no such value"))
            .hint(format!("it may be {}", words.join(", ")))
    })
}
