//! How a connection is encrypted.

/// What both sides of a connection agreed on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Encryption {
    /// `TLSv1.3`
    pub version: String,
    /// The cipher suite by its registered name.
    pub cipher: String,
    /// What the server's certificate was checked for.
    pub certificate: CertificateCheck,
}

/// What a server's certificate was checked for, and had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateCheck {
    /// Nothing: anybody may have answered.
    Unchecked,
    /// That it comes from somebody who is trusted.
    Issuer,
    /// That, and that it is made out to the host's name.
    IssuerAndName,
}
