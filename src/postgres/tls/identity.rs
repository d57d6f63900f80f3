//! The certificate that we show to a server that asks for one.

use std::sync::Arc;

use rustls::client::ResolvesClientCert;
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{Error as RustlsError, InconsistentKeys, SignatureScheme};

use super::error::TlsError;
use crate::target::ClientIdentity;

/// Shows one certificate to whoever asks, whichever issuers they name: libpq does so, too.
#[derive(Debug)]
pub(super) struct Identity(Arc<CertifiedKey>);

impl Identity {
    /// Reads certificate and key.
    ///
    /// # Errors
    /// [`TlsError::BadFile`]: one of the files holds something else, the key is encrypted, or
    /// it isn't the certificate's.
    pub(super) fn load(given: &ClientIdentity) -> Result<Self, TlsError> {
        let bad_certificate = |reason: String| TlsError::BadFile {
            path: given.certificate.path.clone(),
            reason,
            cure: "`sslcert` wants a certificate in PEM form",
        };
        let chain: Vec<CertificateDer<'static>> =
            CertificateDer::pem_slice_iter(&given.certificate.bytes)
                .collect::<Result<_, _>>()
                .map_err(|error| bad_certificate(format!("it cannot be read as PEM ({error})")))?;
        if chain.is_empty() {
            return Err(bad_certificate("there is no certificate in it".to_owned()));
        }
        let bad_key = |reason: String, cure: &'static str| TlsError::BadFile {
            path: given.key_path.clone(),
            reason,
            cure,
        };
        let text = given.key.reveal();
        if text.contains("ENCRYPTED") {
            return Err(bad_key(
                "the key is encrypted, which is not supported".to_owned(),
                "write it without: `openssl pkey -in KEY -out PLAIN`, readable for you alone",
            ));
        }
        let key = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| {
            bad_key(
                "there is no private key in it".to_owned(),
                "`sslkey` wants a private key in PEM form",
            )
        })?;
        let key = any_supported_type(&key).map_err(|error| {
            bad_key(
                format!("its key cannot be used ({error})"),
                "RSA from 2048 bits, ECDSA on P-256 or P-384, and Ed25519 are known",
            )
        })?;
        let certified = CertifiedKey::new(chain, key);
        if let Err(RustlsError::InconsistentKeys(InconsistentKeys::KeyMismatch)) =
            certified.keys_match()
        {
            return Err(bad_key(
                format!(
                    "it is not the key of the certificate in {}",
                    given.certificate.path.display()
                ),
                "`sslcert` and `sslkey` belong together",
            ));
        }
        Ok(Self(Arc::new(certified)))
    }
}

impl ResolvesClientCert for Identity {
    fn resolve(&self, _issuers: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}
