//! What is in a file that is imported.

use crate::files::{FileReader, STORAGE_TABLE};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use convex_values::{DocumentId, Object, Value};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Read, Seek as _, SeekFrom};
use zip::ZipArchive;

/// Bytes of one line. A document has at most a mebibyte, whose text may be some times as long.
const LINE_MAX: u64 = 16 << 20;
/// Bytes that the tables of a zip may come to, for each byte of the zip, and those that any may come to: what
/// compresses better than any data is made to fill the memory.
const UNPACKED_PER_BYTE: u64 = 100;
const UNPACKED_MIN: u64 = 64 << 20;

/// The forms of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Format {
    /// Names of fields, then a row per document; what looks like a number is one, all else is text.
    Csv,
    /// A JSON object per line.
    JsonLines,
    /// One array of objects.
    JsonArray,
    /// An export.
    Zip,
}

/// A document to be.
#[derive(Debug, PartialEq)]
pub(super) struct Row {
    /// If it had one.
    pub(super) id: Option<DocumentId>,
    /// If it had one; milliseconds since the Unix epoch.
    pub(super) created: Option<f64>,
    pub(super) fields: Object,
}

#[derive(Debug, PartialEq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
}

/// All that a file brings.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Parsed {
    pub(super) tables: Vec<Table>,
    /// Documents about files, if the file has any; their bytes are entries of it under `_storage`.
    pub(super) files: Option<Vec<Row>>,
}

pub(super) type Archive = ZipArchive<Box<dyn FileReader>>;

/// Why the file cannot be read, in a sentence.
type Unreadable = String;

/// Reads a file whole. Blocks.
pub(super) fn parse(
    mut reader: Box<dyn FileReader>,
    format: Format,
    table: Option<&str>,
) -> Result<Parsed, Unreadable> {
    let rows = match format {
        Format::Zip => {
            let packed = reader.seek(SeekFrom::End(0)).map_err(unreadable)?;
            let room = packed.saturating_mul(UNPACKED_PER_BYTE).max(UNPACKED_MIN);
            return zip(&mut archive(reader)?, room);
        }
        Format::Csv => csv(reader)?,
        Format::JsonLines => lines(reader, false)?,
        Format::JsonArray => {
            let mut text = String::new();
            reader.read_to_string(&mut text).map_err(unreadable)?;
            let array: Vec<Json> = serde_json::from_str(&text).map_err(unreadable)?;
            array
                .into_iter()
                .map(|json| row(json, false))
                .collect::<Result<_, _>>()?
        }
    };
    let name = table.ok_or("a table has to be named for this format")?;
    let name = name.to_owned();
    Ok(Parsed {
        tables: vec![Table { name, rows }],
        files: None,
    })
}

pub(super) fn archive(reader: Box<dyn FileReader>) -> Result<Archive, Unreadable> {
    ZipArchive::new(reader).map_err(unreadable)
}

/// The names of all entries.
pub(super) fn names(archive: &Archive) -> Result<Vec<String>, Unreadable> {
    let names = archive.file_names();
    let names = names.map(|name| Ok(name.map_err(unreadable)?.into_owned()));
    names.collect()
}

fn zip(archive: &mut Archive, mut room: u64) -> Result<Parsed, Unreadable> {
    let names: HashSet<String> = names(archive)?.into_iter().collect();
    if let Some(name) = names.iter().find(|name| name.starts_with("_components/")) {
        return Err(format!(
            "it has data of components (`{name}`), which this deployment has not"
        ));
    }
    let mut tables: Vec<&str> = names
        .iter()
        .filter_map(|name| name.strip_suffix("/documents.jsonl"))
        .collect();
    tables.sort_unstable();
    let mut parsed = Parsed::default();
    for name in tables {
        let is_exact = names.contains(&format!("{name}/generated_schema.jsonl"));
        let entry = archive.by_name(&format!("{name}/documents.jsonl"));
        let rows = || {
            let mut entry = entry.map_err(unreadable)?.take(room + 1);
            let rows = lines(&mut entry, is_exact);
            // One byte more than there is room for was still to be had.
            room = entry.limit().checked_sub(1).ok_or(
                "its tables are too large for so small a zip; import them one by one, as JSONL",
            )?;
            rows.map_err(|why| format!("{name}: {why}"))
        };
        match name {
            STORAGE_TABLE => parsed.files = Some(rows()?),
            name if name.starts_with('_') => {}
            _ => parsed.tables.push(Table {
                rows: rows()?,
                name: name.to_owned(),
            }),
        }
    }
    Ok(parsed)
}

fn lines(reader: impl Read, is_exact: bool) -> Result<Vec<Row>, Unreadable> {
    let mut rows = Vec::new();
    let mut reader = BufReader::new(reader);
    for number in 1.. {
        let mut line = Vec::new();
        let mut bounded = (&mut reader).take(LINE_MAX);
        bounded.read_until(b'\n', &mut line).map_err(unreadable)?;
        if line.is_empty() {
            break;
        }
        let at = |why| format!("line {number}: {why}");
        if line.len() as u64 == LINE_MAX {
            return Err(at("it is longer than that of any document".to_owned()));
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let json = serde_json::from_slice(&line).map_err(unreadable);
        let row = json.and_then(|json| row(json, is_exact));
        rows.push(row.map_err(at)?);
    }
    Ok(rows)
}

fn csv(reader: impl Read) -> Result<Vec<Row>, Unreadable> {
    let mut reader = csv::Reader::from_reader(reader);
    let names = reader.headers().map_err(unreadable)?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let cell = |(name, text): (&str, &str)| {
            let number = text
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite());
            let value = number.map_or_else(|| Value::String(text.to_owned()), Value::Float64);
            (name.to_owned(), value)
        };
        rows.push(split(names.iter().zip(record.iter()).map(cell).collect())?);
    }
    Ok(rows)
}

