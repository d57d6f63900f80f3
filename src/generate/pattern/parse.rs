//! Reading patterns.

use std::iter::Peekable;
use std::str::Chars;

use super::{Case, Node, Pattern, Wanted};

/// More repetitions than this are not understood; the server's own limit is 255.
const MOST_REPEATED: u32 = 255;

impl Pattern {
    /// The regular expression; `None` when it isn't understood.
    pub(in crate::generate) fn regular(text: &str, case: Case) -> Option<Self> {
        let (text, case) = match text.strip_prefix("(?i)") {
            Some(rest) => (rest, Case::Ignored),
            None => (text, case),
        };
        let text = text.strip_prefix("***:").unwrap_or(text);
        let mut reader = Reader {
            rest: text.chars().peekable(),
            case,
        };
        let node = reader.either()?;
        reader.rest.next().is_none().then_some(Self { node })
    }

    /// The pattern of LIKE, with a backslash as its escape.
    pub(in crate::generate) fn like(text: &str, case: Case) -> Option<Self> {
        let mut nodes = vec![Node::Start];
        let mut rest = text.chars();
        while let Some(character) = rest.next() {
            nodes.push(match character {
                '%' => Node::Repeat(Box::new(anything()), 0, None),
                '_' => anything(),
                '\\' => one(rest.next()?, case),
                other => one(other, case),
            });
        }
        nodes.push(Node::End);
        Some(Self {
            node: Node::Sequence(nodes),
        })
    }
}

/// The regular expression of a SIMILAR TO pattern.
pub(in crate::generate) fn similar(text: &str) -> String {
    let body: String = text
        .chars()
        .map(|character| match character {
            '%' => ".*".to_owned(),
            '_' => ".".to_owned(),
            '.' | '^' | '$' => format!("\\{character}"),
            other => other.to_string(),
        })
        .collect();
    format!("^(?:{body})$")
}

struct Reader<'t> {
    rest: Peekable<Chars<'t>>,
    case: Case,
}

