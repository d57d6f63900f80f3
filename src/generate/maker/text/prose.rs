//! Sentences that say nothing, as long as is wanted.

use super::{Digits, Text};
use crate::generate::meaning::Meaning;
use crate::generate::random::mixed;

impl Text {
    /// Sentences that chance makes, one or several, between the least and the most characters.
    pub(super) fn prose(&self, number: u64) -> String {
        let wanted = match self.meaning {
            Meaning::Sentence => 1,
            _ => 1 + mixed(number) % 4,
        };
        let mut text = String::new();
        let (mut length, mut state) = (0, number);
        for sentence in 0..100 {
            if sentence >= wanted && length >= self.least {
                break;
            }
            state = mixed(state.wrapping_add(sentence));
            let mut digits = Digits(state);
            let subject = digits.pick(self.words.subjects);
            let (verb, object) = (
                digits.pick(self.words.verbs),
                digits.pick(self.words.objects),
            );
            let next = format!("{subject} {verb} {object}.");
            let more = next.chars().count() as u32 + u32::from(!text.is_empty());
            // One that is too long by itself is no text of this column: an empty one would pass.
            if length + more > self.most && !text.is_empty() {
                break;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&next);
            length += more;
        }
        text
    }
}
