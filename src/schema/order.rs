//! The order in which a snapshot is written: by id as far as possible, each relation followed
//! by what belongs to it, everything behind what it needs. Never by anything that differs
//! between two databases of the same schema.

use std::collections::{BTreeMap, BTreeSet};

use super::kind::Kind;
use super::lineage::Lineage;
use super::object::At;
use super::snapshot::Snapshot;

/// One step of a dump: an object or a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Step {
    /// The object's index.
    pub(super) index: usize,
    /// Which part of it.
    pub(super) part: Part,
}

/// The parts of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The stand-in.
    Early,
    /// The object.
    Main,
    /// What had to wait for others.
    Late,
}

/// A step with the object beneath whose heading it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    /// The step.
    pub(super) step: Step,
    /// The heading's object.
    pub(super) home: usize,
}

/// All steps in order.
pub(super) fn order(snapshot: &Snapshot) -> Vec<Placed> {
    let mut walk = Walk::new(snapshot);
    for (_, step) in walk.keys() {
        walk.visit(step);
    }
    walk.done
}

/// The object whose heading a step stands beneath. A sequence that a column owns stands with
/// the column's table, the attaching of an index with the index it is attached to.
fn home(snapshot: &Snapshot, step: Step) -> usize {
    let links = &snapshot.links;
    let owner = || links.owners.get(step.index).copied().flatten();
    let at = At {
        snapshot,
        index: step.index,
    };
    let start = match (at.id().kind, step.part) {
        (Kind::Sequence, _) | (Kind::Index | Kind::Constraint, Part::Late) => owner(),
        _ => None,
    };
    let mut at = start.unwrap_or(step.index);
    while let Some(parent) = links.parents.get(at).copied().flatten() {
        at = parent;
    }
    at
}

/// The rank of a step beneath its heading.
fn rank(kind: Kind, part: Part, is_home: bool) -> u8 {
    match (kind, part) {
        (_, Part::Early) => 0,
        (Kind::Sequence, Part::Main) => 1,
        (_, Part::Main) if is_home => 2,
        (Kind::Sequence, Part::Late) => 3,
        (Kind::Table | Kind::ForeignTable, Part::Late) => 4,
        (_, Part::Main) => 5,
        (_, Part::Late) => 6,
    }
}

/// What decides between steps that don't need each other: foreign keys last, then the
/// heading's object, the rank beneath it, the step itself.
type Key = (bool, usize, u8, Step);

struct Walk<'a> {
    snapshot: &'a Snapshot,
    /// Keys of the steps beneath each heading.
    beneath: BTreeMap<usize, Vec<Key>>,
    lineage: Lineage<'a>,
    begun: BTreeSet<Step>,
    ended: BTreeSet<Step>,
    done: Vec<Placed>,
}

