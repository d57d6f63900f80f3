//! The one place where output that differs from run to run is made the same.

use std::sync::LazyLock;

use regex::Regex;

/// What changes, and what stands for it.
static CHANGING: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    [
        (
            r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?Z| UTC|[+-]\d\d(:?\d\d)?)?",
            "[time]",
        ),
        (r"\b[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\b", "[uuid]"),
        (
            r"\((?:under )?(\d+ min )?\d+(\.\d+)? ?(µs|ms|s|min)(, stored script)?\)",
            "(… ms$4)",
        ),
        // The table of `status`, whose columns are as wide as what changes.
        (
            r"(version +name +state +applied at) +by +took +note",
            "$1  by  took  note",
        ),
        (
            r"(?m)(version +name +state +applied at) +by +took$",
            "$1  by  took",
        ),
        (r"(applied at +by +took) +(release)\b", "$1  $2"),
        (
            r"(\[time\]) +(\S+)  +(\d+ min )?\d+(\.\d+)? (µs|ms|s|min) *",
            "$1  $2  … ms  ",
        ),
        (r"(?m)  … ms  $", "  … ms"),
        (r"(?m) {2,}-  +-  +- *$", "  -  -  -"),
        (r" {2,}-  +-  +-  +", "  -  -  -  "),
        (r#"("duration_ms": ?)\d+"#, "${1}0"),
        // It differs by major.
        (
            r#"("fingerprint": ?)"sha256:[0-9a-f]{64}""#,
            "${1}\"[fingerprint]\"",
        ),
        (r"/[^ :\n]*/\.tmp[A-Za-z0-9]{6}\b", "[temporary]"),
        (r"\brole_[0-9a-f]{12}\b", "[role]"),
        (r"transaction open for [^),]+", "transaction open for […]"),
        (r"\bpid \d+", "pid [pid]"),
        (r#"("pid": ?)\d+"#, "${1}0"),
    ]
    .map(|(pattern, stand_in)| (Regex::new(pattern).unwrap(), stand_in))
    .to_vec()
});

/// The text with the given names, and then times, durations, UUIDs and pids, replaced.
pub(crate) fn redact(text: &str, names: &[(&str, &str)]) -> String {
    let named = names
        .iter()
        .fold(text.to_owned(), |text, (name, stand_in)| {
            text.replace(name, stand_in)
        });
    CHANGING.iter().fold(named, |text, (pattern, stand_in)| {
        pattern.replace_all(&text, *stand_in).into_owned()
    })
}
