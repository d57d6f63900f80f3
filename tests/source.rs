//! The migrations folders as they are found on disks: links, pipes, odd names.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its folder fails"
)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use proj_migrate::migration::{MigrationFile, ProblemKind};
use proj_migrate::source::{SourceError, read_migrations, read_versions};

const SQL: &str = "-- migrate:up\nselect 1;\n";

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn read(folder: &Path) -> Vec<MigrationFile> {
    read_migrations(&[folder.to_owned()]).unwrap()
}

fn problem(file: &MigrationFile) -> &ProblemKind {
    &file.text.as_ref().unwrap_err().kind
}

#[test]
fn files_come_in_numeric_order_with_their_canonical_text() {
    let folder = folder();
    for name in ["10_c.sql", "2_b.sql", "0001_a.sql"] {
        fs::write(folder.path().join(name), format!("\u{feff}{SQL}\r\n\n")).unwrap();
    }
    for ignored in ["README.md", "x_1.sql", "3_d.sql.bak", "4_e.SQL"] {
        fs::write(folder.path().join(ignored), SQL).unwrap();
    }
    fs::create_dir(folder.path().join("sub")).unwrap();
    fs::write(folder.path().join("sub/5_deeper.sql"), SQL).unwrap();

    let files = read(folder.path());
    let labels: Vec<_> = files.iter().map(MigrationFile::label).collect();
    assert_eq!(labels, ["0001_a", "2_b", "10_c"]);
    for file in &files {
        assert_eq!(file.text.as_ref().unwrap().0.kept(), Some(SQL));
    }
    let shown = folder.path().join("0001_a.sql").display().to_string();
    assert_eq!(files[0].path, shown);
}

#[test]
fn a_file_larger_than_the_buffer_is_read_whole() {
    let folder = folder();
    let text = format!("{SQL}-- {}\n", "x".repeat(200_000));
    fs::write(folder.path().join("1_big.sql"), &text).unwrap();
    fs::write(folder.path().join("2_small.sql"), SQL).unwrap();
    let files = read(folder.path());
    assert_eq!(
        files[0].text.as_ref().unwrap().0.kept(),
        Some(text.as_str())
    );
    assert_eq!(files[1].text.as_ref().unwrap().0.kept(), Some(SQL));
}

#[test]
fn a_link_to_a_file_is_followed_and_everything_else_refused_without_waiting() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("target"), SQL).unwrap();
    symlink("target", at("1_link.sql")).unwrap();
    symlink("nowhere", at("2_dangling.sql")).unwrap();
    fs::create_dir(at("3_folder.sql")).unwrap();
    let made = Command::new("mkfifo").arg(at("4_fifo.sql")).status();
    assert!(made.unwrap().success());
    symlink("4_fifo.sql", at("5_link_to_fifo.sql")).unwrap();
    symlink("6_loop.sql", at("6_loop.sql")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(at("7_socket.sql")).unwrap();
    fs::write(at("8_latin1.sql"), b"-- caf\xe9\n").unwrap();

    let files = read(folder.path());
    assert_eq!(files[0].text.as_ref().unwrap().0.kept(), Some(SQL));
    for (index, what) in [
        (1, "a dangling symbolic link"),
        (2, "a folder"),
        (3, "a FIFO"),
        (4, "a FIFO"),
        (6, "a socket"),
    ] {
        assert_eq!(problem(&files[index]), &ProblemKind::NotAFile { what });
    }
    let looped = problem(&files[5]);
    assert!(
        matches!(looped, ProblemKind::Unreadable { .. }),
        "{looped:?}"
    );
    assert_eq!(problem(&files[7]), &ProblemKind::NotUtf8 { offset: 6 });
}

#[test]
fn equal_numbers_over_all_folders_stand_side_by_side() {
    let (first, second) = (folder(), folder());
    fs::write(first.path().join("7_a.sql"), SQL).unwrap();
    fs::write(second.path().join("0007_b.sql"), SQL).unwrap();
    fs::write(second.path().join("8_c.sql"), SQL).unwrap();
    let folders = [first.path().to_owned(), second.path().to_owned()];
    let files = read_migrations(&folders).unwrap();

    let labels: Vec<_> = files.iter().map(MigrationFile::label).collect();
    assert_eq!(labels, ["0007_b", "7_a", "8_c"]);
    assert!(files.iter().all(|file| file.text.is_ok()), "{files:?}");
}

#[test]
fn a_folder_given_twice_counts_once() {
    let folder = folder();
    fs::write(folder.path().join("1_a.sql"), SQL).unwrap();
    let folders = [folder.path().to_owned(), folder.path().join(".")];
    let files = read_migrations(&folders).unwrap();
    assert_eq!(files.len(), 1);
    assert!(files[0].text.is_ok());
}

#[test]
fn odd_file_names_do_no_harm() {
    let folder = folder();
    let odd: [&[u8]; 3] = [b"1_\xff\xfe.sql", b"2_new\nline.sql", b"3_\x1b[31m.sql"];
    for name in odd {
        fs::write(folder.path().join(OsStr::from_bytes(name)), SQL).unwrap();
    }
    let files = read(folder.path());
    assert!(files.iter().all(|file| file.text.is_ok()), "{files:?}");
    assert_eq!(files[1].name.name, "new\nline");
    let versions = read_versions(&[folder.path().to_owned()]).unwrap();
    let versions: Vec<_> = versions.iter().map(|v| v.as_str()).collect();
    assert_eq!(versions, ["1", "2", "3"]);
}

#[test]
fn a_folder_that_cannot_be_listed_is_named() {
    let folder = folder();
    let (absent, file) = (folder.path().join("absent"), folder.path().join("file"));
    fs::write(&file, SQL).unwrap();
    let shown = |path: &PathBuf| path.display().to_string();
    for (path, expected) in [
        (
            &absent,
            SourceError::NoFolder {
                path: shown(&absent),
            },
        ),
        (&file, SourceError::NotAFolder { path: shown(&file) }),
    ] {
        let read = read_migrations(&[folder.path().to_owned(), path.clone()]);
        assert_eq!(read.unwrap_err(), expected);
    }
}
