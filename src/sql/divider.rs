//! Comments that divide a text: nothing goes on behind one of them.

/// Tells by a line comment's text whether it divides the text, as a migration's markers do: a
/// statement that has no semicolon before it ends there, and so does a string that would go on in
/// the next line.
pub type Divider = fn(&str) -> bool;

/// The divider of a text that is all of one piece.
#[must_use]
pub fn undivided(_: &str) -> bool {
    false
}
