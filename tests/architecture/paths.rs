//! The paths that a piece of Rust names, `use` groups taken apart and `self`,
//! `super` and `crate` resolved against the module they stand in.

use std::fmt;

use super::tokens::{Token, tokens};

/// What a path leads to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Target {
    /// Segments behind the crate's root, the room first.
    Inside(Vec<String>),
    /// Segments of a path that starts elsewhere: a foreign crate, `std`, or a
    /// name of this file.
    Outside(Vec<String>),
}

/// One path and where it stands.
#[derive(Debug)]
pub(crate) struct PathUse {
    /// 1-based; in a group the line of the path's own end.
    pub(crate) line: usize,
    pub(crate) target: Target,
}

impl fmt::Display for PathUse {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.target {
            Target::Inside(path) => write!(out, "crate::{}", path.join("::")),
            Target::Outside(path) => out.write_str(&path.join("::")),
        }
    }
}

/// Every path of two or more segments in `text`, and every imported one, in the
/// order of the text. `module` is the file's own module below the root.
pub(crate) fn paths(text: &str, module: &[String]) -> Vec<PathUse> {
    let tokens = tokens(text);
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text);
    let mut found = Vec::new();
    // One entry for each open brace: the inline module that it opens, if any.
    let mut braces: Vec<Option<String>> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let here: Vec<String> = module
            .iter()
            .chain(braces.iter().flatten())
            .cloned()
            .collect();
        let mut reader = Reader {
            tokens: &tokens,
            at,
            found: Vec::new(),
        };
        match token.text {
            "mod" if word(at + 2) == "{" => {
                braces.push(Some(word(at + 1).to_owned()));
                reader.at += 3;
            }
            "{" => {
                braces.push(None);
                reader.at += 1;
            }
            "}" => {
                braces.pop();
                reader.at += 1;
            }
            "use" if word(at + 1) != "<" => {
                reader.at += 1;
                reader.use_tree(&[]);
            }
            _ if token.is_word() && word(at + 1) == "::" => reader.inline(),
            _ => reader.at += 1,
        }
        at = reader.at;
        let resolved = reader.found.into_iter().map(|(line, path)| PathUse {
            line,
            target: resolved(path, &here),
        });
        found.extend(resolved);
    }
    found
}

/// Reads one path or one tree of imports, as written.
struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    found: Vec<(usize, Vec<String>)>,
}

impl Reader<'_> {
    fn word(&self) -> &str {
        self.tokens.get(self.at).map_or(";", |token| token.text)
    }

    fn line(&self) -> usize {
        self.tokens
            .get(self.at)
            .or(self.tokens.last())
            .map_or(1, |token| token.line)
    }

    /// `a::b::c` up to the last segment; generic arguments end it.
    fn inline(&mut self) {
        let line = self.line();
        let mut path = Vec::new();
        while self.tokens.get(self.at).is_some_and(Token::is_word) {
            path.push(self.word().to_owned());
            self.at += 1;
            if self.word() != "::" {
                break;
            }
            self.at += 1;
        }
        self.found.push((line, path));
    }

    /// One branch of an import behind `prefix`, up to its `,`, `}` or `;`.
    fn use_tree(&mut self, prefix: &[String]) {
        let mut path = prefix.to_vec();
        let mut line = self.line();
        loop {
            match self.word() {
                "," | "}" | ";" => break,
                "::" => self.at += 1,
                "{" => return self.use_group(&path),
                "as" => {
                    while !matches!(self.word(), "," | "}" | ";") {
                        self.at += 1;
                    }
                }
                segment => {
                    path.push(segment.to_owned());
                    line = self.line();
                    self.at += 1;
                }
            }
        }
        self.found.push((line, path));
    }

    /// `{a, b::{c, d}}`, from its opening to behind its closing brace.
    fn use_group(&mut self, prefix: &[String]) {
        self.at += 1;
        loop {
            match self.word() {
                ";" => return,
                "," => self.at += 1,
                "}" => {
                    self.at += 1;
                    return;
                }
                _ => self.use_tree(prefix),
            }
        }
    }
}

/// The target of a path as written in the module `here`.
fn resolved(path: Vec<String>, here: &[String]) -> Target {
    let mut base = here.to_vec();
    let mut is_inside = false;
    let mut rest = Vec::new();
    for (position, segment) in path.into_iter().enumerate() {
        match segment.as_str() {
            "crate" | "proj_migrate" if position == 0 => (base, is_inside) = (Vec::new(), true),
            "self" if position == 0 => is_inside = true,
            // The `self` at the end of a group names the group's own prefix.
            "self" => {}
            "super" => {
                base.pop();
                is_inside = true;
            }
            _ => rest.push(segment),
        }
    }
    if is_inside {
        base.extend(rest);
        Target::Inside(base)
    } else {
        Target::Outside(rest)
    }
}
