//! Texts look as they should, differ where they must, and keep to their length.

use std::collections::BTreeSet;

use super::*;
use crate::generate::words::Locale;

fn text(meaning: Meaning, locale: Locale) -> Text {
    Text {
        meaning,
        words: locale.words(),
        least: 0,
        most: 1000,
    }
}

#[test]
fn texts_look_as_they_should() {
    for (meaning, locale, number, expected) in [
        (Meaning::Email, Locale::En, 0, "ada.adams@example.com"),
        (Meaning::Email, Locale::En, 70_000, "ada.adams@example.com"),
        (Meaning::UserName, Locale::De, 42, "joerg_albrecht"),
        (Meaning::Title, Locale::En, 0, "Review the annual report"),
        (Meaning::Title, Locale::De, 0, "Den Jahresbericht prüfen"),
        (Meaning::Street, Locale::En, 20, "2 Oak Street"),
        (Meaning::Street, Locale::De, 20, "Hauptstraße 2"),
        (Meaning::Phone, Locale::De, 12_345, "+49-555-001-2345"),
        (Meaning::City, Locale::En, 38, "Austin 2"),
    ] {
        let made = text(meaning, locale).nth(number);
        if number == 70_000 {
            assert_ne!(made, expected, "a number behind the last name");
        } else {
            assert_eq!(made, expected, "{meaning:?} {number}");
        }
    }
}

#[test]
fn exact_texts_differ_beyond_the_usual_ones() {
    let meanings = [
        Meaning::Email,
        Meaning::FullName,
        Meaning::UserName,
        Meaning::Company,
        Meaning::Product,
        Meaning::Slug,
        Meaning::Url,
        Meaning::FileName,
        Meaning::Title,
        Meaning::City,
        Meaning::Street,
        Meaning::Phone,
        Meaning::PostalCode,
        Meaning::Digest,
        Meaning::Colour,
        Meaning::IpAddress,
        Meaning::Code,
        Meaning::Version,
        Meaning::Status,
        Meaning::Word,
    ];
    for locale in [Locale::En, Locale::De, Locale::Fr, Locale::Es] {
        for meaning in meanings {
            let text = text(meaning, locale);
            assert_eq!(text.exactness(), Exactness::Exact);
            let count = text
                .capacity()
                .min(text.usual().saturating_mul(2))
                .min(30_000);
            let made: BTreeSet<String> = (0..count).map(|it| text.nth(it)).collect();
            assert_eq!(made.len() as u64, count, "{meaning:?} {locale:?}");
        }
    }
}

#[test]
fn prose_keeps_to_its_length() {
    let prose = Text {
        least: 200,
        most: 300,
        ..text(Meaning::Paragraph, Locale::En)
    };
    for number in 0..200 {
        let length = prose.nth(number).chars().count();
        assert!((200..=300).contains(&length), "{length}");
    }
}
