//! Finds and reads migration files; writes new ones, never overwriting.
