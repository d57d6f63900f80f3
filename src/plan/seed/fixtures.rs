//! Tables for tests.

use super::{ColumnShape, Constraint, ConstraintKind, Identity, Key, TableShape, ValueKind};

/// A table whose oid is made of its name; a column with `!` is generated, one with `?` nullable.
pub(super) fn table(name: &str, columns: &[&str]) -> TableShape {
    let column = |spelled: &&str| ColumnShape {
        name: spelled.trim_end_matches(['!', '?']).to_owned(),
        sql_type: "text".to_owned(),
        not_null: !spelled.ends_with('?'),
        generated: spelled.ends_with('!'),
        identity: Identity::None,
        value: ValueKind::Scalar,
    };
    TableShape {
        oid: oid(name),
        schema: "public".to_owned(),
        table: name.to_owned(),
        shown: name.to_owned(),
        kind: "r".to_owned(),
        may_select: true,
        columns: columns.iter().map(column).collect(),
        keys: Vec::new(),
        constraints: Vec::new(),
    }
}

/// A key, the primary one when its name ends in `pkey`.
pub(super) fn key(name: &str, columns: &[&str]) -> Key {
    Key {
        name: name.to_owned(),
        primary: name.ends_with("pkey"),
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        equality: columns
            .iter()
            .map(|_| "operator(pg_catalog.=)".to_owned())
            .collect(),
    }
}

/// A foreign key of one column to the table `target`.
pub(super) fn reference(column: &str, target: &str, deferrable: bool) -> Constraint {
    Constraint {
        name: format!("{column}_fkey"),
        kind: ConstraintKind::ForeignKey,
        columns: vec![column.to_owned()],
        definition: String::new(),
        target: Some(oid(target)),
        deferrable,
    }
}

pub(super) fn oid(name: &str) -> u32 {
    let bytes = name.bytes().map(u32::from);
    bytes.fold(0, |oid: u32, byte| oid.wrapping_mul(31).wrapping_add(byte))
}
