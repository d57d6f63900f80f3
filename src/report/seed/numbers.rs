//! Numbers of rows, and the sequences that follow them.

use crate::outcome::SequenceMove;
use crate::report::escape;

/// `1 row`, `1,234 rows`
pub(super) fn rows(rows: u64) -> String {
    match rows {
        1 => "1 row".to_owned(),
        _ => format!("{} rows", number(rows)),
    }
}

/// `1,234,567`
pub(super) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// The sequences that were moved, a line each.
pub(super) fn moved(sequences: &[SequenceMove]) -> String {
    let line = |moved: &SequenceMove| {
        let line = format!("{} was moved forward to {}", moved.sequence, moved.value);
        format!("{}\n", escape::line(&line))
    };
    sequences.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (value, expected) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (12_345_678, "12,345,678"),
        ] {
            assert_eq!(number(value), expected);
        }
        assert_eq!(rows(1), "1 row");
    }
}
