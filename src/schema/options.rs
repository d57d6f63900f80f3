//! Storage options, as tables, indexes and views have them.

use super::quote::{identifier, literal, qualified};

/// ` WITH (…)`, or nothing.
pub(super) fn with_options(options: &[String]) -> String {
    if options.is_empty() {
        return String::new();
    }
    let options: Vec<_> = options.iter().map(|text| option(text)).collect();
    format!(" WITH {}", parenthesised(&options))
}

/// `name=value` with the value as SQL.
pub(super) fn option(text: &str) -> String {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let name = match name.split_once('.') {
        Some((namespace, name)) => qualified(namespace, name),
        None => identifier(name),
    };
    let is_number = !value.is_empty() && value.chars().all(|c| c.is_ascii_digit());
    match is_number || identifier(value) == value {
        true => format!("{name}={value}"),
        false => format!("{name}={}", literal(value)),
    }
}

/// A comma list in brackets.
pub(super) fn parenthesised(items: &[String]) -> String {
    format!("({})", items.join(", "))
}
