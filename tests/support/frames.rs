//! PostgreSQL's messages on a socket, as the manual's chapter "Message Formats" frames them: the
//! first of a client has a length but no type, all others a type and a length.

use std::io::{self, Read};

/// The code of a CancelRequest, where others send the protocol's version.
const CANCEL: [u8; 4] = 80_877_102u32.to_be_bytes();

/// The first packet of a connection, whole.
pub(crate) fn read_startup(client: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut packet = vec![0; 4];
    client.read_exact(&mut packet)?;
    let length = u32::from_be_bytes(packet[..4].try_into().unwrap());
    packet.resize(length.try_into().unwrap(), 0);
    client.read_exact(&mut packet[4..])?;
    Ok(packet)
}

/// Whether a first packet asks for something to be cancelled.
pub(crate) fn is_cancel_request(startup: &[u8]) -> bool {
    startup.get(4..8) == Some(&CANCEL[..])
}

/// The length of the first message when all of it is there.
pub(crate) fn whole_message(bytes: &[u8]) -> Option<usize> {
    let length = u32::from_be_bytes(bytes.get(1..5)?.try_into().unwrap());
    let length = usize::try_from(length).unwrap() + 1;
    (bytes.len() >= length).then_some(length)
}
