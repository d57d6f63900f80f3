//! Texts that look real, numbered.
//!
//! What a text is about says how it is put together: out of a list (`lists.rs`), as prose
//! (`prose.rs`), or as told here, out of the words of a language.

mod lists;
mod prose;
#[cfg(test)]
mod tests;

use super::{Exactness, MOST, hex};
use crate::generate::meaning::Meaning;
use crate::generate::random::mixed;
use crate::generate::words::{TitleOrder, Words, folded};
use lists::{COMPANY_FORMS, EXTENSIONS, GENDERS};

/// Texts about one thing.
#[derive(Debug, Clone)]
pub(in crate::generate) struct Text {
    /// What they are about.
    pub(in crate::generate) meaning: Meaning,
    /// In whose words.
    pub(in crate::generate) words: &'static Words,
    /// At least so many characters, where the meaning leaves a choice.
    pub(in crate::generate) least: u32,
    /// At most so many, where the meaning leaves a choice.
    pub(in crate::generate) most: u32,
}

/// A number taken apart, digit by digit of changing base.
struct Digits(u64);

impl Digits {
    /// One of the list.
    fn pick<'w>(&mut self, list: &[&'w str]) -> &'w str {
        let picked = list.get(self.below(list.len() as u64) as usize);
        picked.copied().unwrap_or_default()
    }

    fn below(&mut self, base: u64) -> u64 {
        let digit = self.0 % base.max(1);
        self.0 /= base.max(1);
        digit
    }

    /// What is left, written behind the text so that it is no other's; nothing at first.
    fn rest(&self, before: &str) -> String {
        match self.0 {
            0 => String::new(),
            rest => format!("{before}{}", rest + 1),
        }
    }
}

impl Text {
    /// How many texts there are.
    pub(in crate::generate) fn capacity(&self) -> u64 {
        match self.meaning {
            Meaning::Phone => 10_000_000,
            Meaning::PostalCode => 90_000,
            Meaning::Colour => 1 << 24,
            Meaning::IpAddress => 1 << 24,
            Meaning::Gender => GENDERS.len() as u64,
            _ => MOST,
        }
    }

    /// How many look as they should, without a number behind them.
    pub(in crate::generate) fn usual(&self) -> u64 {
        let words = self.words;
        let product = |lists: &[&[&str]]| lists.iter().map(|list| list.len() as u64).product();
        match self.meaning {
            Meaning::Email | Meaning::FullName | Meaning::UserName => {
                product(&[words.first, words.last])
            }
            Meaning::FirstName => product(&[words.first]),
            Meaning::LastName => product(&[words.last]),
            Meaning::Company => product(&[words.last, COMPANY_FORMS]),
            Meaning::Product | Meaning::Slug | Meaning::Host | Meaning::Path => {
                product(&[words.adjectives, words.nouns])
            }
            Meaning::Url | Meaning::ImageUrl | Meaning::FileName => {
                product(&[words.adjectives, words.nouns])
            }
            Meaning::Title => product(&[words.actions, words.things]),
            Meaning::City => product(&[words.cities]),
            Meaning::Region => product(&[words.regions]),
            Meaning::Street => product(&[words.streets]) * 150,
            Meaning::Word => product(&[words.nouns]),
            Meaning::Version => 10 * 20 * 20,
            Meaning::Code => 26 * 26 * 100_000,
            _ => match self.list() {
                Some(list) => list.len() as u64,
                None => self.capacity(),
            },
        }
    }

    /// Whether different numbers surely give different texts.
    pub(in crate::generate) fn exactness(&self) -> Exactness {
        match self.meaning {
            Meaning::Paragraph | Meaning::Sentence => Exactness::Likely,
            _ => Exactness::Exact,
        }
    }

