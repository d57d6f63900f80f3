//! Which of TLS and plain text is tried, and when the other one is: libpq's order for each
//! `sslmode` (manual, "Protection Provided in Different Modes").

use super::error::TlsError;
use crate::postgres::error::Error;
use crate::target::TlsMode;

/// How TLS is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::postgres) enum Ask {
    /// A server that doesn't offer it is spoken to without.
    Politely,
    /// A server that doesn't offer it isn't spoken to.
    Firmly,
}

/// A connection, and why it isn't encrypted although that was tried.
pub(in crate::postgres) type Opened<T> = (T, Option<TlsError>);

/// Opens a connection by `plain` or `encrypted`, as `mode` says.
///
/// `prefer` goes on without TLS when the handshake fails or the server refuses this login over
/// TLS; `allow` goes on with TLS when the server refuses it without. Only a refusal by
/// `pg_hba.conf` (28000) counts: libpq tries again after every error, and so sends a password
/// that was wrong once more, now perhaps in the clear.
///
/// # Errors
/// The error of the way that the mode wants; the other one's tells less.
pub(in crate::postgres) async fn in_order<T>(
    mode: TlsMode,
    plain: impl AsyncFn() -> Result<T, Error>,
    encrypted: impl AsyncFn(Ask) -> Result<T, Error>,
) -> Result<Opened<T>, Error> {
    match mode {
        TlsMode::Disable => Ok((plain().await?, None)),
        TlsMode::Require | TlsMode::VerifyCa | TlsMode::VerifyFull => {
            Ok((encrypted(Ask::Firmly).await?, None))
        }
        TlsMode::Prefer => match encrypted(Ask::Politely).await {
            Ok(link) => Ok((link, None)),
            Err(Error::Tls(reason)) if reason.lets_prefer_go_on() => match plain().await {
                Ok(link) => Ok((link, Some(reason))),
                Err(_) => Err(Error::Tls(reason)),
            },
            Err(refused) if is_refused(&refused) => match plain().await {
                Ok(link) => Ok((link, None)),
                Err(_) => Err(refused),
            },
            Err(other) => Err(other),
        },
        TlsMode::Allow => match plain().await {
            Err(refused) if is_refused(&refused) => match encrypted(Ask::Firmly).await {
                Err(Error::Tls(TlsError::NotOffered)) => Err(refused),
                ended => ended.map(|link| (link, None)),
            },
            ended => ended.map(|link| (link, None)),
        },
    }
}

/// Whether the server takes this login in no way over such a connection.
fn is_refused(error: &Error) -> bool {
    error.sqlstate() == Some("28000")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::ServerError;

    fn server(sqlstate: &str) -> Error {
        Error::Server(Box::new(ServerError {
            sqlstate: sqlstate.to_owned(),
            ..ServerError::default()
        }))
    }

    /// What was tried in that order, and how it ended.
    fn tried(
        mode: TlsMode,
        plain: Result<(), Error>,
        encrypted: Result<(), Error>,
    ) -> (String, Result<Opened<&'static str>, Error>) {
        let log = std::cell::RefCell::new(Vec::new());
        let ended = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(in_order(
                mode,
                async || {
                    log.borrow_mut().push("plain".to_owned());
                    plain.clone().map(|()| "plain")
                },
                async |ask| {
                    log.borrow_mut().push(format!("TLS {ask:?}"));
                    encrypted.clone().map(|()| "TLS")
                },
            ));
        (log.into_inner().join(", "), ended)
    }

    #[test]
    fn each_mode_tries_what_libpq_tries_and_no_more() {
        use TlsMode::{Allow, Disable, Prefer, Require, VerifyCa, VerifyFull};
        let expired = || Error::Tls(TlsError::Version1);
        let (refused, password) = (|| server("28000"), || server("28P01"));
        let own = || Error::Tls(TlsError::NoRoots);
        let later = || Error::Tls(TlsError::EndedAfterHandshake);
        let (firm, polite) = ("TLS Firmly", "TLS Politely");
        let fell_back = Ok(("plain", Some(TlsError::Version1)));
        let missing = || Error::Tls(TlsError::NotOffered);
        for (mode, plain, encrypted, order, end) in [
            (Disable, Ok(()), Ok(()), "plain".into(), Ok(("plain", None))),
            (
                Disable,
                Err(refused()),
                Ok(()),
                "plain".into(),
                Err(refused()),
            ),
            (Require, Ok(()), Ok(()), firm.into(), Ok(("TLS", None))),
            (Require, Ok(()), Err(expired()), firm.into(), Err(expired())),
            (Require, Ok(()), Err(missing()), firm.into(), Err(missing())),
            (
                VerifyCa,
                Ok(()),
                Err(expired()),
                firm.into(),
                Err(expired()),
            ),
            (
                VerifyFull,
                Ok(()),
                Err(refused()),
                firm.into(),
                Err(refused()),
            ),
            (Prefer, Ok(()), Ok(()), polite.into(), Ok(("TLS", None))),
            (
                Prefer,
                Ok(()),
                Err(expired()),
                format!("{polite}, plain"),
                fell_back,
            ),
            (Prefer, Ok(()), Err(later()), polite.into(), Err(later())),
            (Prefer, Ok(()), Err(own()), polite.into(), Err(own())),
            (
                Prefer,
                Ok(()),
                Err(refused()),
                format!("{polite}, plain"),
                Ok(("plain", None)),
            ),
            (
                Prefer,
                Err(password()),
                Err(refused()),
                format!("{polite}, plain"),
                Err(refused()),
            ),
            (
                Prefer,
                Err(refused()),
                Err(expired()),
                format!("{polite}, plain"),
                Err(expired()),
            ),
            (
                Prefer,
                Ok(()),
                Err(password()),
                polite.into(),
                Err(password()),
            ),
            (Allow, Ok(()), Ok(()), "plain".into(), Ok(("plain", None))),
            (
                Allow,
                Err(refused()),
                Ok(()),
                format!("plain, {firm}"),
                Ok(("TLS", None)),
            ),
            (
                Allow,
                Err(refused()),
                Err(missing()),
                format!("plain, {firm}"),
                Err(refused()),
            ),
            (
                Allow,
                Err(refused()),
                Err(expired()),
                format!("plain, {firm}"),
                Err(expired()),
            ),
            (
                Allow,
                Err(password()),
                Ok(()),
                "plain".into(),
                Err(password()),
            ),
        ] {
            let case = format!("{mode:?}, plain {plain:?}, TLS {encrypted:?}");
            let (tried, ended) = tried(mode, plain, encrypted);
            assert_eq!(tried, order, "{case}");
            assert_eq!(ended, end, "{case}");
        }
    }
}
