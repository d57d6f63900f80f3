//! What only the server's deparser can write of indexes and constraints, and isn't known to be
//! so before columns and operator classes are: asked for in one more message of the same
//! transaction. Checked on 13 to 18.

use super::super::error::Error;
use super::row::Row;
use crate::schema::{Definition, Found};

/// The deparsers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deparser {
    Index,
    Constraint,
}

/// Whose definitions are still to come.
#[derive(Default)]
pub(super) struct Deparse {
    /// By whom, the object's OID, and its index among what was found.
    wanted: Vec<(Deparser, u32, usize)>,
}

impl Deparse {
    /// Asks for the definition of the object that stands at `index` of what was found.
    pub(super) fn want(&mut self, deparser: Deparser, oid: u32, index: usize) {
        self.wanted.push((deparser, oid, index));
    }

    /// The query; `None` when nothing is wanted.
    pub(super) fn query(&self) -> Option<String> {
        let of = |deparser, function: &str| {
            let wanted = self.wanted.iter();
            let wanted: Vec<_> = wanted.filter(|(by, _, _)| *by == deparser).collect();
            let oids: Vec<_> = wanted.iter().map(|(_, oid, _)| oid.to_string()).collect();
            let places: Vec<_> = wanted.iter().map(|(_, _, at)| at.to_string()).collect();
            format!(
                "select w.place, {function}(w.oid) as definition \
                 from unnest('{{{}}}'::oid[], '{{{}}}'::int8[]) w(oid, place)",
                oids.join(","),
                places.join(","),
            )
        };
        let indexes = of(Deparser::Index, "pg_get_indexdef");
        let constraints = of(Deparser::Constraint, "pg_get_constraintdef");
        (!self.wanted.is_empty()).then(|| format!("{indexes} union all {constraints}"))
    }
}

/// Puts a definition where it was wanted.
pub(super) fn fill(row: &Row<'_>, found: &mut [Found]) -> Result<(), Error> {
    let definition = row.text("definition")?;
    let place: usize = row.number("place")?;
    match found.get_mut(place).map(|found| &mut found.definition) {
        Some(Definition::Index(index)) => index.definition = definition,
        Some(Definition::Constraint(constraint)) => constraint.definition = definition,
        _ => {}
    }
    Ok(())
}
