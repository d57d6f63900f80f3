//! Whom a server's certificate must come from, loaded.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::error::TlsError;
use crate::target::{PemFile, TrustedRoots};

/// Trusted certificates.
#[derive(Debug)]
pub(super) struct Roots {
    /// As issuers.
    pub(super) issuers: RootCertStore,
    /// Those of a file, byte for byte: a server may show one of them itself.
    pub(super) exact: Vec<CertificateDer<'static>>,
    /// Where they are from, for messages.
    pub(super) origin: String,
}

impl Roots {
    /// Loads them; `None` when nobody is named.
    ///
    /// # Errors
    /// [`TlsError::BadFile`], [`TlsError::NoSystemRoots`].
    pub(super) fn load(roots: &TrustedRoots) -> Result<Option<Self>, TlsError> {
        match roots {
            TrustedRoots::None => Ok(None),
            TrustedRoots::System => of_system().map(Some),
            TrustedRoots::File(file) => of_file(file).map(Some),
        }
    }
}

fn of_file(file: &PemFile) -> Result<Roots, TlsError> {
    let bad = |reason: String| TlsError::BadFile {
        path: file.path.clone(),
        reason,
        cure: "`sslrootcert` wants certificates in PEM form: text with lines \
               `-----BEGIN CERTIFICATE-----`",
    };
    let exact: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&file.bytes)
        .collect::<Result<_, _>>()
        .map_err(|error| bad(format!("it cannot be read as PEM ({error})")))?;
    let mut issuers = RootCertStore::empty();
    let (added, _) = issuers.add_parsable_certificates(exact.iter().cloned());
    if added == 0 {
        return Err(bad("there is no certificate in it".to_owned()));
    }
    Ok(Roots {
        issuers,
        exact,
        origin: file.path.display().to_string(),
    })
}

fn of_system() -> Result<Roots, TlsError> {
    let found = rustls_native_certs::load_native_certs();
    let mut issuers = RootCertStore::empty();
    issuers.add_parsable_certificates(found.certs);
    if issuers.is_empty() {
        let reasons = found.errors.iter().map(|error| format!("; {error}"));
        return Err(TlsError::NoSystemRoots(reasons.collect()));
    }
    Ok(Roots {
        issuers,
        exact: Vec::new(),
        origin: "this system".to_owned(),
    })
}
