//! Document ids: a table number and 16 bytes, with a checksum, in base32.

use std::{fmt, str::FromStr};

use crate::base32;

/// The number a table keeps for as long as it exists; at least 1, user tables from
/// [`TableNumber::FIRST_USER`] upward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableNumber(pub u32);

impl TableNumber {
    /// The number of the first table that an application makes.
    pub const FIRST_USER: Self = Self(10001);
}

impl fmt::Display for TableNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What tells the documents of one table apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InternalId(pub [u8; 16]);

impl InternalId {
    /// Random bytes, then the day. Programs may rely on uniqueness alone.
    pub fn new(random: [u8; 14], days_since_epoch: u16) -> Self {
        let mut bytes = [0; 16];
        bytes[..14].copy_from_slice(&random);
        bytes[14..].copy_from_slice(&days_since_epoch.to_be_bytes());
        Self(bytes)
    }
}

/// The id of a document, as programs see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId {
    /// The table.
    pub table: TableNumber,
    /// The document within the table.
    pub internal: InternalId,
}

/// The text is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Not a valid document id: pass the `_id` of a document, unchanged.")]
pub struct IdError;

impl IdError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        "InvalidDocumentId"
    }
}

const FOOTER: usize = 2;
const INTERNAL: usize = 16;
const MAX_VARINT: usize = 5;
const MAX_BINARY: usize = MAX_VARINT + INTERNAL + FOOTER;
const MIN_TEXT: usize = 31;
const MAX_TEXT: usize = 37;

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

impl From<DocumentId> for String {
    fn from(id: DocumentId) -> Self {
        id.to_text()
    }
}

impl DocumentId {
    /// The text form, 31 to 37 characters.
    pub fn to_text(&self) -> String {
        let mut binary = [0; MAX_BINARY];
        let varint = write_varint(self.table.0, &mut binary);
        let body = varint + INTERNAL;
        binary[varint..body].copy_from_slice(&self.internal.0);
        let footer = fletcher16(&binary[..body]);
        binary[body..body + FOOTER].copy_from_slice(&footer);
        let mut text = String::with_capacity(MAX_TEXT);
        base32::encode(&binary[..body + FOOTER], &mut text);
        text
    }
}

impl FromStr for DocumentId {
    type Err = IdError;

    /// Strict: whatever is accepted prints as the same text again.
    fn from_str(text: &str) -> Result<Self, IdError> {
        parse(text).ok_or(IdError)
    }
}

fn parse(text: &str) -> Option<DocumentId> {
    if !(MIN_TEXT..=MAX_TEXT).contains(&text.len()) {
        return None;
    }
    let binary = base32::decode(text)?;
    let (body, footer) = binary.split_at_checked(binary.len().checked_sub(FOOTER)?)?;
    if fletcher16(body) != footer {
        return None;
    }
    let (varint, internal) = body.split_at_checked(body.len().checked_sub(INTERNAL)?)?;
    let table = read_varint(varint)?;
    Some(DocumentId {
        table: TableNumber(table),
        internal: InternalId(internal.try_into().ok()?),
    })
}

fn write_varint(mut number: u32, bytes: &mut [u8]) -> usize {
    let mut length = 0;
    while number >= 0x80 {
        bytes[length] = number as u8 | 0x80;
        number >>= 7;
        length += 1;
    }
    bytes[length] = number as u8;
    length + 1
}

/// Reads exactly these bytes, in the one form that [`write_varint`] gives; `None` for zero.
fn read_varint(bytes: &[u8]) -> Option<u32> {
    let (&last, front) = bytes.split_last()?;
    if last == 0
        || last >= 0x80
        || bytes.len() > MAX_VARINT
        || front.iter().any(|byte| byte & 0x80 == 0)
    {
        return None;
    }
    let number = bytes
        .iter()
        .rev()
        .fold(0u64, |number, byte| (number << 7) | u64::from(byte & 0x7F));
    u32::try_from(number).ok()
}

/// Fletcher's checksum with modulus 256, low byte first.
fn fletcher16(bytes: &[u8]) -> [u8; FOOTER] {
    let (mut low, mut high) = (0u8, 0u8);
    for &byte in bytes {
        low = low.wrapping_add(byte);
        high = high.wrapping_add(low);
    }
    [low, high]
}
