//! When a file's end has been read: on most file systems a read that gives less than there was
//! room for has met it, and asking once more only costs time.

use std::fs::File;

/// A file system's way of telling the end of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// A read that gives less than there was room for, unless it ends where a page does: so does
    /// one behind which the disk can't be read, which only the next read tells.
    ShortRead,
    /// A read that gives nothing; one that gives little may be just short.
    EmptyRead,
}

/// The smallest page; the larger ones are multiples of it.
const PAGE_BYTES: usize = 4096;

impl End {
    /// Whether a read of so many bytes, for which there was so much room and which ended at
    /// `offset` of the file, has met the end.
    pub(super) fn is_met(self, read: usize, room: usize, offset: usize) -> bool {
        match self {
            Self::ShortRead => read == 0 || (read < room && !offset.is_multiple_of(PAGE_BYTES)),
            Self::EmptyRead => read == 0,
        }
    }

    /// That of the regular files in `folder`, which aren't reached by links.
    #[cfg(target_os = "linux")]
    pub(super) fn in_folder(folder: &File) -> Self {
        /// Their reads come from the page cache, which is short at the end only:
        /// ext2 to ext4, XFS, Btrfs, tmpfs.
        const CACHED: [u32; 4] = [0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994];
        match rustix::fs::fstatfs(folder) {
            Ok(system) if CACHED.contains(&(system.f_type as u32)) => Self::ShortRead,
            _ => Self::EmptyRead,
        }
    }

    /// That of the regular files in `folder`, which aren't reached by links.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn in_folder(_: &File) -> Self {
        Self::EmptyRead
    }
}

#[cfg(test)]
mod tests {
    use super::super::read_migrations;
    use super::End;

    #[test]
    fn only_a_read_that_certainly_met_the_end_is_the_last() {
        let rows = [
            (0, 8192, [true, true], "nothing is left"),
            (100, 5000, [true, false], "short, within a page"),
            (
                100,
                8192,
                [false, false],
                "a page that can't be read may be next",
            ),
            (
                100,
                4096,
                [false, false],
                "a page that can't be read may be next",
            ),
            (8192, 8192, [false, false], "all there was room for"),
        ];
        for (read, offset, met, why) in rows {
            let tells = [End::ShortRead, End::EmptyRead].map(|end| end.is_met(read, 8192, offset));
            assert_eq!(tells, met, "{why}");
        }
    }

    /// Around the size of the buffer that files are read into.
    #[test]
    fn files_of_every_size_are_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let sizes = [30, 4_096, 16_383, 16_384, 16_385, 32_768, 200_000];
        for (number, size) in (1..).zip(sizes) {
            let text = format!("-- migrate:up\nselect 1;\n{}\n", "-".repeat(size - 25));
            assert_eq!(text.len(), size);
            let path = folder.path().join(format!("{number}_file.sql"));
            std::fs::write(&path, &text).unwrap();
            std::os::unix::fs::symlink(&path, folder.path().join(format!("{number}0_link.sql")))
                .unwrap();
        }
        let files = read_migrations(&[folder.path().to_owned()]).unwrap();
        for file in files {
            let written = std::fs::read_to_string(&file.path).unwrap();
            let checksum = crate::migration::Checksum::of(
                &crate::migration::canonical(written.into_bytes()).unwrap(),
            );
            assert_eq!(file.checksum(), Some(checksum), "{}", file.path);
        }
    }
}
