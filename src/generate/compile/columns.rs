//! Where each column's values come from.

use std::sync::Arc;

use super::super::column_type::Type;
use super::super::expression::{Comparison, Expression, Names, Verdict, parse};
use super::super::facts::{Facts, Nullness};
use super::super::maker::{self, Maker, Wanted};
use super::super::meaning;
use super::super::model::{Filled, Table};
use super::super::obstacle::Obstacle;
use super::super::random::Random;
use super::super::shape::Shape;
use super::super::table_plan::{ColumnPlan, Source, Way};
use super::super::value::Value;
use super::links::links;
use super::rules::Rules;
use super::{Material, is_generated, is_numbered, is_written};

/// Values tried before a maker is said to suit.
const SAMPLES: usize = 32;
/// How many of them must do.
const GOOD: usize = 24;
/// Values tried before a maker is given up.
const MANY_SAMPLES: usize = 512;

/// The sources of all columns.
pub(super) fn sources(
    table: &Table,
    material: &Material<'_>,
    rules: &Rules,
    names: &Names<'_>,
) -> Vec<Source> {
    let mut sources: Vec<Source> = table
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let refers = table
                .references
                .iter()
                .any(|it| it.columns.contains(&index));
            match &column.filled {
                Filled::Generated(expression) => match parse(expression, names) {
                    known if known.opacity().is_none() => Source::Computed(known),
                    _ => Source::Default,
                },
                _ if refers => Source::Referred,
                _ if is_numbered(table, index) => Source::Number(first_number(material, index)),
                _ => Source::Made,
            }
        })
        .collect();
    for rule in &rules.of_several {
        if let Some((column, expression)) = equation(&rule.expression, &sources)
            && let Some(source) = sources.get_mut(column)
        {
            *source = Source::Computed(expression);
        }
    }
    sources
}

fn first_number(material: &Material<'_>, column: usize) -> i64 {
    let greatest = material.greatest.iter().find(|(index, _)| *index == column);
    greatest.map_or(1, |(_, greatest)| greatest.saturating_add(1).max(1))
}

/// `total = quantity * price`: a column that is made of others.
fn equation(expression: &Expression, sources: &[Source]) -> Option<(usize, Expression)> {
    let Expression::Compare(Comparison::Equal, left, right) = expression else {
        return None;
    };
    let is_free = |column: &usize| matches!(sources.get(*column), Some(Source::Made));
    let is_computed = |column: &usize| matches!(sources.get(*column), Some(Source::Computed(_)));
    for (side, other) in [(left, right), (right, left)] {
        if let Expression::Column(column) = side.as_ref() {
            let mentioned = other.columns();
            let is_known = other.opacity().is_none() && !mentioned.iter().any(is_computed);
            if is_free(column) && is_known && !mentioned.contains(column) {
                return Some((*column, other.as_ref().clone()));
            }
        }
    }
    None
}

/// The ways that the shapes become once their columns have makers; a column that nothing can be
/// made for may be left to its default.
///
/// # Errors
/// No shape can be filled; why the last one can't.
pub(super) fn ways(
    table: &Table,
    material: &Material<'_>,
    rules: &Rules,
    (shapes, mut sources): (Vec<Shape>, Vec<Source>),
) -> Result<(Vec<Way>, Vec<Source>), Obstacle> {
    let mut ways = Vec::new();
    let mut last = None;
    let mut known: Vec<Vec<(Facts, Option<Arc<Maker>>)>> = vec![Vec::new(); table.columns.len()];
    for shape in shapes {
        let mut makers = Vec::new();
        for (column, facts) in shape.facts.iter().enumerate() {
            if !matches!(sources.get(column), Some(Source::Made)) {
                makers.push(None);
                continue;
            }
            let Some(known) = known.get_mut(column) else {
                continue;
            };
            let found = known
                .iter()
                .find(|(same, _)| same == facts)
                .map(|(_, maker)| maker.clone());
            let maker = found.unwrap_or_else(|| {
                let made = maker_of(table, material, rules, (column, facts)).map(Arc::new);
                known.push((facts.clone(), made.clone()));
                made
            });
            makers.push(maker);
        }
        match without_value(table, &shape, &makers, &mut sources) {
            Some(column) => last = Some(no_value(table, rules, column)),
            None => ways.push(Way {
                facts: shape.facts,
                makers,
                partition: shape.partition,
            }),
        }
    }
    match last {
        Some(obstacle) if ways.is_empty() => Err(obstacle),
        _ => Ok((ways, sources)),
    }
}

/// The first column that can neither be made nor left out.
fn without_value(
    table: &Table,
    shape: &Shape,
    makers: &[Option<Arc<Maker>>],
    sources: &mut [Source],
) -> Option<usize> {
    for (column, maker) in makers.iter().enumerate() {
        let is_made = matches!(sources.get(column), Some(Source::Made));
        if !is_made || maker.is_some() {
            continue;
        }
        let described = table.columns.get(column)?;
        let facts = shape.facts.get(column)?;
        match (&described.filled, facts.nullness) {
            (Filled::Default | Filled::Sequence, _) => {
                *sources.get_mut(column)? = Source::Default;
            }
            (_, Nullness::Never) => return Some(column),
            // Its maker is absent: it stays NULL.
            _ => {}
        }
    }
    None
}

