//! Whether a text matches a pattern, by trying.

use super::{Node, Pattern, Wanted};

/// How many steps one match may take: a pattern that takes more is not understood.
const MOST_STEPS: u32 = 200_000;

impl Pattern {
    /// Whether the text matches somewhere; `None` when that takes too long to tell.
    pub(in crate::generate) fn matches(&self, text: &str) -> Option<bool> {
        let mut matcher = Matcher {
            text,
            steps: MOST_STEPS,
        };
        let is_bound =
            matches!(&self.node, Node::Sequence(nodes) if nodes.first() == Some(&Node::Start));
        let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        for start in starts.take(if is_bound { 1 } else { usize::MAX }) {
            if matcher.node(&self.node, start, &mut |_, _| true) {
                return Some(true);
            }
            if matcher.steps == 0 {
                return None;
            }
        }
        Some(false)
    }
}

struct Matcher<'t> {
    text: &'t str,
    steps: u32,
}

/// What comes behind, and whether it matches from there.
type Rest<'r> = &'r mut dyn FnMut(&mut Matcher<'_>, usize) -> bool;

impl Matcher<'_> {
    fn node(&mut self, node: &Node, at: usize, rest: Rest<'_>) -> bool {
        match self.steps.checked_sub(1) {
            Some(steps) => self.steps = steps,
            None => return false,
        }
        match node {
            Node::Start => at == 0 && rest(self, at),
            Node::End => at == self.text.len() && rest(self, at),
            Node::Set(ranges) => {
                let next = self.text.get(at..).and_then(|text| text.chars().next());
                next.is_some_and(|next| {
                    let is_in = ranges
                        .iter()
                        .any(|(from, to)| (*from..=*to).contains(&next));
                    is_in && rest(self, at + next.len_utf8())
                })
            }
            Node::Sequence(nodes) => self.sequence(nodes, at, rest),
            Node::Either(nodes) => nodes.iter().any(|node| self.node(node, at, rest)),
            Node::Repeat(inner, least, most) => self.repeat(inner, (*least, *most), at, rest),
            Node::Ahead(inner, wanted) => {
                let is_there = self.node(inner, at, &mut |_, _| true);
                is_there == (*wanted == Wanted::Present) && rest(self, at)
            }
        }
    }

    fn sequence(&mut self, nodes: &[Node], at: usize, rest: Rest<'_>) -> bool {
        match nodes.split_first() {
            None => rest(self, at),
            Some((first, others)) => self.node(first, at, &mut |matcher, at| {
                matcher.sequence(others, at, rest)
            }),
        }
    }

    fn repeat(
        &mut self,
        node: &Node,
        bounds: (u32, Option<u32>),
        at: usize,
        rest: Rest<'_>,
    ) -> bool {
        let (least, most) = bounds;
        let fewer = (
            least.saturating_sub(1),
            most.map(|most| most.saturating_sub(1)),
        );
        let again = most != Some(0)
            && self.node(node, at, &mut |matcher, behind| {
                // What matches nothing would match it for ever.
                (behind > at || least > 0) && matcher.repeat(node, fewer, behind, rest)
            });
        again || (least == 0 && rest(self, at))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Case;
    use super::*;

    #[test]
    fn texts_match_as_on_the_server() {
        for (pattern, text, expected) in [
            ("^[^@[:space:]]+@[^@[:space:]]+$", "ada@example.com", true),
            ("^[^@[:space:]]+@[^@[:space:]]+$", "ada@exa mple.com", false),
            ("b", "abc", true),
            ("^b", "abc", false),
            ("^a|c$", "xc", true),
            (r"^\d{3}-\d{4}$", "555-0199", true),
            (r"^\d{3}-\d{4}$", "555-019", false),
            ("^(ab)*$", "ababab", true),
            ("^(a*)*$", "aaab", false),
            ("^[]x]+$", "]x", true),
            ("^[a-]+$", "a-a", true),
            ("^(?=.*[0-9])[a-z0-9]{4,}$", "abc1", true),
            ("^(?=.*[0-9])[a-z0-9]{4,}$", "abcd", false),
            ("^(?!x)", "xa", false),
            ("^[[:upper:]]{2}$", "DE", true),
            ("(?i)^abc$", "aBC", true),
            ("^.+$", "äöü", true),
            ("", "anything", true),
        ] {
            let read = Pattern::regular(pattern, Case::Sensitive).expect(pattern);
            assert_eq!(read.matches(text), Some(expected), "{pattern} on {text}");
        }
    }

    #[test]
    fn like_patterns_match_whole_texts() {
        for (pattern, text, expected) in [
            ("%@%", "a@b", true),
            ("a_c", "abc", true),
            ("a_c", "abcd", false),
            (r"100\%", "100%", true),
            (r"100\%", "1000", false),
            ("http://%", "http://x.[y]", true),
        ] {
            let read = Pattern::like(pattern, Case::Sensitive).expect(pattern);
            assert_eq!(read.matches(text), Some(expected), "{pattern} on {text}");
        }
        let folded = Pattern::like("ABC%", Case::Ignored).expect("a pattern");
        assert_eq!(folded.matches("abcdef"), Some(true));
    }

    #[test]
    fn what_is_not_understood_is_not_guessed_at() {
        for pattern in [r"(a)\1", r"\mword", "a{2", "(a", "[[.x.]]", "*a", r"[\q]"] {
            assert_eq!(
                Pattern::regular(pattern, Case::Sensitive),
                None,
                "{pattern}"
            );
        }
    }

    #[test]
    fn a_pattern_that_explodes_is_given_up() {
        let pattern = Pattern::regular("^(a+)+(a+)+(a+)+$", Case::Sensitive).expect("a pattern");
        assert_eq!(pattern.matches(&format!("{}b", "a".repeat(60))), None);
    }
}
