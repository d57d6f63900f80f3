//! Reading expressions, by operator precedence as in `gram.y`.

use super::super::column_type::Type;
use super::super::decimal::Decimal;
use super::super::value::Value;
use super::call;
use super::literal::{identifier, string, type_name};
use super::names::Names;
use super::operator::{binary, quantified};
use super::tokens::Tokens;
use super::{Expression, Function};
use crate::sql::TokenKind;

/// The expression of this text. What isn't understood is [`Expression::Opaque`], if need be as a
/// whole.
pub(in crate::generate) fn parse(text: &str, names: &Names<'_>) -> Expression {
    let mut parser = Parser {
        tokens: Tokens::new(text),
        names,
    };
    let parsed = parser.expression(0);
    match parsed {
        Some(expression) if parser.tokens.is_at_end() => expression,
        _ => parser.whole(),
    }
}

pub(super) struct Parser<'t, 'n> {
    pub(super) tokens: Tokens<'t>,
    pub(super) names: &'n Names<'n>,
}

/// How tightly operators bind.
pub(super) mod binding {
    pub(in super::super) const OR: u8 = 1;
    pub(in super::super) const AND: u8 = 2;
    pub(in super::super) const NOT: u8 = 3;
    pub(in super::super) const IS: u8 = 4;
    pub(in super::super) const COMPARISON: u8 = 5;
    pub(in super::super) const OTHER: u8 = 6;
    pub(in super::super) const SUM: u8 = 7;
    pub(in super::super) const PRODUCT: u8 = 8;
    pub(in super::super) const SIGN: u8 = 10;
}

impl Parser<'_, '_> {
    /// An expression whose operators bind tighter than `least`.
    pub(super) fn expression(&mut self, least: u8) -> Option<Expression> {
        let start = self.tokens.place();
        let mut left = self.prefix()?;
        loop {
            if self.tokens.take("::") {
                let kind = type_name(&mut self.tokens)?;
                left = cast(left, kind);
            } else if self.tokens.take("COLLATE") {
                while self.tokens.next().is_some() && self.tokens.take(".") {}
            } else if self.tokens.take("[") {
                self.expression(0)?;
                self.tokens.expect("]")?;
                left = self.opaque(start, "a subscript");
            } else {
                match self.infix(left, least, start)? {
                    Step::Further(expression) => left = expression,
                    Step::Done(expression) => return Some(expression),
                }
            }
        }
    }

    fn prefix(&mut self) -> Option<Expression> {
        let start = self.tokens.place();
        let (kind, text) = self.tokens.next()?;
        match kind {
            TokenKind::OpenParen => self.parenthesis(start),
            TokenKind::Number => Decimal::parse(text)
                .map(Value::Number)
                .map(Expression::Constant),
            TokenKind::String => string(text).map(Value::Text).map(Expression::Constant),
            TokenKind::Operator if text == "-" => {
                let operand = self.expression(binding::SIGN)?;
                Some(Expression::Call(Function::Negate, vec![operand]))
            }
            TokenKind::Operator if text == "+" => self.expression(binding::SIGN),
            TokenKind::QuotedIdentifier => call::named(self, start, &identifier(kind, text)?),
            TokenKind::Word => self.word(start, text),
            _ => None,
        }
    }

    fn parenthesis(&mut self, start: usize) -> Option<Expression> {
        let inner = self.expression(0)?;
        if self.tokens.take(",") {
            self.tokens.skip_parenthesis()?;
            return Some(self.opaque(start, "a row"));
        }
        self.tokens.expect(")")?;
        Some(inner)
    }

    /// Expressions between commas, up to this sign, which is taken.
    pub(super) fn list(&mut self, end: &str) -> Option<Vec<Expression>> {
        let mut elements = Vec::new();
        if self.tokens.take(end) {
            return Some(elements);
        }
        loop {
            elements.push(self.expression(0)?);
            if !self.tokens.take(",") {
                self.tokens.expect(end)?;
                return Some(elements);
            }
        }
    }

