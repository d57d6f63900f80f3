//! Texts that match a pattern, numbered.

use super::{Node, Pattern};

/// How many more repetitions than asked for are made, where there is no upper bound.
const SPREAD: u32 = 6;
/// As many texts count as without end.
const MOST: u64 = 1 << 62;

/// What texts are made of, in the order of preference: the first group that a set allows.
const PREFERRED: [&[(char, char)]; 6] = [
    &[('a', 'z'), ('0', '9')],
    &[('A', 'Z'), ('0', '9')],
    &[('A', 'Z')],
    &[('-', '-'), ('_', '_')],
    &[('!', '~')],
    &[(' ', ' ')],
];

impl Pattern {
    /// How many texts [`Self::nth`] makes.
    pub(in crate::generate) fn count(&self) -> u64 {
        count(&self.node)
    }

    /// The text of this number. What looks ahead is left out of account: whether the text
    /// matches is to be asked.
    pub(in crate::generate) fn nth(&self, number: u64) -> String {
        let mut text = String::new();
        write(&self.node, number, &mut text);
        text
    }
}

/// The characters of a set that texts are made of, as ranges.
fn preferred(ranges: &[(char, char)]) -> Vec<(char, char)> {
    for group in PREFERRED {
        let shared: Vec<_> = group
            .iter()
            .flat_map(|&(low, high)| {
                ranges
                    .iter()
                    .map(move |&(from, to)| (from.max(low), to.min(high)))
            })
            .filter(|(from, to)| from <= to)
            .collect();
        if !shared.is_empty() {
            return shared;
        }
    }
    ranges
        .first()
        .map(|&(from, _)| vec![(from, from)])
        .unwrap_or_default()
}

fn width((from, to): (char, char)) -> u64 {
    u64::from(to as u32 - from as u32) + 1
}

fn count(node: &Node) -> u64 {
    match node {
        Node::Start | Node::End | Node::Ahead(..) => 1,
        Node::Set(ranges) => preferred(ranges).into_iter().map(width).sum(),
        Node::Sequence(nodes) => nodes.iter().map(count).fold(1, times),
        Node::Either(nodes) => nodes.iter().map(count).fold(0, plus),
        Node::Repeat(inner, least, most) => {
            let inner = count(inner);
            lengths(*least, *most)
                .map(|length| power(inner, length))
                .fold(0, plus)
        }
    }
}

fn lengths(least: u32, most: Option<u32>) -> std::ops::RangeInclusive<u32> {
    least..=most.unwrap_or(u32::MAX).min(least.saturating_add(SPREAD))
}

fn write(node: &Node, number: u64, text: &mut String) {
    match node {
        Node::Start | Node::End | Node::Ahead(..) => {}
        Node::Set(ranges) => {
            let mut rest = number;
            for range in preferred(ranges) {
                if rest < width(range) {
                    text.extend(char::from_u32(range.0 as u32 + rest as u32));
                    return;
                }
                rest -= width(range);
            }
        }
        Node::Sequence(nodes) => {
            let mut rest = number;
            for node in nodes {
                let choices = count(node).max(1);
                write(node, rest % choices, text);
                rest /= choices;
            }
        }
        Node::Either(nodes) => {
            let mut rest = number;
            for node in nodes {
                let choices = count(node);
                if rest < choices {
                    return write(node, rest, text);
                }
                rest -= choices;
            }
        }
        Node::Repeat(inner, least, most) => {
            let choices = count(inner).max(1);
            let mut rest = number;
            for length in lengths(*least, *most) {
                let of_length = power(choices, length);
                if rest < of_length {
                    for _ in 0..length {
                        write(inner, rest % choices, text);
                        rest /= choices;
                    }
                    return;
                }
                rest -= of_length;
            }
        }
    }
}

fn plus(left: u64, right: u64) -> u64 {
    left.saturating_add(right).min(MOST)
}

fn times(left: u64, right: u64) -> u64 {
    left.saturating_mul(right).min(MOST)
}

fn power(base: u64, exponent: u32) -> u64 {
    base.saturating_pow(exponent).min(MOST)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::Case;
    use super::*;

    #[test]
    fn every_text_made_matches() {
        for pattern in [
            "^[A-Z]{2}$",
            r"^\d{3}-\d{4}$",
            "^(red|green|blue)$",
            "^[a-z][a-z0-9_]*$",
            r"^\+?[1-9]\d{1,14}$",
            "^[^@[:space:]]+@[^@[:space:]]+[.][a-z]{2,}$",
            "^https?://",
            "^#[0-9A-Fa-f]{6}$",
            "^[^a-z0-9]+$",
            "x?y+z*",
        ] {
            let read = Pattern::regular(pattern, Case::Sensitive).expect(pattern);
            for number in (0..500).map(|number| number * 7919 % read.count()) {
                let text = read.nth(number);
                assert_eq!(read.matches(&text), Some(true), "{pattern} made {text:?}");
            }
        }
    }

    #[test]
    fn numbers_give_different_texts() {
        let read = Pattern::regular("^[A-C]{1,2}x?$", Case::Sensitive).expect("a pattern");
        let texts: BTreeSet<String> = (0..read.count()).map(|number| read.nth(number)).collect();
        assert_eq!(texts.len() as u64, read.count());
        assert_eq!(read.count(), 24, "three and nine, with an x or without");
    }

    #[test]
    fn a_pattern_without_end_has_a_count() {
        let read = Pattern::regular("^.{200}$", Case::Sensitive).expect("a pattern");
        assert_eq!(read.count(), MOST);
        assert_eq!(read.nth(MOST - 1).len(), 200);
    }
}
