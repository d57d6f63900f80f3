//! What all requests are made of, and what all commands share.

use std::ffi::OsStr;

use super::endpoint::endpoint;
use super::preset::preset;
use super::values::{ledger, migrations_dirs, role, schema_file, timeouts};
use super::variables::Variables;
use super::{Environment, SettingsError, dbmate, server_wait};
use crate::cli::GlobalArgs;
use crate::commands::{Context, Protected, SchemaWriting};
use crate::target::ServerSearch;

/// Everything that requests are made of.
pub(super) struct Settings<'a> {
    pub(super) global: GlobalArgs,
    pub(super) variables: Variables<'a>,
    pub(super) environment: &'a Environment,
}

impl Settings<'_> {
    /// What all commands share.
    pub(super) fn context(&self) -> anyhow::Result<Context> {
        let named = endpoint(&self.global, &self.variables, self.environment)?;
        Ok(Context {
            endpoint: named.endpoint,
            warnings: named.warnings,
            role: role(&self.global, &self.variables)?,
            protected: if self.global.allow_protected {
                Protected::Allow
            } else {
                Protected::Spare
            },
            server_wait: server_wait::of_command(&self.global, &self.variables)?,
            ledger: ledger(&self.global, &self.variables)?,
            migrations_dirs: migrations_dirs(&self.global, &self.variables)?,
            schema_file: schema_file(&self.global, &self.variables)?,
            schema_writing: self.schema_writing()?,
            platform: preset(None, &self.variables)?,
            timeouts: timeouts(&self.global, &self.variables)?,
            program: self.environment.program.clone(),
            server_search: self.server_search()?,
        })
    }

    /// A flag counts for more than a variable.
    fn schema_writing(&self) -> Result<SchemaWriting, SettingsError> {
        let never = dbmate::no_dump_schema(&self.variables)?;
        Ok(
            match (self.global.dump_schema, self.global.no_dump_schema) {
                (true, false) => SchemaWriting::Always,
                (_, true) => SchemaWriting::Never,
                _ if never => SchemaWriting::Never,
                _ => SchemaWriting::WhenLocal,
            },
        )
    }

    fn server_search(&self) -> Result<ServerSearch, SettingsError> {
        let named = self.variables.find(&["PROJ_MIGRATE_PG_BIN"])?;
        let path = self.environment.variables.get(OsStr::new("PATH"));
        let folders = |text: &OsStr| std::env::split_paths(text).collect();
        Ok(ServerSearch {
            explicit: named.map_or_else(Vec::new, |value| folders(value.text.as_ref())),
            path_dirs: path.map_or_else(Vec::new, |path| folders(path)),
            temp_dir: self.environment.temp_dir.clone(),
        })
    }
}
