//! A seed file's contents, unpacked while they are read, and the checksum of its bytes as they lie
//! on the disk.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::SeedFile;
use crate::migration::{Checksum, Hasher, Problem, ProblemKind, SeedProblem};
use crate::plan::Compression;
use crate::source::read::regular_file;

/// How much is fetched at once.
const BUFFER_BYTES: usize = 128 * 1024;

/// A seed file that is being read.
pub(super) struct Decoded {
    shown: String,
    decoder: Decoder,
}

enum Decoder {
    Plain(Hashed),
    Gzip(Box<MultiGzDecoder<Hashed>>),
    Zstd(Box<Zstd>),
    Over,
}

/// A file whose bytes are hashed and counted on their way.
struct Hashed {
    file: File,
    hasher: Hasher,
    read: Arc<AtomicU64>,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        self.hasher.update(buffer.get(..length).unwrap_or_default());
        self.read.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

/// Frames one behind the other: concatenated files are a file.
enum Zstd {
    Between(BufReader<Hashed>),
    Within(Box<StreamingDecoder<BufReader<Hashed>, FrameDecoder>>),
    Over,
}

impl Decoded {
    /// Opens `file`; `read` counts its bytes.
    ///
    /// # Errors
    /// It can't be opened.
    pub(super) fn open(file: &SeedFile, read: Arc<AtomicU64>) -> Result<Self, Problem> {
        let hashed = Hashed {
            file: opened(file)?,
            hasher: Hasher::default(),
            read,
        };
        let decoder = match file.name.compression {
            Compression::None => Decoder::Plain(hashed),
            Compression::Gzip => Decoder::Gzip(Box::new(MultiGzDecoder::new(hashed))),
            Compression::Zstd => {
                let buffered = BufReader::with_capacity(BUFFER_BYTES, hashed);
                Decoder::Zstd(Box::new(Zstd::Between(buffered)))
            }
        };
        Ok(Self {
            shown: file.shown.clone(),
            decoder,
        })
    }

    /// Reads what comes next to the end of `bytes`, about `most` of it; nothing when it is over.
    ///
    /// # Errors
    /// It can't be read, or isn't what its name says.
    pub(super) fn read_more(&mut self, bytes: &mut Vec<u8>, most: u64) -> Result<usize, Problem> {
        let (read, format) = match &mut self.decoder {
            Decoder::Plain(file) => (file.take(most).read_to_end(bytes), None),
            Decoder::Gzip(gzip) => (gzip.take(most).read_to_end(bytes), Some("gzip")),
            Decoder::Zstd(zstd) => (zstd.take(most).read_to_end(bytes), Some("zstd")),
            Decoder::Over => (Ok(0), None),
        };
        read.map_err(|error| match format {
            Some(format) => {
                let reason = error.to_string();
                problem(&self.shown, SeedProblem::Damaged { format, reason }.into())
            }
            None => unreadable(&self.shown, &error),
        })
    }

    /// The checksum of the whole file, what nobody has read included.
    ///
    /// # Errors
    /// It can't be read.
    pub(super) fn checksum(mut self) -> Result<Checksum, Problem> {
        let mut rest = match std::mem::replace(&mut self.decoder, Decoder::Over) {
            Decoder::Plain(file) => file,
            Decoder::Gzip(gzip) => gzip.into_inner(),
            Decoder::Zstd(zstd) => match *zstd {
                Zstd::Between(file) => file.into_inner(),
                Zstd::Within(decoder) => decoder.into_inner().into_inner(),
                Zstd::Over => return Ok(Hasher::default().checksum()),
            },
            Decoder::Over => return Ok(Hasher::default().checksum()),
        };
        let mut buffer = vec![0; BUFFER_BYTES];
        while rest
            .read(&mut buffer)
            .map_err(|error| unreadable(&self.shown, &error))?
            > 0
        {}
        Ok(rest.hasher.checksum())
    }
}

impl Read for Zstd {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(self, Self::Over) {
                Self::Over => return Ok(0),
                Self::Between(mut file) => {
                    if io::BufRead::fill_buf(&mut file)?.is_empty() {
                        *self = Self::Between(file);
                        return Ok(0);
                    }
                    let decoder = StreamingDecoder::new(file)
                        // Its own message is a number.
                        .map_err(|_| io::Error::other("invalid Zstandard header"))?;
                    *self = Self::Within(Box::new(decoder));
                }
                Self::Within(mut decoder) => match decoder.read(buffer)? {
                    0 => *self = Self::Between(decoder.into_inner()),
                    length => {
                        *self = Self::Within(decoder);
                        return Ok(length);
                    }
                },
            }
        }
    }
}

/// A problem of the whole file.
/// Opened only where that can't wait for anybody, as it would for a FIFO's writer.
fn opened(file: &SeedFile) -> Result<File, Problem> {
    let metadata =
        std::fs::metadata(&file.path).map_err(|error| unreadable(&file.shown, &error))?;
    regular_file(&file.path, metadata.file_type()).map_err(|kind| match kind {
        ProblemKind::NotAFile { what } => problem(&file.shown, ProblemKind::NotASeedFile { what }),
        kind => problem(&file.shown, kind),
    })?;
    File::open(&file.path).map_err(|error| unreadable(&file.shown, &error))
}

pub(super) fn problem(shown: &str, kind: ProblemKind) -> Problem {
    Problem {
        path: shown.to_owned(),
        location: None,
        kind,
    }
}

fn unreadable(shown: &str, error: &io::Error) -> Problem {
    let reason = error.to_string();
    problem(shown, ProblemKind::Unreadable { reason })
}
