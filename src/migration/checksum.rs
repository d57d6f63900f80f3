//! The checksum: SHA-256 of canonical text, written `sha256:<hex>`.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

const PREFIX: &str = "sha256:";

/// SHA-256 of a canonical text (see [`canonical`](super::canonical())).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Checksum([u8; 32]);

impl Checksum {
    /// What `digest` has come to.
    pub(super) fn finished(digest: Sha256) -> Self {
        Self(digest.finalize().into())
    }

    /// The checksum of `text`, which must already be canonical.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// The checksum of the canonical text that `pieces` make.
    ///
    /// # Errors
    /// The first one of theirs.
    pub fn of_pieces<E>(pieces: impl Iterator<Item = Result<String, E>>) -> Result<Self, E> {
        let mut hasher = Hasher::default();
        for piece in pieces {
            hasher.update(&piece?);
        }
        Ok(hasher.checksum())
    }

    /// Whether `text` is this checksum, as it is written.
    pub fn is_written(&self, text: &str) -> bool {
        let digits = text.strip_prefix(PREFIX);
        digits.is_some_and(|digits| digits.as_bytes() == self.digits())
    }

    /// Asked for a thousand files in a run that has nothing to do: not byte by byte.
    fn digits(&self) -> [u8; 64] {
        let mut digits = [0; 64];
        for (pair, byte) in digits.as_chunks_mut().0.iter_mut().zip(self.0) {
            *pair = [hex_digit(byte >> 4), hex_digit(byte & 0xf)];
        }
        digits
    }
}

/// The checksum of what arrives in pieces: a text, or a seed file's bytes as they are.
#[derive(Debug, Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Adds a piece.
    pub fn update(&mut self, piece: impl AsRef<[u8]>) {
        self.0.update(piece.as_ref());
    }

    /// The checksum of all pieces.
    #[must_use]
    pub fn checksum(self) -> Checksum {
        Checksum(self.0.finalize().into())
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFIX)?;
        f.write_str(str::from_utf8(&self.digits()).unwrap_or_default())
    }
}

/// The digit of a number below 16.
fn hex_digit(value: u8) -> u8 {
    match value {
        0..=9 => b'0' + value,
        _ => b'a' + (value - 10),
    }
}

impl fmt::Debug for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Checksum {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A text that isn't `sha256:` followed by 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a checksum of the form sha256:<64 hexadecimal digits>")]
pub struct ParseChecksumError(pub String);

impl FromStr for Checksum {
    type Err = ParseChecksumError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ParseChecksumError(text.to_owned());
        let hex = text.strip_prefix(PREFIX).ok_or_else(error)?;
        if hex.len() != 64 {
            return Err(error());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
            for digit in pair {
                let value = char::from(*digit).to_digit(16).ok_or_else(error)?;
                *byte = *byte << 4 | value as u8;
            }
        }
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_like_sha256sum_writes_it_and_read_back() {
        let empty = Checksum::of("");
        let text = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(empty.to_string(), text);
        assert_eq!(text.parse(), Ok(empty));
        assert!(empty.is_written(text));
        for other in ["", &text.to_uppercase(), &text[7..], &format!("{text} ")] {
            assert!(!empty.is_written(other), "{other}");
        }
        assert_eq!(format!("{empty:?}"), text);
    }

    #[test]
    fn other_texts_are_refused() {
        for (text, reason) in [
            ("", "nothing"),
            ("sha256:", "no digits"),
            ("sha256:00", "too short"),
            (
                &format!("sha256:{}", "0".repeat(63)),
                "an odd number of digits",
            ),
            (&format!("sha256:{}", "0".repeat(66)), "too long"),
            (&format!("md5:{}", "0".repeat(64)), "another algorithm"),
            (&format!("sha256:{}", "g".repeat(64)), "not hexadecimal"),
        ] {
            assert!(text.parse::<Checksum>().is_err(), "{reason}");
        }
    }
}
