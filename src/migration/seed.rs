//! A SQL seed: statements without markers, all of them in the transaction of the whole run.

use super::draft::Draft;
use super::parse::{Source, parse_into};
use super::{Checksum, Migration, Problem, ProblemKind, SeedProblem, Text, Version};

/// The seed `path` as a migration that has all of its statements in the up section; its version
/// means nothing.
///
/// # Errors
/// Every [`Problem`] of the text, in file order; never empty.
pub fn parse_seed(path: &str, text: Text, checksum: Checksum) -> Result<Migration, Vec<Problem>> {
    let version = Version::new("0").ok_or_else(Vec::new)?;
    let source = Source {
        version: &version,
        name: path,
        path,
        text,
        checksum,
    };
    parse_into(Draft::of_one_section(path), source)
        .map_err(|problems| problems.into_iter().map(of_seed).collect())
}

/// A problem whose cure in a migration is none in a seed.
fn of_seed(problem: Problem) -> Problem {
    let statement = match &problem.kind {
        ProblemKind::TransactionControl { statement }
        | ProblemKind::NeedsNoTransaction { statement } => statement.clone(),
        ProblemKind::CopyToStdout => "COPY … TO STDOUT".to_owned(),
        _ => return problem,
    };
    Problem {
        kind: SeedProblem::Statement { statement }.into(),
        ..problem
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Migration, Vec<Problem>> {
        parse_seed("a.sql", text.to_owned().into(), Checksum::of(text))
    }

    #[test]
    fn all_of_it_is_one_section() {
        let seed = parse("select 1;\n-- migrate:down\ncopy t from stdin;\n1\n\\.\nselect 2;\n");
        let seed = seed.unwrap();
        assert_eq!((seed.up.statements, seed.down.is_none()), (3, true));
        assert_eq!(parse("").unwrap().up.statements, 0);
        let mut statements = seed.statements(&seed.up);
        let first = statements.next_statement().unwrap().unwrap();
        assert_eq!(first.text, "select 1");
    }

    #[test]
    fn what_ends_the_transaction_is_refused() {
        for (text, statement) in [
            ("select 1;\ncommit;\n", "COMMIT"),
            ("vacuum;\n", "VACUUM"),
            ("copy t to stdout;\n", "COPY … TO STDOUT"),
        ] {
            let problems = parse(text).unwrap_err();
            let [problem] = &problems[..] else {
                panic!("{problems:?}");
            };
            let statement = statement.to_owned();
            assert_eq!(
                problem.kind,
                SeedProblem::Statement { statement }.into(),
                "{text}"
            );
        }
    }
}
