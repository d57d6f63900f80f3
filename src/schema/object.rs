//! One object of a snapshot, and what every kind of object must be able to say.

use super::definition::Definition;
use super::id::Id;
use super::privileges::Privileges;
use super::quote::identifier;
use super::snapshot::Snapshot;

/// An object with what is said of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Object {
    /// What it is called.
    pub id: Id,
    /// What it is.
    pub definition: Definition,
    /// Comments and security labels: its own first, then those of its columns in their order.
    pub comments: Vec<Comment>,
    /// Owner and grants, where they were asked for.
    pub privileges: Option<Privileges>,
    /// Extensions that it, or a part of it, is dropped with; sorted.
    pub depends_on: Vec<Dependence>,
}

/// That something is dropped with an extension.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Dependence {
    /// The part: the index of a constraint; `None` is the object itself.
    pub part: Option<Id>,
    /// The extension.
    pub extension: String,
}

impl Dependence {
    /// The statement for the object at `at`.
    pub(super) fn statement(&self, at: At<'_>) -> String {
        let id = self.part.as_ref().unwrap_or(at.id());
        let (words, name) = (id.kind.words(), id.sql());
        let extension = identifier(&self.extension);
        format!("ALTER {words} {name} DEPENDS ON EXTENSION {extension}")
    }
}

/// A comment or a security label on an object, on one of its columns or on a part of it that has
/// a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Comment {
    /// The column; `None` is the object itself.
    pub column: Option<String>,
    /// The part: the index of a constraint, the sequence of an identity column.
    pub part: Option<Id>,
    /// Whose security label it is; `None` is a comment.
    pub provider: Option<String>,
    /// The text.
    pub text: String,
}

/// An object at its place in a snapshot.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    /// The snapshot.
    pub(crate) snapshot: &'a Snapshot,
    /// Its index there.
    pub(crate) index: usize,
}

/// What writes an object of one kind. To add a kind: a struct of its facts with this trait in
/// a file of its own, a variant in [`Definition`], a row in [`super::Kind`], and the query that
/// reads it in `postgres/catalogue/`.
pub(crate) trait Ddl {
    /// The statements that make the object, without semicolons; none when something else
    /// makes it, such as a check that stands within its table.
    fn create(&self, at: At<'_>) -> Vec<String>;

    /// A stand-in that others can refer to while the object itself can't be made yet: what
    /// breaks a cycle.
    fn early(&self, _at: At<'_>) -> Option<String> {
        None
    }

    /// The statements that make the object where its stand-in is.
    fn replace(&self, at: At<'_>) -> Vec<String> {
        self.create(at)
    }

    /// What can be said only when everything is there that
    /// [`Found::late_on`](super::Found::late_on) names, such as the owner of a sequence.
    fn late(&self, _at: At<'_>) -> Vec<String> {
        Vec::new()
    }
}

impl<'a> At<'a> {
    /// The object.
    pub(crate) fn object(self) -> &'a Object {
        // An index comes from the snapshot that it is used with.
        #[expect(
            clippy::indexing_slicing,
            reason = "an At is made with an index of its snapshot"
        )]
        &self.snapshot.objects[self.index]
    }

    /// What it is called.
    pub(crate) fn id(self) -> &'a Id {
        &self.object().id
    }

    /// The objects that belong to it, in the order of their ids.
    pub(crate) fn members(self) -> impl Iterator<Item = At<'a>> {
        let members = self.snapshot.links.members.get(self.index);
        (members.into_iter().flatten()).map(move |&index| At { index, ..self })
    }

    /// The object that it belongs to.
    pub(crate) fn parent(self) -> Option<At<'a>> {
        let parent = self
            .snapshot
            .links
            .parents
            .get(self.index)
            .copied()
            .flatten()?;
        Some(At {
            index: parent,
            ..self
        })
    }
}
