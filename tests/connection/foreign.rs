//! What other tools write into a URL: taken where it means the same here, or nothing; else refused by
//! its name, with what to write instead. And what libpq has and we don't.

use proj_migrate::target::TlsMode;

use crate::world::{URL, error, of_url};

#[test]
fn what_means_the_same_here_is_taken() {
    for (query, search_path) in [
        ("schema=app", Some("\"app\"")),
        ("schema=My%20%22App", Some("\"My \"\"App\"")),
        ("currentSchema=app,public", Some("app,public")),
        ("schema_search_path=app", Some("app")),
        ("options%5Bsearch_path%5D=app", Some("app")),
        ("search_path=app&schema_search_path=app", Some("app")),
        ("search_path=", None),
        ("options=-csearch_path%3Dapp", Some("app")),
    ] {
        let target = of_url(&format!("{URL}?{query}"));
        assert_eq!(target.search_path.as_deref(), search_path, "{query}");
    }
    assert_eq!(
        of_url(&format!("{URL}?ssl=true")).tls.mode,
        TlsMode::Require
    );
    assert_eq!(
        of_url(&format!("{URL}?ApplicationName=x")).application_name,
        "x"
    );
    let socket = of_url("postgres://me@localhost/app?socket=/run/pg");
    assert_eq!(socket.hosts[0].to_string(), "/run/pg (port 5432)");
}

#[test]
fn what_only_a_driver_or_its_pool_is_told_changes_nothing() {
    for query in [
        // Prisma
        "pgbouncer=true&connection_limit=1&pool_timeout=10&statement_cache_size=0&socket_timeout=5",
        // Doctrine, as Symfony writes it; Vercel's for Supabase
        "serverVersion=16&charset=utf8&supa=base-pooler.x",
        // lib/pq, so dbmate
        "binary_parameters=yes&disable_prepared_binary_result=yes",
        // Rails
        "pool=5&prepared_statements=false&checkout_timeout=5",
        // pgx
        "pool_max_conns=4&default_query_exec_mode=exec&statement_cache_capacity=0",
        // SQLx, asyncpg, postgres.js, node-postgres
        "statement-cache-capacity=0&prepared_statement_cache_size=0&max_lifetime=5&uselibpqcompat=true",
        // JDBC
        "prepareThreshold=0&reWriteBatchedInserts=true&stringtype=unspecified",
    ] {
        assert_eq!(of_url(&format!("{URL}?{query}")), of_url(URL), "{query}");
    }
}

#[test]
fn the_rest_is_refused_by_name_with_a_cure() {
    for (query, name, cure) in [
        (
            "x-migrations-table=m",
            "x-migrations-table",
            "`--migrations-table`",
        ),
        (
            "x-multi-statement=true",
            "x-multi-statement",
            "split into statements",
        ),
        (
            "x-statement-timeout=5",
            "x-statement-timeout",
            "`statement-timeout:`",
        ),
        ("sslaccept=strict", "sslaccept", "sslmode=verify-full"),
        ("sslidentity=x.p12", "sslidentity", "sslkey"),
        ("ssl-mode=REQUIRED", "ssl-mode", "`sslmode`"),
        ("encoding=utf8", "encoding", "UTF-8"),
        ("username=me", "username", "`user`"),
        (
            "targetServerType=primary",
            "targetServerType",
            "target_session_attrs",
        ),
        (
            "statement_timeout=1s",
            "statement_timeout",
            "`statement-timeout:`",
        ),
        ("lock_timeout=1s", "lock_timeout", "`--lock-timeout`"),
        ("role=app", "role", "`--role`"),
        ("options=-crole%3Dapp", "role", "`--role`"),
        (
            "options=--lock-timeout%3D1s",
            "lock_timeout",
            "`--lock-timeout`",
        ),
        ("timezone=UTC", "timezone", "options=-c"),
        ("port=1&sslmoed=disable", "parameter 2", "`sslmode`"),
        ("aplication_name=x", "parameter 1", "`application_name`"),
        ("port=1&foo=1", "parameter 2", "remove it"),
    ] {
        let (message, hint) = error(&["--url", &format!("{URL}?{query}")], &[]);
        assert!(message.contains(name), "{query}: {message}");
        assert!(hint.contains(cure), "{query}: {hint}");
    }
    for (scheme, cure) in [
        ("postgresql+psycopg2", "`postgres:`"),
        ("jdbc:postgresql", "`postgres:`"),
        ("pgx5", "`postgres:`"),
        ("mysql", "postgres://"),
    ] {
        let (message, hint) = error(&["--url", &format!("{scheme}://me:s3cret@h/app")], &[]);
        assert!(message.contains(scheme), "{message}");
        assert!(hint.contains(cure), "{hint}");
    }
}

#[test]
fn what_libpq_has_and_we_do_not_is_refused_by_name_with_a_cure() {
    for (key, value, cure) in [
        ("gssencmode", "require", "GSSAPI"),
        ("gsslib", "gssapi", "Kerberos"),
        ("gssdelegation", "1", "Kerberos"),
        ("krbsrvname", "postgres", "Kerberos"),
        ("sslcrl", "x.crl", "revoked"),
        ("sslcrldir", "crls", "revoked"),
        ("sslpassword", "x", "openssl pkey"),
        ("sslkeylogfile", "x", "never written"),
        ("requirepeer", "postgres", "folder"),
        ("require_auth", "scram-sha-256", "channel_binding=require"),
        ("replication", "database", "ordinary session"),
        ("min_protocol_version", "3.2", "3.0"),
        ("scram_client_key", "x", "password"),
        ("oauth_issuer", "https://x", "--password-command"),
    ] {
        let (message, hint) = error(&["--url", &format!("{URL}?{key}={value}")], &[]);
        assert!(message.contains(&format!("`{key}")), "{key}: {message}");
        assert!(hint.contains(cure), "{key}: {hint}");
    }
    for (variable, value) in [
        ("PGGSSENCMODE", "require"),
        ("PGKRBSRVNAME", "postgres"),
        ("PGREQUIREAUTH", "md5"),
        ("PGREQUIREPEER", "postgres"),
        ("PGSSLCRL", "x.crl"),
        ("PGMINPROTOCOLVERSION", "3.2"),
    ] {
        let (message, hint) = error(&["--url", URL], &[(variable, value)]);
        assert!(
            message.contains(&format!("cannot use `{variable}`")),
            "{message}"
        );
        assert!(!hint.is_empty(), "{variable}");
    }
}
