//! Owners and grants, for those who ask for them. Grants are the difference to what an object
//! has by itself (`acldefault`), or was given when it was made.

use super::id::Id;
use super::object::At;
use super::quote::identifier;

/// Who owns an object, and what else than by default may be done with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Privileges {
    /// The owner; `None` for what has none of its own.
    pub owner: Option<String>,
    /// Default rights that were taken away, then rights that were given, each behind what its
    /// grantor needs for it.
    pub changes: Vec<PrivilegeChange>,
}

/// Rights of one role that were given or taken away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct PrivilegeChange {
    /// Whether they were given; taken away otherwise.
    pub given: bool,
    /// Who gave them; `None` is the owner.
    pub grantor: Option<String>,
    /// The sequence of an identity column; `None` for the object itself.
    pub part: Option<Id>,
    /// The column; `None` for all of it.
    pub column: Option<String>,
    /// The role; `None` is everybody.
    pub grantee: Option<String>,
    /// Whether the role may hand them on.
    pub grantable: bool,
    /// `SELECT`, …
    pub privileges: Vec<String>,
}

impl Privileges {
    /// Adds changes, and puts all in order.
    pub fn extend(&mut self, changes: impl IntoIterator<Item = PrivilegeChange>) {
        let mut waiting = std::mem::take(&mut self.changes);
        waiting.extend(changes);
        waiting.sort();
        while !waiting.is_empty() {
            let next = waiting
                .iter()
                .position(|change| change.is_allowed(&self.changes));
            // Nobody allows what is left when only its owner had allowed it to himself.
            self.changes.push(waiting.remove(next.unwrap_or(0)));
        }
    }

    /// The statements for the object at `at`.
    pub(super) fn statements(&self, at: At<'_>) -> Vec<String> {
        let id = at.id();
        let words = id.kind.words();
        let name = id.sql();
        let owner = (self.owner.iter())
            .map(|owner| format!("ALTER {words} {name} OWNER TO {}", identifier(owner)));
        let changes = self.changes.iter().flat_map(|change| {
            let id = change.part.as_ref().unwrap_or(id);
            let object = format!("{} {}", id.kind.words_in_grants(), id.sql());
            change.statements(&object)
        });
        owner.chain(changes).collect()
    }
}

impl PrivilegeChange {
    /// Whether its grantor may make it after `before`.
    fn is_allowed(&self, before: &[Self]) -> bool {
        let options = before
            .iter()
            .filter(|had| had.grantable && had.grantee == self.grantor);
        let options: Vec<&String> = options.flat_map(|had| &had.privileges).collect();
        self.grantor.is_none() || (self.privileges.iter()).all(|wanted| options.contains(&wanted))
    }

    /// GRANT or REVOKE in the name of its grantor, on `object`: words and name.
    fn statements(&self, object: &str) -> Vec<String> {
        let statement = self.statement(object);
        match &self.grantor {
            Some(grantor) => vec![
                format!("SET ROLE {}", identifier(grantor)),
                statement,
                "RESET ROLE".to_owned(),
            ],
            None => vec![statement],
        }
    }

    /// GRANT or REVOKE, on `object`: words and name.
    pub(super) fn statement(&self, object: &str) -> String {
        let column = (self.column.as_ref())
            .map_or_else(String::new, |column| format!(" ({})", identifier(column)));
        let privileges: Vec<_> = (self.privileges.iter())
            .map(|privilege| format!("{privilege}{column}"))
            .collect();
        let privileges = privileges.join(", ");
        let grantee = (self.grantee.as_deref()).map_or_else(|| "PUBLIC".to_owned(), identifier);
        match (self.given, self.grantable) {
            (false, _) => format!("REVOKE {privileges} ON {object} FROM {grantee}"),
            (true, false) => format!("GRANT {privileges} ON {object} TO {grantee}"),
            (true, true) => {
                format!("GRANT {privileges} ON {object} TO {grantee} WITH GRANT OPTION")
            }
        }
    }
}