impl Reader<'_> {
    fn either(&mut self) -> Option<Node> {
        let mut branches = vec![self.sequence()?];
        while self.rest.next_if_eq(&'|').is_some() {
            branches.push(self.sequence()?);
        }
        match branches.len() {
            1 => branches.pop(),
            _ => Some(Node::Either(branches)),
        }
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut nodes = Vec::new();
        while let Some(&next) = self.rest.peek() {
            if matches!(next, '|' | ')') {
                break;
            }
            let atom = self.atom()?;
            nodes.push(self.repeated(atom)?);
        }
        Some(Node::Sequence(nodes))
    }

    fn atom(&mut self) -> Option<Node> {
        match self.rest.next()? {
            '^' => Some(Node::Start),
            '$' => Some(Node::End),
            '.' => Some(anything()),
            '(' => self.group(),
            '[' => self.bracket(),
            '\\' => self.escape(),
            '*' | '+' | '?' | '{' => None,
            other => Some(one(other, self.case)),
        }
    }

    fn group(&mut self) -> Option<Node> {
        let mut wanted = None;
        if self.rest.next_if_eq(&'?').is_some() {
            match self.rest.next()? {
                ':' => {}
                '=' => wanted = Some(Wanted::Present),
                '!' => wanted = Some(Wanted::Absent),
                _ => return None,
            }
        }
        let inner = self.either()?;
        self.rest.next_if_eq(&')')?;
        Some(match wanted {
            Some(wanted) => Node::Ahead(Box::new(inner), wanted),
            None => inner,
        })
    }

    fn repeated(&mut self, atom: Node) -> Option<Node> {
        let (least, most) = match self.rest.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.rest.next();
                let bounds = self.bounds()?;
                self.rest.next_if_eq(&'?');
                return Some(Node::Repeat(Box::new(atom), bounds.0, bounds.1));
            }
            _ => return Some(atom),
        };
        self.rest.next();
        // Greedy or not is no matter: whether there is a match is the same.
        self.rest.next_if_eq(&'?');
        Some(Node::Repeat(Box::new(atom), least, most))
    }

    fn bounds(&mut self) -> Option<(u32, Option<u32>)> {
        let mut text = String::new();
        while let Some(next) = self.rest.next_if(|next| *next != '}') {
            text.push(next);
        }
        self.rest.next()?;
        let (least, most) = match text.split_once(',') {
            None => (text.parse().ok()?, Some(text.parse().ok()?)),
            Some((least, "")) => (least.parse().ok()?, None),
            Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
        };
        (least <= MOST_REPEATED && most.is_none_or(|most| most >= least)).then_some((least, most))
    }

    fn escape(&mut self) -> Option<Node> {
        let escaped = self.rest.next()?;
        if let Some(set) = class_of_escape(escaped) {
            return Some(Node::Set(set));
        }
        match escaped {
            'A' => Some(Node::Start),
            'Z' => Some(Node::End),
            't' => Some(one('\t', self.case)),
            'n' => Some(one('\n', self.case)),
            'r' => Some(one('\r', self.case)),
            other if other.is_ascii_alphanumeric() => None,
            other => Some(one(other, self.case)),
        }
    }

    fn bracket(&mut self) -> Option<Node> {
        let is_negated = self.rest.next_if_eq(&'^').is_some();
        let mut ranges: Vec<(char, char)> = Vec::new();
        let mut is_first = true;
        loop {
            match self.rest.next()? {
                ']' if !is_first => break,
                '[' if self.rest.next_if_eq(&':').is_some() => ranges.extend(self.class()?),
                '[' if matches!(self.rest.peek(), Some('.' | '=')) => return None,
                '\\' => match self.rest.next()? {
                    escaped if class_of_escape(escaped).is_some() => {
                        ranges.extend(class_of_escape(escaped)?);
                    }
                    't' => ranges.push(('\t', '\t')),
                    'n' => ranges.push(('\n', '\n')),
                    'r' => ranges.push(('\r', '\r')),
                    escaped if escaped.is_ascii_alphanumeric() => return None,
                    escaped => self.range(escaped, &mut ranges)?,
                },
                from => self.range(from, &mut ranges)?,
            }
            is_first = false;
        }
        let ranges = match self.case {
            Case::Sensitive => ranges,
            Case::Ignored => both_cases(&ranges),
        };
        Some(Node::Set(match is_negated {
            true => complement(ranges),
            false => ranges,
        }))
    }

    /// `from`, or the range that it begins.
    fn range(&mut self, from: char, ranges: &mut Vec<(char, char)>) -> Option<()> {
        let mut ahead = self.rest.clone();
        let is_range = ahead.next() == Some('-') && ahead.peek().is_some_and(|next| *next != ']');
        if !is_range {
            ranges.push((from, from));
            return Some(());
        }
        self.rest.next();
        let to = match self.rest.next()? {
            '\\' => self.rest.next()?,
            other => other,
        };
        ranges.push((from, to));
        (from <= to).then_some(())
    }

    fn class(&mut self) -> Option<Vec<(char, char)>> {
        let mut name = String::new();
        while let Some(next) = self.rest.next_if(|next| *next != ':') {
            name.push(next);
        }
        self.rest.next()?;
        self.rest.next_if_eq(&']')?;
        Some(match name.as_str() {
            "alpha" => vec![('a', 'z'), ('A', 'Z')],
            "alnum" => vec![('a', 'z'), ('0', '9'), ('A', 'Z')],
            "digit" => vec![('0', '9')],
            "xdigit" => vec![('0', '9'), ('a', 'f'), ('A', 'F')],
            "lower" => vec![('a', 'z')],
            "upper" => vec![('A', 'Z')],
            "space" => vec![('\t', '\r'), (' ', ' ')],
            "blank" => vec![('\t', '\t'), (' ', ' ')],
            "punct" => vec![('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
            "print" => vec![(' ', '~')],
            "graph" => vec![('!', '~')],
            "cntrl" => vec![('\u{1}', '\u{1f}'), ('\u{7f}', '\u{7f}')],
            _ => return None,
        })
    }
}

/// `\d`, `\w`, `\s` and their opposites.
fn class_of_escape(escaped: char) -> Option<Vec<(char, char)>> {
    let digit = vec![('0', '9')];
    let word = vec![('a', 'z'), ('0', '9'), ('A', 'Z'), ('_', '_')];
    let space = vec![('\t', '\r'), (' ', ' ')];
    Some(match escaped {
        'd' => digit,
        'w' => word,
        's' => space,
        'D' => complement(digit),
        'W' => complement(word),
        'S' => complement(space),
        _ => return None,
    })
}

fn anything() -> Node {
    Node::Set(vec![('\u{1}', char::MAX)])
}

fn one(character: char, case: Case) -> Node {
    let itself = vec![(character, character)];
    Node::Set(match case {
        Case::Sensitive => itself,
        Case::Ignored => both_cases(&itself),
    })
}

/// The ranges with the letters' other case; ASCII only.
fn both_cases(ranges: &[(char, char)]) -> Vec<(char, char)> {
    let mut both = ranges.to_vec();
    for &(from, to) in ranges {
        let lower = (from.max('A'), to.min('Z'));
        if lower.0 <= lower.1 {
            both.push((lower.0.to_ascii_lowercase(), lower.1.to_ascii_lowercase()));
        }
        let upper = (from.max('a'), to.min('z'));
        if upper.0 <= upper.1 {
            both.push((upper.0.to_ascii_uppercase(), upper.1.to_ascii_uppercase()));
        }
    }
    both
}

/// Every character but these; NUL never.
fn complement(mut ranges: Vec<(char, char)>) -> Vec<(char, char)> {
    ranges.sort_unstable();
    let mut rest = Vec::new();
    let mut next = '\u{1}';
    for (from, to) in ranges {
        if let Some(before) = neighbour(from, -1).filter(|before| *before >= next) {
            rest.push((next, before));
        }
        match neighbour(to, 1) {
            Some(behind) => next = next.max(behind),
            None => return rest,
        }
    }
    rest.push((next, char::MAX));
    rest
}

/// The character before or behind, beyond the surrogates.
fn neighbour(character: char, distance: i32) -> Option<char> {
    match (character, distance) {
        ('\u{e000}', -1) => Some('\u{d7ff}'),
        ('\u{d7ff}', 1) => Some('\u{e000}'),
        _ => char::from_u32((character as u32).checked_add_signed(distance)?),
    }
}
