//! README's commands that install completions and man pages, run in a home of their own.

use std::fs;
use std::process::Command;

use super::at_root;

#[test]
fn the_documented_commands_install_all_there_is() {
    let readme = fs::read_to_string(at_root("README.md")).unwrap();
    let (_, behind) = readme
        .split_once("<!-- tests/shell/install.rs runs this -->\n```sh\n")
        .unwrap();
    let (commands, _) = behind.split_once("```").unwrap();
    let home = tempfile::tempdir().unwrap();
    let status = Command::new("sh")
        .args(["-e", "-c", commands])
        .current_dir(at_root(""))
        .env("HOME", home.path())
        .status()
        .unwrap();
    assert!(status.success());
    let share = home.path().join(".local/share");
    for (installed, of) in [
        (
            "bash-completion/completions/proj-migrate",
            "completions/proj-migrate.bash",
        ),
        (
            "zsh/site-functions/_proj-migrate",
            "completions/_proj-migrate",
        ),
        (
            "fish/vendor_completions.d/proj-migrate.fish",
            "completions/proj-migrate.fish",
        ),
        ("man/man1/proj-migrate.1", "man/proj-migrate.1"),
        ("man/man1/proj-migrate-up.1", "man/proj-migrate-up.1"),
    ] {
        let text = fs::read_to_string(share.join(installed))
            .unwrap_or_else(|error| panic!("{installed}: {error}"));
        assert_eq!(
            text,
            fs::read_to_string(at_root(of)).unwrap(),
            "{installed}"
        );
    }
}
