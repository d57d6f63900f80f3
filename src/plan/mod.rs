//! Reconciles files with the ledger into a history, then into a plan of steps or a typed refusal.
