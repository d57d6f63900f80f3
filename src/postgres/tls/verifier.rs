//! Looks at a server's certificate as `sslmode` asks.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::crypto::{
    WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature_with_raw_key,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, DigitallySignedStruct, Error as RustlsError, OtherError, SignatureScheme,
};

use super::certificate::Certificate;
use super::error::TlsError;
use super::roots::Roots;

/// What is asked of the certificate.
#[derive(Debug)]
pub(super) enum Check {
    /// Nothing: anybody may answer, but what is said to them is encrypted.
    Nothing,
    /// That it comes from somebody who is trusted.
    Issuer(Roots),
    /// That, and that it is made out to this host.
    IssuerAndName(Roots, String),
}

/// A certificate's judge.
#[derive(Debug)]
pub(super) struct Verifier {
    /// What is asked.
    pub(super) check: Check,
    /// How signatures are verified.
    pub(super) algorithms: WebPkiSupportedAlgorithms,
}

impl Verifier {
    fn judge(
        &self,
        shown: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<(), TlsError> {
        let (roots, host) = match &self.check {
            Check::Nothing => return Ok(()),
            Check::Issuer(roots) => (roots, None),
            Check::IssuerAndName(roots, host) => (roots, Some(host)),
        };
        let certificate = Certificate::read(shown)?;
        // Our users put a server's own certificate among the roots; chains know only issuers.
        if roots.exact.contains(shown) {
            certificate.check_time(date(now))?;
        } else if certificate.is_version_1() {
            return Err(TlsError::Version1);
        } else if let Err(error) = self.follow(shown, between, roots, now) {
            // Its own dates first: chains are tried in an order that may hide them.
            certificate.check_time(date(now))?;
            return Err(untrusted(&certificate, roots, &error));
        }
        let Some(asked) = host else {
            return Ok(());
        };
        let names = certificate.names()?;
        if names.include(asked) {
            return Ok(());
        }
        Err(TlsError::WrongName {
            asked: asked.clone(),
            names: names.shown(),
        })
    }

    /// Whether a chain leads from the certificate to an issuer who is trusted.
    fn follow(
        &self,
        shown: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        roots: &Roots,
        now: UnixTime,
    ) -> Result<(), RustlsError> {
        let parsed = ParsedCertificate::try_from(shown)?;
        let known = self.algorithms.all;
        verify_server_cert_signed_by_trust_anchor(&parsed, &roots.issuers, between, now, known)
    }
}

/// Why no chain leads to `roots`.
fn untrusted(certificate: &Certificate, roots: &Roots, error: &RustlsError) -> TlsError {
    let (issuer, origin) = (certificate.issuer(), roots.origin.clone());
    match error {
        _ if certificate.is_self_issued() => TlsError::SelfSigned {
            subject: issuer,
            roots: origin,
        },
        RustlsError::InvalidCertificate(CertificateError::UnknownIssuer) => {
            TlsError::UnknownIssuer {
                issuer,
                roots: origin,
            }
        }
        other => TlsError::of_rustls(other),
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, RustlsError> {
        match self.judge(shown, between, now) {
            Ok(()) => Ok(ServerCertVerified::assertion()),
            Err(error) => Err(ours(error)),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, RustlsError> {
        verify_tls12_signature(message, shown, signed, &self.algorithms)
    }

    /// By the key alone: rustls doesn't read version 1, and many self-made servers have it.
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, RustlsError> {
        let key = Certificate::read(shown).and_then(|certificate| certificate.key());
        verify_tls13_signature_with_raw_key(message, &key.map_err(ours)?, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Our error as rustls carries it; [`TlsError::of_rustls`] unpacks it.
fn ours(error: TlsError) -> RustlsError {
    CertificateError::Other(OtherError(Arc::new(error))).into()
}

fn date(now: UnixTime) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::from_secs(now.as_secs())
}
