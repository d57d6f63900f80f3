//! Golden transcripts: what a run must show, word for word, in `tests/transcripts`.
//!
//! With `PROJ_MIGRATE_BLESS=1` in the environment they are written instead of compared: read
//! what changed before it is committed.

use std::env;
use std::fs;
use std::path::Path;

use serde_json::{Deserializer, Value};

use similar::TextDiff;

use super::project::Project;
use super::ran::Ran;

impl Project {
    /// Claims what a terminal's screen shows, as it stands in `tests/transcripts/<name>.txt`.
    #[track_caller]
    pub(crate) fn screen(&self, name: &str, screen: &str) {
        let shown = format!("{}\n", self.redacted(screen).trim_end());
        same_as_golden(name, &shown);
    }
}

impl Ran {
    /// Claims stdout, stderr and exit status as they stand in `tests/transcripts/<name>.txt`.
    /// There, a raw ESC is `␛` and a raw carriage return `␍`.
    #[track_caller]
    pub(crate) fn reads(self, name: &str) -> Self {
        self.compare(name, &self.out);
        self
    }

    /// As [`Self::reads`], and that stdout is one line with one JSON document; the transcript
    /// has it indented.
    #[track_caller]
    pub(crate) fn reads_json(self, name: &str) -> Self {
        let pretty = serde_json::to_string_pretty(&self.json()).unwrap();
        self.compare(name, &format!("{pretty}\n"));
        self
    }

    /// The JSON document on stdout: exactly one, in exactly one line.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let documents: Vec<Value> = Deserializer::from_str(&self.out)
            .into_iter()
            .collect::<Result<_, _>>()
            .unwrap_or_else(|error| panic!("stdout is no JSON: {error}\n{}", self.out));
        let [document] = &documents[..] else {
            panic!("{} documents on stdout\n{}", documents.len(), self.out);
        };
        assert_eq!(self.out.matches('\n').count(), 1, "{}", self.out);
        document.clone()
    }

    #[track_caller]
    fn compare(&self, name: &str, out: &str) {
        let shown = format!("{out}--- stderr\n{}--- exit {}\n", self.err, self.status);
        same_as_golden(name, &shown.replace('\x1b', "␛").replace('\r', "␍"));
    }
}

#[track_caller]
fn same_as_golden(name: &str, shown: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let path = folder.join(format!("{name}.txt"));
    if env::var_os("PROJ_MIGRATE_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, shown).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    if shown != expected {
        let diff = TextDiff::from_lines(&*expected, shown);
        let diff = diff.unified_diff().header("expected", name).to_string();
        panic!("{name} differs\n{diff}\n{shown}");
    }
}
