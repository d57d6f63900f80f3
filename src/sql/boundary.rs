//! Where a statement ends: at a semicolon outside parentheses (`CREATE RULE … DO (a; b)`)
//! and outside the body of an SQL-standard routine (`BEGIN ATOMIC … END`).
//!
//! The lexer and the splitter feed the same tokens to it, so that they never disagree.
//! psql guesses a little more (any BEGIN in a CREATE FUNCTION opens a body); where the two
//! differ this follows the server's grammar, in which the END of a body stands behind a
//! semicolon or behind ATOMIC.

use super::token::TokenKind;

/// Whether the statement goes on behind a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The token belongs to the statement.
    Inside,
    /// The token is the semicolon that ends the statement.
    Ends,
}

/// How much of `CREATE [OR REPLACE] {FUNCTION | PROCEDURE}` the statement starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Head {
    #[default]
    Nothing,
    Create,
    CreateOr,
    CreateOrReplace,
    Routine,
    Other,
}

/// What the token before was, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Before {
    Begin,
    StartOfStatement,
    /// `AS` or a dot: what follows is a name, whatever it spells.
    NameFollows,
    #[default]
    Other,
}

/// The state of one statement; start each with `Boundary::default()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Boundary {
    parentheses: usize,
    head: Head,
    before: Before,
    /// The depth of CASE expressions inside the body, once it has begun.
    body: Option<usize>,
}

impl Boundary {
    /// Takes the statement's next significant token.
    pub(super) fn feed(&mut self, kind: TokenKind, word: &str) -> Step {
        let mut before = Before::Other;
        match kind {
            TokenKind::OpenParen => self.parentheses += 1,
            TokenKind::CloseParen => self.parentheses = self.parentheses.saturating_sub(1),
            TokenKind::Semicolon if self.parentheses == 0 => {
                if self.body.is_none() {
                    return Step::Ends;
                }
                before = Before::StartOfStatement;
            }
            TokenKind::Dot => before = Before::NameFollows,
            TokenKind::Word if self.head == Head::Routine && self.parentheses == 0 => {
                before = self.routine_word(word);
            }
            _ => {}
        }
        if kind == TokenKind::Word {
            self.head = self.head.then(word);
        }
        self.before = before;
        Step::Inside
    }

    fn routine_word(&mut self, word: &str) -> Before {
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
        match self.body {
            _ if self.before == Before::NameFollows => {}
            None if is("begin") => return Before::Begin,
            None if is("atomic") && self.before == Before::Begin => {
                self.body = Some(0);
                return Before::StartOfStatement;
            }
            Some(0) if is("end") => self.body = None,
            Some(_) if is("end") && self.before == Before::StartOfStatement => self.body = None,
            Some(cases) if is("end") => self.body = Some(cases - 1),
            Some(cases) if is("case") => self.body = Some(cases + 1),
            _ if is("as") => return Before::NameFollows,
            _ => {}
        }
        Before::Other
    }
}

impl Head {
    /// The head behind the statement's next word; as for psql, nothing else counts.
    fn then(self, word: &str) -> Self {
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
        match self {
            Self::Routine | Self::Other => self,
            Self::Nothing if is("create") => Self::Create,
            Self::Create if is("or") => Self::CreateOr,
            Self::CreateOr if is("replace") => Self::CreateOrReplace,
            Self::Create | Self::CreateOrReplace if is("function") || is("procedure") => {
                Self::Routine
            }
            _ => Self::Other,
        }
    }
}
