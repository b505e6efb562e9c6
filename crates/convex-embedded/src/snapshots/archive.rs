//! The zip of an export.

use crate::files::{self, Fresh, Incoming, STORAGE_TABLE, Stored};
use crate::functions::Engine;
use convex_store::{IndexRef, KeyInterval, Limits, Order, Transaction};
use convex_values::JsonFormat;
use serde_json::json;
use std::io::{self, Write};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

/// One sentence for the log, whatever went wrong.
type Failed = String;

type Zip<'i> = ZipWriter<StreamWriter<Sink<'i>>>;

const README: &str = "An export of a Convex deployment: one folder per table, one document per line.\n\
    It can be imported with `npx convex import`.\n";

/// Writes everything that the transaction sees. Blocks.
pub(super) fn write(
    engine: &Engine,
    tx: &mut Transaction,
    with_files: bool,
) -> Result<(Stored, Fresh), Failed> {
    tx.set_limits(Limits::NONE);
    let mut incoming = engine.files.create(&*engine.host).map_err(failed)?;
    let mut zip = ZipWriter::new_stream(Sink(&mut incoming));
    start(&mut zip, "README.md")?;
    zip.write_all(README.as_bytes()).map_err(failed)?;
    let mut numbers = String::new();
    for name in tx.table_names(false) {
        table(&mut zip, tx, &name)?;
        let number = tx.resolve_table(&name).map(|number| number.0);
        numbers.push_str(&json!({ "name": name, "id": number }).to_string());
        numbers.push('\n');
    }
    start(&mut zip, "_tables/documents.jsonl")?;
    zip.write_all(numbers.as_bytes()).map_err(failed)?;
    if with_files {
        storage(&mut zip, engine, tx)?;
    }
    zip.finish().map_err(failed)?;
    incoming.finish().map_err(failed)
}

fn table(zip: &mut Zip<'_>, tx: &mut Transaction, name: &str) -> Result<(), Failed> {
    let index = tx.table_index(name).map_err(failed)?;
    documents(zip, tx, name, index)?;
    start(zip, &format!("{name}/generated_schema.jsonl"))?;
    zip.write_all(b"\"uniform\"\n").map_err(failed)
}

fn documents(
    zip: &mut Zip<'_>,
    tx: &mut Transaction,
    name: &str,
    index: Option<IndexRef>,
) -> Result<(), Failed> {
    start(zip, &format!("{name}/documents.jsonl"))?;
    let Some(index) = index else { return Ok(()) };
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
    while let Some((_, document)) = scan.next(tx).map_err(failed)? {
        let mut line = document.value().to_json_string_as(JsonFormat::Export);
        line.push('\n');
        zip.write_all(line.as_bytes()).map_err(failed)?;
    }
    Ok(())
}

/// What files are, and their bytes.
fn storage(zip: &mut Zip<'_>, engine: &Engine, tx: &mut Transaction) -> Result<(), Failed> {
    let index = tx.system_table_index(STORAGE_TABLE).map_err(failed)?;
    let Some(index) = index else { return Ok(()) };
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
    let (mut lines, mut contents) = (String::new(), Vec::new());
    while let Some((_, document)) = scan.next(tx).map_err(failed)? {
        let Some(file) = files::find(tx, document.id()).map_err(failed)? else {
            continue;
        };
        let mut line = document.value().to_json_as(JsonFormat::Export);
        line["internalId"] = json!(file.name);
        lines.push_str(&format!("{line}\n"));
        contents.push((document.id(), file.name));
    }
    start(zip, &format!("{STORAGE_TABLE}/documents.jsonl"))?;
    zip.write_all(lines.as_bytes()).map_err(failed)?;
    for (id, name) in contents {
        start(zip, &format!("{STORAGE_TABLE}/{id}"))?;
        let mut bytes = engine.files.bytes.open(&name).map_err(failed)?;
        io::copy(&mut bytes, zip).map_err(failed)?;
    }
    Ok(())
}

fn start(zip: &mut Zip<'_>, name: &str) -> Result<(), Failed> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .large_file(true);
    zip.start_file(name, options).map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> Failed {
    error.to_string()
}

/// The stored file as something to write to.
struct Sink<'i>(&'i mut Incoming);

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
