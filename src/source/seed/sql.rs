//! SQL seeds, and the checksum of any seed file.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::SeedFile;
use super::decoded::Decoded;
use super::lines::{Cuts, Lines};
use crate::migration::{CanonicalPieces, Checksum, Hasher, Migration, NotUtf8, Problem, Reread};
use crate::migration::{Text, parse_seed};
use crate::plan::Compression;
use crate::source::large::LargeFile;
use crate::source::unread::Unread;

/// The most of a text that is kept; a larger one is read again when it is needed.
const KEPT_BYTES: u64 = 1024 * 1024;

/// The checksum of `file`: of SQL its canonical text's, so that line ends don't matter; of data the
/// bytes' as they lie there.
///
/// # Errors
/// It can't be read.
pub fn checksum_of(file: &SeedFile) -> Result<Checksum, Problem> {
    if file.name.is_data() {
        let decoded = Decoded::open(file, Arc::new(AtomicU64::new(0)))?;
        return decoded.checksum();
    }
    read_text(file).map(|(_, checksum)| checksum)
}

/// The statements of a SQL seed.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read_sql_seed(file: &SeedFile) -> Result<Migration, Vec<Problem>> {
    let (text, checksum) = read_text(file).map_err(|problem| vec![problem])?;
    parse_seed(&file.shown, text, checksum)
}

fn read_text(file: &SeedFile) -> Result<(Text, Checksum), Problem> {
    let is_large = std::fs::metadata(&file.path).is_ok_and(|metadata| metadata.len() > KEPT_BYTES);
    if is_large && file.name.compression == Compression::None {
        let large = LargeFile::new(&file.path);
        let checksum = large
            .checksum()
            .map_err(|unread| unread.problem(&file.shown))?;
        let reread: Arc<dyn Reread> = Arc::new(large);
        return Ok((Text::Large { reread, checksum }, checksum));
    }
    let pieces = Unpacked::open(file)?;
    let mut text = String::new();
    let mut is_kept = true;
    let mut hasher = Hasher::default();
    for piece in pieces {
        let piece = piece?;
        hasher.update(&piece);
        if is_kept {
            text.push_str(&piece);
            is_kept = text.len() as u64 <= KEPT_BYTES;
        }
    }
    let checksum = hasher.checksum();
    if is_kept {
        return Ok((text.into(), checksum));
    }
    let reread: Arc<dyn Reread> = Arc::new(Packed(file.clone()));
    Ok((Text::Large { reread, checksum }, checksum))
}

/// A large compressed SQL seed: unpacked again each time.
#[derive(Debug)]
struct Packed(SeedFile);

impl Reread for Packed {
    fn pieces(&self) -> Box<dyn Iterator<Item = Result<String, String>>> {
        match Unpacked::open(&self.0) {
            Ok(pieces) => Box::new(pieces.map(|piece| piece.map_err(|found| found.to_string()))),
            Err(problem) => Box::new(std::iter::once(Err(problem.to_string()))),
        }
    }
}

/// The canonical text of a SQL seed, in pieces of whole lines.
struct Unpacked {
    shown: String,
    lines: Option<Lines>,
    canonical: CanonicalPieces,
}

impl Unpacked {
    fn open(file: &SeedFile) -> Result<Self, Problem> {
        let decoded = Decoded::open(file, Arc::new(AtomicU64::new(0)))?;
        Ok(Self {
            shown: file.shown.clone(),
            lines: Some(Lines::new(file, decoded, Cuts::Lines)),
            canonical: CanonicalPieces::default(),
        })
    }

    fn not_text(&self, error: NotUtf8) -> Problem {
        Unread::from(error).problem(&self.shown)
    }
}

impl Iterator for Unpacked {
    type Item = Result<String, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let lines = self.lines.as_mut()?;
            match lines.next_stretch() {
                Ok(Some(stretch)) => {
                    let piece = self.canonical.piece(stretch.text.into_bytes());
                    match piece.map_err(|error| self.not_text(error)) {
                        Ok(piece) if piece.is_empty() => {}
                        piece => return Some(piece),
                    }
                }
                Ok(None) => {
                    self.lines = None;
                    let end = std::mem::take(&mut self.canonical).end();
                    return (!end.is_empty()).then(|| Ok(end.to_owned()));
                }
                Err(found) => {
                    self.lines = None;
                    return Some(Err(found));
                }
            }
        }
    }
}
