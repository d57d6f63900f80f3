//! dbmate's variables that change nothing in a request; a value that asks for something else must
//! not pass in silence all the same.

use super::SettingsError;
use super::switch::{SWITCH_FORM, parse_switch};
use super::values::{Names, setting};
use super::variables::Variables;

/// Looks at `DBMATE_DRIVER`, `DBMATE_NO_DUMP_SCHEMA` and `DBMATE_VERBOSE`, which `presentation`
/// heeds. No schema file is written, whatever the second says, nor is `DBMATE_SCHEMA_FILE` read.
///
/// # Errors
/// A driver that isn't PostgreSQL's; a switch that is neither true nor false.
pub(super) fn check(variables: &Variables<'_>) -> Result<(), SettingsError> {
    if let Some(driver) = variables.find(&["DBMATE_DRIVER"])? {
        let is_ours = ["postgres", "postgresql"].contains(&driver.text.as_str());
        if !is_ours {
            return Err(
                SettingsError::new(format!("the value of {driver} is not `postgres`"))
                    .hint("proj-migrate speaks to PostgreSQL only"),
            );
        }
    }
    let parse = |text: &str| parse_switch(text).ok_or_else(|| SWITCH_FORM.to_owned());
    for (flag, variables_of) in [
        (
            "--no-dump-schema",
            ["PROJ_MIGRATE_NO_DUMP_SCHEMA", "DBMATE_NO_DUMP_SCHEMA"],
        ),
        ("--verbose", ["PROJ_MIGRATE_VERBOSE", "DBMATE_VERBOSE"]),
    ] {
        let names = Names {
            flag,
            variables: &variables_of,
        };
        setting(None, variables, &names, parse)?;
    }
    Ok(())
}
