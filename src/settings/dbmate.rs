//! dbmate's variables that change little in a request; a value that asks for something else must
//! not pass in silence all the same.

use super::SettingsError;
use super::switch::{SWITCH_FORM, parse_switch};
use super::values::{Names, setting};
use super::variables::Variables;

/// Looks at `DBMATE_DRIVER`, and at `DBMATE_VERBOSE`, which `presentation` heeds.
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
    switch(
        "--verbose",
        &["PROJ_MIGRATE_VERBOSE", "DBMATE_VERBOSE"],
        variables,
    )?;
    Ok(())
}

/// Whether `PROJ_MIGRATE_NO_DUMP_SCHEMA` or `DBMATE_NO_DUMP_SCHEMA` says so.
///
/// # Errors
/// It is neither true nor false.
pub(super) fn no_dump_schema(variables: &Variables<'_>) -> Result<bool, SettingsError> {
    let names = ["PROJ_MIGRATE_NO_DUMP_SCHEMA", "DBMATE_NO_DUMP_SCHEMA"];
    Ok(switch("--no-dump-schema", &names, variables)?.unwrap_or_default())
}

fn switch(
    flag: &str,
    variables_of: &[&str],
    variables: &Variables<'_>,
) -> Result<Option<bool>, SettingsError> {
    let parse = |text: &str| parse_switch(text).ok_or_else(|| SWITCH_FORM.to_owned());
    let names = Names {
        flag,
        variables: variables_of,
    };
    setting(None, variables, &names, parse)
}
