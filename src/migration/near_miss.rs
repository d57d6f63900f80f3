//! Line comments that were meant as markers and aren't: `-- migrate:donw`,
//! `-- migrate: down`, `--migrate:down;`, `-- +migrate Down`.
//!
//! Overlooking one puts the SQL that reverts into the section that applies; flagging
//! prose (`-- migrate the users table first`) stops a good file. So a comment counts
//! only when its first two words are within two slips of a marker and nothing but
//! options follows. What begins with `migrate:` itself is never prose.

use super::Direction;
use super::distance::edit_distance;

/// Slips allowed between a comment's head and a marker.
const SLIPS: usize = 2;

/// What other tools and other people call the two directions.
const OTHER_NAMES: [(&str, Direction); 7] = [
    ("apply", Direction::Up),
    ("forward", Direction::Up),
    ("rollback", Direction::Down),
    ("revert", Direction::Down),
    ("reverse", Direction::Down),
    ("undo", Direction::Down),
    ("backward", Direction::Down),
];

/// A comment that was probably meant as a marker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NearMiss {
    /// Which marker.
    pub(super) direction: Direction,
    /// Where in the comment the rest starts that can only be options; the comment's
    /// length when other words follow.
    pub(super) options: usize,
}

/// The marker that `comment` (dashes included, no marker itself) was probably meant to be.
pub(super) fn near_miss(comment: &str) -> Option<NearMiss> {
    let body = comment.trim_start_matches(|c: char| c.is_whitespace() || "-+@#=*!:".contains(c));
    let head = Head::of(body)?;
    let direction = head.direction()?;
    let options = comment.len() - head.rest.trim_start_matches(is_stop).len();
    if is_options(head.rest) {
        return Some(NearMiss { direction, options });
    }
    head.is_glued().then_some(NearMiss {
        direction,
        options: comment.len(),
    })
}

/// The first two words of a comment, what stands between them, and the rest.
struct Head<'c> {
    first: &'c str,
    between: &'c str,
    second: &'c str,
    rest: &'c str,
}

impl<'c> Head<'c> {
    fn of(body: &'c str) -> Option<Self> {
        let (first, behind) = split_where(body, |c| !c.is_alphabetic());
        let (between, behind) = split_where(behind, char::is_alphanumeric);
        let (second, rest) = split_where(behind, |c| !c.is_alphanumeric());
        if let Some((first, second)) = first.split_at_checked("migrate".len())
            && between.trim().is_empty()
            && ["up", "down"]
                .iter()
                .any(|word| word.eq_ignore_ascii_case(second))
        {
            let rest = body.get(first.len() + second.len()..).unwrap_or_default();
            return Some(Self {
                first,
                between: "",
                second,
                rest,
            });
        }
        let short = first.len() <= "migrations".len() + SLIPS && between.len() <= 1 + SLIPS;
        (short && !second.is_empty()).then_some(Self {
            first,
            between,
            second,
            rest,
        })
    }

    /// Whether the comment begins with `migrate:` and a word directly behind it.
    fn is_glued(&self) -> bool {
        self.first.eq_ignore_ascii_case("migrate") && self.between == ":"
    }

    /// Whether only white space stands between the words.
    fn is_loose(&self) -> bool {
        self.between.trim().is_empty() && !self.between.is_empty()
    }

    fn direction(&self) -> Option<Direction> {
        let (extra, first) = stem(self.first);
        let second = self.second.to_lowercase();
        let other_name = OTHER_NAMES.iter().find(|(name, _)| *name == second);
        if let Some((_, direction)) = other_name
            && self.is_glued()
        {
            return Some(*direction);
        }
        let exact = first == "migrate" && extra == 0;
        if !first.starts_with('m') || self.is_loose() && !(exact && is_nearly(&second)) {
            return None;
        }
        let slips = |word: &str| {
            let between = edit_distance(self.between, ":");
            edit_distance(&first, "migrate") + extra + between + edit_distance(&second, word)
        };
        let (up, down) = (slips("up"), slips("down"));
        // A word of two letters is within two slips of `up`, whatever it says.
        let up = if second.contains(['u', 'p']) {
            up
        } else {
            usize::MAX
        };
        match (up.min(down), second.starts_with('d') || down < up) {
            (slips, _) if slips > SLIPS => None,
            (_, true) if down <= SLIPS => Some(Direction::Down),
            _ => Some(Direction::Up),
        }
    }
}

/// The word in lower case; `migration` and `migrations` are one slip off `migrate`.
fn stem(word: &str) -> (usize, String) {
    let word = word.to_lowercase();
    if word == "migration" || word == "migrations" {
        return (1, "migrate".to_owned());
    }
    (0, word)
}

/// Behind white space alone only these count: `migrate us` is prose, `migrate donw` isn't.
fn is_nearly(word: &str) -> bool {
    let typo = word.len() > 2 && word.starts_with('d') && edit_distance(word, "down") == 1;
    word == "up" || word == "down" || typo
}

fn split_where(text: &str, stop: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(stop).unwrap_or(text.len()))
}

fn is_stop(c: char) -> bool {
    c.is_whitespace() || c.is_ascii_punctuation()
}

/// Whether a rest holds only what people write as options, or nothing but punctuation.
fn is_options(rest: &str) -> bool {
    const WORDS: [&str; 7] = [
        "transaction",
        "true",
        "false",
        "lock-timeout",
        "lock-retry-for",
        "statement-timeout",
        "max-lock",
    ];
    rest.split_whitespace().all(|word| {
        let bare = word.trim_matches(|c: char| c.is_ascii_punctuation());
        let pair = word.trim_matches(is_stop).contains([':', '=']);
        bare.is_empty() || pair || WORDS.iter().any(|known| known.eq_ignore_ascii_case(bare))
    })
}

#[cfg(test)]
#[path = "near_miss_tests.rs"]
mod tests;
