//! What pg_dump may see and we don't write, or write otherwise: a list with reasons. One that
//! nothing needs any more fails.

use regex::Regex;

const LIST: &str = include_str!("exceptions.txt");

/// A text by a pattern, that doesn't count.
#[derive(Debug)]
pub(crate) struct Exception {
    case: String,
    stage: Stage,
    from: u32,
    to: u32,
    pattern: Regex,
    line: usize,
}

/// When it is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Of both of pg_dump's texts, before they are compared.
    Comparing,
    /// Of pg_dump's text, before psql loads it: the server would refuse it.
    Loading,
}

/// Those of a case on a major.
pub(crate) fn exceptions(case: &str, major: u32, stage: Stage) -> Vec<Exception> {
    let all = all().into_iter();
    all.filter(|one| one.case == case || one.case == "*")
        .filter(|one| one.stage == stage && (one.from..=one.to).contains(&major))
        .collect()
}

/// The names of all cases that have some.
pub(crate) fn named_cases() -> Vec<String> {
    let cases = all().into_iter().map(|one| one.case);
    cases.filter(|case| case != "*").collect()
}

fn all() -> Vec<Exception> {
    let lines = LIST.lines().enumerate();
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(index, line)| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [case, stage, majors, pattern, reason] = fields[..] else {
                panic!("exceptions.txt:{}: not five fields", index + 1);
            };
            assert!(!reason.is_empty(), "exceptions.txt:{}: a reason", index + 1);
            let (from, to) = majors.split_once('-').unwrap_or((majors, majors));
            Exception {
                case: case.to_owned(),
                stage: match stage {
                    "comparing" => Stage::Comparing,
                    "loading" => Stage::Loading,
                    _ => panic!("exceptions.txt:{}: no stage {stage}", index + 1),
                },
                from: from.parse().unwrap(),
                to: to.parse().unwrap(),
                pattern: Regex::new(pattern).unwrap(),
                line: index + 1,
            }
        })
        .collect()
}

impl Exception {
    /// Whether the text holds what the exception is about.
    pub(crate) fn is_needed(&self, text: &str) -> bool {
        self.pattern.is_match(text)
    }

    /// The text without what the exception is about.
    pub(crate) fn applied(&self, text: &str) -> String {
        self.pattern.replace_all(text, "").into_owned()
    }

    /// Where it stands in the list.
    pub(crate) fn place(&self) -> String {
        format!("tests/dump/exceptions.txt:{}", self.line)
    }
}

/// Both texts with all exceptions but the one at `left_out`.
pub(crate) fn without(
    (one, other): (&str, &str),
    exceptions: &[Exception],
    left_out: Option<usize>,
) -> (String, String) {
    let apply = |text: &str| {
        (exceptions.iter().enumerate())
            .filter(|(index, _)| Some(*index) != left_out)
            .fold(text.to_owned(), |text, (_, one)| one.applied(&text))
    };
    (apply(one), apply(other))
}
