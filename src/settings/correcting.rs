//! The requests of `repair` and `baseline`.

use super::choices::confirmation;
use super::context::Settings;
use super::values::required_version;
use crate::cli::{BaselineArgs, RepairArgs};
use crate::commands::{baseline, repair};
use crate::plan::{AcceptedEdits, RepairAction, RepairSelection};

impl Settings<'_> {
    /// `repair`
    pub(super) fn repair_request(&self, args: &RepairArgs) -> anyhow::Result<repair::Request> {
        let edits = if args.down_only {
            AcceptedEdits::DownOnly
        } else {
            AcceptedEdits::Any
        };
        let (action, typed) = match (args.forget.as_slice(), args.mark_applied.as_slice()) {
            ([], []) => (RepairAction::Restamp(edits), &args.versions),
            ([], _) => (RepairAction::MarkApplied, &args.mark_applied),
            _ => (RepairAction::Forget, &args.forget),
        };
        let flag = match action {
            RepairAction::Restamp(_) => "",
            RepairAction::Forget => "--forget ",
            RepairAction::MarkApplied => "--mark-applied ",
        };
        let versions = typed.iter().map(|text| required_version(flag, text));
        Ok(repair::Request {
            selection: RepairSelection {
                action,
                versions: versions.collect::<Result<_, _>>()?,
            },
            reason: args.reason.clone(),
            confirmation: confirmation(args.yes),
            context: self.context()?,
        })
    }

    /// `baseline`
    pub(super) fn baseline_request(
        &self,
        args: &BaselineArgs,
    ) -> anyhow::Result<baseline::Request> {
        Ok(baseline::Request {
            to: required_version("--to ", &args.to)?,
            reason: args.reason.clone(),
            context: self.context()?,
        })
    }
}
