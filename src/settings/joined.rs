//! The global options of both sides of the subcommand as one.

use crate::cli::GlobalArgs;

/// What stands behind the subcommand wins over what stands in front; repeatable options are
/// joined in their order. A URL on one side hides an `--env` on the other only from the right.
pub(super) fn joined(before: &GlobalArgs, after: &GlobalArgs) -> GlobalArgs {
    let (url, env) = match (&after.url, &after.env) {
        (None, None) => (&before.url, &before.env),
        _ => (&after.url, &after.env),
    };
    let (quiet, verbose) = match (after.quiet, after.verbose) {
        (0, 0) => (before.quiet, before.verbose),
        behind => behind,
    };
    GlobalArgs {
        url: url.clone(),
        env: env.clone(),
        direct_url: later(&before.direct_url, &after.direct_url),
        env_file: [before.env_file.as_slice(), &after.env_file].concat(),
        migrations_dir: [before.migrations_dir.as_slice(), &after.migrations_dir].concat(),
        seeds_dir: later(&before.seeds_dir, &after.seeds_dir),
        schema_file: (after.schema_file.as_ref().or(before.schema_file.as_ref())).cloned(),
        migrations_table: later(&before.migrations_table, &after.migrations_table),
        role: later(&before.role, &after.role),
        password_command: later(&before.password_command, &after.password_command),
        wait: later(&before.wait, &after.wait),
        wait_timeout: later(&before.wait_timeout, &after.wait_timeout),
        wait_interval: later(&before.wait_interval, &after.wait_interval),
        lock_wait: later(&before.lock_wait, &after.lock_wait),
        lock_timeout: later(&before.lock_timeout, &after.lock_timeout),
        lock_retry_for: later(&before.lock_retry_for, &after.lock_retry_for),
        concurrent_wait_for: later(&before.concurrent_wait_for, &after.concurrent_wait_for),
        dump_schema: before.dump_schema || after.dump_schema,
        no_dump_schema: before.no_dump_schema || after.no_dump_schema,
        allow_protected: before.allow_protected || after.allow_protected,
        format: after.format.or(before.format),
        quiet,
        verbose,
        colour: after.colour.or(before.colour),
    }
}

fn later<T: Clone>(before: &Option<T>, after: &Option<T>) -> Option<T> {
    after.as_ref().or(before.as_ref()).cloned()
}
