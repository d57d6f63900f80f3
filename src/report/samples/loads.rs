//! Schema files: every end of loading one.

use super::{Twist, error_of, location, server_error};
use crate::migration::Extent;
use crate::outcome::{
    Aftermath, Failure, FailureKind, LoadEnd, LoadFailure, LoadReport, Loading, Majors, Outcome,
    Signal, load_cure,
};
use crate::plan::{Onto, Refusal};

/// Loaded ones.
pub(super) fn loaded(t: Twist) -> [(&'static str, Outcome); 3] {
    let report = |transactions, versions, unverified| {
        Outcome::Loaded(LoadReport {
            path: t("db/schema.sql"),
            statements: 120,
            transactions,
            versions,
            unverified,
            duration_ms: 35,
        })
    };
    [
        ("load", report(1, 9, 0)),
        ("load, dbmate's", report(1, 1, 1)),
        ("load, pg_dump's", report(12, 0, 0)),
    ]
}

/// What isn't loaded.
pub(super) fn refusals(t: Twist) -> [(&'static str, Refusal); 4] {
    let not_empty = |objects, versions| Refusal::NotEmpty {
        database: t("shop"),
        objects,
        named: match objects {
            0 => Vec::new(),
            _ => vec![t("table app.users"), t("type app.mood")],
        },
        versions,
    };
    let missing = |names| Refusal::MissingExtensions {
        names,
        location: Some(location(t)),
        major: 16,
    };
    [
        ("load, not empty", not_empty(17, 0)),
        ("load, with a history", not_empty(0, 3)),
        ("load, extension missing", missing(vec![t("vector")])),
        (
            "load, extensions missing",
            missing(vec![t("vector"), t("postgis")]),
        ),
    ]
}

/// What wasn't loaded to its end.
pub(super) fn failures(t: Twist) -> Vec<(&'static str, Failure)> {
    let failure = |end, aftermath, cure| {
        Failure::new(FailureKind::Load(Box::new(LoadFailure {
            path: t("db/schema.sql"),
            statements: 1_200,
            end,
            aftermath,
            cure,
        })))
    };
    let partial = Aftermath::Partial {
        done: 500,
        at: 503,
        of: 1_200,
    };
    let statement = |location, aftermath, majors: Majors| {
        let error = server_error(t);
        let loading = Loading {
            majors,
            onto: Onto::Nothing,
            extent: Extent::Whole,
        };
        let cure = load_cure(&error, loading);
        let end = LoadEnd::Statement {
            statement: 503,
            location,
            error: Box::new(error),
        };
        failure(end, aftermath, cure)
    };
    let same = Majors {
        file: Some(18),
        server: Some(18),
    };
    let other = Majors {
        server: Some(13),
        ..same
    };
    let failed = |error, causes| LoadEnd::Failed {
        attempted: "commit",
        error,
        causes,
    };
    let full = Box::new(error_of(t, "53100", "could not extend file"));
    vec![
        (
            "load, a statement",
            statement(Some(location(t)), Aftermath::RolledBack, same),
        ),
        (
            "load, a statement, other major",
            statement(Some(location(t)), partial, other),
        ),
        (
            "load, a statement, nowhere",
            statement(None, Aftermath::RolledBack, same),
        ),
        (
            "load, our own",
            failure(failed(Some(full), Vec::new()), partial, None),
        ),
        (
            "load, lost",
            failure(
                failed(None, vec![t("connection closed")]),
                Aftermath::RolledBack,
                None,
            ),
        ),
        (
            "load, ended",
            failure(LoadEnd::Ended, Aftermath::Ended, None),
        ),
        (
            "load, interrupted",
            failure(
                LoadEnd::Interrupted(Signal::Interrupt),
                Aftermath::RolledBack,
                None,
            ),
        ),
        (
            "load, unknown",
            failure(
                LoadEnd::Unknown(vec![t("connection closed")]),
                Aftermath::RolledBack,
                None,
            ),
        ),
    ]
}
