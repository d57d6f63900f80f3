//! An error or notice as the server sent it.

use std::fmt;

/// PostgreSQL's error fields, untouched (terminal escapes included: whoever shows
/// them neutralises them). Source: PostgreSQL manual, "Error and Notice Message Fields".
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct ServerError {
    /// `ERROR`, `FATAL`, `NOTICE`, …: the untranslated form.
    pub severity: String,
    /// Five characters.
    pub sqlstate: String,
    /// The primary message.
    pub message: String,
    /// DETAIL.
    pub detail: Option<String>,
    /// HINT.
    pub hint: Option<String>,
    /// CONTEXT (`where`).
    pub context: Option<String>,
    /// 1-based position in characters into the statement as sent.
    pub position: Option<usize>,
    /// A position into a statement that the server generated, with that statement.
    pub internal: Option<(usize, String)>,
    /// The schema of the object concerned.
    pub schema: Option<String>,
    /// The table concerned.
    pub table: Option<String>,
    /// The column concerned.
    pub column: Option<String>,
    /// The constraint concerned.
    pub constraint: Option<String>,
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (SQLSTATE {})", self.message, self.sqlstate)
    }
}

impl ServerError {
    /// Whether the server has no connection left for us: 53300, or a pooler's queue
    /// time-out (08P01 `query_wait_timeout`).
    pub fn is_too_many_connections(&self) -> bool {
        self.sqlstate == "53300"
            || (self.sqlstate == "08P01" && self.message.contains("query_wait_timeout"))
    }

    /// Whether the server may take connections later without anybody's help: it starts, stops or
    /// recovers (57P01 to 57P03), is full, or a pooler in front of it can't reach it yet.
    pub fn is_transient(&self) -> bool {
        const POOLER: [&str; 2] = ["server_login_retry", "connect failed"];
        matches!(&*self.sqlstate, "57P01" | "57P02" | "57P03")
            || self.is_too_many_connections()
            || (matches!(&*self.sqlstate, "08P01" | "08006" | "58000")
                && POOLER.iter().any(|text| self.message.contains(text)))
    }

    /// Whether it tells of a database whose DROP was interrupted: nobody can connect to it.
    pub fn is_invalid_database(&self) -> bool {
        self.sqlstate == "55000" && self.message.contains("invalid database")
    }

    /// Whether somebody has cancelled the statement (57014): a time-out, an operator or we. pgpool at
    /// times hands that on as a failure of its own (seen with 4.3.5).
    pub fn is_cancelled(&self) -> bool {
        let by_pgpool = || {
            let hint = self.hint.as_deref().unwrap_or_default();
            self.sqlstate == "XX000" && hint.contains("BACKEND Error: \"canceling statement")
        };
        self.sqlstate == "57014" || by_pgpool()
    }

    /// Whether it is a lock time-out (55P03) or a deadlock (40P01): worth trying again.
    pub fn is_lock_wait(&self) -> bool {
        matches!(self.sqlstate.as_str(), "55P03" | "40P01")
    }
}

#[cfg(test)]
mod tests {
    use super::ServerError;

    #[test]
    fn a_cancelled_statement_is_known_behind_pgpool_too() {
        let error = |sqlstate: &str, hint: Option<&str>| ServerError {
            sqlstate: sqlstate.to_owned(),
            message: "Backend throw an error message".to_owned(),
            hint: hint.map(str::to_owned),
            ..ServerError::default()
        };
        let ours = r#"BACKEND Error: "canceling statement due to user request""#;
        let another = r#"BACKEND Error: "could not read block 1""#;
        for (error, is_cancelled) in [
            (error("57014", None), true),
            (error("XX000", Some(ours)), true),
            (error("XX000", Some(another)), false),
            (error("XX000", None), false),
            (error("P0001", Some(ours)), false),
        ] {
            assert_eq!(error.is_cancelled(), is_cancelled, "{error:?}");
        }
    }
}
