//! One file a subcommand: its request, then load, plan, act, return an outcome. No SQL, no printing.
