//! What a target says of hosts and TCP, as the driver wants it.

use tokio_postgres::Config;
use tokio_postgres::config::LoadBalanceHosts;

use crate::target::{Host, HostOrder, Keepalives, Target, Tcp};

/// The hosts in the order in which this connection tries them.
pub(super) fn hosts_in_order(target: &Target) -> Vec<&Host> {
    let mut hosts: Vec<&Host> = target.hosts.iter().collect();
    if target.host_order == HostOrder::Random {
        fastrand::shuffle(&mut hosts);
    }
    hosts
}

/// Where `host` is, and how TCP notices that it is gone.
pub(super) fn set_network(config: &mut Config, target: &Target, host: &Host) {
    match host {
        Host::Tcp {
            name,
            address,
            port,
        } => {
            if let Some(address) = address {
                config.hostaddr(*address);
            }
            config.host(name).port(*port);
        }
        Host::Socket { folder, port } => {
            config.host_path(folder).port(*port);
        }
    }
    if target.host_order == HostOrder::Random {
        // The addresses of one name, too.
        config.load_balance_hosts(LoadBalanceHosts::Random);
    }
    set_tcp(config, &target.tcp);
}

/// How TCP notices that the other side is gone.
fn set_tcp(config: &mut Config, tcp: &Tcp) {
    config.keepalives(tcp.keepalives == Keepalives::On);
    if let Some(idle) = tcp.keepalives_idle {
        config.keepalives_idle(idle);
    }
    if let Some(interval) = tcp.keepalives_interval {
        config.keepalives_interval(interval);
    }
    if let Some(count) = tcp.keepalives_count {
        config.keepalives_retries(count);
    }
    if let Some(timeout) = tcp.user_timeout {
        config.tcp_user_timeout(timeout);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_said_of_tcp_reaches_the_driver_and_the_rest_is_left_to_the_system() {
        let said = Tcp {
            keepalives: Keepalives::Off,
            keepalives_idle: Some(Duration::from_secs(5)),
            keepalives_interval: Some(Duration::from_secs(6)),
            keepalives_count: Some(7),
            user_timeout: Some(Duration::from_millis(800)),
        };
        for tcp in [said, Tcp::default()] {
            let mut config = Config::new();
            let untouched = Config::new();
            set_tcp(&mut config, &tcp);
            assert_eq!(config.get_keepalives(), tcp.keepalives == Keepalives::On);
            let idle = tcp.keepalives_idle;
            let idle = idle.unwrap_or(untouched.get_keepalives_idle());
            assert_eq!(config.get_keepalives_idle(), idle);
            assert_eq!(config.get_keepalives_interval(), tcp.keepalives_interval);
            assert_eq!(config.get_keepalives_retries(), tcp.keepalives_count);
            assert_eq!(config.get_tcp_user_timeout().copied(), tcp.user_timeout);
        }
    }
}
