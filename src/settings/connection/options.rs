//! `options=-csearch_path=app,public`: command-line options for the server's session.

use crate::settings::SettingsError;

/// The `search_path` that `options` sets, if any.
///
/// # Errors
/// Any other setting, by name; anything that isn't `-c name=value`.
pub(super) fn search_path(options: &str) -> Result<Option<String>, SettingsError> {
    let mut found = None;
    let mut words = words(options).into_iter();
    while let Some(word) = words.next() {
        let setting = match (word.strip_prefix("--"), word.strip_prefix("-c")) {
            (Some(long), _) => long.replacen('-', "_", long.find('=').unwrap_or(0)),
            (None, Some("")) => words.next().unwrap_or_default(),
            (None, Some(short)) => short.to_owned(),
            (None, None) => {
                return Err(SettingsError::new(
                    "`options` may only hold `-c name=value`",
                ));
            }
        };
        match setting.split_once('=') {
            Some(("search_path", value)) => found = Some(value.to_owned()),
            Some((name, _)) => {
                return Err(SettingsError::new(format!(
                    "`options` sets `{}`, which is not supported",
                    name.escape_default()
                ))
                .hint(
                    "set it in the migration, or for the role: alter role … in database … set …",
                ));
            }
            None => return Err(SettingsError::new("`options` has a setting without `=`")),
        }
    }
    Ok(found)
}

/// Words end at spaces; a backslash takes the next character literally.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, words.last_mut()) {
            (c, _) if c.is_whitespace() => words.push(String::new()),
            ('\\', Some(word)) => word.extend(chars.next()),
            (c, Some(word)) => word.push(c),
            (_, None) => {}
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