impl<'a> Walk<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        let mut walk = Self {
            snapshot,
            beneath: BTreeMap::new(),
            lineage: Lineage::new(snapshot),
            begun: BTreeSet::new(),
            ended: BTreeSet::new(),
            done: Vec::new(),
        };
        for (key, _) in walk.keys() {
            walk.beneath.entry(key.1).or_default().push(key);
        }
        walk
    }

    /// Every step but stand-ins, by key.
    fn keys(&self) -> Vec<(Key, Step)> {
        let mut keys: Vec<(Key, Step)> = Vec::new();
        for at in self.snapshot.all() {
            let has_late = (self.snapshot.links.late.get(at.index)).is_some_and(|l| !l.is_empty());
            let parts = if has_late {
                &[Part::Main, Part::Late][..]
            } else {
                &[Part::Main][..]
            };
            for &part in parts {
                let step = Step {
                    index: at.index,
                    part,
                };
                keys.push((self.key(step), step));
            }
        }
        keys.sort_unstable();
        keys
    }

    fn key(&self, step: Step) -> Key {
        let home = home(self.snapshot, step);
        let at = At {
            snapshot: self.snapshot,
            index: step.index,
        };
        let kind = at.id().kind;
        let rank = rank(kind, step.part, home == step.index);
        (kind == Kind::ForeignKey, home, rank, step)
    }

    /// What must be written before a step.
    fn needs(&self, step: Step) -> Vec<Step> {
        let main = |index| Step {
            index,
            part: Part::Main,
        };
        let links = &self.snapshot.links;
        let of = |index: usize| links.needs.get(index).into_iter().flatten().copied();
        match step.part {
            Part::Early => (of(step.index))
                .filter(|&need| self.is_base(need))
                .map(main)
                .collect(),
            Part::Late => {
                let late = links.late.get(step.index).into_iter().flatten().copied();
                late.chain([step.index]).map(main).collect()
            }
            Part::Main => {
                let mut needs: Vec<Step> = (of(step.index))
                    .map(|need| match self.is_stood_in_for(step.index, need) {
                        true => Step {
                            index: need,
                            part: Part::Early,
                        },
                        false => main(need),
                    })
                    .collect();
                let at = At {
                    snapshot: self.snapshot,
                    index: step.index,
                };
                needs.extend(self.lineage.needs(at));
                needs
            }
        }
    }

    /// What stand-ins may need: schemas and types that need nothing of this in turn.
    fn is_base(&self, index: usize) -> bool {
        let at = At {
            snapshot: self.snapshot,
            index,
        };
        at.id().kind <= Kind::Range
    }

    /// A function is made on the shell of a type whose own function it is.
    fn is_stood_in_for(&self, step: usize, need: usize) -> bool {
        let at = At {
            snapshot: self.snapshot,
            index: need,
        };
        matches!(at.id().kind, Kind::BaseType | Kind::Range)
            && (self.snapshot.links.needs.get(need)).is_some_and(|needs| needs.contains(&step))
    }

    fn visit(&mut self, step: Step) {
        if !self.begun.insert(step) {
            return;
        }
        let mut needs: Vec<(Key, Step)> = (self.needs(step).into_iter())
            .map(|need| (self.key(need), need))
            .collect();
        needs.sort_unstable();
        for (_, need) in needs {
            let at = At {
                snapshot: self.snapshot,
                index: need.index,
            };
            let is_open = self.begun.contains(&need) && !self.ended.contains(&need);
            // A cycle: a stand-in breaks it, if there is one.
            if (is_open || self.leads_back(need, step))
                && need.part == Part::Main
                && at.object().definition.ddl().early(at).is_some()
            {
                let part = Part::Early;
                self.visit(Step { part, ..need });
            } else if !is_open {
                self.visit(need);
            }
        }
        self.ended.insert(step);
        self.done.push(Placed {
            step,
            home: home(self.snapshot, step),
        });
        if step.part == Part::Main {
            self.visit_beneath(step.index);
        }
    }

    /// Whether `need` is a view that needs `step` in turn, which has no stand-in of its own: a
    /// function on the rows of a view that calls it.
    fn leads_back(&self, need: Step, step: Step) -> bool {
        let kind = |step: Step| {
            let snapshot = self.snapshot;
            let index = step.index;
            At { snapshot, index }.id().kind
        };
        if kind(need) != Kind::View || kind(step) == Kind::View || self.begun.contains(&need) {
            return false;
        }
        let mut seen = BTreeSet::from([need]);
        let mut open = vec![need];
        while let Some(at) = open.pop() {
            if at == step {
                return true;
            }
            let needs = self.needs(at).into_iter();
            open.extend(needs.filter(|next| !self.ended.contains(next) && seen.insert(*next)));
        }
        false
    }

    /// What stands beneath an object follows it at once, as far as it can already.
    fn visit_beneath(&mut self, index: usize) {
        for (_, _, _, step) in self.beneath.get(&index).cloned().unwrap_or_default() {
            if !self.begun.contains(&step) && self.is_ready(step) {
                self.visit(step);
            }
        }
    }

    /// Whether nothing that `step` still needs is begun already; a foreign key besides waits
    /// for other tables instead of pulling them forward.
    fn is_ready(&self, step: Step) -> bool {
        let at = At {
            snapshot: self.snapshot,
            index: step.index,
        };
        let is_patient = at.id().kind == Kind::ForeignKey;
        let mut seen = BTreeSet::from([step]);
        let mut open = vec![step];
        while let Some(at) = open.pop() {
            for need in self.needs(at) {
                if self.ended.contains(&need) || !seen.insert(need) {
                    continue;
                }
                if is_patient || self.begun.contains(&need) {
                    return false;
                }
                open.push(need);
            }
        }
        true
    }
}
