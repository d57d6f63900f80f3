//! What a snapshot lacks although it is in the database, so that nobody takes a part for all.

use std::collections::HashSet;

use super::address::Address;
use super::gathered::Gathered;
use super::selection::Selection;

/// What was left out, other than what `--schema` and `--exclude` leave out; each list sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Secrets: `the password of USER MAPPING FOR app SERVER s`.
    pub secrets: Vec<String>,
    /// What the role must not read, in the same words.
    pub unreadable: Vec<String>,
    /// What the platform made: the titles of what lies in no schema of its own, `SCHEMA auth`.
    pub of_platform: Vec<String>,
}

impl LeftOut {
    /// What of `gathered` isn't in its snapshot; to be asked for before [`Snapshot::new`].
    ///
    /// [`Snapshot::new`]: super::Snapshot::new
    pub fn of(gathered: &Gathered, selection: &Selection) -> Self {
        let found = gathered.found.iter();
        let held: HashSet<Address> = (found.clone())
            .filter(|found| selection.holds(&found.id))
            .filter(|found| !gathered.members.contains_key(&found.address))
            .map(|found| found.address)
            .collect();
        let of_held = |notes: &[(Option<Address>, String)]| {
            let notes = notes.iter();
            sorted(
                notes
                    .filter(|(on, _)| on.is_none_or(|on| held.contains(&on)))
                    .map(|(_, note)| note.clone()),
            )
        };
        let own = found.filter(|found| {
            found.id.schema.is_none() && selection.platform.is_some_and(|it| it.has_made(&found.id))
        });
        Self {
            secrets: of_held(&gathered.secrets),
            unreadable: of_held(&gathered.unreadable),
            of_platform: sorted(own.map(|found| found.id.title())),
        }
    }
}

fn sorted(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut texts: Vec<String> = texts.collect();
    texts.sort();
    texts.dedup();
    texts
}
