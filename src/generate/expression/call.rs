//! Names and function calls: which are understood.

use super::super::column_type::Type;
use super::super::pattern::similar;
use super::super::value::Value;
use super::literal::identifier;
use super::names::kind_of;
use super::parse::Parser;
use super::{Expression, Function};

/// Functions by their names, as they are and as the server deparses them.
const FUNCTIONS: [(&str, Function); 33] = [
    ("length", Function::Length),
    ("char_length", Function::Length),
    ("character_length", Function::Length),
    ("octet_length", Function::OctetLength),
    ("lower", Function::Lower),
    ("upper", Function::Upper),
    ("btrim", Function::Trim),
    ("ltrim", Function::TrimStart),
    ("rtrim", Function::TrimEnd),
    ("strpos", Function::Position),
    ("left", Function::Left),
    ("right", Function::Right),
    ("substr", Function::Substring),
    ("starts_with", Function::StartsWith),
    ("concat", Function::Concat),
    ("coalesce", Function::Coalesce),
    ("greatest", Function::Greatest),
    ("least", Function::Least),
    ("nullif", Function::NullIf),
    ("num_nulls", Function::CountNulls),
    ("num_nonnulls", Function::CountNotNulls),
    ("abs", Function::Absolute),
    ("mod", Function::Remainder),
    ("round", Function::Round),
    ("floor", Function::Floor),
    ("ceil", Function::Ceiling),
    ("ceiling", Function::Ceiling),
    ("date_part", Function::Extract),
    ("date_trunc", Function::DateTrunc),
    ("cardinality", Function::Cardinality),
    ("array_length", Function::ArrayLength),
    ("jsonb_typeof", Function::JsonType),
    ("isempty", Function::IsEmptyRange),
];

/// A name that was just taken: a column, or a function with what follows.
pub(super) fn named(parser: &mut Parser<'_, '_>, start: usize, name: &str) -> Option<Expression> {
    let mut name = name.to_owned();
    let mut schema = None;
    while parser.tokens.take(".") {
        let (kind, text) = parser.tokens.next()?;
        schema = Some(name);
        name = identifier(kind, text)?;
    }
    if !parser.tokens.take("(") {
        return match (schema, parser.column(&name)) {
            (None, Some(column)) => Some(Expression::Column(column)),
            _ => None,
        };
    }
    let is_ours = schema.is_none_or(|schema| schema == "pg_catalog");
    let call = if is_ours {
        special(parser, &name)
    } else {
        Special::Ordinary
    };
    match call {
        Special::Read(expression) => return expression,
        Special::Ordinary => {}
    }
    let function = FUNCTIONS.iter().find(|(known, _)| *known == name);
    match function {
        Some((_, function)) if is_ours => {
            let arguments = parser.list(")")?;
            let kind = arguments
                .first()
                .and_then(|first| kind_of(first, parser.names));
            let function = match (*function, kind) {
                (Function::IsEmptyRange, _) => Function::IsEmptyRange,
                (_, Some(Type::Range(_) | Type::Multirange(_))) => {
                    return Some(parser.opaque(start, &format!("{name}() of a range")));
                }
                (Function::Length | Function::OctetLength, Some(Type::Bytes)) => {
                    Function::ByteLength
                }
                (_, Some(Type::Bytes | Type::Bits(_))) => {
                    return Some(parser.opaque(start, &format!("{name}() of bytes")));
                }
                (function, _) => function,
            };
            Some(Expression::Call(function, arguments))
        }
        _ => {
            parser.tokens.skip_parenthesis()?;
            Some(parser.opaque(start, &format!("the function {name}()")))
        }
    }
}

enum Special {
    /// It was read; `None` when it doesn't parse.
    Read(Option<Expression>),
    /// A call like others.
    Ordinary,
}

/// Calls with a syntax of their own, their parenthesis taken.
fn special(parser: &mut Parser<'_, '_>, name: &str) -> Special {
    Special::Read(match name {
        "now" | "transaction_timestamp" | "statement_timestamp" | "clock_timestamp" => {
            let now = Expression::Constant(Value::Instant(parser.names.now));
            parser.tokens.expect(")").map(|()| now)
        }
        "extract" => extract(parser),
        "trim" => trim(parser),
        "position" => position(parser),
        "substring" => substring(parser),
        "similar_to_escape" | "similar_escape" => similar_to(parser),
        _ => return Special::Ordinary,
    })
}

/// `EXTRACT(year FROM x)`
fn extract(parser: &mut Parser<'_, '_>) -> Option<Expression> {
    let (kind, text) = parser.tokens.next()?;
    let field = match identifier(kind, text) {
        Some(field) => field,
        None => super::literal::string(text)?,
    };
    parser.tokens.expect("FROM")?;
    let source = parser.expression(0)?;
    parser.tokens.expect(")")?;
    let field = Expression::Constant(Value::Text(field));
    Some(Expression::Call(Function::Extract, vec![field, source]))
}

/// `TRIM(BOTH 'x' FROM y)`, `TRIM(y)`
fn trim(parser: &mut Parser<'_, '_>) -> Option<Expression> {
    let function = match () {
        () if parser.tokens.take("LEADING") => Function::TrimStart,
        () if parser.tokens.take("TRAILING") => Function::TrimEnd,
        () => {
            parser.tokens.take("BOTH");
            Function::Trim
        }
    };
    let first = match parser.tokens.take("FROM") {
        true => None,
        false => Some(parser.expression(0)?),
    };
    let has_source = first.is_none() || parser.tokens.take("FROM");
    let arguments = match (first, has_source) {
        (Some(only), false) => vec![only],
        (characters, _) => {
            let source = parser.expression(0)?;
            [source].into_iter().chain(characters).collect()
        }
    };
    parser.tokens.expect(")")?;
    Some(Expression::Call(function, arguments))
}

/// `POSITION((a) IN (b))`, `"position"(b, a)`
fn position(parser: &mut Parser<'_, '_>) -> Option<Expression> {
    let first = parser.expression(0)?;
    let arguments = match parser.tokens.take("IN") {
        true => vec![parser.expression(0)?, first],
        false => {
            parser.tokens.expect(",")?;
            vec![first, parser.expression(0)?]
        }
    };
    parser.tokens.expect(")")?;
    Some(Expression::Call(Function::Position, arguments))
}

/// `SUBSTRING(x FROM 1 FOR 2)`, `"substring"(x, 1, 2)`
fn substring(parser: &mut Parser<'_, '_>) -> Option<Expression> {
    let mut arguments = vec![parser.expression(0)?];
    while [",", "FROM", "FOR"]
        .iter()
        .any(|word| parser.tokens.take(word))
    {
        arguments.push(parser.expression(0)?);
    }
    parser.tokens.expect(")")?;
    Some(Expression::Call(Function::Substring, arguments))
}

/// `similar_to_escape('…'::text)`: the regular expression that it gives.
fn similar_to(parser: &mut Parser<'_, '_>) -> Option<Expression> {
    let arguments = parser.list(")")?;
    match arguments.first()? {
        Expression::Constant(Value::Text(text)) => {
            Some(Expression::Constant(Value::Text(similar(text))))
        }
        _ => None,
    }
}
