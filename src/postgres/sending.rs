//! Sends a transaction's messages in their order, without waiting for replies where it needn't.

use super::activity::sets_lock_timeout;
use super::ahead::Ahead;
use super::copy::copy_in;
use super::messages;
use super::nonce::nonce;
use super::pipeline::{Drained, Pipeline};
use super::session::Session;
use super::step_end::Place;
use super::transaction::{Transaction, before_check};
use super::watch::Watch;
use super::wording::{check, record, settings};
use crate::migration::Statements;
use crate::outcome::Event;
use crate::plan::Step;
use crate::sql::StatementKind;

/// Sends the whole transaction; returns whether its end was sent, too, which it isn't when
/// a reply was an error before.
pub(super) async fn send_all(
    session: &Session,
    transaction: &Transaction<'_>,
    begun: Option<Ahead>,
    watch: Watch<'_>,
    pipeline: &mut Pipeline<'_, Place>,
) -> bool {
    let nonce = begun.as_ref().map_or_else(nonce, Ahead::nonce);
    let step = transaction.step;
    let settings = settings(session, transaction, step, &nonce);
    let mut statements = step.migration.statements(step.section());
    if let Some(begun) = begun {
        begun.join(pipeline);
    } else {
        pipeline
            .push(Place::Begin, &messages::begin(&settings))
            .await;
        if before_check(step) == 1 {
            send_next(session, step, &mut statements, watch, pipeline).await;
        }
        let check = check(session, transaction, &transaction.assumption, &nonce);
        pipeline.push(Place::Check, &check).await;
    }
    while let Some(kind) = send_next(session, step, &mut statements, watch, pipeline).await {
        if kind == StatementKind::ResetAll {
            pipeline
                .push(Place::Begin, &messages::set_local(&settings))
                .await;
        }
    }
    let finish = messages::finish(&record(transaction, step, &nonce), &session.role);
    pipeline.push(Place::Finish { step: 0 }, &finish).await
}

/// Sends the next of a step's `statements`. `None` behind the last one; also when there is
/// no more to be sent, since a reply was an error or the text can't be read on.
async fn send_next(
    session: &Session,
    step: &Step,
    statements: &mut Statements,
    watch: Watch<'_>,
    pipeline: &mut Pipeline<'_, Place>,
) -> Option<StatementKind> {
    let statement = match statements.next_statement() {
        Ok(statement) => statement?,
        Err(lost) => {
            // Whether an error of the server came first is seen only now.
            pipeline.drain().await;
            pipeline.fail(Place::Text { step: 0 }, lost.into());
            return None;
        }
    };
    let place = Place::Statement {
        step: 0,
        statement: statement.index,
    };
    if sets_lock_timeout(&statement) {
        session.activity.waits_as_its_author_says();
    }
    if statement.kind != StatementKind::CopyFromStdin {
        let sent = pipeline.push(place, &statement.text).await;
        return sent.then_some(statement.kind);
    }
    if pipeline.drain().await == Drained::Failed {
        return None;
    }
    match copy_in(
        session,
        &statement.text,
        &mut || statements.next_lines(),
        watch,
    )
    .await
    {
        Ok(()) => {
            report_done(session, step, statement.index, watch);
            Some(statement.kind)
        }
        Err(error) => {
            pipeline.fail(place, error);
            None
        }
    }
}

/// Says of a statement that was answered that it is done.
pub(super) fn report_statement(
    session: &Session,
    transaction: &Transaction<'_>,
    place: Place,
    watch: Watch<'_>,
) {
    if let Place::Statement { statement, .. } = place {
        report_done(session, transaction.step, statement, watch);
    }
}

fn report_done(session: &Session, step: &Step, statement: usize, watch: Watch<'_>) {
    session.activity.advance(statement + 1);
    watch.events.emit(Event::StatementDone {
        statement: statement + 1,
        statements: step.section().statements,
    });
}
