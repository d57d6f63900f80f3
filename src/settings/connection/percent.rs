//! Percent-encoding, strictly: what can't be decoded is an error, not text.

use crate::settings::SettingsError;

/// `text` with its `%XX` decoded; `+` stays (manual, "Connection URIs").
///
/// # Errors
/// A `%` without two hexadecimal digits, bytes that aren't UTF-8, or a NUL.
pub(super) fn decoded(text: &str) -> Result<String, SettingsError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let (digits, behind) = tail.split_at_checked(2).ok_or_else(bad_escape)?;
        let digits = str::from_utf8(digits).map_err(|_| bad_escape())?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(bad_escape());
        }
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| bad_escape())?);
        rest = behind;
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| SettingsError::new("what is percent-encoded in it is not valid UTF-8"))?;
    if text.contains('\0') {
        return Err(SettingsError::new("it contains a NUL character"));
    }
    Ok(text)
}

fn bad_escape() -> SettingsError {
    SettingsError::new("it has a `%` without two hexadecimal digits behind it")
        .hint("write a `%` that belongs to the user's name or password as %25")
}
