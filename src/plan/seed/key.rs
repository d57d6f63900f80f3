//! By which columns a file's rows find their likes in the table.

use super::{Key, Mapped, TableName, TableShape};

/// `--key app.users=email`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenKey {
    /// The table.
    pub table: TableName,
    /// Its columns.
    pub columns: Vec<String>,
}

/// Why rows can't be merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoKey {
    /// `--key` names columns that nothing keeps unique.
    NotUnique {
        /// What was given.
        columns: Vec<String>,
        /// The keys that there are.
        keys: Vec<Key>,
    },
    /// `--key` names a column that isn't in the file.
    NotInFile {
        /// The column.
        column: String,
    },
    /// No key of the table has all of its columns in the file.
    None {
        /// The keys that there are.
        keys: Vec<Key>,
    },
    /// Several keys have, and none is the primary one.
    Several {
        /// These.
        keys: Vec<Key>,
    },
}

/// The key: the one given; else the primary key, if the file has its columns; else the only unique
/// one whose columns it has.
///
/// # Errors
/// [`NoKey`].
pub fn merge_key(
    table: &TableShape,
    mapped: &Mapped,
    given: Option<&GivenKey>,
) -> Result<Key, NoKey> {
    if let Some(given) = given {
        return of_given(table, mapped, given);
    }
    let has = |column: &String| mapped.loaded().any(|loaded| loaded == column);
    let whole: Vec<&Key> = (table.keys.iter())
        .filter(|key| key.columns.iter().all(has))
        .collect();
    let primary = whole.iter().find(|key| key.primary);
    match (primary, whole.as_slice()) {
        (Some(key), _) => Ok((*key).clone()),
        (None, [key]) => Ok((*key).clone()),
        (None, []) => Err(NoKey::None {
            keys: table.keys.clone(),
        }),
        (None, several) => Err(NoKey::Several {
            keys: several.iter().map(|key| (*key).clone()).collect(),
        }),
    }
}

fn of_given(table: &TableShape, mapped: &Mapped, given: &GivenKey) -> Result<Key, NoKey> {
    let columns = given
        .columns
        .iter()
        .map(|column| in_file(mapped, column))
        .collect::<Result<Vec<_>, _>>()?;
    let same = |key: &&Key| {
        key.columns.len() == columns.len()
            && columns.iter().all(|column| key.columns.contains(column))
    };
    let found = table.keys.iter().find(same);
    found.cloned().ok_or_else(|| NoKey::NotUnique {
        columns,
        keys: table.keys.clone(),
    })
}

/// The file's column that `typed` means: by its very name, else in lower case, as SQL reads what
/// isn't quoted.
fn in_file(mapped: &Mapped, typed: &str) -> Result<String, NoKey> {
    let lower = typed.to_lowercase();
    let named = |name: &str| mapped.loaded().find(|loaded| *loaded == name).cloned();
    named(typed)
        .or_else(|| named(&lower))
        .ok_or_else(|| NoKey::NotInFile {
            column: typed.to_owned(),
        })
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{key, table};
    use super::*;

    fn mapped(columns: &[&str]) -> Mapped {
        Mapped {
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            generated: Vec::new(),
        }
    }

    #[test]
    fn the_primary_key_comes_first_and_what_is_unclear_is_refused() {
        let mut users = table("users", &["id", "email", "phone"]);
        users.keys = vec![key("users_pkey", &["id"]), key("email_key", &["email"])];
        let chosen =
            |columns: &[&str]| merge_key(&users, &mapped(columns), None).map(|key| key.name);
        assert_eq!(chosen(&["email", "id"]), Ok("users_pkey".to_owned()));
        assert_eq!(chosen(&["email"]), Ok("email_key".to_owned()), "implied");
        assert_eq!(
            chosen(&["phone"]),
            Err(NoKey::None {
                keys: users.keys.clone()
            })
        );
        users.keys.push(key("phone_key", &["phone"]));
        let several = merge_key(&users, &mapped(&["email", "phone"]), None);
        assert!(matches!(several, Err(NoKey::Several { keys }) if keys.len() == 2));
    }

    #[test]
    fn a_given_key_must_be_one() {
        let mut users = table("users", &["id", "email", "phone"]);
        users.keys = vec![key("users_pkey", &["id"]), key("both", &["email", "phone"])];
        let given = |columns: &[&str]| {
            let key = GivenKey {
                table: TableName::parse("users").unwrap(),
                columns: mapped(columns).columns,
            };
            merge_key(&users, &mapped(&["id", "email", "phone"]), Some(&key)).map(|key| key.name)
        };
        assert_eq!(
            given(&["phone", "email"]),
            Ok("both".to_owned()),
            "any order"
        );
        assert_eq!(given(&["Phone", "EMAIL"]), Ok("both".to_owned()), "folded");
        assert!(matches!(given(&["email"]), Err(NoKey::NotUnique { .. })));
        let not_in_file = NoKey::NotInFile {
            column: "x".to_owned(),
        };
        assert_eq!(given(&["x"]), Err(not_in_file));
    }
}