    fn infix(&mut self, left: Expression, least: u8, start: usize) -> Option<Step> {
        let Some((kind, text)) = self.tokens.peek() else {
            return Some(Step::Done(left));
        };
        let operator = match kind {
            TokenKind::Word => text.to_ascii_uppercase(),
            TokenKind::Operator => text.to_owned(),
            _ => return Some(Step::Done(left)),
        };
        let strength = match operator.as_str() {
            "OR" => binding::OR,
            "AND" => binding::AND,
            "IS" => binding::IS,
            "=" | "<>" | "!=" | "<" | "<=" | ">" | ">=" => binding::COMPARISON,
            "+" | "-" => binding::SUM,
            "*" | "/" | "%" => binding::PRODUCT,
            "OPERATOR" => binding::OTHER,
            _ if kind == TokenKind::Operator && !matches!(text, "]" | "[" | ":") => binding::OTHER,
            _ => return Some(Step::Done(left)),
        };
        if strength <= least {
            return Some(Step::Done(left));
        }
        self.tokens.next();
        if operator == "IS" {
            return self.is(left, start).map(Step::Further);
        }
        let operator = match operator.as_str() {
            "OPERATOR" => self.qualified_operator()?,
            _ => operator,
        };
        self.operation(left, &operator, strength, start)
            .map(Step::Further)
    }

    /// The operator in `OPERATOR(schema.=)`.
    fn qualified_operator(&mut self) -> Option<String> {
        self.tokens.expect("(")?;
        let mut operator = String::new();
        loop {
            let (_, text) = self.tokens.next()?;
            if text == ")" {
                return Some(operator);
            }
            operator = text.to_owned();
        }
    }

    fn operation(
        &mut self,
        left: Expression,
        operator: &str,
        strength: u8,
        start: usize,
    ) -> Option<Expression> {
        let quantifier = match self.tokens.peek() {
            Some((TokenKind::Word, word)) => word.to_ascii_uppercase(),
            _ => String::new(),
        };
        if matches!(quantifier.as_str(), "ANY" | "ALL")
            && self
                .tokens
                .peek_second()
                .is_some_and(|(_, text)| text == "(")
        {
            self.tokens.next();
            let list = self.expression(binding::OTHER)?;
            let quantified = quantified(left, operator, &quantifier, list);
            return Some(quantified.unwrap_or_else(|| self.opaque(start, "a list of columns")));
        }
        let right = self.expression(strength)?;
        let binary = binary(left, operator, right, self.names);
        Some(binary.unwrap_or_else(|| self.opaque(start, &format!("the operator {operator}"))))
    }

    /// What stands from this place on, as something that isn't understood.
    pub(super) fn opaque(&self, from: usize, why: &str) -> Expression {
        let tokens = self.tokens.all().get(from..self.tokens.place());
        Expression::Opaque(why.to_owned(), self.mentioned(tokens.unwrap_or_default()))
    }

    /// All of the text as something that isn't understood.
    fn whole(&self) -> Expression {
        let why = format!("the expression {}", self.tokens.text());
        Expression::Opaque(why, self.mentioned(self.tokens.all()))
    }

    fn mentioned(&self, tokens: &[(TokenKind, &str)]) -> Vec<usize> {
        let names = tokens
            .iter()
            .filter_map(|(kind, text)| identifier(*kind, text));
        names.filter_map(|name| self.column(&name)).collect()
    }

    /// The index of the column of this name.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.names
            .columns
            .iter()
            .position(|(column, _)| *column == name)
    }
}

enum Step {
    Further(Expression),
    Done(Expression),
}

/// A cast; of a constant, the constant of that type.
fn cast(inner: Expression, kind: Type) -> Expression {
    let is_constant = matches!(inner, Expression::Constant(_));
    let cast = Expression::Cast(Box::new(inner), kind);
    match cast.value(&[]).filter(|_| is_constant) {
        Some(value) => Expression::Constant(value.into_owned()),
        None => cast,
    }
}
