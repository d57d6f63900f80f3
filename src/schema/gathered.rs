//! What the catalogue queries bring together, still tied by addresses.

use std::collections::HashMap;

use super::address::Address;
use super::definition::Definition;
use super::id::Id;
use super::privileges::Privileges;

/// An object as one query found it.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where it stands.
    pub address: Address,
    /// What it is called.
    pub id: Id,
    /// What it is.
    pub definition: Definition,
    /// The relation (or domain) that it belongs to and is written beneath.
    pub parent: Option<Address>,
    /// What must be there before `Ddl::late` is written.
    pub late_on: Vec<Address>,
}

impl Found {
    /// An object that stands for itself.
    pub fn new(address: Address, id: Id, definition: impl Into<Definition>) -> Self {
        Self {
            address,
            id,
            definition: definition.into(),
            parent: None,
            late_on: Vec::new(),
        }
    }

    /// The same, beneath `parent`.
    #[must_use]
    pub fn beneath(self, parent: Address) -> Self {
        Self {
            parent: Some(parent),
            ..self
        }
    }

    /// The same, with something to say once `others` are there.
    #[must_use]
    pub fn late_on(self, others: Vec<Address>) -> Self {
        Self {
            late_on: others,
            ..self
        }
    }
}

/// A comment or a security label as it was found.
#[derive(Debug, Clone)]
pub struct Remark {
    /// On what.
    pub on: Address,
    /// On which of its columns: number and name.
    pub column: Option<(i32, String)>,
    /// Whose security label it is; `None` is a comment.
    pub provider: Option<String>,
    /// The text.
    pub text: String,
}

/// Everything that was found.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// The server's major version.
    pub major: u32,
    /// The objects, in any order.
    pub found: Vec<Found>,
    /// Rows that are part of another row's object: a table's row type, a constraint's index.
    pub parts: HashMap<Address, Address>,
    /// Parts with names of their own, which comments may be on.
    pub named_parts: HashMap<Address, Id>,
    /// Defaults, with the names of their columns. Each is a part of its table, too.
    pub defaults: HashMap<Address, String>,
    /// Members of extensions, with their extension.
    pub members: HashMap<Address, Address>,
    /// What is dropped with an extension without being its member, with that extension and its name.
    pub dependents: Vec<(Address, Address, String)>,
    /// Who needs whom, as `pg_depend` tells.
    pub edges: Vec<(Address, Address)>,
    /// Values that no dump holds, for they are secrets, with what they belong to.
    pub secrets: Vec<(Option<Address>, String)>,
    /// What this role may not read, with what it belongs to.
    pub unreadable: Vec<(Option<Address>, String)>,
    /// What no query reads, with the server's description: it can't be written.
    pub unlisted: Vec<(Address, String)>,
    /// Owners and grants.
    pub privileges: HashMap<Address, Privileges>,
    /// The comments.
    pub comments: Vec<Remark>,
}

impl Gathered {
    /// Descriptions of what can't be written, members of extensions apart; sorted.
    pub fn unwritable(&self) -> Vec<String> {
        let own = (self.unlisted.iter()).filter(|(address, _)| !self.members.contains_key(address));
        let mut descriptions: Vec<String> = own.map(|(_, text)| text.clone()).collect();
        descriptions.sort();
        descriptions
    }

    /// Notes that `part` is a part of the object at `whole`.
    pub fn part_of(&mut self, part: Address, whole: Address) {
        self.parts.insert(part, whole);
    }

    /// The same for a part that has a name.
    pub fn named_part_of(&mut self, part: Address, whole: Address, id: Id) {
        self.part_of(part, whole);
        self.named_parts.insert(part, id);
    }
}
