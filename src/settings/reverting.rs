//! The requests of `down` and `redo`.

use super::choices::{count, mode, origin, resume, trust};
use super::context::Settings;
use super::values::{release_to_revert, version};
use crate::cli::{DownArgs, RedoArgs};
use crate::commands::{down, redo};
use crate::plan::{DownSelection, Reach};

impl Settings<'_> {
    /// `down`
    pub(super) fn down_request(&self, args: &DownArgs) -> anyhow::Result<down::Request> {
        let release = args.release.as_deref().map(release_to_revert).transpose()?;
        let reach = match (version(&args.to)?, release, args.last_run, args.all) {
            (Some(version), ..) => Reach::To(version),
            (None, Some(release), ..) => Reach::Release(release),
            (None, None, true, _) => Reach::LastRun,
            (None, None, _, true) => Reach::All,
            _ => Reach::Count(args.count.map(count).transpose()?.unwrap_or(1)),
        };
        Ok(down::Request {
            selection: DownSelection {
                reach,
                from: args.from.map(origin),
                trust: trust(args.trust_stored),
            },
            mode: mode(args.dry_run, args.on_live.as_deref())?,
            resume: resume(args.resume),
            context: self.context()?,
        })
    }

    /// `redo`
    pub(super) fn redo_request(&self, args: &RedoArgs) -> anyhow::Result<redo::Request> {
        Ok(redo::Request {
            count: args.count.map(count).transpose()?.unwrap_or(1),
            from: args.from.map(origin),
            trust: trust(args.trust_stored),
            context: self.context()?,
        })
    }
}
