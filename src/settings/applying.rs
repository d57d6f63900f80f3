//! The requests of `up` and `migrate`.

use super::choices::{count, creation, mode, resume};
use super::context::Settings;
use super::values::{order, release, version};
use crate::cli::{ApplyArgs, MigrateArgs, UpArgs};
use crate::commands::up::{self, CreateDatabase, StoreScript};
use crate::plan::{Unverified, UpSelection};

impl Settings<'_> {
    /// `up`
    pub(super) fn up_request(&self, args: &UpArgs) -> anyhow::Result<up::Request> {
        self.apply_request(&args.apply, creation(args.create, args.no_create))
    }

    /// `migrate`
    pub(super) fn migrate_request(&self, args: &MigrateArgs) -> anyhow::Result<up::Request> {
        self.apply_request(&args.apply, CreateDatabase::Never)
    }

    fn apply_request(
        &self,
        args: &ApplyArgs,
        create: CreateDatabase,
    ) -> anyhow::Result<up::Request> {
        Ok(up::Request {
            selection: UpSelection {
                to: version(&args.to)?,
                count: args.count.map(count).transpose()?,
                order: order(args.strict, &self.variables)?,
                unverified: if args.adopt {
                    Unverified::Adopt
                } else {
                    Unverified::Report
                },
            },
            mode: mode(args.dry_run, args.on_live.as_deref())?,
            resume: resume(args.resume),
            release: release(args.release.as_deref(), &self.variables)?,
            create,
            store: if args.no_store_script {
                StoreScript::Omit
            } else {
                StoreScript::Store
            },
            context: self.context()?,
        })
    }
}
