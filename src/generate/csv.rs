//! Rows as CSV, as COPY and seed files have it: NULL is nothing between two commas, the empty
//! text is `""`.

use super::value::Value;

/// Appends the line that names the columns.
pub(super) fn write_header(names: &[&str], out: &mut Vec<u8>) {
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_text(name.as_bytes(), out);
    }
    out.push(b'\n');
}

/// Appends one value.
pub(super) fn write_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => {}
        Value::Text(text) => write_text(text.as_bytes(), out),
        Value::Array(_) => write_text(value.to_text().as_bytes(), out),
        plain => plain.write(out),
    }
}

fn write_text(text: &[u8], out: &mut Vec<u8>) {
    let is_special = |byte: &u8| matches!(byte, b',' | b'"' | b'\n' | b'\r' | b'\\');
    let has_blanks = text.first() == Some(&b' ') || text.last() == Some(&b' ');
    // A line that is `\.` would end the data.
    if !text.is_empty() && !has_blanks && !text.iter().any(is_special) {
        return out.extend_from_slice(text);
    }
    out.push(b'"');
    for &byte in text {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_and_the_empty_text_differ() {
        for (value, expected, reason) in [
            (Value::Null, "", "NULL"),
            (Value::text(""), "\"\"", "the empty text"),
            (Value::text("a,b"), "\"a,b\"", "a comma"),
            (Value::text("say \"hi\""), "\"say \"\"hi\"\"\"", "quotes"),
            (Value::text("\\."), "\"\\.\"", "the end of data"),
            (Value::text("plain text"), "plain text", "nothing special"),
            (
                Value::Array(vec![Value::whole(1), Value::whole(2)]),
                "\"{1,2}\"",
                "an array",
            ),
            (Value::Instant(0), "1970-01-01 00:00:00+00", "a time"),
        ] {
            let mut out = Vec::new();
            write_value(&value, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), expected, "{reason}");
        }
    }
}
