//! Certificates made by the tests.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, PublicKeyData, SigningKey, date_time_ymd,
};

use super::support::Server;

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

/// What `openssl x509 -req` makes without extensions: X.509 version 1, signed by itself. rcgen knows
/// version 3 only, so its DER is written here (RFC 5280, section 4.1); `server` knows base64.
pub(crate) fn version_1(common: &str, server: &Server) -> Issued {
    /// ecdsa-with-SHA256.
    const ALGORITHM: [u8; 12] = [
        0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02,
    ];
    /// The attribute commonName.
    const COMMON_NAME: [u8; 5] = [0x06, 0x03, 0x55, 0x04, 0x03];
    let key = KeyPair::generate().unwrap();
    let attribute = der(
        0x30,
        &[&COMMON_NAME[..], &der(0x0c, common.as_bytes())].concat(),
    );
    let name = der(0x30, &der(0x31, &attribute));
    let times = [der(0x17, b"000101000000Z"), der(0x18, b"25000101000000Z")].concat();
    let body = [
        der(0x02, &[1]),
        ALGORITHM.to_vec(),
        name.clone(),
        der(0x30, &times),
        name,
        key.subject_public_key_info(),
    ];
    let body = der(0x30, &body.concat());
    let signature = [&[0][..], &key.sign(&body).unwrap()].concat();
    let whole = [body, ALGORITHM.to_vec(), der(0x03, &signature)].concat();
    let hex: String = der(0x30, &whole)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    // PEM's lines have 64 characters: some lengths of others are no certificate to OpenSSL.
    let base64 = server.query(&format!(
        "select regexp_replace(replace(encode('\\x{hex}', 'base64'), e'\\n', ''), '(.{{64}})', e'\\\\1\\n', 'g')"
    ));
    let base64 = base64.trim_end();
    Issued {
        certificate: format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n"),
        key: key.serialize_pem(),
    }
}

/// One DER value; its length is below 65,536 and written in as few bytes as will do.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    let head = match (high, low) {
        (0, ..128) => vec![tag, low],
        (0, _) => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [head, content.to_vec()].concat()
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
