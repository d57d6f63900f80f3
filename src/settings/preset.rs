//! `--preset`, and the variable that stands for it in the runs that write the schema file anew.

use super::SettingsError;
use super::values::{Names, setting};
use super::variables::Variables;
use crate::cli::PresetArg;
use crate::schema::Platform;

/// The platform whose own objects are left out, if any.
///
/// # Errors
/// The variable names none.
pub(super) fn preset(
    flag: Option<PresetArg>,
    variables: &Variables<'_>,
) -> Result<Option<Platform>, SettingsError> {
    if let Some(flag) = flag {
        return Ok(Some(platform(flag)));
    }
    let names = Names {
        flag: "--preset",
        variables: &["PROJ_MIGRATE_PRESET"],
    };
    setting(None, variables, &names, |text| {
        Platform::called(text)
            .ok_or_else(|| format!("one of {}", Platform::ALL.map(Platform::name).join(", ")))
    })
}

fn platform(flag: PresetArg) -> Platform {
    match flag {
        PresetArg::Azure => Platform::Azure,
        PresetArg::Cloudsql => Platform::CloudSql,
        PresetArg::Heroku => Platform::Heroku,
        PresetArg::Neon => Platform::Neon,
        PresetArg::Rds => Platform::Rds,
        PresetArg::Supabase => Platform::Supabase,
    }
}
