//! Foreign data: wrappers, servers, user mappings. Foreign tables are tables.

use super::column::foreign_options;
use super::object::{At, Ddl};
use super::quote::{identifier, literal};

/// A foreign data wrapper.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ForeignDataWrapper {
    /// The handler's name as SQL.
    pub handler: Option<String>,
    /// The validator's.
    pub validator: Option<String>,
    /// `name=value`
    pub options: Vec<String>,
}

/// A foreign server.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ForeignServer {
    /// The wrapper's name.
    pub wrapper: String,
    /// TYPE
    #[serde(rename = "type")]
    pub of_type: Option<String>,
    /// VERSION
    pub version: Option<String>,
    /// `name=value`
    pub options: Vec<String>,
}

/// Where the rows of a foreign table are.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ForeignRows {
    /// The server's name.
    pub server: String,
    /// `name=value`
    pub options: Vec<String>,
}

/// Who somebody is on a foreign server.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct UserMapping {
    /// `name=value`, without passwords and other secrets.
    pub options: Vec<String>,
}

/// Parts of the names of options whose values are secrets: a schema file is no place for them.
const SECRETS: [&str; 6] = [
    "password",
    "passwd",
    "passcode",
    "secret",
    "token",
    "credential",
];

/// Whether the value of an option of this name is a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    SECRETS.iter().any(|secret| name.contains(secret))
}

impl UserMapping {
    /// The mapping with `options`, but for secrets; and the names of these.
    pub fn new(options: Vec<String>) -> (Self, Vec<String>) {
        let name = |option: &str| option.split('=').next().unwrap_or_default().to_owned();
        let (secrets, options): (Vec<_>, Vec<_>) =
            (options.into_iter()).partition(|option| is_secret(&name(option)));
        let secrets = secrets.iter().map(|option| name(option)).collect();
        (Self { options }, secrets)
    }
}

impl ForeignRows {
    /// What stands behind the columns.
    pub(super) fn clause(&self) -> String {
        format!(
            "\nSERVER {}{}",
            identifier(&self.server),
            options(&self.options).replacen(' ', "\n", 1)
        )
    }
}

impl Ddl for ForeignDataWrapper {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let mut sql = format!("CREATE FOREIGN DATA WRAPPER {}", at.id().sql());
        for (word, function) in [("HANDLER", &self.handler), ("VALIDATOR", &self.validator)] {
            if let Some(function) = function {
                sql.push_str(&format!(" {word} {function}"));
            }
        }
        sql.push_str(&options(&self.options));
        vec![sql]
    }
}

impl Ddl for ForeignServer {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let mut sql = format!("CREATE SERVER {}", at.id().sql());
        for (word, value) in [("TYPE", &self.of_type), ("VERSION", &self.version)] {
            if let Some(value) = value {
                sql.push_str(&format!(" {word} {}", literal(value)));
            }
        }
        sql.push_str(&format!(
            " FOREIGN DATA WRAPPER {}{}",
            identifier(&self.wrapper),
            options(&self.options)
        ));
        vec![sql]
    }
}

impl Ddl for UserMapping {
    fn create(&self, at: At<'_>) -> Vec<String> {
        vec![format!(
            "CREATE USER MAPPING {}{}",
            at.id().sql(),
            options(&self.options)
        )]
    }
}

/// ` OPTIONS (…)`, or nothing.
fn options(options: &[String]) -> String {
    match options.is_empty() {
        true => String::new(),
        false => format!(" OPTIONS ({})", foreign_options(options)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_left_out() {
        let options = ["user=app", "password=x=y", "sslpassword=z", "api_token=t"];
        let (mapping, secrets) = UserMapping::new(options.map(str::to_owned).to_vec());
        assert_eq!(mapping.options, ["user=app"]);
        assert_eq!(secrets, ["password", "sslpassword", "api_token"]);
    }
}
