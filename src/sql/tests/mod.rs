mod classify;
mod lexer;
mod position;
mod properties;
mod splitter;
