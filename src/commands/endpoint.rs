//! From an endpoint to a target: a private server is started (or joined) first.

use super::context::Context;
use crate::outcome::{Event, Events, Failure, FailureKind};
use crate::server::{BinarySearch, EmbeddedKind, EmbeddedRequest, Linger, RunningServer};
use crate::target::{ChannelBinding, Embedded, Endpoint, Host, HostOrder, PasswordSource};
use crate::target::{SessionAttributes, Target, TargetSource, Tcp, Tls, TypedPassword};

/// Where to connect, and the private server that must live as long.
pub(super) struct Opened {
    /// The target.
    pub(super) target: Target,
    /// The private server.
    private: Option<RunningServer>,
}

impl Opened {
    /// Leaves the private server, which stops unless others use it.
    pub(super) fn close(self) {
        if let Some(server) = self.private {
            // Whether others still use it is no news for this command.
            let _ = server.stop();
        }
    }
}

/// The target of `context`, its private server running.
///
/// # Errors
/// [`FailureKind::PrivateServer`].
pub(super) fn open(context: &Context, events: &dyn Events) -> Result<Opened, Failure> {
    let embedded = match &context.endpoint {
        Endpoint::Server(target) => {
            return Ok(Opened {
                target: becoming(context, (**target).clone()),
                private: None,
            });
        }
        Endpoint::Embedded(embedded) => embedded,
    };
    let (kind, settings) = match embedded {
        Embedded::Kept(folder) => {
            let folder = folder.clone();
            (EmbeddedKind::Kept { folder }, Vec::new())
        }
        Embedded::Scratch => (EmbeddedKind::Scratch, vec!["fsync=off".to_owned()]),
    };
    let request = EmbeddedRequest {
        kind,
        search: BinarySearch {
            explicit: context.server_search.explicit.clone(),
            path_dirs: context.server_search.path_dirs.clone(),
        },
        watchdog_exe: context.program.clone(),
        temp_dir: context.server_search.temp_dir.clone(),
        linger: Linger::default(),
        settings,
    };
    let server = request.start().map_err(|error| {
        Failure::new(FailureKind::PrivateServer {
            message: error.with_causes(),
            hint: error.hint(),
        })
    })?;
    if let Some(notice) = &server.notice {
        events.emit(Event::PrivateServer(notice.clone()));
    }
    Ok(Opened {
        target: becoming(context, target_of(&server)),
        private: Some(server),
    })
}

/// The target, with the role that the context asks for.
fn becoming(context: &Context, target: Target) -> Target {
    let direct = target.direct.clone();
    Target {
        role: context.role.clone(),
        direct: direct.map(|direct| Box::new(becoming(context, *direct))),
        ..target
    }
}

/// The superuser's own database on a private server.
fn target_of(server: &RunningServer) -> Target {
    Target {
        hosts: vec![Host::socket(server.socket_dir.clone(), server.port)],
        host_order: HostOrder::default(),
        session: SessionAttributes::default(),
        user: server.user.to_owned(),
        password: PasswordSource::default(),
        typed: TypedPassword::default(),
        database: "postgres".to_owned(),
        application_name: "proj-migrate".to_owned(),
        options: None,
        connect_timeout: None,
        tcp: Tcp::default(),
        tls: Tls::default(),
        channel_binding: ChannelBinding::default(),
        search_path: None,
        role: None,
        direct: None,
        source: TargetSource::Private,
    }
}
