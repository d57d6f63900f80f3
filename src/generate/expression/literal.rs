//! String constants, identifiers and the names of types.

use super::super::column_type::Type;
use super::tokens::Tokens;
use crate::sql::TokenKind;

/// Words that go on behind the first word of a type's name.
const FURTHER: [&str; 5] = ["varying", "precision", "with", "without", "zone"];

/// What `'…'` or `E'…'` stands for; `None` for the other kinds.
pub(super) fn string(token: &str) -> Option<String> {
    if let Some(escaped) = token.strip_prefix(['E', 'e']) {
        let inner = escaped.strip_prefix('\'')?.strip_suffix('\'')?;
        let mut text = String::new();
        let mut rest = inner
            .replace("''", "'")
            .chars()
            .collect::<Vec<_>>()
            .into_iter();
        while let Some(character) = rest.next() {
            text.push(match character {
                '\\' => match rest.next()? {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    other if other.is_ascii_alphanumeric() => return None,
                    other => other,
                },
                other => other,
            });
        }
        return Some(text);
    }
    let inner = token.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(inner.replace("''", "'"))
}

/// The name that a word or a quoted identifier stands for.
pub(super) fn identifier(kind: TokenKind, text: &str) -> Option<String> {
    match kind {
        TokenKind::Word => Some(text.to_lowercase()),
        TokenKind::QuotedIdentifier => {
            let inner = text.strip_prefix('"')?.strip_suffix('"')?;
            Some(inner.replace("\"\"", "\""))
        }
        _ => None,
    }
}

/// Takes a type's name: `numeric(10,2)`, `timestamp with time zone`, `app.colour[]`.
pub(super) fn type_name(tokens: &mut Tokens<'_>) -> Option<Type> {
    let (kind, text) = tokens.next()?;
    // The one-letter type must keep its quotes to be told from a name.
    let mut name = match text {
        "\"char\"" => text.to_owned(),
        _ => identifier(kind, text)?,
    };
    while tokens.take(".") {
        let (kind, text) = tokens.next()?;
        name = format!("{name}.{}", identifier(kind, text)?);
    }
    modifiers(tokens, &mut name)?;
    loop {
        let next = tokens.peek().map(|(_, text)| text.to_lowercase());
        let is_time = next.as_deref() == Some("time") && name.ends_with(['h', 't']);
        match next {
            Some(next) if FURTHER.contains(&next.as_str()) || is_time => {
                tokens.next();
                name = format!("{name} {next}");
                modifiers(tokens, &mut name)?;
            }
            _ => break,
        }
    }
    let mut named = Type::named(&name);
    while tokens.take("[") {
        tokens.expect("]")?;
        named = Type::Array(Box::new(named));
    }
    Some(named)
}

fn modifiers(tokens: &mut Tokens<'_>, name: &mut String) -> Option<()> {
    if tokens.take("(") {
        let mut inner = Vec::new();
        while !tokens.take(")") {
            inner.push(tokens.next()?.1);
        }
        name.push_str(&format!("({})", inner.concat()));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_taken_whole() {
        for (text, expected) in [
            (
                "character varying(30)",
                Type::named("character varying(30)"),
            ),
            (
                "timestamp(3) with time zone",
                Type::named("timestamp with time zone"),
            ),
            ("double precision", Type::named("double precision")),
            ("app.colour", Type::Other("app.colour".to_owned())),
            ("text[]", Type::Array(Box::new(Type::named("text")))),
            ("numeric(10,2)", Type::named("numeric(10,2)")),
            ("bpchar", Type::named("text")),
        ] {
            let mut tokens = Tokens::new(text);
            assert_eq!(type_name(&mut tokens), Some(expected), "{text}");
            assert!(tokens.is_at_end(), "{text} is not taken whole");
        }
    }

    #[test]
    fn constants_lose_their_quotes() {
        assert_eq!(string("'it''s'").as_deref(), Some("it's"));
        assert_eq!(string(r"E'a\\b\n'").as_deref(), Some("a\\b\n"));
        assert_eq!(string(r"E'\x41'"), None);
        assert_eq!(string("B'01'"), None);
    }
}
