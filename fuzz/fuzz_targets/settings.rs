//! Connection strings and env files: a text as it stands, and, cut at two bytes 1, as what
//! stands before, in and behind a password.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proj_migrate::settings::laws;

fuzz_target!(|text: &str| laws::hold(text));
