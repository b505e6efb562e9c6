//! Maps positions of bundled code back to the developer's files.
//!
//! Decoded only when an error needs it. Knows just what stack traces need: names and columns of the
//! original, no contents, no indexed maps.

use serde::Deserialize;

/// A decoded source map (revision 3).
pub(crate) struct SourceMap {
    sources: Vec<String>,
    /// By generated line, in ascending generated column.
    lines: Vec<Vec<Segment>>,
}

struct Segment {
    column: i64,
    source: usize,
    original_line: i64,
    original_column: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    #[serde(default)]
    source_root: Option<String>,
    sources: Vec<Option<String>>,
    mappings: String,
}

impl SourceMap {
    /// `None` if the text is not a source map: a trace with bundled positions is better than none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let raw: Raw = serde_json::from_str(text).ok()?;
        let root = raw.source_root.unwrap_or_default();
        let sources = raw
            .sources
            .into_iter()
            .map(|source| format!("{root}{}", source.unwrap_or_default()))
            .collect();
        Some(Self {
            sources,
            lines: decode_mappings(&raw.mappings)?,
        })
    }

    /// The original file, line and column (both from 1) of a generated position (both from 1).
    pub(crate) fn lookup(&self, line: u32, column: u32) -> Option<(&str, u32, u32)> {
        let segments = self
            .lines
            .get(usize::try_from(line.checked_sub(1)?).ok()?)?;
        let column = i64::from(column) - 1;
        let after = segments.partition_point(|segment| segment.column <= column);
        let segment = segments.get(after.saturating_sub(1))?;
        let source = self.sources.get(segment.source)?;
        let original_line = u32::try_from(segment.original_line + 1).ok()?;
        Some((
            source,
            original_line,
            u32::try_from(segment.original_column + 1).ok()?,
        ))
    }
}

fn decode_mappings(mappings: &str) -> Option<Vec<Vec<Segment>>> {
    // Source, original line and original column are running sums over the whole map; the generated
    // column starts anew on each line.
    let (mut source, mut original_line, mut original_column) = (0i64, 0i64, 0i64);
    let mut lines = Vec::new();
    for line in mappings.split(';') {
        let mut segments = Vec::new();
        let mut column = 0i64;
        for text in line.split(',').filter(|text| !text.is_empty()) {
            let fields = decode_vlq(text)?;
            column += fields.first()?;
            if let [_, source_delta, line_delta, column_delta, ..] = fields[..] {
                source += source_delta;
                original_line += line_delta;
                original_column += column_delta;
                segments.push(Segment {
                    column,
                    source: usize::try_from(source).ok()?,
                    original_line,
                    original_column,
                });
            }
        }
        lines.push(segments);
    }
    Some(lines)
}

fn decode_vlq(text: &str) -> Option<Vec<i64>> {
    let mut fields = Vec::with_capacity(5);
    let (mut value, mut shift) = (0i64, 0u32);
    for byte in text.bytes() {
        let digit = i64::from(base64_digit(byte)?);
        value |= (digit & 31).checked_shl(shift)?;
        if digit & 32 != 0 {
            shift += 5;
            continue;
        }
        fields.push(if value & 1 == 1 {
            -(value >> 1)
        } else {
            value >> 1
        });
        (value, shift) = (0, 0);
    }
    Some(fields)
}

fn base64_digit(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_maps_to_the_segment_that_covers_it() {
        // Line 1 maps to a.ts 1:1; line 2, columns 0 and 4, to a.ts 3:3 and 3:7.
        let map = r#"{"version":3,"sources":["../a.ts"],"names":[],"mappings":"AAAA;AAEE,IAAI"}"#;
        let map = SourceMap::parse(map).expect("a map");
        assert_eq!(map.lookup(1, 9), Some(("../a.ts", 1, 1)));
        assert_eq!(map.lookup(2, 1), Some(("../a.ts", 3, 3)));
        assert_eq!(map.lookup(2, 6), Some(("../a.ts", 3, 7)));
        assert_eq!(map.lookup(3, 1), None);
    }

    #[test]
    fn negative_and_long_numbers_decode() {
        assert_eq!(decode_vlq("D"), Some(vec![-1]));
        assert_eq!(decode_vlq("gB"), Some(vec![16]));
        assert_eq!(decode_vlq("!"), None);
    }
}
