//! Who listens there, if it isn't PostgreSQL? Asked only once connecting has failed, or takes
//! long, on a connection of its own, since the other one has lost what was said first.
//!
//! A server answers an SSLRequest with one byte, `S` or `N`, and then waits (manual, "Message
//! Flow", SSL Session Encryption). Others say more, many before they are asked.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

use crate::target::Host;

/// How long more is waited for behind the first byte.
const REST: Duration = Duration::from_millis(200);
/// Fewer bytes in a row may look like text by chance.
const TEXT: usize = 4;
/// As much of an answer as is worth showing.
const SHOWN: usize = 60;

const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// What a stranger says; `None` when it may be PostgreSQL, or says nothing in this time.
pub(super) async fn stranger(host: &Host, patience: Duration) -> Option<String> {
    let said = async {
        match host {
            Host::Tcp {
                name,
                address,
                port,
            } => {
                let stream = match address {
                    Some(address) => TcpStream::connect((*address, *port)).await?,
                    None => TcpStream::connect((name.as_str(), *port)).await?,
                };
                hear(stream).await
            }
            Host::Socket { folder, port } => {
                let socket = folder.join(format!(".s.PGSQL.{port}"));
                hear(UnixStream::connect(socket).await?).await
            }
        }
    };
    let said = timeout(patience, said).await.ok()?.ok()?;
    (!is_postgres(&said)).then(|| readable(&said))
}

async fn hear(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<Vec<u8>> {
    // Who hangs up on it may have said something before.
    let _ = stream.write_all(&SSL_REQUEST).await;
    let mut said = vec![0; 512];
    let first = stream.read(&mut said).await?;
    let rest = match said.get_mut(first..) {
        Some(rest) if first > 0 => timeout(REST, stream.read(rest)).await,
        _ => Ok(Ok(0)),
    };
    said.truncate(first + rest.unwrap_or(Ok(0)).unwrap_or(0));
    Ok(said)
}

/// Nothing at all, the one byte, or an error as servers without SSL support sent it.
fn is_postgres(said: &[u8]) -> bool {
    match said {
        [] | [b'S' | b'N'] => true,
        [b'E', high, ..] => *high == 0,
        _ => false,
    }
}

/// The first piece of text in it, cut; nothing when there is none.
fn readable(said: &[u8]) -> String {
    let text = String::from_utf8_lossy(said);
    let is_text = |c: char| !c.is_control() && c != char::REPLACEMENT_CHARACTER;
    let mut pieces = text.split(|c| !is_text(c));
    let piece = pieces.find(|piece| piece.trim().len() >= TEXT);
    piece
        .unwrap_or_default()
        .trim()
        .chars()
        .take(SHOWN)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgresql_says_one_byte_and_others_say_more() {
        for (said, expected) in [
            (&b"N"[..], true),
            (b"S", true),
            (b"", true),
            (b"E\0\0\0\x20SFATAL\0", true),
            (b"EHLO who\r\n", false),
            (b"SSH-2.0-OpenSSH_9.2\r\n", false),
            (b"HTTP/1.1 400 Bad Request\r\n\r\n", false),
            (b"\x15\x03\x01\0\x02\x02\x46", false),
        ] {
            assert_eq!(is_postgres(said), expected, "{said:?}");
        }
    }

    #[test]
    fn the_first_text_is_shown() {
        for (said, expected) in [
            (
                &b"HTTP/1.1 400 Bad Request\r\nx: y\r\n"[..],
                "HTTP/1.1 400 Bad Request",
            ),
            (b"J\0\0\0\n8.0.36\0\x1b[2J\xff", "8.0.36"),
            (b"\x1b[2Jx\r\n", "[2Jx"),
            (b"\x15\x03\x01\0\x02\x02\x46", ""),
        ] {
            assert_eq!(readable(said), expected);
        }
        assert_eq!(readable("ß".repeat(200).as_bytes()).chars().count(), SHOWN);
    }
}
