//! A database's schema as data: its objects in the order of their ids, and how they hang
//! together.

use std::collections::{BTreeSet, HashMap};

use super::address::Address;
use super::definition::Definition;
use super::gathered::{Found, Gathered, Remark};
use super::given;
use super::id::Id;
use super::inherited::order_columns;
use super::lineage::adopt_orphans;
use super::namespace::Namespace;
use super::object::{At, Comment, Dependence, Object};
use super::privileges::{PrivilegeChange, Privileges};
use super::selection::Selection;
use super::separate;

/// A schema as data.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Snapshot {
    /// The server's major version, which decides how expressions are written.
    pub major: u32,
    /// The objects in the order of their ids.
    pub objects: Vec<Object>,
    /// How they hang together; by their indexes.
    #[serde(skip)]
    pub(crate) links: Links,
}

/// What belongs to what and needs what; every list has as many entries as there are objects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Links {
    /// What an object is written beneath.
    pub(crate) parents: Vec<Option<usize>>,
    /// What is written beneath it.
    pub(crate) members: Vec<Vec<usize>>,
    /// What must be there before it.
    pub(crate) needs: Vec<BTreeSet<usize>>,
    /// What must be there before its late part, besides itself; empty when it has none.
    pub(crate) late: Vec<Vec<usize>>,
    /// What the late part ties it to: the table of an owned sequence, the parent of a
    /// partition, the index that an index is attached to.
    pub(crate) owners: Vec<Option<usize>>,
}

impl Snapshot {
    /// What was gathered of `selection`, tied together by indexes instead of addresses.
    pub fn new(mut gathered: Gathered, selection: &Selection) -> Self {
        selection.apply(&mut gathered);
        given::reduce_members(&mut gathered);
        let Gathered {
            major,
            mut found,
            parts,
            named_parts,
            defaults,
            members,
            edges,
            dependents,
            mut privileges,
            comments,
            secrets: _,
            unreadable: _,
            unlisted: _,
        } = gathered;
        add_grants_on_parts(&mut privileges, &parts, &named_parts);
        found.retain(|found| !is_as_made(found, &comments, &privileges));
        // What is part of something else, such as a range's constructor, is made with it.
        found.retain(|found| !parts.contains_key(&found.address));
        found.sort_by(|a, b| a.id.cmp(&b.id));
        let ties = Ties::new(&found, parts, members);
        let (of_defaults, edges): (Vec<_>, Vec<_>) =
            (edges.into_iter()).partition(|(from, _)| defaults.contains_key(from));
        let mut links = ties.links(&found, &edges);
        let mut objects: Vec<Object> = (found.into_iter())
            .map(|found| Object {
                id: found.id,
                definition: found.definition,
                comments: Vec::new(),
                privileges: privileges.remove(&found.address),
                depends_on: Vec::new(),
            })
            .collect();
        add_comments(&mut objects, &ties, comments, &named_parts);
        add_dependence(&mut objects, &ties, &dependents, &named_parts);
        order_columns(&mut objects);
        let needs = (of_defaults.iter()).filter_map(|(from, to)| {
            Some((ties.index(*from)?, defaults.get(from)?, ties.index(*to)?))
        });
        separate::fold_defaults(&mut objects, &mut links, needs);
        separate::fold_checks(&mut objects, &mut links);
        let mut snapshot = Self {
            major,
            objects,
            links,
        };
        adopt_orphans(&mut snapshot);
        snapshot
    }

    /// Every object at its place.
    pub(crate) fn all(&self) -> impl Iterator<Item = At<'_>> {
        (0..self.objects.len()).map(|index| At {
            snapshot: self,
            index,
        })
    }
}

/// Gives what was granted on a part with a name to the object that it is a part of.
fn add_grants_on_parts(
    privileges: &mut HashMap<Address, Privileges>,
    parts: &HashMap<Address, Address>,
    named_parts: &HashMap<Address, Id>,
) {
    for (part, id) in named_parts {
        let granted = privileges.remove(part);
        let whole = parts.get(part).and_then(|whole| privileges.get_mut(whole));
        if let (Some(granted), Some(whole)) = (granted, whole) {
            whole.extend((granted.changes.into_iter()).map(|change| PrivilegeChange {
                part: Some(id.clone()),
                ..change
            }));
        }
    }
}

