//! What a bug of ours looks like: the terminal is put back in order first,
//! because with `panic = "abort"` nothing is dropped afterwards.

use std::io::{self, IsTerminal, Write};
use std::panic::{self, PanicHookInfo};

use super::escape;

/// Shows the cursor and clears the bar's line.
const RESTORE: &str = "\r\x1b[2K\x1b[?25h\x1b[0m";

/// Makes a panic restore the terminal and say what is known.
pub fn install_panic_hook() {
    panic::set_hook(Box::new(|info| {
        #[expect(
            clippy::disallowed_methods,
            reason = "the gate's owner panicked, it may be borrowed"
        )]
        let mut err = io::stderr();
        let restore = if err.is_terminal() { RESTORE } else { "" };
        let _ = write!(err, "{restore}{}", message(info));
    }));
}

fn message(info: &PanicHookInfo<'_>) -> String {
    let what = info.payload_as_str().unwrap_or("no message");
    let place = info
        .location()
        .map_or_else(String::new, |at| format!(" ({}:{})", at.file(), at.line()));
    format!(
        "error: internal error: {}{place}\n\
         what was committed stays committed, the migration at work is rolled back by the server\n\
         hint: run `proj-migrate status` to see what the ledger says, and report this as a bug\n",
        escape::line(what)
    )
}
