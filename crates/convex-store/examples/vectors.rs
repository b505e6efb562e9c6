//! What a vector search costs: `cargo run --release -p convex-store --example vectors [DOCUMENTS DIMENSIONS]`.

use convex_host::{Host, SystemHost};
use convex_store::{Limits, MemoryPersistence, Store};
use convex_values::schema::SchemaDefinition;
use convex_values::{Object, Value};
use std::error::Error;
use std::io::Write as _;
use std::sync::Arc;

const SEARCHES: u32 = 20;
/// Documents of one transaction.
const CHUNK: usize = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<usize> = std::env::args()
        .skip(1)
        .map(|argument| argument.parse())
        .collect::<Result<_, _>>()?;
    let cases = match given[..] {
        [documents, dimensions] => vec![(documents, dimensions)],
        _ => vec![(100_000, 384), (10_000, 1_536)],
    };
    for (documents, dimensions) in cases {
        measure(documents, dimensions)?;
    }
    Ok(())
}

fn measure(documents: usize, dimensions: usize) -> Result<(), Box<dyn Error>> {
    let host = Arc::new(SystemHost::new());
    let store = Store::open(Box::new(MemoryPersistence::new()), host.clone())?;
    let schema = format!(
        r#"{{"tables":[{{"tableName":"t","vectorIndexes":[{{"indexDescriptor":"by_v","vectorField":"v","dimensions":{dimensions},"filterFields":["tenth"]}}]}}],"schemaValidation":true}}"#
    );
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(store.apply_schema(&SchemaDefinition::from_json_str(&schema)?))?;
    let vector = || random(&*host, dimensions);
    for chunk in 0..documents.div_ceil(CHUNK) {
        let mut tx = store.begin();
        tx.set_limits(Limits::NONE);
        for number in 0..CHUNK.min(documents - chunk * CHUNK) {
            let elements = vector().into_iter().map(Value::Float64).collect();
            let fields = [
                ("v".to_owned(), Value::Array(elements)),
                ("tenth".to_owned(), Value::Float64((number % 10) as f64)),
            ];
            tx.insert("t", Object::from(fields))?;
        }
        store.commit_blocking(tx)?;
    }
    let tenth = ("tenth".parse()?, Some(Value::Float64(3.0)));
    for (name, filters) in [("all", vec![]), ("a tenth", vec![tenth])] {
        let began = host.thread_time();
        for _ in 0..SEARCHES {
            let mut tx = store.begin();
            let index = tx.vector_index("t.by_v")?;
            tx.vector_search(&index, &vector(), 10, &filters)?;
        }
        let took = (host.thread_time() - began) / SEARCHES;
        let mut out = std::io::stdout().lock();
        writeln!(
            out,
            "{documents} x {dimensions}, {name}: {took:?} of the processor"
        )?;
    }
    Ok(())
}

fn random(host: &dyn Host, dimensions: usize) -> Vec<f64> {
    let mut bytes = vec![0; dimensions];
    host.fill_random(&mut bytes);
    let numbers = bytes.into_iter();
    numbers.map(|byte| f64::from(byte) / 127.5 - 1.0).collect()
}
