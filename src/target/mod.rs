//! Where and how to connect, as data.
