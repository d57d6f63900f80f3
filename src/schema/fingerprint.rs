//! The hash of a schema.

use sha2::{Digest, Sha256};

use super::dump::dump;
use super::snapshot::Snapshot;

impl Snapshot {
    /// `sha256:<hex>` of everything that a dump says: equal schemas have equal fingerprints on
    /// the same major. Rows are no part of it.
    pub fn fingerprint(&self) -> String {
        fingerprint(&dump(self, &[]))
    }
}

/// The fingerprint of the schema whose dump without rows is `text`.
pub fn fingerprint(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}
