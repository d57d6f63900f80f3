//! A SQL seed: its statements in the run's transaction, under the connection's own settings, which
//! are put back behind it.

use super::run::SeedRun;
use crate::migration::{Migration, TextLost};
use crate::outcome::ServerError;
use crate::postgres::copy::copy_in;
use crate::postgres::error::Error;
use crate::postgres::messages::NOT_OURS;
use crate::postgres::pipeline::{Drained, Failed, Pace, Pipeline};
use crate::postgres::rows::required;
use crate::sql::StatementKind;

/// Why a script stopped.
#[derive(Debug)]
pub enum ScriptError {
    /// A statement failed.
    Statement {
        /// 0-based.
        index: usize,
        /// The server's error.
        error: Box<ServerError>,
    },
    /// It has ended the transaction.
    Ended,
    /// Its text can't be read on.
    Text(TextLost),
    /// A message of our own failed, or the connection.
    Own(Error),
}

impl From<Error> for ScriptError {
    fn from(error: Error) -> Self {
        Self::Own(error)
    }
}

/// What a message of the script was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Settings,
    Statement(usize),
    Proof,
}

impl SeedRun<'_> {
    /// Runs the statements of `script`; returns the tables that they inserted into, qualified as
    /// SQL writes them.
    ///
    /// # Errors
    /// [`ScriptError`].
    pub async fn script(&self, script: &Migration) -> Result<Vec<String>, ScriptError> {
        let before = self.inserted().await?;
        let _attributed = self.session.attribute_notices(script.path.clone());
        let pace = match script.up.rolls_back_to_savepoint {
            true => Pace::StepByStep,
            false => Pace::Pipelined,
        };
        let mut pipeline = Pipeline::new(self.session, self.watch, pace, &|_, _| {});
        let sent = self.send(script, &mut pipeline).await;
        pipeline.drain().await;
        if let Some(failed) = pipeline.into_failure() {
            return Err(of_failure(failed));
        }
        sent?;
        let after = self.inserted().await?;
        let is_new = |(table, count): &(String, String)| {
            let known = before.iter().find(|(known, _)| known == table);
            known.is_none_or(|(_, before)| before != count)
        };
        Ok((after.into_iter().filter(is_new).map(|(table, _)| table)).collect())
    }

    async fn send(
        &self,
        script: &Migration,
        pipeline: &mut Pipeline<'_, Place>,
    ) -> Result<(), ScriptError> {
        pipeline
            .push(Place::Settings, self.theirs().trim_end_matches(';'))
            .await;
        let mut statements = script.statements(&script.up);
        while let Some(statement) = statements.next_statement().map_err(ScriptError::Text)? {
            let place = Place::Statement(statement.index);
            if statement.kind != StatementKind::CopyFromStdin {
                if !pipeline.push(place, &statement.text).await {
                    return Ok(());
                }
                if statement.kind == StatementKind::ResetAll {
                    let again = format!("{}{}", self.ours(), self.theirs());
                    pipeline
                        .push(Place::Settings, again.trim_end_matches(';'))
                        .await;
                }
                continue;
            }
            if pipeline.drain().await == Drained::Failed {
                return Ok(());
            }
            let mut next_lines = || statements.next_lines();
            let copied = copy_in(self.session, &statement.text, &mut next_lines, self.watch).await;
            if let Err(error) = copied {
                pipeline.fail(place, error);
                return Ok(());
            }
        }
        // The proof comes before RESET ALL, which clears what it looks at.
        let end = format!(
            "reset session authorization;reset role;{};reset all;{}",
            self.proof(),
            self.ours()
        );
        pipeline.push(Place::Proof, end.trim_end_matches(';')).await;
        Ok(())
    }

    /// The tables that the transaction has inserted into, with the number of rows.
    async fn inserted(&self) -> Result<Vec<(String, String)>, Error> {
        let sql = "select concat(quote_ident(x.schemaname), '.', quote_ident(x.relname)) as table, \
             x.n_tup_ins::text as count from pg_stat_xact_user_tables x where x.n_tup_ins > 0 \
             and x.schemaname !~ '^pg_temp' order by 1";
        let rows = self.session.rows(sql, self.watch).await?;
        let pair = |row| {
            Ok((
                required(row, "table")?.to_owned(),
                required(row, "count")?.to_owned(),
            ))
        };
        rows.iter().map(pair).collect()
    }
}

fn of_failure(failed: Failed<Place>) -> ScriptError {
    let error = match (failed.error, failed.place) {
        (Error::Server(error), Place::Statement(index)) => {
            return ScriptError::Statement { index, error };
        }
        (Error::Text(lost), _) => return ScriptError::Text(lost),
        (error, _) => error,
    };
    match error.raised(NOT_OURS) {
        true => ScriptError::Ended,
        false => ScriptError::Own(error),
    }
}
