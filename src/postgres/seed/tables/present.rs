//! What rows there are: what new ones may refer to, and must not repeat.

use super::super::run::SeedRun;
use crate::generate::{Catalogue, Element, MOST_COUNTED, Present, Read, ReadOf, Table};
use crate::postgres::error::Error;
use crate::postgres::quote::{identifier, qualified};
use crate::postgres::rows::text;

/// The answers to these reads, in their order.
///
/// # Errors
/// [`Error`] of the server or the connection.
pub async fn read_present(
    run: &SeedRun<'_>,
    catalogue: &Catalogue,
    reads: &[Read],
) -> Result<Vec<Present>, Error> {
    let mut answers = Vec::new();
    for read in reads {
        let Some(table) = catalogue.tables.get(read.table) else {
            answers.push(Present::new());
            continue;
        };
        let (expressions, behind) = parts(table, &read.what);
        let texts: Vec<String> = expressions
            .iter()
            .map(|it| format!("({it})::text"))
            .collect();
        let sql = format!(
            "select {} from {}{behind}",
            texts.join(", "),
            qualified(&table.schema, &table.name)
        );
        let rows = run.session.rows(&sql, run.watch).await?;
        let fields = |row| {
            let fields = (0..texts.len()).map(|at| Ok(text(row, at)?.map(str::to_owned)));
            fields.collect::<Result<Vec<_>, Error>>()
        };
        answers.push(rows.iter().map(fields).collect::<Result<_, Error>>()?);
    }
    Ok(answers)
}

/// What is selected, and what stands behind the table.
fn parts(table: &Table, what: &ReadOf) -> (Vec<String>, String) {
    let name = |column: &usize| {
        let column = table.columns.get(*column);
        identifier(column.map_or("", |column| &column.name))
    };
    match what {
        ReadOf::Greatest(column) => (vec![format!("max({})", name(column))], String::new()),
        ReadOf::Taken(elements, predicate) => {
            let expression = |element: &Element| match element {
                Element::Column(column) => name(column),
                Element::Expression(expression) => expression.clone(),
            };
            let behind = predicate
                .as_ref()
                .map(|predicate| format!(" where {predicate}"));
            (
                elements.iter().map(expression).collect(),
                behind.unwrap_or_default(),
            )
        }
        // In an order, so that the same seed refers to the same rows.
        ReadOf::Parents(columns) => {
            let names: Vec<String> = columns.iter().map(name).collect();
            let present: Vec<String> = names.iter().map(|it| format!("{it} is not null")).collect();
            let behind = format!(
                " where {} order by {} limit {MOST_COUNTED}",
                present.join(" and "),
                names.join(", ")
            );
            (names, behind)
        }
    }
}
