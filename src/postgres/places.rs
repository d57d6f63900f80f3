//! Where one host may be: a name may have several addresses, each of which is tried by itself, so
//! that what the first one said is not lost behind the last one's refusal.

use std::net::IpAddr;

use tokio::net::lookup_host;

use crate::target::{Host, HostOrder, Target};

/// One address of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The host as messages show it.
    pub(super) shown: Host,
    /// The host with the address, where it is known.
    pub(super) host: Host,
}

/// The addresses of `host`, in the order in which they are tried; never empty. A name that can't
/// be looked up stands for itself: connecting says why.
pub(super) async fn places(target: &Target, host: &Host) -> Vec<Place> {
    let Host::Tcp {
        name,
        address: None,
        port,
    } = host
    else {
        return vec![Place::of(host)];
    };
    let Ok(found) = lookup_host((name.as_str(), *port)).await else {
        return vec![Place::of(host)];
    };
    let mut addresses: Vec<IpAddr> = Vec::new();
    for found in found {
        if !addresses.contains(&found.ip()) {
            addresses.push(found.ip());
        }
    }
    if target.host_order == HostOrder::Random {
        fastrand::shuffle(&mut addresses);
    }
    match addresses.is_empty() {
        true => vec![Place::of(host)],
        false => at(host, &addresses),
    }
}

/// `host` at each of `addresses`.
pub(super) fn at(host: &Host, addresses: &[IpAddr]) -> Vec<Place> {
    let place = |address: &IpAddr| Place {
        shown: host.clone(),
        host: Host::Tcp {
            name: match host {
                Host::Tcp { name, .. } => name.clone(),
                Host::Socket { .. } => address.to_string(),
            },
            address: Some(*address),
            port: host.port(),
        },
    };
    addresses.iter().map(place).collect()
}

impl Place {
    /// The host as it is named.
    pub(super) fn of(host: &Host) -> Self {
        Self {
            shown: host.clone(),
            host: host.clone(),
        }
    }
}
