//! Our statements of a piece beside those that psql sent.

use std::fmt;

use proj_migrate::sql::{Statement, StatementKind, TokenKind, lex, position, split};

use crate::log::Sent;
use crate::pieces::Piece;

/// A place where the two part, until they meet again.
#[derive(Debug)]
pub(crate) struct Difference {
    /// `file:line` of our statement, or of the piece's end.
    pub(crate) place: String,
    ours: Vec<String>,
    psql: Vec<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "{}\n  ours: {:#?}\n  psql: {:#?}",
            self.place, self.ours, self.psql
        )
    }
}

/// How much was compared.
#[derive(Debug, Default)]
pub(crate) struct Count {
    /// Statements that agree.
    pub(crate) statements: usize,
    /// COPY statements among them whose data psql sent.
    pub(crate) copies_with_data: usize,
}

/// The differences in one file, in its order.
pub(crate) fn differences(
    file: &str,
    pieces: &[(Piece, Vec<Sent>)],
    count: &mut Count,
) -> Vec<Difference> {
    let mut found = Vec::new();
    for (piece, sent) in pieces {
        let sent: Vec<_> = sent
            .iter()
            .filter(|sent| !significant(&sent.text).is_empty())
            .collect();
        compare(file, piece, &sent, count, &mut found);
    }
    found
}

fn compare(
    file: &str,
    piece: &Piece,
    sent: &[&Sent],
    count: &mut Count,
    found: &mut Vec<Difference>,
) {
    let mut sent = sent;
    let mut ours = statements_from(&piece.text, 0);
    loop {
        let pairs = ours.iter().zip(sent);
        let same = pairs
            .take_while(|(ours, sent)| ours.text == significant(&sent.text))
            .count();
        let refused =
            (0..same).find(|&index| is_refused(&piece.text, &ours[index], &sent[index..]));
        let agreed = refused.map_or(same, |index| index + 1);
        let copies = ours[..agreed]
            .iter()
            .filter(|ours| ours.is_copy_from_stdin)
            .count();
        count.statements += agreed;
        count.copies_with_data += copies - usize::from(refused.is_some());
        sent = &sent[agreed..];
        if let Some(index) = refused {
            ours = statements_from(&piece.text, ours[index].end);
            continue;
        }
        let rest = ours.split_off(agreed);
        if rest.is_empty() && sent.is_empty() {
            return;
        }
        let (skipped_ours, skipped_sent) = meeting_point(&rest, sent);
        let start = rest.first().map_or(piece.text.len(), |ours| ours.start);
        let line = piece.line + position(&piece.text, start).line - 1;
        found.push(Difference {
            place: format!("{file}:{line}"),
            ours: rest[..skipped_ours]
                .iter()
                .map(|ours| ours.text.clone())
                .collect(),
            psql: sent[..skipped_sent]
                .iter()
                .map(|sent| significant(&sent.text))
                .collect(),
        });
        ours = rest;
        ours.drain(..skipped_ours);
        sent = &sent[skipped_sent..];
    }
}

/// Whether the first statement is a COPY behind which psql read on as SQL, since the
/// server refused it before asking for data: a decision that no lexer can make. The log
/// says that it failed, but not how far it came; what psql sent next does.
fn is_refused(text: &str, ours: &Ours, sent: &[&Sent]) -> bool {
    if !ours.is_copy_from_stdin || !sent[0].failed {
        return false;
    }
    let next = sent.get(1).map(|sent| significant(&sent.text));
    statements_from(text, ours.end)
        .first()
        .map(|ours| &ours.text)
        == next.as_ref()
}

/// How many statements to skip on each side until both have the same again, or end.
fn meeting_point(ours: &[Ours], sent: &[&Sent]) -> (usize, usize) {
    let pairs = (1..ours.len() + sent.len())
        .flat_map(|sum| (0..=sum).map(move |skipped| (skipped, sum - skipped)));
    let mut pairs = pairs.filter(|(left, right)| *left < ours.len() && *right < sent.len());
    let found = pairs.find(|(left, right)| ours[*left].text == significant(&sent[*right].text));
    found.unwrap_or((ours.len(), sent.len()))
}

/// One of our statements as psql would send it.
struct Ours {
    /// As [`significant`] leaves it.
    text: String,
    start: usize,
    /// Behind the semicolon, if there is one.
    end: usize,
    is_copy_from_stdin: bool,
}

/// The statements of the text behind an offset, read as if a file began there.
fn statements_from(text: &str, offset: usize) -> Vec<Ours> {
    let rest = &text[offset..];
    let lexed = lex(rest);
    let statements = split(rest, 0..rest.len(), &lexed);
    let as_sent = |statement: &Statement| {
        let tokens = lexed
            .tokens
            .iter()
            .filter(|token| token.span.start >= statement.span.start);
        let own = tokens.take_while(|token| {
            token.span.start < statement.span.end
                || !matches!(token.kind, TokenKind::Semicolon | TokenKind::CopyData)
        });
        let sent = own.filter(|token| token.kind != TokenKind::MetaCommand);
        let sent: String = sent.map(|token| token.text(rest)).collect();
        let semicolon = lexed.tokens.iter().find(|token| {
            token.span.start >= statement.span.end && token.kind == TokenKind::Semicolon
        });
        Ours {
            text: significant(&sent),
            start: offset + statement.span.start,
            end: semicolon.map_or(text.len(), |semicolon| offset + semicolon.span.end),
            is_copy_from_stdin: statement.kind == StatementKind::CopyFromStdin,
        }
    };
    statements.iter().map(as_sent).collect()
}

/// A statement's text without the comments before it, semicolons behind it, empty lines and
/// carriage returns, some of which psql drops; of an empty statement, nothing. Written
/// without our lexer, which is on trial here.
fn significant(sent: &str) -> String {
    let mut text = sent.trim_start();
    loop {
        let rest = match text {
            _ if text.starts_with("--") => {
                text.find('\n').map_or("", |line_feed| &text[line_feed..])
            }
            _ if text.starts_with("/*") => behind_comment(text),
            _ => break,
        };
        text = rest.trim_start();
    }
    let text = text.trim_end_matches(|end: char| end == ';' || end.is_whitespace());
    text.lines()
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

fn behind_comment(text: &str) -> &str {
    let mut depth = 0;
    let mut rest = text;
    loop {
        if let Some(inner) = rest.strip_prefix("/*") {
            depth += 1;
            rest = inner;
        } else if let Some(outer) = rest.strip_prefix("*/") {
            depth -= 1;
            rest = outer;
        } else {
            let mut characters = rest.chars();
            characters.next();
            rest = characters.as_str();
        }
        if depth == 0 || rest.is_empty() {
            return rest;
        }
    }
}
