//! What a catalogue query is: its text for a major version, and what becomes of a row.

use std::collections::{HashMap, HashSet};

use super::super::error::Error;
use super::deparse::Deparse;
use super::row::Row;
use crate::schema::{Column, Gathered, Identity};

/// One query. All of a snapshot's queries go out in one message, and are read in the order of
/// [`super::PARTS`].
pub(super) struct Part {
    /// The text, without a semicolon.
    pub(super) query: fn(Major) -> String,
    /// Takes one row.
    pub(super) read: fn(&Row<'_>, &mut Reading) -> Result<(), Error>,
}

/// A server's major version, and what its catalogues show to this role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Major(pub(super) u32, pub(super) Sight);

/// What of the catalogues a role may read. Only 13 makes a difference that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// All but secrets.
    Clear,
    /// Of subscriptions not even their OIDs.
    NoSubscriptions,
}

impl Major {
    /// `sql` on servers from `major` on, `otherwise` on older ones.
    pub(super) fn since<'a>(self, major: u32, sql: &'a str, otherwise: &'a str) -> &'a str {
        if self.0 >= major { sql } else { otherwise }
    }
}

/// A column as indexes and keys refer to it.
pub(super) struct Attribute {
    /// `attnum`
    pub(super) number: i16,
    pub(super) name: String,
    pub(super) type_oid: u32,
    pub(super) collation_oid: u32,
}

/// What has been read, and what later queries need of it.
#[derive(Default)]
pub(super) struct Reading {
    /// What becomes the snapshot.
    pub(super) gathered: Gathered,
    /// The columns of each relation, by its OID, in their order.
    pub(super) columns: HashMap<u32, Vec<Column>>,
    /// The sequences of identity columns, by table and column number.
    pub(super) identities: HashMap<(u32, i32), Identity>,
    /// Schema and name of each table, by its OID.
    pub(super) tables: HashMap<u32, (String, String)>,
    /// What indexes and keys need of the columns of each relation, by its OID.
    pub(super) attributes: HashMap<u32, Vec<Attribute>>,
    /// Types with their default btree operator classes.
    pub(super) default_classes: HashSet<(u32, u32)>,
    /// What the server must still deparse.
    pub(super) deparse: Deparse,
}

impl Reading {
    /// The column `number` of a relation, where it was read.
    pub(super) fn attribute(&self, relation: u32, number: i16) -> Option<&Attribute> {
        let mut attributes = self.attributes.get(&relation)?.iter();
        attributes.find(|attribute| attribute.number == number)
    }

    /// The names of the columns `numbers`, `None` unless all were read.
    pub(super) fn names(&self, relation: u32, numbers: &[i16]) -> Option<Vec<&str>> {
        let numbers = numbers.iter();
        numbers
            .map(|&number| Some(self.attribute(relation, number)?.name.as_str()))
            .collect()
    }
}

/// Whether a schema `n` is the user's: those of the system, of temporary tables and of TOAST
/// tables are not.
pub(super) const IS_OURS: &str = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";
