//! One certificate, as far as rustls doesn't tell: names, dates, issuer, key, and the hash that
//! channel binding wants.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer};
use sha2::{Digest, Sha256, Sha384, Sha512};
use x509_cert::certificate::Version;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ECDSA_WITH_SHA_512, SHA_1_WITH_RSA_ENCRYPTION,
    SHA_256_WITH_RSA_ENCRYPTION, SHA_384_WITH_RSA_ENCRYPTION, SHA_512_WITH_RSA_ENCRYPTION,
};
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::time::Time;

use super::error::TlsError;
use super::names::Names;

/// A certificate that could be read.
pub(super) struct Certificate(x509_cert::Certificate);

impl Certificate {
    /// Reads one.
    ///
    /// # Errors
    /// [`TlsError::BadCertificate`].
    pub(super) fn read(der: &CertificateDer<'_>) -> Result<Self, TlsError> {
        x509_cert::Certificate::from_der(der)
            .map(Self)
            .map_err(|error| TlsError::BadCertificate(format!("it cannot be read ({error})")))
    }

    /// Whom it is made out to.
    ///
    /// # Errors
    /// [`TlsError::BadCertificate`].
    pub(super) fn names(&self) -> Result<Names, TlsError> {
        let parsed = self.0.tbs_certificate();
        let common = parsed.subject().common_name();
        let mut names = Names {
            common: common.ok().flatten().map(|name| name.value().into_owned()),
            ..Names::default()
        };
        let alternative = parsed.get_extension::<SubjectAltName>().map_err(|error| {
            TlsError::BadCertificate(format!("its alternative names cannot be read ({error})"))
        })?;
        for name in alternative.map(|(_, names)| names.0).unwrap_or_default() {
            match name {
                GeneralName::DnsName(host) => names.hosts.push(host.as_str().to_owned()),
                GeneralName::IpAddress(bytes) => names.addresses.extend(address(bytes.as_bytes())),
                _ => {}
            }
        }
        Ok(names)
    }

    /// The distinguished name of whoever issued it.
    pub(super) fn issuer(&self) -> String {
        self.0.tbs_certificate().issuer().to_string()
    }

    /// Whether it is its own issuer.
    pub(super) fn is_self_issued(&self) -> bool {
        let parsed = self.0.tbs_certificate();
        parsed.issuer() == parsed.subject()
    }

    /// Whether it has the form that came before extensions.
    pub(super) fn is_version_1(&self) -> bool {
        self.0.tbs_certificate().version() == Version::V1
    }

    /// Whether `now` lies in its time.
    ///
    /// # Errors
    /// [`TlsError::Expired`], [`TlsError::NotYetValid`].
    pub(super) fn check_time(&self, now: DateTime<Utc>) -> Result<(), TlsError> {
        let validity = self.0.tbs_certificate().validity();
        let (begins, ends) = (time(validity.not_before), time(validity.not_after));
        if now < begins {
            return Err(TlsError::NotYetValid(begins));
        }
        if now > ends {
            return Err(TlsError::Expired(ends));
        }
        Ok(())
    }

    /// Its public key.
    ///
    /// # Errors
    /// [`TlsError::BadCertificate`].
    pub(super) fn key(&self) -> Result<SubjectPublicKeyInfoDer<'static>, TlsError> {
        let key = self.0.tbs_certificate().subject_public_key_info();
        key.to_der()
            .map(SubjectPublicKeyInfoDer::from)
            .map_err(|error| TlsError::BadCertificate(format!("its key is no key ({error})")))
    }

    /// The hash of `der`, this certificate, by the algorithm that RFC 5929 (section 4.1) derives
    /// from its signature; `None` where it derives none, as for Ed25519.
    pub(super) fn binding(&self, der: &CertificateDer<'_>) -> Option<Vec<u8>> {
        const SHA_256: [ObjectIdentifier; 3] = [
            SHA_1_WITH_RSA_ENCRYPTION,
            SHA_256_WITH_RSA_ENCRYPTION,
            ECDSA_WITH_SHA_256,
        ];
        const SHA_384: [ObjectIdentifier; 2] = [SHA_384_WITH_RSA_ENCRYPTION, ECDSA_WITH_SHA_384];
        const SHA_512: [ObjectIdentifier; 2] = [SHA_512_WITH_RSA_ENCRYPTION, ECDSA_WITH_SHA_512];
        let signature = self.0.signature_algorithm().oid;
        if SHA_256.contains(&signature) {
            Some(Sha256::digest(der).to_vec())
        } else if SHA_384.contains(&signature) {
            Some(Sha384::digest(der).to_vec())
        } else if SHA_512.contains(&signature) {
            Some(Sha512::digest(der).to_vec())
        } else {
            None
        }
    }
}

/// Four bytes or sixteen.
fn address(bytes: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    four.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
        .ok()
}

fn time(time: Time) -> DateTime<Utc> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok();
    seconds
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}
