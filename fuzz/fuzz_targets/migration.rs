//! File names, canonical text, markers, options and the parser: the first line is the
//! file's name, the rest its bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proj_migrate::migration::laws;

fuzz_target!(|input: &[u8]| {
    let mut parts = input.splitn(2, |byte| *byte == b'\n');
    let name = String::from_utf8_lossy(parts.next().unwrap_or_default());
    laws::hold(&name, parts.next().unwrap_or_default());
});
