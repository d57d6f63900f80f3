//! The last message, and which part of it failed.

use crate::postgres::role::AssumedRole;

/// The last message: deferred constraints fail here, with better context than at COMMIT;
/// then the role is put back to `--role`, the step recorded with proof, and what the migration set
/// is reset; then COMMIT. One message, because each one's reply wakes both sides; an error skips
/// the rest of it, COMMIT included.
pub(in crate::postgres) fn finish(record_sql: &str, role: &AssumedRole) -> String {
    finish_with(
        ("set constraints all immediate", ";commit"),
        record_sql,
        role,
    )
}

/// The last message of a step that a trial goes on behind: `immediate` instead of all
/// constraints, and `as_begun` (with a semicolon in front, or empty) instead of COMMIT.
pub(in crate::postgres) fn finish_with(
    (immediate, as_begun): (&str, &str),
    record_sql: &str,
    role: &AssumedRole,
) -> String {
    format!(
        "{immediate};reset session authorization;reset role;{}\
         set local row_security = off;{record_sql};reset all{as_begun}",
        role.local()
    )
}

/// The parts of [`finish`] that fail for different reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::postgres) enum FinishPart {
    Constraints,
    Record,
    Commit,
}

/// The part that failed after so many of its statements were completed. A role's SET is one
/// more: a failing RESET ALL then counts as COMMIT's, whose outcome is looked up.
pub(in crate::postgres) fn finish_part(completed: usize) -> FinishPart {
    match completed {
        0 => FinishPart::Constraints,
        1..=5 => FinishPart::Record,
        _ => FinishPart::Commit,
    }
}
