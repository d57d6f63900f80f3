//! Key words that are taken: libpq's, those of other tools that mean the same, and those that
//! only tell an application's driver or pool what to do.

/// libpq's key words that are understood, `search_path` beside them.
pub(super) const TAKEN: &[&str] = &[
    "application_name",
    "client_encoding",
    "connect_timeout",
    "dbname",
    "fallback_application_name",
    "gssencmode",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "load_balance_hosts",
    "options",
    "passfile",
    "password",
    "port",
    "schema",
    "search_path",
    "service",
    "servicefile",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcertmode",
    "sslkey",
    "sslmode",
    "sslnegotiation",
    "sslrootcert",
    "sslsni",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];

/// Other tools' names for them: dbmate's, Doctrine's, JDBC's, Rails', SQLx's.
const ALIASES: &[(&str, &str)] = &[
    ("ApplicationName", "application_name"),
    ("charset", "client_encoding"),
    ("currentSchema", "search_path"),
    ("options[search_path]", "search_path"),
    ("schema_search_path", "search_path"),
    ("socket", "host"),
];

/// What an application's driver or pool is told: nothing that a migration's one connection, which
/// prepares no statements, could do otherwise.
const DRIVERS: &[&str] = &[
    "binary_parameters",
    "checkout_timeout",
    "command_timeout",
    "conn_max_age",
    "connection_limit",
    "default_query_exec_mode",
    "description_cache_capacity",
    "disable_prepared_binary_result",
    "idle_timeout",
    "max_idle_connection_lifetime",
    "max_lifetime",
    "pgbouncer",
    "pool",
    "pool_health_check_period",
    "pool_max_conn_idle_time",
    "pool_max_conn_lifetime",
    "pool_max_conn_lifetime_jitter",
    "pool_max_conns",
    "pool_min_conns",
    "pool_size",
    "pool_timeout",
    "prefer_simple_protocol",
    "prepareThreshold",
    "preparedStatementCacheQueries",
    "prepared_statement_cache_size",
    "prepared_statements",
    "reWriteBatchedInserts",
    "reconnect",
    "serverVersion",
    "single_use_connections",
    "socket_timeout",
    "statement-cache-capacity",
    "statement_cache_capacity",
    "statement_cache_mode",
    "statement_cache_size",
    "stringtype",
    "supa",
    "tcpKeepAlive",
    "uselibpqcompat",
];

/// libpq's word for `key`, which may be another tool's.
pub(super) fn canonical(key: &str) -> &str {
    let alias = ALIASES.iter().find(|(name, _)| *name == key);
    alias.map_or(key, |(_, word)| word)
}

/// Whether `key` speaks only to another program's driver or pool.
pub(super) fn is_for_drivers(key: &str) -> bool {
    DRIVERS.contains(&key)
}
