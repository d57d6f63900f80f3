//! Words that mean yes or no: PostgreSQL's, which are more than those that dbmate takes.

/// What words there are, for messages: `takes …`.
pub(super) const SWITCH_FORM: &str = "true or false";

/// Whether `text` means yes; `None` when it means neither.
pub(super) fn parse_switch(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "t" | "yes" | "on" => Some(true),
        "0" | "false" | "f" | "no" | "off" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dbmates_words_are_among_them() {
        for yes in ["1", "t", "T", "TRUE", "true", "True", "on", "yes"] {
            assert_eq!(parse_switch(yes), Some(true), "{yes}");
        }
        for no in ["0", "f", "F", "FALSE", "false", "False", "off", "no"] {
            assert_eq!(parse_switch(no), Some(false), "{no}");
        }
        assert_eq!(parse_switch("perhaps"), None);
        assert_eq!(parse_switch(""), None);
    }
}
