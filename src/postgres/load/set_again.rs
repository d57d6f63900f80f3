//! What a file has set for its session, to be set again in its next transaction: what it had
//! set before ended with RESET ALL.

use crate::migration::SectionStatement;
use crate::sql::StatementKind;

/// The statements that set something, the latest of each setting, in the order of the latest.
#[derive(Debug, Default)]
pub(super) struct SetAgain(Vec<(String, String)>);

impl SetAgain {
    /// Remembers `statement` if it sets something.
    pub(super) fn note(&mut self, statement: &SectionStatement) {
        if statement.kind == StatementKind::ResetAll {
            self.0.clear();
        } else if let Some(setting) = setting(statement) {
            self.0.retain(|(known, _)| *known != setting);
            self.0.push((setting, statement.text.clone()));
        }
    }

    /// The statements to send.
    pub(super) fn statements(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, sql)| sql.as_str())
    }
}

/// What `statement` sets, as it is written there; `None` when it sets nothing.
fn setting(statement: &SectionStatement) -> Option<String> {
    let text = statement.text.to_lowercase();
    let (verb, rest) = text.split_once(char::is_whitespace)?;
    let name = match (statement.kind, verb) {
        (StatementKind::Set, "set") => {
            let rest = rest.trim_start();
            let rest = rest.strip_prefix("session ").unwrap_or(rest);
            rest.split(['=', ' ', '\t', '\n']).next()?
        }
        (StatementKind::Reset, "reset") => rest.trim(),
        (StatementKind::Other, "select") => {
            let call = rest.trim_start();
            let call = call.strip_prefix("pg_catalog.").unwrap_or(call);
            let (name, _) = call.strip_prefix("set_config(")?.split_once(',')?;
            name.trim().trim_matches('\'')
        }
        _ => return None,
    };
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::Script;

    #[test]
    fn the_latest_of_each_setting_is_set_again() {
        for (text, expected, reason) in [
            (
                "SET a = 1; set b to 2; select 3;",
                &["SET a = 1", "set b to 2"][..],
                "in order",
            ),
            (
                "set a = 1; set b = 2; set a = 3;",
                &["set b = 2", "set a = 3"],
                "the latest",
            ),
            (
                "select pg_catalog.set_config('search_path', '', false); set search_path = x;",
                &["set search_path = x"],
                "by either way",
            ),
            ("set a = 1; reset a;", &["reset a"], "its default"),
            (
                "set a = 1; reset all; set b = 2;",
                &["set b = 2"],
                "everything's",
            ),
            (
                "set session a = 1; set a = 2;",
                &["set a = 2"],
                "the same setting",
            ),
            ("select setting(1, 2);", &[], "another function"),
        ] {
            let script = Script::parse("x.sql", text.to_owned().into()).unwrap();
            let mut statements = script.statements();
            let mut again = SetAgain::default();
            while let Some(statement) = statements.next_statement().unwrap() {
                again.note(&statement);
            }
            assert_eq!(again.statements().collect::<Vec<_>>(), expected, "{reason}");
        }
    }
}
