//! Which source suits a column: by its type, its name and what constraints say.

use super::super::column_type::{Padding, Type, Zone};
use super::super::facts::Facts;
use super::super::meaning::{self, Era, Meaning};
use super::super::pattern::{Case, Pattern};
use super::super::value::Value;
use super::super::words::Locale;
use super::{Brackets, JsonShape, Maker, Span, Text, Unit};

/// What a source is wanted for.
#[derive(Debug, Clone, Copy)]
pub(in crate::generate) struct Wanted<'a> {
    /// The table's name.
    pub(in crate::generate) table: &'a str,
    /// The column's name.
    pub(in crate::generate) column: &'a str,
    /// Its type.
    pub(in crate::generate) kind: &'a Type,
    /// What constraints say of it.
    pub(in crate::generate) facts: &'a Facts,
    /// Whose names and words.
    pub(in crate::generate) locale: Locale,
}

/// The first source that `suits` out of those to be considered, the best-looking first; `None`
/// when there is none.
pub(in crate::generate) fn maker(
    wanted: Wanted<'_>,
    suits: &dyn Fn(&Maker) -> bool,
) -> Option<Maker> {
    candidates(wanted)
        .into_iter()
        .find(|maker| maker.capacity() > 0 && suits(maker))
}

fn candidates(wanted: Wanted<'_>) -> Vec<Maker> {
    let facts = wanted.facts;
    if let Some(list) = &facts.list {
        return vec![Maker::Choice(list.clone())];
    }
    let found = match wanted.kind.base() {
        Type::Boolean => vec![choice(facts, [false, true].map(Value::Bool))],
        Type::Enum(labels) => vec![choice(facts, labels.iter().map(Value::text))],
        Type::Text { max, padding } => texts(wanted, *max, *padding),
        Type::Uuid => vec![Maker::Uuid],
        Type::Json => {
            use JsonShape::{Array, Boolean, Number, Object, Text};
            [Object, Array, Text, Number, Boolean]
                .map(Maker::Json)
                .to_vec()
        }
        Type::Bytes => {
            let (least, most) = facts.length;
            let least = least.max(if most.is_none_or(|most| most >= 8) {
                8
            } else {
                0
            });
            vec![Maker::Bytes(least, most.unwrap_or(least + 24))]
        }
        Type::Bits(length) => vec![Maker::Bits(*length)],
        Type::Odd(odd) => vec![Maker::Odd(*odd)],
        Type::Array(element) => arrays(wanted, element),
        Type::Range(inner) => ranges(wanted, inner, Brackets::Range),
        Type::Multirange(inner) => ranges(wanted, inner, Brackets::Multirange),
        Type::Composite(fields) => composite(wanted, fields).into_iter().collect(),
        other => spans(wanted, other).into_iter().map(Maker::Span).collect(),
    };
    match facts.excluded.is_empty() {
        true => found,
        // A set so small that a value less matters is written out.
        false => found
            .into_iter()
            .map(|maker| without(maker, facts))
            .collect(),
    }
}

fn choice(facts: &Facts, values: impl IntoIterator<Item = Value>) -> Maker {
    Maker::Choice(
        values
            .into_iter()
            .filter(|value| facts.allows(value))
            .collect(),
    )
}

fn without(maker: Maker, facts: &Facts) -> Maker {
    match maker {
        Maker::Span(span) if span.count() <= 1000 => {
            choice(facts, (0..span.count()).map(|number| span.nth(number)))
        }
        other => other,
    }
}

/// Sources of texts, the best-looking first.
fn texts(wanted: Wanted<'_>, max: Option<u32>, padding: Padding) -> Vec<Maker> {
    let facts = wanted.facts;
    let least = facts.length.0;
    let limits = [max, facts.length.1].into_iter().flatten();
    let most = limits.min().unwrap_or(1000.max(least.saturating_mul(2)));
    let text = |meaning| {
        Maker::Text(Text {
            meaning,
            words: wanted.locale.words(),
            least,
            most,
        })
    };
    let meaning = meaning::text_meaning(wanted.table, wanted.column);
    let mut makers = Vec::new();
    // A column that is always full is a code.
    if padding == Padding::None || matches!(meaning, Meaning::CountryCode | Meaning::Currency) {
        makers.push(text(meaning));
    }
    makers.extend(
        facts
            .patterns
            .iter()
            .cloned()
            .map(Box::new)
            .map(Maker::Pattern),
    );
    if padding == Padding::None {
        let others = [
            Meaning::Title,
            Meaning::Paragraph,
            Meaning::Slug,
            Meaning::Word,
        ];
        makers.extend(others.map(text));
    }
    let (shortest, longest) = match padding {
        Padding::Blanks => (most, most),
        Padding::None => (least.max(1).min(most), most.min(least.max(1) + 9)),
    };
    for class in ["A-Z", "a-z", "0-9", "A-Z0-9", "a-z0-9"] {
        let pattern = format!("^[{class}]{{{shortest},{longest}}}$");
        makers.extend(
            Pattern::regular(&pattern, Case::Sensitive)
                .map(Box::new)
                .map(Maker::Pattern),
        );
    }
    if let Some(low) = &facts.low {
        // Behind the bound whatever the collation: the bound and something more.
        let start: String = low
            .value()
            .to_text()
            .chars()
            .flat_map(|it| ['\\', it])
            .collect();
        let pattern = Pattern::like(&format!("{start}____"), Case::Sensitive);
        makers.extend(pattern.map(Box::new).map(Maker::Pattern));
    }
    makers
}

