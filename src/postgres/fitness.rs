//! Which of several servers will do: libpq's `target_session_attrs`.

use tokio_postgres::SimpleQueryMessage;

use super::error::Error;
use super::rows::required;
use super::session::Session;
use crate::target::SessionAttributes;

/// Checked on 13 to 18; what libpq asks servers before 14.
const QUESTION: &str = "select pg_catalog.pg_is_in_recovery()::text as standby, \
                        pg_catalog.current_setting('default_transaction_read_only') as read_only";

/// What is wanted in one pass over the hosts, the first pass first: a standby that is only
/// preferred is looked for before anything else is taken.
pub(super) fn passes(wanted: SessionAttributes) -> &'static [SessionAttributes] {
    use SessionAttributes as Wanted;
    match wanted {
        Wanted::Any => &[Wanted::Any],
        Wanted::ReadWrite => &[Wanted::ReadWrite],
        Wanted::ReadOnly => &[Wanted::ReadOnly],
        Wanted::Primary => &[Wanted::Primary],
        Wanted::Standby => &[Wanted::Standby],
        Wanted::PreferStandby => &[Wanted::Standby, Wanted::Any],
    }
}

/// Why the server of `session` is not the one wanted, if it isn't. Asks it only when it matters.
///
/// # Errors
/// The server's; a lost connection.
pub(super) async fn misfit(
    session: &Session,
    wanted: SessionAttributes,
) -> Result<Option<&'static str>, Error> {
    if wanted == SessionAttributes::Any {
        return Ok(None);
    }
    let replies = session.client.simple_query(QUESTION).await?;
    let row = replies.iter().find_map(|reply| match reply {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let row = row.ok_or_else(|| Error::Protocol("the server says nothing of itself".to_owned()))?;
    let is_standby = required(row, "standby")? == "true";
    let is_read_only = is_standby || required(row, "read_only")? == "on";
    Ok(verdict(wanted, is_standby, is_read_only))
}

fn verdict(
    wanted: SessionAttributes,
    is_standby: bool,
    is_read_only: bool,
) -> Option<&'static str> {
    match wanted {
        SessionAttributes::ReadWrite if is_standby => Some("it is a standby"),
        SessionAttributes::ReadWrite if is_read_only => Some("its transactions are read-only"),
        SessionAttributes::ReadOnly if !is_read_only => Some("its transactions may write"),
        SessionAttributes::Primary if is_standby => Some("it is a standby"),
        SessionAttributes::Standby if !is_standby => Some("it is not a standby"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_server_is_fit_for_what_libpq_takes_it_for() {
        let primary = (false, false);
        let read_only = (false, true);
        let standby = (true, true);
        for (wanted, fit) in [
            (SessionAttributes::Any, [true, true, true]),
            (SessionAttributes::ReadWrite, [true, false, false]),
            (SessionAttributes::ReadOnly, [false, true, true]),
            (SessionAttributes::Primary, [true, true, false]),
            (SessionAttributes::Standby, [false, false, true]),
        ] {
            let found = [primary, read_only, standby]
                .map(|(standby, read_only)| verdict(wanted, standby, read_only).is_none());
            assert_eq!(found, fit, "{wanted:?}");
        }
    }
}
