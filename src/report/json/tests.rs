//! The envelope's exact text, and that every failure and outcome fits in it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::escape;
use super::super::heard::Heard;
use super::super::samples::{self, Twist, failures, hostile, outcomes, plain};
use super::super::{failure, samples::scene_of};
use super::Envelope;
use crate::migration::Direction;
use crate::outcome::{ExitStatus, Failure, Outcome};

fn envelope(heard: &Heard, result: &Result<Outcome, Failure>) -> String {
    let (status, messages) = match result {
        Ok(outcome) => (outcome.exit_status(), Vec::new()),
        Err(failed) => (
            failed.exit_status(),
            failure::messages(&scene_of("up"), failed),
        ),
    };
    Envelope::new(Some("up"), status, heard, result, &messages).render()
}

fn heard(t: Twist) -> Heard {
    let mut heard = Heard::default();
    samples::events(t)
        .iter()
        .for_each(|event| heard.remember(event));
    heard
}

#[test]
fn a_run_is_one_line_with_its_keys_in_order() {
    let mut heard = heard(plain);
    heard.warnings.truncate(1);
    heard.notices.truncate(1);
    let run = samples::run_report(plain, Direction::Up);
    let expected = concat!(
        r#"{"schema_version":1,"command":"up","exit_status":0,"#,
        r#""target":{"host":"localhost:5432","database":"shop","role":"app","encryption":{"version":"TLSv1.3","cipher":"TLS_AES_256_GCM_SHA384","certificate":"issuer-and-name"},"ledger":"app.schema_migrations"},"#,
        r#""result":{"direction":"up","run_id":"00000000-0000-0000-0000-000000000007","done":["#,
        r#"{"version":"0001","label":"0001_create_users","direction":"up","origin":"file","duration_ms":12},"#,
        r#"{"version":"0002","label":"0002_add_x","direction":"up","origin":"stored","duration_ms":65000}],"#,
        r#""left":["0003_add_tasks","0004_add_indexes"],"rolled_back":false},"#,
        r#""warnings":[{"kind":"out-of-order","message":"0002_add_x is out of order: it comes after 0003_y, 0004_z, applied already","#,
        r#""hint":"`--strict` refuses this","migrations":["0002_add_x"],"problem":null}],"#,
        r#""notices":[{"migration":"0003_add_tasks","severity":"NOTICE","sqlstate":"00000","message":"column \"nmae\" does not exist","#,
        r#""detail":"There is a column \"name\" in table \"users\".","hint":"Perhaps you meant to reference the column \"users.name\".","#,
        r#""context":"PL/pgSQL function f() line 3 at SQL statement","position":null,"internal":null,"#,
        r#""schema":null,"table":null,"column":null,"constraint":null}],"#,
        r#""error":null}"#,
        "\n",
    );
    assert_eq!(envelope(&heard, &Ok(Outcome::Run(run))), expected);
}

#[test]
fn a_failed_statement_tells_where_and_what_is_committed() {
    let (_, failed) = failures(plain)
        .into_iter()
        .find(|(name, _)| *name == "statement of up, partial")
        .unwrap();
    let text = envelope(&Heard::default(), &Err(failed));
    let envelope: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(envelope["exit_status"], 3);
    assert_eq!(envelope["result"], Value::Null);
    let error = &envelope["error"];
    assert_eq!(error["kind"], "statement");
    assert_eq!(error["location"]["line"], 12);
    assert_eq!(error["server"]["sqlstate"], "23505");
    assert_eq!(
        error["aftermath"],
        serde_json::json!({ "state": "partial", "done": 2, "at": 3, "of": 5 })
    );
    assert_eq!(error["run"]["done"][1]["version"], "0002");
    let hint = error["hint"].as_str().unwrap();
    assert!(
        hint.contains("`proj-migrate up` goes on with statement 3"),
        "{hint}"
    );
}

#[test]
fn every_end_of_a_command_is_one_document_in_one_line() {
    let ends = (outcomes(hostile)
        .into_iter()
        .map(|(_, outcome)| Ok(outcome)))
    .chain(failures(hostile).into_iter().map(|(_, failed)| Err(failed)));
    let mut kinds = BTreeSet::new();
    for end in ends {
        let text = envelope(&heard(hostile), &end);
        let line = text.strip_suffix('\n').unwrap();
        assert_eq!(escape::line(line), line, "safe on a terminal too");
        let envelope: Value = serde_json::from_str(line).unwrap();
        let keys: BTreeSet<&str> = envelope.as_object().unwrap().keys().map(|k| &**k).collect();
        let all = [
            "schema_version",
            "command",
            "exit_status",
            "target",
            "result",
            "warnings",
            "notices",
            "error",
        ];
        assert_eq!(keys, BTreeSet::from(all));
        assert_eq!(envelope["error"].is_null(), end.is_ok());
        assert_eq!(envelope["result"].is_null(), end.is_err());
        kinds.extend(envelope["error"]["kind"].as_str().map(str::to_owned));
    }
    let expected = [
        "failed-elsewhere",
        "file-lost",
        "files",
        "held-too-long",
        "in-use",
        "incomplete",
        "interrupted",
        "io",
        "ledger-locked",
        "load",
        "lock-timeout",
        "lost-run",
        "no-second-connection",
        "private-server",
        "refused",
        "schema-changing",
        "seed",
        "seed-ended",
        "server",
        "statement",
        "stopped-at-once",
        "transaction-ended",
        "unknown-outcome",
        "unwritable",
        "usage",
    ];
    assert_eq!(Vec::from_iter(kinds), expected);
}

#[test]
fn status_takes_its_target_from_the_report() {
    let is_status = |(name, _): &(&str, Outcome)| *name == "status";
    let (_, status) = outcomes(plain).into_iter().find(is_status).unwrap();
    assert_eq!(status.exit_status(), ExitStatus::Found);
    let text = envelope(&Heard::default(), &Ok(status));
    let envelope: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(envelope["target"]["database"], "shop");
    let first = &envelope["result"]["versions"][0];
    assert_eq!(first["state"], "applied");
    assert_eq!(first["applied_at"], "2024-05-06T07:08:09Z");
    assert_eq!(envelope["result"]["versions"][4]["state"], "out-of-order");
}
