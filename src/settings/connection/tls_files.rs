//! Reads the certificates and the key that a connection over TLS needs: those named, else those
//! in `~/.postgresql`, as libpq does (manual, "SSL Client File Usage").
//!
//! Unlike libpq, a file that was named and isn't there is an error in every `sslmode`: without
//! it less would be checked than was asked for.

use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::tls::{Shown, TlsParameters};
use crate::settings::SettingsError;
use crate::target::{ClientIdentity, PemFile, Secret, Tls, TlsMode, TlsNegotiation, TrustedRoots};

const ROOTS: &str = "root.crt";
const CERTIFICATE: &str = "postgresql.crt";
const KEY: &str = "postgresql.key";

const TRUST: &str = "name the file with the certificate of whoever issued the server's \
                     (`sslrootcert=FILE`), or trust whom this system trusts (`sslrootcert=system`)";

impl TlsParameters {
    /// What is asked of TLS, for hosts that may speak it; `home` is the user's folder.
    ///
    /// # Errors
    /// A file that can't be read, or is missing where it is needed; a key that others can read;
    /// parameters that contradict each other.
    pub(in crate::settings) fn read(&self, home: Option<&Path>) -> Result<Tls, SettingsError> {
        let mode = self.mode()?;
        if mode == TlsMode::Disable {
            return Ok(Tls {
                mode,
                ..Tls::default()
            });
        }
        let folder = home.map(|home| home.join(".postgresql"));
        let folder = folder.as_deref();
        Ok(Tls {
            mode,
            roots: self.roots(mode, folder)?,
            identity: self.identity(folder)?,
            server_name: self.server_name.unwrap_or_default(),
            negotiation: self.negotiation.unwrap_or_default(),
            min_version: self.min_version,
            max_version: self.max_version,
        })
    }

    fn mode(&self) -> Result<TlsMode, SettingsError> {
        let asks_system = self.roots.as_deref() == Some("system");
        let mode = match self.mode {
            Some(mode) => mode,
            None if asks_system => TlsMode::VerifyFull,
            None => TlsMode::default(),
        };
        let too_weak = |with: &str, least: TlsMode| {
            let (mode, least) = (mode.word(), least.word());
            let message = format!("`sslmode={mode}` is too weak for `{with}`");
            Err(SettingsError::new(message).hint(format!("write `sslmode={least}`")))
        };
        // Anybody can have a certificate of such an issuer: only the name tells.
        if asks_system && mode != TlsMode::VerifyFull {
            return too_weak("sslrootcert=system", TlsMode::VerifyFull);
        }
        // A server without TLS would not understand the first byte.
        if self.negotiation == Some(TlsNegotiation::Direct) && mode < TlsMode::Require {
            return too_weak("sslnegotiation=direct", TlsMode::Require);
        }
        if let (Some(least), Some(most)) = (self.min_version, self.max_version)
            && least > most
        {
            let message = "`ssl_min_protocol_version` is above `ssl_max_protocol_version`";
            return Err(SettingsError::new(message));
        }
        Ok(mode)
    }

    fn roots(&self, mode: TlsMode, folder: Option<&Path>) -> Result<TrustedRoots, SettingsError> {
        if self.roots.as_deref() == Some("system") {
            return Ok(TrustedRoots::System);
        }
        let usual = folder.map(|folder| folder.join(ROOTS));
        let file = match (&self.roots, &usual) {
            (Some(named), _) => Some(named_file("sslrootcert", Path::new(named))?),
            (None, Some(usual)) => file_if_there(usual)?,
            (None, None) => None,
        };
        match file {
            Some(file) => Ok(TrustedRoots::File(file)),
            None if mode < TlsMode::VerifyCa => Ok(TrustedRoots::None),
            None => {
                let mode = mode.word();
                let absent = usual.map(|file| format!(", and {} is not there", file.display()));
                Err(SettingsError::new(format!(
                    "`sslmode={mode}` checks the server's certificate, and nothing says whom to \
                     trust: `sslrootcert` is not given{}",
                    absent.unwrap_or_default()
                ))
                .hint(TRUST))
            }
        }
    }

    fn identity(&self, folder: Option<&Path>) -> Result<Option<ClientIdentity>, SettingsError> {
        if self.shown == Some(Shown::Never) {
            return Ok(None);
        }
        let usual = |name: &str| folder.map(|folder| folder.join(name));
        let certificate = match (&self.certificate, usual(CERTIFICATE)) {
            (Some(named), _) => Some(named_file("sslcert", Path::new(named))?),
            (None, Some(usual)) => file_if_there(&usual)?,
            (None, None) => None,
        };
        let Some(certificate) = certificate else {
            return match &self.key {
                Some(_) => Err(SettingsError::new("`sslkey` is given, but no certificate")
                    .hint("name the key's certificate: `sslcert=FILE`")),
                None => Ok(None),
            };
        };
        let key_path = self.key.as_ref().map(PathBuf::from).or(usual(KEY));
        let Some(key_path) = key_path else {
            return Err(no_key(&certificate.path, Path::new(KEY)));
        };
        let key = read_key(&certificate.path, &key_path)?;
        Ok(Some(ClientIdentity {
            certificate,
            key_path,
            key,
        }))
    }
}

fn named_file(key: &str, path: &Path) -> Result<PemFile, SettingsError> {
    let bytes = fs::read(path).map_err(|error| {
        let path = path.display();
        SettingsError::new(format!("cannot read {path}, which `{key}` names: {error}"))
            .hint("a path is relative to the folder that proj-migrate is started in")
    })?;
    let path = path.to_owned();
    Ok(PemFile { path, bytes })
}

fn file_if_there(path: &Path) -> Result<Option<PemFile>, SettingsError> {
    match fs::read(path) {
        Ok(bytes) => {
            let path = path.to_owned();
            Ok(Some(PemFile { path, bytes }))
        }
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(
            SettingsError::new(format!("cannot read {}: {error}", path.display())).hint(
                "let this user read it, or name others: `sslrootcert`, `sslcert` and `sslkey`",
            ),
        ),
    }
}

/// The text of a key that nobody else can read.
fn read_key(certificate: &Path, path: &Path) -> Result<Secret, SettingsError> {
    let cannot = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => no_key(certificate, path),
        _ => SettingsError::new(format!("cannot read the key {}: {error}", path.display())),
    };
    let found = fs::metadata(path).map_err(cannot)?;
    if !found.is_file() {
        let message = format!("the key {} is not a file", path.display());
        return Err(SettingsError::new(message));
    }
    if is_exposed(&found) {
        return Err(SettingsError::new(format!(
            "the key {} can be read by others: its mode is {:04o}",
            path.display(),
            found.mode() & 0o7777
        ))
        .hint(format!(
            "chmod 0600 {} (0640 will do where it belongs to root)",
            path.display()
        )));
    }
    let bytes = fs::read(path).map_err(cannot)?;
    Ok(Secret::new(String::from_utf8_lossy(&bytes)))
}

/// libpq's rule: nobody but the owner, and where that is root its group.
fn is_exposed(key: &Metadata) -> bool {
    let forbidden = if key.uid() == 0 { 0o037 } else { 0o077 };
    key.mode() & forbidden != 0
}

fn no_key(certificate: &Path, key: &Path) -> SettingsError {
    SettingsError::new(format!(
        "there is a certificate, {}, but not its key {}",
        certificate.display(),
        key.display()
    ))
    .hint("name it with `sslkey=FILE`; `sslcertmode=disable` shows no certificate")
}
