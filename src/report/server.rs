//! The fields of a server's error or notice as notes. Its own labels stay in
//! capitals, as psql writes them: `HINT:` is the server's, `hint:` is ours.

use super::message::Message;
use crate::outcome::ServerError;

impl Message {
    /// With DETAIL, HINT, QUERY, CONTEXT and SQLSTATE of `error`.
    pub(super) fn server_notes(mut self, error: &ServerError) -> Self {
        for (label, text) in notes(error) {
            self = self.note(label, text);
        }
        if !error.sqlstate.is_empty() {
            self = self.note("SQLSTATE", &*error.sqlstate);
        }
        self
    }
}

/// The fields that people read below the message.
pub(super) fn notes(error: &ServerError) -> impl Iterator<Item = (&'static str, &str)> {
    let query = error.internal.as_ref().map(|(_, query)| query.as_str());
    [
        ("DETAIL", error.detail.as_deref()),
        ("HINT", error.hint.as_deref()),
        ("QUERY", query),
        ("CONTEXT", error.context.as_deref()),
    ]
    .into_iter()
    .filter_map(|(label, text)| text.map(|text| (label, text)))
}
