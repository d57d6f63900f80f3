//! What a server's JSON log says about the statements that it was sent.
//!
//! `log_statement=all` logs whatever parses; what doesn't is named by its syntax error.

use std::collections::HashMap;

use serde_json::Value;

/// A statement as it reached the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    /// Its text, to the byte.
    pub(crate) text: String,
    /// Whether it ended in an error that no COPY data can be blamed for.
    pub(crate) failed: bool,
}

/// The statements of each session, in the order of their arrival, without their markers.
/// A marker is a statement that is nothing but `select '<marker>: …'`; what follows it
/// belongs to what it names.
pub(crate) fn statements_by_marker(log: &str, marker: &str) -> HashMap<String, Vec<Sent>> {
    let mut sessions: HashMap<String, Session> = HashMap::new();
    for line in log.lines() {
        let entry: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let field = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
        let session = sessions.entry(field("session_id").to_owned()).or_default();
        match field("error_severity") {
            "LOG" => {
                if let Some(text) = field("message").strip_prefix("statement: ") {
                    session.parsed(text, marker);
                }
            }
            "ERROR" => session.failed(field("statement"), field("context")),
            _ => {}
        }
    }
    sessions
        .into_values()
        .flat_map(|session| session.sent)
        .collect()
}

#[derive(Default)]
struct Session {
    place: Option<String>,
    sent: HashMap<String, Vec<Sent>>,
    /// The statement that was logged last, which an error would be about.
    running: String,
}

impl Session {
    fn parsed(&mut self, text: &str, marker: &str) {
        self.running = text.to_owned();
        let place = text
            .strip_prefix(&format!("select '{marker}: "))
            .and_then(|rest| rest.strip_suffix('\''));
        match place {
            Some(place) => {
                self.sent.insert(place.to_owned(), Vec::new());
                self.place = Some(place.to_owned());
            }
            None => self.push(text, false),
        }
    }

    fn failed(&mut self, text: &str, context: &str) {
        if text != self.running {
            self.running.clear();
            self.push(text, true);
        } else if !context.contains("COPY ") {
            let current = self
                .place
                .as_ref()
                .and_then(|place| self.sent.get_mut(place));
            if let Some(last) = current.and_then(|sent| sent.last_mut()) {
                last.failed = true;
            }
        }
    }

    fn push(&mut self, text: &str, failed: bool) {
        if let Some(sent) = self
            .place
            .as_ref()
            .and_then(|place| self.sent.get_mut(place))
        {
            sent.push(Sent {
                text: text.to_owned(),
                failed,
            });
        }
    }
}
