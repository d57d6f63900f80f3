//! The only room that knows tokio-postgres.
