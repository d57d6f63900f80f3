//! What an extension makes, or the server itself: a dump doesn't make it, and holds only what users
//! said of it, which is what pg_dump keeps, too: changed grants, security labels, row security.

use std::collections::{HashMap, HashSet};

use super::address::Address;
use super::definition::Definition;
use super::gathered::{Found, Gathered};
use super::kind::Kind;
use super::object::{At, Ddl};

/// Something that is there already.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Given {
    /// The extension that makes it; `None` is the server.
    pub extension: Option<String>,
    /// Whether row security is on.
    pub row_security: bool,
}

impl Ddl for Given {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let name = at.id().sql();
        (self
            .row_security
            .then(|| format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")))
        .into_iter()
        .collect()
    }
}

/// Members of extensions belong to the extension, and so does what belongs to them: of these only
/// what users said stays.
pub(super) fn reduce_members(gathered: &mut Gathered) {
    let Gathered {
        found,
        members,
        edges,
        privileges,
        comments,
        ..
    } = gathered;
    let names: HashMap<Address, String> = (found.iter())
        .filter(|found| found.id.kind == Kind::Extension)
        .map(|found| (found.address, found.id.name.clone()))
        .collect();
    found.retain(|found| !belongs_to_member(found, members));
    let labelled: HashSet<Address> = (comments.iter())
        .filter(|remark| remark.provider.is_some())
        .map(|remark| remark.on)
        .collect();
    found.retain_mut(|found| {
        let Some(extension) = members.get(&found.address) else {
            return true;
        };
        let row_security =
            matches!(&found.definition, Definition::Table(table) if table.row_security);
        let is_changed =
            (privileges.get(&found.address)).is_some_and(|found| !found.changes.is_empty());
        found.parent = None;
        found.late_on.clear();
        found.definition = Definition::from(Given {
            extension: names.get(extension).cloned(),
            row_security,
        });
        row_security || is_changed || labelled.contains(&found.address)
    });
    let given = found.iter();
    let given: HashSet<Address> = given
        .filter(|found| matches!(found.definition, Definition::Given(_)))
        .map(|found| found.address)
        .collect();
    // The extension has seen to all that they need, their owner and the comments on them.
    edges.retain(|(from, _)| !given.contains(from));
    let extensions = given.iter();
    edges.extend(extensions.filter_map(|&from| Some((from, *members.get(&from)?))));
    comments.retain(|remark| remark.provider.is_some() || !given.contains(&remark.on));
    for address in &given {
        if let Some(found) = privileges.get_mut(address) {
            found.owner = None;
        }
    }
}

/// Whether it belongs to a member of an extension; policies and extended statistics are the
/// user's.
fn belongs_to_member(found: &Found, members: &HashMap<Address, Address>) -> bool {
    let parent =
        (found.parent).filter(|_| !matches!(found.id.kind, Kind::Policy | Kind::Statistics));
    parent.is_some_and(|parent| members.contains_key(&parent))
        && !members.contains_key(&found.address)
}