/// Reads a zip and forgets it.
pub(crate) fn read_zip(reader: Box<dyn FileReader>) {
    drop(parse(reader, Format::Zip, None));
}

/// A document from its JSON. An export writes every float64 with a dot, so that there a number without one is an
/// int64; in other files it is a float64 like all numbers.
fn row(mut json: Json, is_exact: bool) -> Result<Row, Unreadable> {
    if is_exact {
        mark_integers(&mut json);
    }
    match Value::from_json(json).map_err(unreadable)? {
        Value::Object(fields) => split(fields),
        value => Err(format!(
            "a document is an object, not {}",
            value.type_name()
        )),
    }
}

fn mark_integers(json: &mut Json) {
    match json {
        Json::Number(number) => {
            if let Some(integer) = number.as_i64() {
                *json = json!({ "$integer": STANDARD.encode(integer.to_le_bytes()) });
            }
        }
        Json::Array(elements) => elements.iter_mut().for_each(mark_integers),
        Json::Object(fields) => fields.values_mut().for_each(mark_integers),
        _ => {}
    }
}

/// Parts the system fields from the others.
fn split(mut fields: Object) -> Result<Row, Unreadable> {
    let id = match fields.remove("_id") {
        None => None,
        Some(Value::String(text)) => {
            let id = text
                .parse()
                .map_err(|_| format!("`{text}` is not an id of a document"))?;
            Some(id)
        }
        Some(_) => return Err("`_id` has to be a text".to_owned()),
    };
    let created = match fields.remove("_creationTime") {
        None => None,
        Some(Value::Float64(time)) => Some(time),
        Some(_) => return Err("`_creationTime` has to be a number".to_owned()),
    };
    Ok(Row {
        id,
        created,
        fields,
    })
}

fn unreadable(error: impl std::fmt::Display) -> Unreadable {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write as _};

    fn read(text: &str, format: Format) -> Result<Vec<Row>, Unreadable> {
        let reader = Box::new(Cursor::new(text.to_owned().into_bytes()));
        let parsed = parse(reader, format, Some("t"))?;
        Ok(parsed
            .tables
            .into_iter()
            .flat_map(|table| table.rows)
            .collect())
    }

    fn fields(rows: &[Row]) -> Vec<Json> {
        let json = |row: &Row| Value::Object(row.fields.clone()).to_json();
        rows.iter().map(json).collect()
    }

    #[test]
    fn every_text_format_gives_the_same_documents() {
        let all = [
            ("a,b\n1,x\n-2.5,\"y,z\"\n", Format::Csv),
            (
                "{\"a\":1,\"b\":\"x\"}\n\n{\"a\":-2.5,\"b\":\"y,z\"}",
                Format::JsonLines,
            ),
            (
                "[{\"a\":1,\"b\":\"x\"},{\"a\":-2.5,\"b\":\"y,z\"}]",
                Format::JsonArray,
            ),
        ];
        for (text, format) in all {
            let rows = read(text, format).expect("readable");
            let expected = [json!({"a": 1.0, "b": "x"}), json!({"a": -2.5, "b": "y,z"})];
            assert_eq!(fields(&rows), expected, "{format:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_line() {
        let why = |text: &str| read(text, Format::JsonLines).expect_err("unreadable");
        assert!(why("{}\n[1]").starts_with("line 2: a document is an object"));
        assert!(why("{}\n\n{").starts_with("line 3: "));
        assert!(why("{\"_id\": \"x\"}").contains("`x` is not an id"));
        assert!(why("{\"_creationTime\": \"x\"}").contains("has to be a number"));
    }

    fn zipped(text: &[u8]) -> Result<Parsed, Unreadable> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file("t/documents.jsonl", options).expect("begun");
        zip.write_all(text).expect("written");
        let mut bytes = zip.finish().expect("whole");
        bytes.set_position(0);
        parse(Box::new(bytes), Format::Zip, None)
    }

    #[test]
    fn a_small_file_that_unpacks_to_a_huge_one_is_refused_before_it_fills_the_memory() {
        let line = format!("{{\"a\":\"{}\"}}\n", "x".repeat(1_000_000));
        let rows = |count| zipped(line.repeat(count).as_bytes());
        assert_eq!(rows(3).expect("readable").tables[0].rows.len(), 3);
        assert!(rows(70).expect_err("too much").contains("too large"));
        let endless = vec![b'x'; LINE_MAX as usize + 1];
        assert!(
            zipped(&endless)
                .expect_err("too long")
                .contains("line 1: it is longer")
        );
    }

    #[test]
    fn an_export_tells_integers_from_floats() {
        let row =
            |is_exact| super::row(json!({"i": 5, "f": 5.0, "l": [1]}), is_exact).expect("valid");
        let exact = row(true).fields;
        assert_eq!(
            (&exact["i"], &exact["f"]),
            (&Value::Int64(5), &Value::Float64(5.0))
        );
        assert_eq!(exact["l"], Value::Array(vec![Value::Int64(1)]));
        assert_eq!(row(false).fields["i"], Value::Float64(5.0));
    }
}