fn no_value(table: &Table, rules: &Rules, column: usize) -> Obstacle {
    let kind = table.columns.get(column).map(|column| column.kind.base());
    let why = match (kind, rules.of(column).next()) {
        (Some(Type::Other(name)), _) => format!("the type {name} isn't known"),
        (_, Some(rule)) => format!("none was found that satisfies {}, {}", rule.name, rule.text),
        _ => "its type isn't known".to_owned(),
    };
    Obstacle::NoValue {
        table: table.title(),
        column: table.column_name(column).to_owned(),
        why,
    }
}

/// The maker whose values satisfy the constraints over the column alone.
fn maker_of(
    table: &Table,
    material: &Material<'_>,
    rules: &Rules,
    (column, facts): (usize, &Facts),
) -> Option<Maker> {
    let described = table.columns.get(column)?;
    if facts.nullness == Nullness::Always {
        return Some(Maker::Null);
    }
    let wanted = Wanted {
        table: &table.name,
        column: &described.name,
        kind: &described.kind,
        facts,
        locale: material.locale,
    };
    if rules
        .of(column)
        .any(|rule| rule.expression.opacity().is_some())
    {
        // What a constraint that isn't understood makes of NULL is known best: it passes nearly all.
        match (facts.nullness, &described.filled) {
            (Nullness::Allowed, _) => return Some(Maker::Null),
            (_, Filled::Default) => return None,
            _ => {}
        }
    }
    let most = most(table, column);
    let fits = |value: &Value| {
        let text = value.as_text();
        let is_short = most
            .zip(text)
            .is_none_or(|(most, text)| text.chars().count() <= most as usize);
        is_short && facts.allows(value) && holds_alone(rules, table.columns.len(), (column, value))
    };
    let good = |maker: &Maker, samples: usize| {
        let mut random = Random::new(column as u64);
        (0..samples)
            .filter(|_| fits(&normal(rules, column, maker.any(&mut random))))
            .count()
    };
    maker::maker(wanted, &|maker| good(maker, SAMPLES) >= GOOD)
        .or_else(|| maker::maker(wanted, &|maker| good(maker, MANY_SAMPLES) > 0))
}

/// How many characters a column's texts may have.
fn most(table: &Table, column: usize) -> Option<u32> {
    match table.columns.get(column).map(|column| column.kind.base()) {
        Some(Type::Text { max, .. }) => *max,
        _ => None,
    }
}

/// Whether a value satisfies the constraints over its column.
fn holds_alone(rules: &Rules, width: usize, (column, value): (usize, &Value)) -> bool {
    let mut row = vec![Value::Null; width];
    if let Some(place) = row.get_mut(column) {
        *place = value.clone();
    }
    let mut rules = rules.of(column);
    rules.all(|rule| rule.expression.verdict(&row) != Verdict::Broken)
}

/// What a value must be made into: `email = lower(email)`.
fn normals(rules: &Rules, column: usize) -> Vec<Expression> {
    let of = |side: &Expression, other: &Expression| {
        let bare = match side {
            Expression::Cast(inner, _) => inner,
            other => other,
        };
        let is_itself = *bare == Expression::Column(column) && other.columns() == [column];
        (is_itself && *other != *side && other.opacity().is_none()).then(|| other.clone())
    };
    let expressions = rules.of(column).filter_map(|rule| match &rule.expression {
        Expression::Compare(Comparison::Equal, left, right) => {
            of(left, right).or_else(|| of(right, left))
        }
        _ => None,
    });
    expressions.collect()
}

fn normal(rules: &Rules, column: usize, value: Value) -> Value {
    let mut row = vec![Value::Null; column];
    row.push(value);
    for expression in normals(rules, column) {
        let normal = expression.value(&row).map(std::borrow::Cow::into_owned);
        if let (Some(normal), Some(place)) = (normal, row.get_mut(column)) {
            *place = normal;
        }
    }
    row.pop().unwrap_or(Value::Null)
}

/// The columns that rows say something of.
pub(super) fn written(table: &Table, sources: &[Source]) -> Vec<usize> {
    let placed = sources.iter().enumerate();
    placed
        .filter(|(column, source)| is_written(source) && !is_generated(table, *column))
        .map(|(column, _)| column)
        .collect()
}

/// The plans of all columns.
pub(super) fn plans(table: &Table, sources: Vec<Source>, rules: &Rules) -> Vec<ColumnPlan> {
    let placed = sources.into_iter().enumerate();
    placed
        .map(|(column, source)| ColumnPlan {
            most: most(table, column),
            null_percent: match meaning::is_rarely_set(table.column_name(column)) {
                true => 90,
                false => 15,
            },
            rules: rules.of(column).cloned().collect(),
            links: links(table, column, rules),
            normal: normals(rules, column),
            source,
        })
        .collect()
}
