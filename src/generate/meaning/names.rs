//! Names as words, and whether given ones are among them.

/// The words of a name in small letters: `userId`, `user_id` and `UserID` are the same.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = '_';
    for character in name.chars() {
        let is_new = character.is_uppercase() && before.is_lowercase();
        if !character.is_alphanumeric() || is_new {
            words.push(String::new());
        }
        if let (true, Some(last)) = (character.is_alphanumeric(), words.last_mut()) {
            last.extend(character.to_lowercase());
        }
        before = character;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether one of the entries is there; all words of one entry, which are joined by `+`, must be.
pub(super) fn is_among(words: &[String], entries: &[&str]) -> bool {
    entries
        .iter()
        .any(|entry| entry.split('+').all(|wanted| has(words, wanted)))
}

/// Whether this word is there.
pub(super) fn has(words: &[String], wanted: &str) -> bool {
    words.iter().any(|word| word == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_every_spelling() {
        for name in ["user_id", "userId", "User-Id", "user id"] {
            assert_eq!(words(name), ["user", "id"], "{name}");
        }
    }
}
