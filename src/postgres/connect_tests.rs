//! A name with several addresses; nobody's resolver is asked for one.

use std::io::Write;
use std::net::{IpAddr, TcpListener};
use std::thread;

use super::*;
use crate::postgres::places::at;
use crate::target::{HostOrder, PasswordSource, TargetSource, Tcp, Tls, TlsMode, TypedPassword};

fn target() -> Target {
    Target {
        hosts: Vec::new(),
        host_order: HostOrder::default(),
        session: SessionAttributes::Any,
        user: "me".to_owned(),
        password: PasswordSource::default(),
        typed: TypedPassword::default(),
        database: "app".to_owned(),
        application_name: String::new(),
        options: None,
        connect_timeout: Some(Duration::from_secs(30)),
        tcp: Tcp::default(),
        tls: Tls {
            mode: TlsMode::Disable,
            ..Tls::default()
        },
        channel_binding: ChannelBinding::default(),
        search_path: None,
        role: None,
        direct: None,
        source: TargetSource::Flag,
    }
}

/// What connecting to `db` says that has these addresses.
fn error_at(port: u16, addresses: &[&str]) -> ConnectError {
    let addresses: Vec<IpAddr> = (addresses.iter())
        .map(|address| address.parse().unwrap())
        .collect();
    let places = at(&Host::tcp("db", port), &addresses);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let target = target();
    let tried = connect_to_one(&target, &places, SessionAttributes::Any);
    runtime.block_on(tried).err().unwrap()
}

#[test]
fn what_the_first_address_said_is_not_lost() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming() {
            let _ = client.unwrap().write_all(b"SSH-2.0-sshd\r\n");
        }
    });
    // Nothing listens at the second one.
    let error = error_at(port, &["127.0.0.1", "127.0.0.2"]);
    let Error::Lost(causes) = &error.error else {
        panic!("{error:?}");
    };
    assert!(
        causes.iter().any(|cause| cause.contains("SSH-2.0")),
        "{causes:?}"
    );
    assert!(
        causes.iter().any(|cause| cause.contains("refused")),
        "{causes:?}"
    );
    let hosts = format!("any of db:{port} (127.0.0.1), db:{port} (127.0.0.2)");
    assert_eq!(error.host, hosts);
}

#[test]
fn addresses_that_say_the_same_are_one_host() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let error = error_at(port, &["127.0.0.2", "127.0.0.3"]);
    assert_eq!(error.host, format!("db:{port}"));
    assert_eq!(error.why, Unreached::NotListening);
}
