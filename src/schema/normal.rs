//! What PostgreSQL writes differently once it has read its own text, brought into the form
//! that stays.
//!
//! `varchar IN ('a', 'b')` is kept as a cast of the array; read again, the cast goes to the
//! elements (manual, "Array Constructors": a cast of one applies to each element).

/// `expression` as it would be after being loaded.
pub(super) fn normal(expression: &str) -> String {
    const CAST_ARRAY: &str = "(ARRAY[";
    let mut rest = expression;
    let mut text = String::with_capacity(expression.len());
    while let Some(at) = find(rest, CAST_ARRAY) {
        let (before, array) = rest.split_at(at);
        text.push_str(before);
        match cast_array(array) {
            Some((elements, type_name, behind)) => {
                let elements: Vec<_> = (elements.iter())
                    .map(|element| format!("({})::{type_name}", normal(element)))
                    .collect();
                text.push_str(&format!("ARRAY[{}]", elements.join(", ")));
                rest = behind;
            }
            None => {
                text.push_str(CAST_ARRAY);
                rest = array.strip_prefix(CAST_ARRAY).unwrap_or_default();
            }
        }
    }
    text.push_str(rest);
    text
}

/// Elements, element type, and what stands behind `(ARRAY[…])::type[]` at the start of `text`.
fn cast_array(text: &str) -> Option<(Vec<&str>, &str, &str)> {
    let inner = text.strip_prefix("(ARRAY[")?;
    let mut elements = Vec::new();
    let mut depth = 0_usize;
    let mut begin = 0;
    let mut at = 0;
    let end = loop {
        at = skip_quoted(inner, at);
        match inner.as_bytes().get(at)? {
            b'(' | b'[' => depth += 1,
            b']' if depth == 0 => break at,
            b')' | b']' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => {
                elements.push(inner.get(begin..at)?.trim());
                begin = at + 1;
            }
            _ => {}
        }
        at += 1;
    };
    elements.push(inner.get(begin..end)?.trim());
    let behind = inner.get(end..)?.strip_prefix("])::")?;
    let (type_name, behind) = behind.split_once("[]")?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ' ' | '"');
    type_name
        .chars()
        .all(is_name)
        .then_some((elements, type_name, behind))
}

/// Where `wanted` stands in `text` outside of quotes.
fn find(text: &str, wanted: &str) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        at = skip_quoted(text, at);
        if text.as_bytes().get(at..)?.starts_with(wanted.as_bytes()) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The offset behind the strings and quoted identifiers that begin at `at`.
fn skip_quoted(text: &str, mut at: usize) -> usize {
    while let Some(&quote @ (b'\'' | b'"')) = text.as_bytes().get(at) {
        let rest = text.as_bytes().get(at + 1..).unwrap_or_default();
        match rest.iter().position(|&byte| byte == quote) {
            Some(length) => at += length + 2,
            None => return text.len(),
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casts_of_arrays_go_to_the_elements() {
        for (text, expected, reason) in [
            (
                "((s)::text = ANY ((ARRAY['a'::character varying, 'b,]'::character varying])::text[]))",
                "((s)::text = ANY (ARRAY[('a'::character varying)::text, ('b,]'::character varying)::text]))",
                "as IN over varchar is kept",
            ),
            ("(ARRAY[1, 2])::x", "(ARRAY[1, 2])::x", "no array type"),
            ("'(ARRAY[1])::int[]'", "'(ARRAY[1])::int[]'", "in a string"),
            ("it's ''", "it's ''", "an odd quote"),
            (
                "(ARRAY[f(1, 'é'), x[2]])::app.\"T\"[]",
                "ARRAY[(f(1, 'é'))::app.\"T\", (x[2])::app.\"T\"]",
                "brackets within",
            ),
        ] {
            assert_eq!(normal(text), expected, "{reason}");
            assert_eq!(normal(expected), expected, "{reason}: it stays");
        }
    }
}
