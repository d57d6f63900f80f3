//! The words that names, addresses and texts are made of, a file a locale.
//!
//! Every list names each word once: what must be unique is made of their numbers.

mod de;
mod en;
mod es;
mod fr;

/// Whose names and words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locale {
    /// English
    #[default]
    En,
    /// German
    De,
    /// French
    Fr,
    /// Spanish
    Es,
}

impl Locale {
    /// Its words.
    pub(super) fn words(self) -> &'static Words {
        match self {
            Self::En => &en::WORDS,
            Self::De => &de::WORDS,
            Self::Fr => &fr::WORDS,
            Self::Es => &es::WORDS,
        }
    }
}

/// A locale's words; no list is empty.
#[derive(Debug)]
pub(super) struct Words {
    /// Of telephone numbers.
    pub(super) calling_code: &'static str,
    /// How a title is put together.
    pub(super) title_order: TitleOrder,
    /// Given names.
    pub(super) first: &'static [&'static str],
    /// Family names.
    pub(super) last: &'static [&'static str],
    /// Cities.
    pub(super) cities: &'static [&'static str],
    /// Streets without a number.
    pub(super) streets: &'static [&'static str],
    /// States, provinces, cantons.
    pub(super) regions: &'static [&'static str],
    /// Adjectives in lower case.
    pub(super) adjectives: &'static [&'static str],
    /// Nouns in lower case.
    pub(super) nouns: &'static [&'static str],
    /// What is done: the one half of a title.
    pub(super) actions: &'static [&'static str],
    /// To what it is done: the other half.
    pub(super) things: &'static [&'static str],
    /// How sentences begin.
    pub(super) subjects: &'static [&'static str],
    /// How they go on.
    pub(super) verbs: &'static [&'static str],
    /// How they end.
    pub(super) objects: &'static [&'static str],
}

/// The order of a title's halves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TitleOrder {
    /// `Review the report`
    ActionFirst,
    /// `Den Bericht prüfen`
    ThingFirst,
}

/// A text in small ASCII letters and digits, for addresses: `Jörg` is `joerg`.
pub(super) fn folded(text: &str, out: &mut String) {
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            'ä' => out.push_str("ae"),
            'ö' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            'à' | 'á' | 'â' => out.push('a'),
            'ç' => out.push('c'),
            'è' | 'é' | 'ê' | 'ë' => out.push('e'),
            'í' | 'î' | 'ï' => out.push('i'),
            'ñ' => out.push('n'),
            'ó' | 'ô' => out.push('o'),
            'ú' | 'û' | 'ù' => out.push('u'),
            other if other.is_ascii_alphanumeric() => out.push(other),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const LOCALES: [Locale; 4] = [Locale::En, Locale::De, Locale::Fr, Locale::Es];

    #[test]
    fn every_list_names_each_word_once() {
        for locale in LOCALES {
            let words = locale.words();
            for list in [
                words.first,
                words.last,
                words.cities,
                words.streets,
                words.regions,
                words.adjectives,
                words.nouns,
                words.actions,
                words.things,
                words.subjects,
                words.verbs,
                words.objects,
            ] {
                let distinct: BTreeSet<&&str> = list.iter().collect();
                assert_eq!(distinct.len(), list.len(), "{locale:?}: {list:?}");
                assert!(!list.is_empty());
            }
        }
    }

    /// Addresses are made of folded words: two names with one spelling would share one.
    #[test]
    fn folded_words_still_differ() {
        for locale in LOCALES {
            let words = locale.words();
            for list in [words.first, words.last, words.adjectives, words.nouns] {
                let fold = |word: &&str| {
                    let mut out = String::new();
                    folded(word, &mut out);
                    assert!(!out.is_empty() && out.is_ascii(), "{word}");
                    out
                };
                let distinct: BTreeSet<String> = list.iter().map(fold).collect();
                assert_eq!(distinct.len(), list.len(), "{locale:?}");
            }
        }
    }
}
