//! Getting a connection: waits where that can help, creates a missing database where that is
//! wanted.

use super::context::Context;
use super::failures;
use super::lock_wait::{Errand, Patience};
use super::password::ask_password;
use super::server_wait::ServerPatience;
use super::up::CreateDatabase;
use crate::outcome::{Event, Failure};
use crate::plan::Warning;
use crate::postgres::{
    ConnectError, Created, Session, Unreached, Watch, await_answer, connect, create_database,
    is_missing_database,
};
use crate::target::{Host, Target};

/// What the attempts of one command have in common.
pub(super) struct Reaching<'a> {
    target: &'a Target,
    create: CreateDatabase,
    watch: Watch<'a>,
    patience: Patience,
    server_patience: ServerPatience,
}

/// Whether the database was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// It was.
    There,
    /// It was missing, and we created it.
    Created,
}

impl<'a> Reaching<'a> {
    /// The first attempt is still to come.
    pub(super) fn new(
        context: &Context,
        target: &'a Target,
        create: CreateDatabase,
        watch: Watch<'a>,
    ) -> Self {
        Self {
            target,
            create,
            watch,
            patience: Patience::new(context.timeouts.lock_wait),
            server_patience: ServerPatience::new(context.server_wait),
        }
    }

    /// The same for this errand; without it is work.
    pub(super) fn on(self, errand: Errand, context: &Context) -> Self {
        Self {
            patience: Patience::of(errand, context.timeouts.lock_wait),
            ..self
        }
    }

    /// A connection to the database.
    ///
    /// # Errors
    /// The server can't be reached or refuses, and waiting doesn't help.
    pub(super) async fn session(&mut self) -> Result<(Session, Found), Failure> {
        let mut found = Found::There;
        loop {
            let target = self.server_patience.limited(self.target);
            let connecting = Box::pin(connect(&target));
            let tried = self.watch.unless_interrupted(connecting).await;
            let refused = match tried.map_err(|error| failures::during("connect", error))? {
                Ok(session) => {
                    self.say_unencrypted(&session);
                    return Ok((session, found));
                }
                Err(refused) => refused,
            };
            if is_missing_database(&refused.error) && self.is_wanted() {
                let created = Box::pin(create_database(self.target, self.watch)).await;
                found = match created.map_err(|error| creating(self.target, error))? {
                    Created::ByUs => Found::Created,
                    Created::ByOthers => Found::There,
                };
            } else if refused.why == Unreached::NoPassword {
                ask_password(self.target, refused, self.watch).await?;
            } else {
                self.again(refused).await?;
            }
        }
    }

    /// A connection that carries an answer: a pooler lets everybody in before it has a server.
    ///
    /// # Errors
    /// As [`Self::session`].
    pub(super) async fn answer(&mut self) -> Result<(), Failure> {
        loop {
            let (session, _) = self.session().await?;
            let target = self.server_patience.limited(self.target);
            match await_answer(&session, &target, self.watch).await {
                Ok(()) => return Ok(()),
                Err(refused) => self.again(refused).await?,
            }
        }
    }

    /// Pauses before the next attempt.
    ///
    /// # Errors
    /// `refused` as a failure, where another attempt is no use.
    pub(super) async fn again(&mut self, refused: ConnectError) -> Result<(), Failure> {
        if refused.error.is_too_many_connections() {
            return self.patience.connection(refused, self.watch).await;
        }
        (self.server_patience)
            .attempt_again(refused, self.watch)
            .await
    }

    /// A mode that goes on without TLS does so in no silence.
    fn say_unencrypted(&self, session: &Session) {
        if let Some(reason) = &session.unencrypted {
            let warning = Warning::Unencrypted {
                host: failures::host(self.target),
                reason: reason.to_string(),
            };
            self.watch.events.emit(Event::Warning(warning));
        }
    }

    fn is_wanted(&self) -> bool {
        match self.create {
            CreateDatabase::Always => true,
            CreateDatabase::IfLocal => self.target.hosts.iter().all(Host::is_local),
            CreateDatabase::Never => false,
        }
    }
}

fn creating(target: &Target, refused: ConnectError) -> Failure {
    failures::during(
        &format!("create the database {}", target.database),
        refused.error,
    )
}