fn arrays(wanted: Wanted<'_>, element: &Type) -> Vec<Maker> {
    let (least, most) = wanted.facts.elements;
    let most = most.unwrap_or(least.max(3)).max(least);
    let nothing_known = Facts::default();
    let inner = Wanted {
        kind: element,
        facts: &nothing_known,
        ..wanted
    };
    let inners = candidates(inner).into_iter();
    inners
        .filter(|maker| maker.capacity() > 0)
        .map(|maker| Maker::Array(Box::new(maker), least, most))
        .collect()
}

fn ranges(wanted: Wanted<'_>, inner: &Type, brackets: Brackets) -> Vec<Maker> {
    let nothing_known = Facts::default();
    let inner_wanted = Wanted {
        kind: inner,
        facts: &nothing_known,
        ..wanted
    };
    let spans = spans(inner_wanted, inner.base()).into_iter();
    spans
        .map(|span| {
            // Ranges of an hour, not of a second.
            let step = if matches!(inner.base(), Type::Timestamp(_)) {
                3600
            } else {
                1
            };
            Maker::Range(span.stepping(step, 0), brackets)
        })
        .collect()
}

fn composite(wanted: Wanted<'_>, fields: &[(String, Type)]) -> Option<Maker> {
    let nothing_known = Facts::default();
    let makers: Option<Vec<Maker>> = fields
        .iter()
        .map(|(column, kind)| {
            let inner = Wanted {
                column,
                kind,
                facts: &nothing_known,
                ..wanted
            };
            // A domain inside has constraints of its own, which facts don't reach.
            match kind {
                Type::Domain(domain) if !domain.checks.is_empty() => None,
                _ => candidates(inner)
                    .into_iter()
                    .find(|maker| maker.capacity() > 0),
            }
        })
        .collect();
    makers.map(Maker::Composite)
}

/// Numbers, dates and times: those that the name suggests, as far as they are allowed; else those
/// next to what is.
fn spans(wanted: Wanted<'_>, kind: &Type) -> Vec<Span> {
    let Some((usual, all)) = usual_span(wanted, kind) else {
        return Vec::new();
    };
    let facts = wanted.facts;
    let (low, high) = (facts.low.as_ref(), facts.high.as_ref());
    let moved = usual.moved(low, high);
    let mut spans = Vec::new();
    for span in [Some(usual), moved, Some(all)].into_iter().flatten() {
        let Some(narrowed) = span.within(low, high) else {
            continue;
        };
        spans.push(match facts.remainder {
            Some((step, rest)) => narrowed.stepping(i128::from(step), i128::from(rest)),
            None => narrowed,
        });
    }
    spans
}

/// The span that looks best, and everything that the type holds.
fn usual_span(wanted: Wanted<'_>, kind: &Type) -> Option<(Span, Span)> {
    let span = |low: i64, high: i64, unit| Span::new(i128::from(low), i128::from(high), unit);
    Some(match kind {
        Type::Integer(least, greatest) => {
            let unit = Unit::Number { scale: 0 };
            let (low, high) = meaning::number_range(wanted.column).unwrap_or((1, 10_000));
            let usual = span(low.max(*least), high.min(*greatest), unit);
            (usual, span(*least, *greatest, unit))
        }
        Type::Decimal { whole, scale } => {
            let unit = Unit::Number { scale: *scale };
            let one = 10_i128.pow(u32::from(*scale));
            let most = 10_i128.pow(u32::from(*whole)) * one - 1;
            let (low, high) = meaning::number_range(wanted.column).unwrap_or((0, 1000));
            let usual = Span::new(
                i128::from(low) * one,
                (i128::from(high) * one).min(most),
                unit,
            );
            (usual, Span::new(-most, most, unit))
        }
        Type::Date => {
            let (from, to) = era(wanted.column);
            (
                span(from, to, Unit::Date),
                span(-25_000, 60_000, Unit::Date),
            )
        }
        Type::Timestamp(zone) => {
            let unit = match zone {
                Zone::With => Unit::Instant,
                Zone::Without => Unit::Timestamp,
            };
            let (from, to) = era(wanted.column);
            let seconds = 86_400;
            (
                span(from * seconds, to * seconds, unit),
                span(-25_000 * seconds, 60_000 * seconds, unit),
            )
        }
        Type::Time(_) => (
            span(6 * 3600, 22 * 3600, Unit::Time),
            span(0, 86_399, Unit::Time),
        ),
        Type::Interval => (
            span(1, 600, Unit::Interval),
            span(0, 10_000_000, Unit::Interval),
        ),
        _ => return None,
    })
}

/// The days that a name suggests; the same in every year that this runs.
fn era(column: &str) -> (i64, i64) {
    match meaning::era(column) {
        // 1950 to 2005.
        Era::Birth => (-7305, 13_148),
        // 2022 to 2024.
        Era::Past => (18_993, 20_088),
        // 2025 and 2026.
        Era::Coming => (20_089, 20_818),
    }
}
