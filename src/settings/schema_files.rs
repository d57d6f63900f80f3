//! The requests of `dump` and `load`.

use super::SettingsError;
use super::choices::creation;
use super::context::Settings;
use super::preset::preset;
use super::values::schema_file;
use crate::cli::{DumpArgs, LoadArgs};
use crate::commands::dump::{self, Destination};
use crate::commands::load_schema::{self, Source};
use crate::plan::Onto;
use crate::schema::{Rights, Selection};

impl Settings<'_> {
    /// `dump`
    pub(super) fn dump_request(&self, args: &DumpArgs) -> anyhow::Result<dump::Request> {
        let destination = match &args.file {
            Some(file) if file.as_os_str() == "-" => Destination::Stdout,
            Some(file) => Destination::File(file.clone()),
            None => Destination::File(schema_file(&self.global, &self.variables)?),
        };
        if args.check && destination == Destination::Stdout {
            return Err(SettingsError::new("`--check` compares a file, and `-` is none").into());
        }
        Ok(dump::Request {
            destination,
            action: if args.check {
                dump::Action::Check
            } else {
                dump::Action::Write
            },
            completeness: if args.require_complete {
                dump::Completeness::Required
            } else {
                dump::Completeness::Wished
            },
            data: args.data.clone(),
            selection: Selection {
                platform: preset(args.preset, &self.variables)?,
                schemas: args.schema.clone(),
                excluded: args.exclude.clone(),
                rights: if args.privileges {
                    Rights::Included
                } else {
                    Rights::LeftOut
                },
                own: Vec::new(),
            },
            context: self.context()?,
        })
    }

    /// `load`
    pub(super) fn load_request(&self, args: &LoadArgs) -> anyhow::Result<load_schema::Request> {
        Ok(load_schema::Request {
            source: match &args.file {
                Some(file) if file.as_os_str() == "-" => Source::Stdin,
                Some(file) => Source::File(file.clone()),
                None => Source::File(schema_file(&self.global, &self.variables)?),
            },
            onto: if args.force {
                Onto::Anything
            } else {
                Onto::Nothing
            },
            create: creation(args.create, args.no_create),
            context: self.context()?,
        })
    }
}
