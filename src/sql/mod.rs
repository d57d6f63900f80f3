//! Lossless lexing, statement splitting, statement classification and positions. Pure.
