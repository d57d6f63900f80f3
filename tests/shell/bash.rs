//! The script for bash at work: what it offers behind a command line that was begun.

use std::fs;
use std::process::Command;

use clap::Command as Program;

use super::completions;

/// What bash offers behind `line`, whose last word is being typed, in a folder with three
/// migrations; sorted.
fn offered(script: &str, line: &str, environment: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("script", script),
        ("db/migrations/0001_a.sql", ""),
        ("db/migrations/0002.sql", ""),
        ("db/migrations/README.md", ""),
        ("other/20240101_x.sql", ""),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    // Readline breaks words at an equals sign, and calls with the word and the one before it.
    let readline = r#"
        . ./script
        read -ra COMP_WORDS <<<"${1//=/ = }"
        [[ "$1" == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        complete_with=$(complete -p proj-migrate | sed 's/.* -F \([^ ]*\).*/\1/')
        "$complete_with" proj-migrate "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        ((${#COMPREPLY[@]})) && printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let output = Command::new("bash")
        .args(["-c", readline, "bash", line])
        .current_dir(folder.path())
        .env_remove("PROJ_MIGRATE_MIGRATIONS_DIR")
        .env_remove("DBMATE_MIGRATIONS_DIR")
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(err, "", "{line}");
    let out = String::from_utf8(output.stdout).unwrap();
    let mut words: Vec<_> = out.lines().map(str::to_owned).collect();
    words.sort();
    words
}

fn bash_script(program: Program) -> String {
    let mut scripts = completions::all(program);
    scripts.swap_remove(0).text
}

#[test]
fn bash_completes_commands_options_values_and_versions() {
    let script = bash_script(completions::command());
    let other = [("DBMATE_MIGRATIONS_DIR", "other,db/migrations")];
    for (line, environment, expected) in [
        ("proj-migrate sta", &[][..], &["status"][..]),
        ("proj-migrate up --str", &[], &["--strict"]),
        ("proj-migrate down --from ", &[], &["file", "stored"]),
        ("proj-migrate up --to ", &[], &["0001", "0002"]),
        ("proj-migrate -q down --to 0002", &[], &["0002"]),
        ("proj-migrate up -d other --to ", &[], &["20240101"]),
        ("proj-migrate -dother up --to ", &[], &["20240101"]),
        (
            "proj-migrate --migrations-dir=other up --to ",
            &[],
            &["20240101"],
        ),
        ("proj-migrate up -d nowhere --to ", &[], &[]),
        ("proj-migrate up --to 0", &other, &["0001", "0002"]),
        ("proj-migrate up --to 2", &other, &["20240101"]),
        ("proj-migrate repair 0", &[], &["0001", "0002"]),
        ("proj-migrate repair --yes 0001 000", &[], &["0001", "0002"]),
    ] {
        assert_eq!(offered(&script, line, environment), expected, "{line}");
    }
}
