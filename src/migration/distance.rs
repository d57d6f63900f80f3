//! How far two words are apart, for suggestions and near-misses.

/// The number of slips between two words: a character too many, too few, another
/// one, or two neighbours swapped (optimal string alignment).
pub(crate) fn edit_distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, &from) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &to) in right.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX);
            let replaced = at(&last, j) + usize::from(from != to);
            let mut best = replaced.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped =
                i > 0 && j > 0 && left.get(i - 1) == Some(&to) && right.get(j - 1) == Some(&from);
            if swapped {
                best = best.min(at(&before_last, j - 1) + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

/// The candidate with the fewest slips; of several the first. `None` without candidates.
pub(crate) fn nearest<'c, T>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c T>,
    spelling: impl Fn(&T) -> &str,
) -> Option<&'c T> {
    candidates
        .into_iter()
        .min_by_key(|candidate| edit_distance(word, spelling(candidate)))
}

/// The [`nearest`] candidate, if it is near enough to be what was meant: a slip for each three
/// characters, one at least, unless that is all there is.
pub(crate) fn similar<'c, T>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c T>,
    spelling: impl Fn(&T) -> &str,
) -> Option<&'c T> {
    let length = word.chars().count();
    let slips = (length / 3).max(1).min(length.saturating_sub(1));
    nearest(word, candidates, |one| spelling(one))
        .filter(|one| edit_distance(word, spelling(one)) <= slips)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        for (left, right, expected, reason) in [
            ("down", "down", 0, "equal"),
            ("donw", "down", 1, "neighbours swapped"),
            ("dow", "down", 1, "one too few"),
            ("downn", "down", 1, "one too many"),
            ("dawn", "down", 1, "another one"),
            ("", "up", 2, "nothing"),
            ("up", "", 2, "nothing on the right"),
            ("update", "up", 4, "far away"),
            ("dôwn", "down", 1, "characters, not bytes"),
        ] {
            assert_eq!(edit_distance(left, right), expected, "{reason}");
        }
    }

    #[test]
    fn the_nearest_wins_and_the_first_of_equals() {
        let words = ["lock-timeout", "max-lock", "transaction"];
        assert_eq!(nearest("lock_timeout", &words, |w| w), Some(&words[0]));
        assert_eq!(nearest("x", &["ab", "cd"], |w| w), Some(&"ab"));
        assert_eq!(nearest("x", &[] as &[&str], |w| w), None);
    }

    #[test]
    fn what_is_far_away_was_not_meant() {
        let words = ["users", "up", "k"];
        for (word, expected, reason) in [
            ("usres", Some(&"users"), "two neighbours swapped"),
            ("user", Some(&"users"), "one too few"),
            ("us", Some(&"up"), "one slip is always forgiven"),
            ("nix", None, "nothing in common"),
            ("5", None, "nothing of it is left"),
            ("invoices", None, "six slips"),
        ] {
            assert_eq!(similar(word, &words, |w| w), expected, "{reason}");
        }
    }
}
