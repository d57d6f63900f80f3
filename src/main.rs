//! The door: parses the arguments, runs one command, hands its outcome to the
//! report and returns the exit status.

fn main() {}
