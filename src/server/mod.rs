//! The private server: finds the binaries, starts a cluster on a Unix socket, stops it.
