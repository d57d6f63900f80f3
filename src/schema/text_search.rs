//! Text search: parsers, templates, dictionaries, configurations.

use super::object::{At, Ddl};
use super::quote::identifier;

/// A parser or a template: functions under their roles.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TextSearchFunctions {
    /// `START = …` in their order.
    pub functions: Vec<String>,
}

/// A dictionary.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TextSearchDictionary {
    /// The template's name as SQL.
    pub template: String,
    /// Options as PostgreSQL keeps them, which is how SQL writes them.
    pub options: Option<String>,
}

/// A configuration.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TextSearchConfiguration {
    /// The parser's name as SQL.
    pub parser: String,
    /// Kinds of token, each with the names of its dictionaries as SQL.
    pub mappings: Vec<(String, Vec<String>)>,
}

impl Ddl for TextSearchFunctions {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let id = at.id();
        vec![format!(
            "CREATE {} {} (\n    {}\n)",
            id.kind.words(),
            id.sql(),
            self.functions.join(",\n    ")
        )]
    }
}

impl Ddl for TextSearchDictionary {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let options = self
            .options
            .iter()
            .map(|options| format!(",\n    {options}"));
        vec![format!(
            "CREATE TEXT SEARCH DICTIONARY {} (\n    TEMPLATE = {}{}\n)",
            at.id().sql(),
            self.template,
            options.collect::<String>()
        )]
    }
}

impl Ddl for TextSearchConfiguration {
    fn create(&self, at: At<'_>) -> Vec<String> {
        let name = at.id().sql();
        let create = format!(
            "CREATE TEXT SEARCH CONFIGURATION {name} (\n    PARSER = {}\n)",
            self.parser
        );
        let mappings = self.mappings.iter().map(|(token, dictionaries)| {
            format!(
                "ALTER TEXT SEARCH CONFIGURATION {name}\n    ADD MAPPING FOR {} WITH {}",
                identifier(token),
                dictionaries.join(", ")
            )
        });
        [create].into_iter().chain(mappings).collect()
    }
}
