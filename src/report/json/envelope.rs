//! The envelope around every command's outcome.

use serde::Serialize;

use super::super::dump;
use super::super::escape;
use super::super::heard::Heard;
use super::super::message::Message;
use super::error::ErrorJson;
use super::warning::WarningJson;
use crate::outcome::{
    Connected, CorrectionReport, DatabaseReport, DumpReport, ExitStatus, Failure, GenerateReport,
    LoadReport, NewReport, Outcome, PlanReport, ProtectReport, RunReport, SeedList, SeedReport,
    ServerError, StatusReport, StatusRow, TrialReport, WaitReport,
};

/// Raised when a key goes or changes its meaning.
const SCHEMA_VERSION: u32 = 1;

/// What `--format json` writes.
#[derive(Serialize)]
pub(in crate::report) struct Envelope<'a> {
    schema_version: u32,
    command: Option<&'a str>,
    exit_status: u8,
    target: Option<&'a Connected>,
    result: Option<ResultJson<'a>>,
    warnings: Vec<WarningJson<'a>>,
    notices: Vec<NoticeJson<'a>>,
    error: Option<ErrorJson<'a>>,
}

/// The outcome; `command` tells which of the shapes it has, `steps` tells a dry run's plan.
#[derive(Serialize)]
#[serde(untagged)]
enum ResultJson<'a> {
    New(&'a NewReport),
    Run(&'a RunReport),
    Plan(&'a PlanReport),
    Trial(&'a TrialReport),
    Dump {
        #[serde(flatten)]
        report: &'a DumpReport,
        diff: Option<String>,
    },
    Status {
        versions: &'a [StatusRow],
        fingerprint: Option<&'a str>,
    },
    Database(&'a DatabaseReport),
    Wait(&'a WaitReport),
    Protect(&'a ProtectReport),
    Corrected(&'a CorrectionReport),
    Seed(&'a SeedReport),
    SeedList(&'a SeedList),
    Loaded(&'a LoadReport),
    Generated(&'a GenerateReport),
}

/// A notice of the server.
#[derive(Serialize)]
struct NoticeJson<'a> {
    migration: Option<&'a str>,
    #[serde(flatten)]
    notice: &'a ServerError,
}

impl<'a> Envelope<'a> {
    /// The envelope of a command's end, or of a command line's that names none; `messages` are the failure's, if it failed.
    pub(in crate::report) fn new(
        command: Option<&'a str>,
        status: ExitStatus,
        heard: &'a Heard,
        result: &'a Result<Outcome, Failure>,
        messages: &'a [Message],
    ) -> Self {
        let (outcome, failure) = match result {
            Ok(outcome) => (Some(outcome), None),
            Err(failure) => (None, Some(failure)),
        };
        let notices = heard.notices.iter().map(|(migration, notice)| NoticeJson {
            migration: migration.as_deref(),
            notice,
        });
        Self {
            schema_version: SCHEMA_VERSION,
            command,
            exit_status: status.code(),
            target: heard.connected.as_ref().or(match outcome {
                Some(Outcome::Status(StatusReport { connected, .. })) => Some(connected),
                _ => None,
            }),
            result: outcome.map(ResultJson::from),
            warnings: heard.warnings.iter().map(WarningJson::from).collect(),
            notices: notices.collect(),
            error: failure.map(|failure| ErrorJson::new(failure, messages)),
        }
    }

    /// The envelope in one line, with its newline.
    pub(in crate::report) fn render(&self) -> String {
        match serde_json::to_string(self) {
            Ok(text) => format!("{}\n", escape::json(&text)),
            // Only maps with keys that aren't strings fail, and there are none.
            Err(error) => format!(
                "{}\n",
                serde_json::json!({ "internal_error": error.to_string() })
            ),
        }
    }
}

impl<'a> From<&'a Outcome> for ResultJson<'a> {
    fn from(outcome: &'a Outcome) -> Self {
        match outcome {
            Outcome::New(report) => Self::New(report),
            Outcome::Run(report) => Self::Run(report),
            Outcome::Plan(report) => Self::Plan(report),
            Outcome::Trial(report) => Self::Trial(report),
            Outcome::Dump(report) => Self::Dump {
                diff: dump::json_diff(report),
                report,
            },
            Outcome::Database(report) => Self::Database(report),
            Outcome::Wait(report) => Self::Wait(report),
            Outcome::Protect(report) => Self::Protect(report),
            Outcome::Status(report) => Self::Status {
                versions: &report.versions,
                fingerprint: report.fingerprint.as_deref(),
            },
            Outcome::Corrected(report) => Self::Corrected(report),
            Outcome::Seed(report) => Self::Seed(report),
            Outcome::SeedList(list) => Self::SeedList(list),
            Outcome::Loaded(report) => Self::Loaded(report),
            Outcome::Generated(report) => Self::Generated(report),
        }
    }
}
