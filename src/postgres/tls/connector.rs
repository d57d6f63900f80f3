//! What begins TLS on a new connection to one host.

use std::net::Ipv4Addr;
use std::sync::{Arc, OnceLock};

use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::ServerName as RustlsName;
use rustls::{ClientConfig, SupportedProtocolVersion, version};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_rustls::TlsConnector;

use super::error::TlsError;
use super::identity::Identity;
use super::roots::Roots;
use super::stream::{Encrypted, Farewell, Handshake};
use super::verifier::{Check, Verifier};
use crate::outcome::{CertificateCheck, Encryption};
use crate::target::{ServerName, Tls, TlsMode, TlsNegotiation, TlsVersion};

/// The protocol's name in TLS (PostgreSQL manual, "SSL Session Encryption").
const PROTOCOL: &[u8] = b"postgresql";

/// Begins TLS as one [`Tls`] asks. Clones share what was agreed on.
#[derive(Clone)]
pub(in crate::postgres) struct Connector {
    config: Arc<ClientConfig>,
    name: RustlsName<'static>,
    negotiation: TlsNegotiation,
    farewell: Farewell,
    check: CertificateCheck,
    agreed: Arc<OnceLock<Encryption>>,
}

impl Connector {
    /// Loads what is needed to speak to `host`, the name or address that it goes by.
    ///
    /// # Errors
    /// Those of [`TlsError`] that are our own: a file that can't be used, nobody to trust.
    pub(in crate::postgres) fn new(tls: &Tls, host: &str) -> Result<Self, TlsError> {
        let provider = Arc::new(ring::default_provider());
        let verifier = Verifier {
            check: check(tls, host)?,
            algorithms: provider.signature_verification_algorithms,
        };
        let check = match &verifier.check {
            Check::Nothing => CertificateCheck::Unchecked,
            Check::Issuer(_) => CertificateCheck::Issuer,
            Check::IssuerAndName(..) => CertificateCheck::IssuerAndName,
        };
        let identity = (tls.identity.as_ref().map(Identity::load)).transpose()?;
        // A host's name need not be one that rustls takes: the verifier has its own.
        let name = RustlsName::try_from(host.to_owned());
        Ok(Self {
            config: Arc::new(config(tls, provider, verifier, identity)?),
            name: name.unwrap_or(RustlsName::from(Ipv4Addr::UNSPECIFIED)),
            negotiation: tls.negotiation,
            farewell: Farewell::Said,
            check,
            agreed: Arc::default(),
        })
    }

    /// The same for a cancel request, whose connection the server is to close.
    pub(in crate::postgres) fn for_cancelling(&self) -> Self {
        Self {
            farewell: Farewell::Kept,
            ..self.clone()
        }
    }

    /// What the last handshake agreed on; `None` when there was none.
    pub(in crate::postgres) fn agreed(&self) -> Option<&Encryption> {
        self.agreed.get()
    }
}

/// As in libpq, whoever is trusted is asked in every mode; see the README's table.
fn check(tls: &Tls, host: &str) -> Result<Check, TlsError> {
    Ok(match (Roots::load(&tls.roots)?, tls.mode) {
        (Some(roots), TlsMode::VerifyFull) => Check::IssuerAndName(roots, host.to_owned()),
        (Some(roots), _) => Check::Issuer(roots),
        (None, mode) if mode >= TlsMode::VerifyCa => return Err(TlsError::NoRoots),
        (None, _) => Check::Nothing,
    })
}

fn config(
    tls: &Tls,
    provider: Arc<CryptoProvider>,
    verifier: Verifier,
    identity: Option<Identity>,
) -> Result<ClientConfig, TlsError> {
    let builder = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&versions(tls))
        .map_err(|error| TlsError::Handshake(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match identity {
        Some(identity) => builder.with_client_cert_resolver(Arc::new(identity)),
        None => builder.with_no_client_auth(),
    };
    config.enable_sni = tls.server_name == ServerName::Sent;
    // Every connection looks at the certificate.
    config.resumption = Resumption::disabled();
    if tls.negotiation == TlsNegotiation::Direct {
        config.alpn_protocols = vec![PROTOCOL.to_vec()];
    }
    Ok(config)
}

fn versions(tls: &Tls) -> Vec<&'static SupportedProtocolVersion> {
    [
        (TlsVersion::V1_3, &version::TLS13),
        (TlsVersion::V1_2, &version::TLS12),
    ]
    .into_iter()
    .filter(|(known, _)| tls.min_version.is_none_or(|least| *known >= least))
    .filter(|(known, _)| tls.max_version.is_none_or(|most| *known <= most))
    .map(|(_, version)| version)
    .collect()
}

impl<S: AsyncRead + AsyncWrite + Unpin> MakeTlsConnect<S> for Connector {
    type Stream = Encrypted<S>;
    type TlsConnect = Self;
    type Error = TlsError;

    fn make_tls_connect(&mut self, _host: &str) -> Result<Self, TlsError> {
        Ok(self.clone())
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsConnect<S> for Connector {
    type Stream = Encrypted<S>;
    type Error = TlsError;
    type Future = Handshake<S>;

    fn connect(self, stream: S) -> Handshake<S> {
        Handshake {
            inner: TlsConnector::from(self.config).connect(self.name, stream),
            negotiation: self.negotiation,
            farewell: self.farewell,
            check: self.check,
            agreed: self.agreed,
        }
    }
}