/// Whether it is the schema `public` as initdb makes it.
fn is_as_made(
    found: &Found,
    comments: &[Remark],
    privileges: &HashMap<Address, Privileges>,
) -> bool {
    let Definition::Schema(Namespace { is_built_in: true }) = &found.definition else {
        return false;
    };
    let is_usual = |remark: &Remark| remark.provider.is_none() && remark.text == USUAL_COMMENT;
    let mut own = comments.iter().filter(|remark| remark.on == found.address);
    own.all(is_usual)
        && (privileges.get(&found.address))
            .is_none_or(|found| found.owner.is_none() && found.changes.is_empty())
}

/// What initdb says of `public`.
const USUAL_COMMENT: &str = "standard public schema";

/// From addresses to indexes.
struct Ties {
    indexes: HashMap<Address, usize>,
    parts: HashMap<Address, Address>,
    members: HashMap<Address, Address>,
}

impl Ties {
    fn new(
        found: &[Found],
        parts: HashMap<Address, Address>,
        members: HashMap<Address, Address>,
    ) -> Self {
        let indexes = (found.iter().enumerate())
            .map(|(index, found)| (found.address, index))
            .collect();
        Self {
            indexes,
            parts,
            members,
        }
    }

    /// The object that `address` is, or is a part of; of an extension's member the extension.
    fn index(&self, address: Address) -> Option<usize> {
        let mut at = address;
        // A part of a part of a part is as deep as it gets.
        for _ in 0..4 {
            if let Some(&index) = self.indexes.get(&at) {
                return Some(index);
            }
            at = *(self.members.get(&at)).or_else(|| self.parts.get(&at))?;
        }
        None
    }

    fn links(&self, found: &[Found], edges: &[(Address, Address)]) -> Links {
        let parents: Vec<Option<usize>> = (found.iter())
            .map(|found| self.index(found.parent?))
            .collect();
        let mut links = Links {
            members: vec![Vec::new(); found.len()],
            needs: vec![BTreeSet::new(); found.len()],
            late: (found.iter())
                .map(|found| {
                    found
                        .late_on
                        .iter()
                        .filter_map(|&on| self.index(on))
                        .collect()
                })
                .collect(),
            owners: (found.iter())
                .map(|found| self.index(*found.late_on.first()?))
                .collect(),
            parents,
        };
        for (index, &parent) in links.parents.iter().enumerate() {
            if let Some(parent) = parent {
                if let Some(members) = links.members.get_mut(parent) {
                    members.push(index);
                }
                if let Some(needs) = links.needs.get_mut(index) {
                    needs.insert(parent);
                }
            }
        }
        for &(from, to) in edges {
            if let (Some(from), Some(to)) = (self.index(from), self.index(to))
                && from != to
                && !links.late.get(from).is_some_and(|late| late.contains(&to))
                && let Some(needs) = links.needs.get_mut(from)
            {
                needs.insert(to);
            }
        }
        links
    }
}

fn add_dependence(
    objects: &mut [Object],
    ties: &Ties,
    dependents: &[(Address, Address, String)],
    parts: &HashMap<Address, Id>,
) {
    for (from, to, extension) in dependents {
        // An extension of initdb's is no object.
        if ties.index(*to).is_none() && to.oid >= 16384 {
            continue;
        }
        let extension = extension.clone();
        let part = parts.get(from).cloned();
        let is_own = ties.indexes.contains_key(from) || part.is_some();
        let object = ties.index(*from).and_then(|index| objects.get_mut(index));
        if let Some(object) = object.filter(|_| is_own) {
            object.depends_on.push(Dependence { part, extension });
            object.depends_on.sort();
        }
    }
}

fn add_comments(
    objects: &mut [Object],
    ties: &Ties,
    mut comments: Vec<Remark>,
    parts: &HashMap<Address, Id>,
) {
    comments.sort_by_cached_key(|found| {
        let number = found.column.as_ref().map(|(number, _)| *number);
        (
            number,
            parts.get(&found.on).cloned(),
            found.provider.clone(),
        )
    });
    for remark in comments {
        let Remark {
            on,
            column,
            provider,
            text,
        } = remark;
        let part = parts.get(&on).cloned();
        // The comment of an unnamed part, such as a row type, is nobody's.
        let is_own = ties.indexes.contains_key(&on) || part.is_some();
        let object = ties.index(on).and_then(|index| objects.get_mut(index));
        if let Some(object) = object.filter(|_| is_own) {
            let column = column.map(|(_, name)| name);
            object.comments.push(Comment {
                column,
                part,
                provider,
                text,
            });
        }
    }
}
