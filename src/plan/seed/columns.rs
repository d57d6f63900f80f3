//! Which column of the table each field of a file goes to.

use super::TableShape;
use crate::migration::similar;

/// What a file's columns are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// The table's columns in the file's order, as the catalogue spells them.
    pub columns: Vec<String>,
    /// Those of them that the table computes itself; the file's values are left aside.
    pub generated: Vec<String>,
}

impl Mapped {
    /// The columns that are loaded.
    pub fn loaded(&self) -> impl Iterator<Item = &String> {
        (self.columns.iter()).filter(|column| !self.generated.contains(column))
    }
}

/// Why a file's columns can't be those of its table; each with the index of the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadColumns {
    /// The table has no such column.
    Unknown {
        /// The field, 0-based.
        field: usize,
        /// As the file spells it.
        name: String,
        /// The most similar one that isn't in the file.
        nearest: Option<String>,
    },
    /// A column comes twice.
    Repeated {
        /// The second field, 0-based.
        field: usize,
        /// The column.
        name: String,
    },
}

/// The columns that `header` means: by their very name, else in lower case, as SQL reads what isn't
/// quoted.
///
/// # Errors
/// Everything that is wrong with them, in order.
pub fn map_columns(header: &[String], table: &TableShape) -> Result<Mapped, Vec<BadColumns>> {
    let mut mapped = Mapped {
        columns: Vec::new(),
        generated: Vec::new(),
    };
    let mut bad = Vec::new();
    for (field, name) in header.iter().enumerate() {
        let trimmed = name.trim();
        let lower = trimmed.to_lowercase();
        let column = table.column(trimmed).or_else(|| table.column(&lower));
        let Some(column) = column else {
            let free = table
                .columns
                .iter()
                .filter(|one| !header.contains(&one.name));
            bad.push(BadColumns::Unknown {
                field,
                name: name.clone(),
                nearest: similar(&lower, free, |one| &one.name).map(|one| one.name.clone()),
            });
            continue;
        };
        if mapped.columns.contains(&column.name) {
            bad.push(BadColumns::Repeated {
                field,
                name: column.name.clone(),
            });
            continue;
        }
        mapped.columns.push(column.name.clone());
        if column.generated {
            mapped.generated.push(column.name.clone());
        }
    }
    if bad.is_empty() { Ok(mapped) } else { Err(bad) }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::table;
    use super::*;

    #[test]
    fn fields_find_their_columns_in_any_order() {
        let table = table("users", &["id", "email", "Full name", "total!"]);
        let map = |header: &[&str]| {
            let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
            map_columns(&header, &table)
        };
        let mapped = map(&["Full name", "EMAIL", " id "]).unwrap();
        assert_eq!(mapped.columns, ["Full name", "email", "id"]);
        let mapped = map(&["id", "total"]).unwrap();
        assert_eq!(mapped.generated, ["total"]);
        assert_eq!(mapped.loaded().collect::<Vec<_>>(), ["id"]);
        let unknown = BadColumns::Unknown {
            field: 1,
            name: "emial".to_owned(),
            nearest: Some("email".to_owned()),
        };
        assert_eq!(map(&["id", "emial"]), Err(vec![unknown]));
        let repeated = BadColumns::Repeated {
            field: 1,
            name: "id".to_owned(),
        };
        assert_eq!(map(&["id", "ID"]), Err(vec![repeated]));
    }
}
