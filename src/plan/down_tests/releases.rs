//! Which migrations `--release` reaches.

use super::*;

fn rows(labels: &[Option<&str>]) -> Vec<LedgerRow> {
    let rows = labels.iter().zip(1..).map(|(label, seq)| LedgerRow {
        release: label.map(str::to_owned),
        ..row(&seq.to_string(), seq)
    });
    rows.collect()
}

fn release(label: &str) -> DownSelection {
    select(Reach::Release(label.to_owned()))
}

#[test]
fn a_release_is_everything_since_it_began_unless_others_came_between() {
    let files = ["1", "2", "3"].map(file);
    let (a, b) = (Some("a"), Some("b"));
    for (labels, expected, reason) in [
        ([None, a, a], Ok(vec!["3", "2"]), "the latest rows"),
        ([a, a, a], Ok(vec!["3", "2", "1"]), "everything"),
        ([b, b, b], Ok(vec![]), "nothing of it"),
        (
            [b, a, b],
            Err((vec!["3_x"], Some("1"))),
            "another release onto it",
        ),
        (
            [a, None, a],
            Err((vec!["2_x"], None)),
            "one without a release between",
        ),
        ([a, b, None], Err((vec!["3_x", "2_x"], None)), "two onto it"),
    ] {
        let made = match plan(&files, rows(&labels), &release("a"), &[]) {
            Ok(plan) => Ok(steps(&plan)
                .iter()
                .map(|(version, _)| (*version).to_owned())
                .collect()),
            Err(Unplannable::Refused(Refusal::ReleaseBelow { others, stays, .. })) => {
                Err((others, stays))
            }
            Err(other) => panic!("{reason}: {other:?}"),
        };
        let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let expected = expected
            .map(owned)
            .map_err(|(others, stays)| (owned(others), stays.map(version)));
        assert_eq!(made, expected, "{reason}");
    }
}

#[test]
fn a_release_that_nothing_has_is_warned_about_with_those_there_are() {
    let files = ["1", "2", "3"].map(file);
    let (a, b) = (Some("a"), Some("b"));
    let warned = |label| {
        plan(&files, rows(&[a, b, b]), &release(label), &[])
            .unwrap()
            .warnings
    };
    assert_eq!(
        warned("c"),
        [Warning::UnknownRelease {
            release: "c".to_owned(),
            known: vec!["b".to_owned(), "a".to_owned()],
        }]
    );
    assert_eq!(warned("b"), []);
}
