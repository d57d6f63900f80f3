//! A partitioned table's rows go where a partition takes them.

use std::collections::BTreeMap;

use super::super::decimal::Decimal;
use super::super::expression::{Expression, Names, parse};
use super::super::model::{Check, Table};
use super::super::obstacle::Obstacle;
use super::super::shape::{Shape, alternatives, conjuncts};

/// The shapes, each with each partition that takes rows of it.
///
/// # Errors
/// There is none.
pub(super) fn with_partitions(
    table: &Table,
    leaves: &[Check],
    shapes: Vec<Shape>,
    names: &Names<'_>,
) -> Result<Vec<Shape>, Obstacle> {
    let missing = |why: &str| Obstacle::NoPartition {
        table: table.title(),
        why: why.to_owned(),
    };
    if leaves.is_empty() {
        return Err(missing("it has none at all"));
    }
    let bounds = without_hashes(leaves, names).map_err(|why| missing(&why))?;
    // A default partition takes what no other does: hard to find, and not needed beside others.
    let is_negated = |part: &&Expression| match part {
        Expression::Not(inner) => !matches!(inner.as_ref(), Expression::IsNull(_)),
        _ => false,
    };
    let is_default = |bound: &Expression| conjuncts(bound).iter().any(is_negated);
    let (default, others): (Vec<_>, Vec<_>) = bounds.into_iter().partition(is_default);
    let bounds = if others.is_empty() { default } else { others };
    let mut found = Vec::new();
    for bound in &bounds {
        for conditions in alternatives(bound) {
            for shape in &shapes {
                if let Ok(mut narrowed) = shape.clone().with(&conditions, table) {
                    narrowed.partition = Some(bound.clone());
                    found.push(narrowed);
                }
            }
        }
    }
    match found.is_empty() {
        true => Err(missing("its constraints let no row into any of them")),
        false => Ok(found),
    }
}

/// The bounds of the leaves without what hash partitions say, once it is sure that all remainders
/// are there.
///
/// # Errors
/// What is missing.
fn without_hashes(leaves: &[Check], names: &Names<'_>) -> Result<Vec<Expression>, String> {
    let mut plain = Vec::new();
    let mut hashed: BTreeMap<String, (Expression, f64)> = BTreeMap::new();
    for leaf in leaves {
        let bound = parse(&leaf.expression, names);
        match modulus(&leaf.expression) {
            None => plain.push(bound),
            Some(modulus) => {
                let rest: Vec<Expression> = conjuncts(&bound)
                    .into_iter()
                    .filter(|part| part.opacity().is_none())
                    .cloned()
                    .collect();
                let rest = Expression::And(rest);
                let entry = hashed.entry(format!("{rest:?}")).or_insert((rest, 0.0));
                entry.1 += 1.0 / modulus;
            }
        }
    }
    for (rest, covered) in hashed.into_values() {
        if covered < 0.999_999 {
            return Err("not every remainder of its hash has one".to_owned());
        }
        plain.push(rest);
    }
    Ok(plain)
}

/// The modulus in `satisfies_hash_partition('16401'::oid, 4, 0, id)`.
fn modulus(expression: &str) -> Option<f64> {
    let (_, call) = expression.split_once("satisfies_hash_partition(")?;
    let number = Decimal::parse(call.split(',').nth(1)?)?;
    number.to_string().parse().ok()
}
