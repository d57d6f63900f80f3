//! Certificates made by the tests.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, date_time_ymd,
};

/// Somebody who issues certificates.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key, both PEM texts.
pub(crate) struct Issued {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// When a certificate is valid.
#[derive(Clone, Copy)]
pub(crate) enum Validity {
    Now,
    Over,
    ToCome,
}

impl Authority {
    /// One with this common name.
    pub(crate) fn new(name: &str) -> Self {
        let mut params = params(&[], name, Validity::Now);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    /// Its own certificate.
    pub(crate) fn certificate(&self) -> String {
        self.0.pem()
    }

    /// A certificate for a server or a client with these alternative names (host names and
    /// addresses) and this common name.
    pub(crate) fn issue(&self, names: &[&str], common: &str, validity: Validity) -> Issued {
        let mut params = params(names, common, validity);
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ServerAuth,
            ExtendedKeyUsagePurpose::ClientAuth,
        ];
        let key = KeyPair::generate().unwrap();
        Issued {
            certificate: params.signed_by(&key, &self.0).unwrap().pem(),
            key: key.serialize_pem(),
        }
    }
}

/// What `openssl req -x509` makes: signed by itself, an authority, the name only in the subject.
pub(crate) fn self_signed(common: &str) -> Issued {
    let mut params = params(&[], common, Validity::Now);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    Issued {
        certificate: params.self_signed(&key).unwrap().pem(),
        key: key.serialize_pem(),
    }
}

impl Issued {
    /// Writes `name.crt` and `name.key`, which nobody else can read.
    pub(crate) fn write(&self, folder: &Path, name: &str) {
        let key = folder.join(format!("{name}.key"));
        fs::write(folder.join(format!("{name}.crt")), &self.certificate).unwrap();
        fs::write(&key, &self.key).unwrap();
        fs::set_permissions(key, Permissions::from_mode(0o600)).unwrap();
    }
}

fn params(names: &[&str], common: &str, validity: Validity) -> CertificateParams {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common);
    let (from, to) = match validity {
        Validity::Now => (2000, 2500),
        Validity::Over => (2000, 2001),
        Validity::ToCome => (2490, 2500),
    };
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(to, 1, 1);
    params
}
