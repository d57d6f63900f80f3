//! The terminal as the progress bar sees it: a few columns narrower than it is.
//!
//! The bar fills its row, so that what others write begins the next one. The `^C` that a terminal
//! shows would, too, and the bar be looked for in the wrong row and stay behind. Behind this bar
//! there is room for it.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use indicatif::TermLike;

/// Enough for some Ctrl-C by somebody in a hurry.
const ROOM_FOR_KEYS: u16 = 8;

/// And for one where every column counts.
const ROOM_FOR_A_KEY: u16 = 3;

/// Columns of a terminal that doesn't tell.
const USUAL_COLUMNS: u16 = 80;

/// stderr, which must be a terminal.
#[derive(Debug, Default)]
pub(super) struct Screen {
    /// Written at once, so that nobody sees half a bar.
    drawn: Mutex<String>,
}

impl Screen {
    fn draw(&self, text: &str) {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        drawn.push_str(text);
    }

    fn steer(&self, count: usize, letter: char) -> io::Result<()> {
        if count > 0 {
            self.draw(&format!("\x1b[{count}{letter}"));
        }
        Ok(())
    }
}

impl TermLike for Screen {
    fn width(&self) -> u16 {
        match size().0 {
            0 => USUAL_COLUMNS - ROOM_FOR_KEYS,
            columns @ ..40 => columns.saturating_sub(ROOM_FOR_A_KEY).max(1),
            columns => columns - ROOM_FOR_KEYS,
        }
    }

    fn height(&self) -> u16 {
        size().1.max(1)
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.steer(n, 'A')
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.steer(n, 'B')
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.steer(n, 'C')
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.steer(n, 'D')
    }

    fn write_line(&self, s: &str) -> io::Result<()> {
        self.draw(s);
        self.draw("\n");
        Ok(())
    }

    fn write_str(&self, s: &str) -> io::Result<()> {
        self.draw(s);
        Ok(())
    }

    fn clear_line(&self) -> io::Result<()> {
        self.draw("\r\x1b[2K");
        Ok(())
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the gate owns this screen and suspends the bar while it writes"
    )]
    fn flush(&self) -> io::Result<()> {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut err = io::stderr().lock();
        err.write_all(drawn.as_bytes())?;
        drawn.clear();
        err.flush()
    }
}

/// Columns and rows of stderr; zeros when it doesn't tell.
#[expect(
    clippy::disallowed_methods,
    reason = "it is asked for its size, and nothing is written"
)]
fn size() -> (u16, u16) {
    rustix::termios::tcgetwinsize(io::stderr()).map_or((0, 0), |size| (size.ws_col, size.ws_row))
}
