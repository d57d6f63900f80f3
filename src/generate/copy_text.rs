//! Rows as COPY's text format: NULL is `\N`, and what would be taken for a separator is escaped.

use super::value::Value;

/// Appends one value.
pub(super) fn write_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"\\N"),
        Value::Text(text) => write_text(text.as_bytes(), out),
        Value::Array(_) => write_text(value.to_text().as_bytes(), out),
        plain => plain.write(out),
    }
}

fn write_text(text: &[u8], out: &mut Vec<u8>) {
    for &byte in text {
        let escaped = match byte {
            b'\\' => b'\\',
            b'\t' => b't',
            b'\n' => b'n',
            b'\r' => b'r',
            plain => {
                out.push(plain);
                continue;
            }
        };
        out.extend_from_slice(&[b'\\', escaped]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_separate_is_escaped() {
        for (value, expected, reason) in [
            (Value::Null, "\\N", "NULL"),
            (Value::text(""), "", "the empty text"),
            (Value::text("a\tb\nc\rd"), "a\\tb\\nc\\rd", "separators"),
            (Value::text("\\N"), "\\\\N", "what looks like NULL"),
            (Value::whole(-3), "-3", "a number"),
        ] {
            let mut out = Vec::new();
            write_value(&value, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), expected, "{reason}");
        }
    }
}
