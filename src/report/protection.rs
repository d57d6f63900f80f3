//! Protected databases: what `protect` did, and what it stops.

use super::escape;
use super::message::Message;
use crate::outcome::ProtectReport;
use crate::plan::Protection;

/// `database shop is protected now`, with its newline.
pub(super) fn line(report: &ProtectReport) -> String {
    let what = match (report.protected, report.changed) {
        (true, true) => "protected now",
        (true, false) => "protected already",
        (false, true) => "no longer protected",
        (false, false) => "not protected",
    };
    format!("database {} is {what}\n", escape::line(&report.database))
}

/// Why `command` is refused on `database`.
pub(super) fn refusal(command: &str, database: &str, by: &Protection) -> Message {
    let title = match by {
        Protection::Unknown(_) => format!(
            "`{command}` is refused: whether the database {database} is protected cannot be told"
        ),
        Protection::Row | Protection::Setting => {
            format!("`{command}` is refused: the database {database} is protected")
        }
    };
    let message = Message::error(title).prose("nothing was changed");
    let message = match by {
        Protection::Unknown(table) => message.hint(format!(
            "have the owner of {table} grant you SELECT on it, if it is an ordinary table"
        )),
        Protection::Row | Protection::Setting => message,
    };
    let message = match command.split(' ').next() {
        Some("down" | "rollback") => message.hint(
            "`--last-run` and `--release` are allowed: they take back what was just deployed",
        ),
        _ => message,
    };
    message.hint("if it is meant, on this very database: `--allow-protected`")
}

/// Why `protect --off` is refused; `database` is quoted as SQL.
pub(super) fn by_setting(database: &str) -> Message {
    Message::error(format!(
        "the database {database} is protected by its setting proj_migrate.protected"
    ))
    .prose("nothing was changed")
    .hint(format!(
        "only a superuser can take it away: `alter database {database} reset proj_migrate.protected`"
    ))
}