    /// The text of this number.
    pub(in crate::generate) fn nth(&self, number: u64) -> String {
        let words = self.words;
        let mut digits = Digits(number);
        if let Some(list) = self.list() {
            let picked = digits.pick(list);
            return format!("{picked}{}", digits.rest(" "));
        }
        match self.meaning {
            Meaning::Email => self.person(digits, ".", "", "@example.com"),
            Meaning::UserName => self.person(digits, "_", "", ""),
            Meaning::FullName => {
                let (first, last) = (digits.pick(words.first), digits.pick(words.last));
                format!("{first} {last}{}", digits.rest(" "))
            }
            Meaning::Company => {
                let (name, form) = (digits.pick(words.last), digits.pick(COMPANY_FORMS));
                format!("{name} {form}{}", digits.rest(" "))
            }
            Meaning::Product => {
                let (which, what) = (digits.pick(words.adjectives), digits.pick(words.nouns));
                let mut name = capitalized(which);
                name.push(' ');
                name.push_str(&capitalized(what));
                name.push_str(&digits.rest(" "));
                name
            }
            Meaning::Slug => self.slug(digits, "", ""),
            Meaning::Host => self.slug(digits, "", ".example.com"),
            Meaning::Path => self.slug(digits, "/srv/", ""),
            Meaning::Url => self.slug(digits, "https://example.com/", ""),
            Meaning::ImageUrl => self.slug(digits, "https://example.com/images/", ".png"),
            Meaning::FileName => {
                let extension = EXTENSIONS.get((mixed(number) % 5) as usize).copied();
                self.slug(digits, "", &format!(".{}", extension.unwrap_or("txt")))
            }
            Meaning::Title => self.title(digits),
            Meaning::Street => {
                let (street, house) = (digits.pick(words.streets), digits.below(150) + 1);
                let rest = digits.rest("/");
                match words.calling_code {
                    "1" | "33" => format!("{house}{rest} {street}"),
                    _ => format!("{street} {house}{rest}"),
                }
            }
            // 555: numbers that are nobody's.
            Meaning::Phone => {
                let (group, line) = (number / 10_000, number % 10_000);
                format!("+{}-555-{group:03}-{line:04}", words.calling_code)
            }
            Meaning::PostalCode => (10_000 + number).to_string(),
            Meaning::Digest => hex(number, self.most.clamp(8, 64) as usize),
            Meaning::Colour => format!("#{number:06x}"),
            Meaning::IpAddress => {
                format!(
                    "10.{}.{}.{}",
                    number >> 16 & 255,
                    number >> 8 & 255,
                    number & 255
                )
            }
            Meaning::Code => {
                let letter = |digit: u64| char::from(b'A' + digit as u8);
                let (first, second) = (digits.below(26), digits.below(26));
                let figure = digits.below(100_000);
                format!(
                    "{}{}-{figure:05}{}",
                    letter(first),
                    letter(second),
                    digits.rest("-")
                )
            }
            Meaning::Version => {
                let (patch, minor) = (digits.below(10), digits.below(20));
                format!("{}.{minor}.{patch}", digits.0 + 1)
            }
            _ => self.prose(number),
        }
    }

    fn person(&self, mut digits: Digits, between: &str, rest: &str, end: &str) -> String {
        let (first, last) = (digits.pick(self.words.first), digits.pick(self.words.last));
        let mut text = String::with_capacity(32);
        folded(first, &mut text);
        text.push_str(between);
        folded(last, &mut text);
        text.push_str(&digits.rest(rest));
        text.push_str(end);
        text
    }

    fn slug(&self, mut digits: Digits, start: &str, end: &str) -> String {
        let (which, what) = (
            digits.pick(self.words.adjectives),
            digits.pick(self.words.nouns),
        );
        let mut text = String::with_capacity(48);
        text.push_str(start);
        folded(which, &mut text);
        text.push('-');
        folded(what, &mut text);
        text.push_str(&digits.rest("-"));
        text.push_str(end);
        text
    }

    fn title(&self, mut digits: Digits) -> String {
        let (action, thing) = (
            digits.pick(self.words.actions),
            digits.pick(self.words.things),
        );
        let rest = digits.rest(" ");
        match self.words.title_order {
            TitleOrder::ActionFirst => format!("{action} {thing}{rest}"),
            TitleOrder::ThingFirst => format!("{thing} {action}{rest}"),
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
