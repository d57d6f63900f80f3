//! Lexer, splitter and positions: two bytes choose a part, the rest is the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proj_migrate::sql::laws;

fuzz_target!(|input: (u8, u8, &str)| {
    let (start, length, text) = input;
    let start = usize::from(start);
    laws::hold(text, start..start + usize::from(length));
});
