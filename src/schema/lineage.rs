//! Who inherits from whom, and what must wait for that: indexes, constraints and triggers of tables
//! that have children or parents.

use super::constraint::ConstraintKind;
use super::definition::Definition;
use super::id::Id;
use super::kind::Kind;
use super::object::At;
use super::order::{Part, Step};
use super::snapshot::Snapshot;

/// The children of every table.
pub(super) struct Lineage<'a> {
    snapshot: &'a Snapshot,
    /// Of each table its partitions: attached late.
    partitions: Vec<Vec<usize>>,
    /// Of each table those that inherit from it otherwise.
    heirs: Vec<Vec<usize>>,
}

/// The tables that a table inherits from, or is a partition of.
pub(super) fn parents(at: At<'_>) -> impl Iterator<Item = At<'_>> {
    let objects = &at.snapshot.objects;
    let names = match &at.object().definition {
        Definition::Table(table) => table.parents.as_slice(),
        _ => &[],
    };
    names.iter().filter_map(move |(schema, name)| {
        let index = [Kind::Table, Kind::ForeignTable].iter().find_map(|kind| {
            let id = Id::in_schema(*kind, schema, name);
            objects.binary_search_by(|object| object.id.cmp(&id)).ok()
        })?;
        Some(At { index, ..at })
    })
}

/// The checks and NOT NULLs of the name of the one at `at` that the tables above its own have.
pub(super) fn same_above(at: At<'_>) -> Vec<At<'_>> {
    let tables = at.parent().into_iter().flat_map(ancestors);
    let members = tables.flat_map(At::members);
    members
        .filter(|member| member.id().kind == Kind::Constraint && member.id().name == at.id().name)
        .collect()
}

/// Every table above a table.
fn ancestors(at: At<'_>) -> Vec<At<'_>> {
    let mut open: Vec<At<'_>> = parents(at).collect();
    let mut seen: Vec<At<'_>> = Vec::new();
    while let Some(table) = open.pop() {
        if seen.iter().all(|seen| seen.index != table.index) {
            open.extend(parents(table));
            seen.push(table);
        }
    }
    seen
}

/// Whether a table of the same schema, that doesn't stand below the one at `at`, has a constraint of
/// this name, such as a partition that was detached: the server chose another one if it were left to.
pub(super) fn is_taken_elsewhere(at: At<'_>, name: &str) -> bool {
    let objects = &at.snapshot.objects;
    let is_before = |id: &Id| {
        (id.kind, id.schema.as_ref(), id.name.as_str())
            < (Kind::Constraint, at.id().schema.as_ref(), name)
    };
    let start = objects.partition_point(|object| is_before(&object.id));
    let same = (start..objects.len()).map(|index| At { index, ..at });
    let same = same.take_while(|one| {
        let id = one.id();
        id.kind == Kind::Constraint && id.schema == at.id().schema && id.name == name
    });
    let mut others = same.filter_map(At::parent);
    others.any(|other| {
        other.index != at.index && ancestors(other).iter().all(|above| above.index != at.index)
    })
}

/// Makes checks and NOT NULLs a table's own whose parents have none of the kind: when a column is
/// dropped from a parent alone, the child's are still called inherited.
pub(super) fn adopt_orphans(snapshot: &mut Snapshot) {
    let orphans = snapshot.all().filter(|at| is_orphan(*at));
    let orphans: Vec<usize> = orphans.map(|at| at.index).collect();
    for index in orphans {
        let object = snapshot.objects.get_mut(index);
        if let Some(Definition::Constraint(orphan)) = object.map(|object| &mut object.definition) {
            orphan.is_local = true;
        }
    }
}

fn is_orphan(at: At<'_>) -> bool {
    let (Definition::Constraint(orphan), Some(table)) = (&at.object().definition, at.parent())
    else {
        return false;
    };
    let Definition::Table(facts) = &table.object().definition else {
        return false;
    };
    let parents: Vec<At<'_>> = (parents(table))
        .filter(|parent| matches!(parent.object().definition, Definition::Table(_)))
        .collect();
    let is_same = |member: At<'_>| match &member.object().definition {
        Definition::Constraint(one) if orphan.kind == ConstraintKind::NotNull => {
            one.kind == orphan.kind && one.column == orphan.column
        }
        _ => member.id().kind == Kind::Constraint && member.id().name == at.id().name,
    };
    matches!(orphan.kind, ConstraintKind::Check | ConstraintKind::NotNull)
        && orphan.is_taken_over()
        // A parent that isn't in the snapshot may have it.
        && parents.len() == facts.parents.len()
        && !parents.iter().flat_map(|parent| parent.members()).any(is_same)
}

impl<'a> Lineage<'a> {
    /// That of all tables.
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let mut lineage = Self {
            snapshot,
            partitions: vec![Vec::new(); snapshot.objects.len()],
            heirs: vec![Vec::new(); snapshot.objects.len()],
        };
        for at in snapshot.all() {
            let lists = match at.object().definition.is_partition() {
                true => &mut lineage.partitions,
                false => &mut lineage.heirs,
            };
            for parent in parents(at) {
                if let Some(children) = lists.get_mut(parent.index) {
                    children.push(at.index);
                }
            }
        }
        lineage
    }

    /// What the object at `at` waits for besides what it needs.
    pub(super) fn needs(&self, at: At<'_>) -> Vec<Step> {
        let Some(table) = at.parent() else {
            return Vec::new();
        };
        match &at.object().definition {
            definition if definition.is_copy() => self.above_copy(at),
            Definition::Constraint(constraint) if constraint.is_validated_below(at) => {
                let above = same_above(at).into_iter();
                above.map(|same| main(same.index)).collect()
            }
            Definition::Constraint(constraint) if constraint.comes_with_attaching() => {
                let owner = self.snapshot.links.owners.get(at.index).copied().flatten();
                owner.map(main).into_iter().collect()
            }
            Definition::Constraint(constraint) if constraint.spreads() => self.below(table.index),
            // An index of a partitioned table comes when its partitions are attached: it would
            // make them indexes of its own otherwise.
            Definition::Constraint(constraint) if !constraint.within => self.attached(table.index),
            Definition::Index(_) => self.attached(table.index),
            _ => Vec::new(),
        }
    }

    fn attached(&self, table: usize) -> Vec<Step> {
        let partitions = self.partitions.get(table).into_iter().flatten();
        partitions.map(|&index| late(index)).collect()
    }

    /// Every table below, made and attached.
    fn below(&self, table: usize) -> Vec<Step> {
        let mut needs = Vec::new();
        let mut open = vec![table];
        while let Some(table) = open.pop() {
            let heirs = self.heirs.get(table).into_iter().flatten();
            for step in heirs.map(|&index| main(index)).chain(self.attached(table)) {
                if !needs.contains(&step) {
                    needs.push(step);
                    open.push(step.index);
                }
            }
        }
        needs
    }

    /// A trigger that a partition has from above is there once every table up to the one that
    /// has it of its own is attached.
    fn above_copy(&self, at: At<'_>) -> Vec<Step> {
        let mut needs = Vec::new();
        let owners = &self.snapshot.links.owners;
        let mut table = at.parent().map(|table| table.index);
        while let Some(index) = table {
            let above = owners.get(index).copied().flatten();
            if above.is_some() {
                needs.push(late(index));
            }
            let here = At {
                snapshot: self.snapshot,
                index,
            };
            let same = here.members().filter(|member| {
                let id = member.id();
                id.kind == Kind::Trigger
                    && id.name == at.id().name
                    && !member.object().definition.is_copy()
            });
            needs.extend(same.map(|member| main(member.index)));
            table = above;
        }
        needs
    }
}

fn main(index: usize) -> Step {
    let part = Part::Main;
    Step { index, part }
}

fn late(index: usize) -> Step {
    let part = Part::Late;
    Step { index, part }
}
