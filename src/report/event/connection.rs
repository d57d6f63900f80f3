//! What we are connected to.

use crate::outcome::{CertificateCheck, Connected};

/// `host localhost:5432, database app, role app`
pub(super) fn target(connected: &Connected) -> String {
    format!(
        "host {}, database {}, role {}",
        connected.host, connected.database, connected.role
    )
}

/// `TLSv1.3 with TLS_AES_256_GCM_SHA384, certificate not checked`
pub(super) fn encryption(connected: &Connected) -> String {
    let Some(found) = &connected.encryption else {
        return "not encrypted".to_owned();
    };
    let certificate = match found.certificate {
        CertificateCheck::Unchecked => "certificate not checked",
        CertificateCheck::Issuer => "the certificate's issuer checked",
        CertificateCheck::IssuerAndName => "the certificate's issuer and name checked",
    };
    format!("{} with {}, {certificate}", found.version, found.cipher)
}
