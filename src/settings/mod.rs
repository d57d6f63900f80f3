//! Turns arguments and environment into ground values and command requests; the only reader of the environment.
