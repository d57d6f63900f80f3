//! Labels in a sentence: how many, and the first of them.

/// How many labels a sentence names.
const NAMED: usize = 8;

/// `a, b, c`, and `… and 12 more` beyond the first eight.
pub(super) fn list<S: AsRef<str>>(labels: &[S]) -> String {
    let named: Vec<&str> = labels.iter().take(NAMED).map(AsRef::as_ref).collect();
    match labels.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// `1 migration`, `2 migrations`.
pub(super) fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(list(&["a", "b"]), "a, b");
        let labels: Vec<String> = (1..=10).map(|n| n.to_string()).collect();
        assert_eq!(list(&labels), "1, 2, 3, 4, 5, 6, 7, 8 and 2 more");
        assert_eq!(count(1, "file"), "1 file");
        assert_eq!(count(0, "file"), "0 files");
    }
}
