//! Timestamps that no client has seen before.
//!
//! Timestamps are times of the host's clock, and the newest is that of the last commit. If the data is
//! replaced by an older copy, clients have seen newer ones, and what they wait for would never come. One
//! write at every start moves the deployment past whatever it ever showed.

use crate::Error;
use crate::functions::Engine;
use convex_store::{KeyInterval, Namespace, Order, Patch, SystemTable, Transaction};
use convex_values::{Object, Value};

const TABLE: &str = "_clock";
const FIELD: &str = "openedAt";

pub(crate) fn system_table() -> SystemTable {
    SystemTable {
        namespace: Namespace::ROOT,
        name: TABLE.to_owned(),
        indexes: Vec::new(),
    }
}

/// Makes the newest timestamp one of now.
pub(crate) async fn advance(engine: &Engine) -> Result<(), Error> {
    let now = Value::Float64(engine.host.unix_millis());
    let write = |tx: &mut Transaction| {
        let first = match tx.system_table_index(TABLE)? {
            Some(index) => tx
                .scan(&index, KeyInterval::all(), Order::Ascending)
                .next(tx)?,
            None => None,
        };
        match first {
            Some((_, document)) => {
                let patch = Patch::from([(FIELD.to_owned(), Some(now.clone()))]);
                tx.patch_system(document.id(), patch).map(drop)
            }
            None => {
                let fields = Object::from([(FIELD.to_owned(), now.clone())]);
                tx.insert_system(TABLE, fields).map(drop)
            }
        }
    };
    engine.write(write).await
}
