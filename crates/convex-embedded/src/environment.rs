//! Environment variables that are kept with the data. What the program around the deployment provides lies below
//! them.

use crate::Error;
use crate::functions::storage_error;
use convex_host::Host;
use convex_store::{
    KeyInterval, Order, Patch, Persistence, Store, StoreError, SystemTable, Transaction,
};
use convex_values::{DocumentId, Object, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

const TABLE: &str = "_environment_variables";
const MAX_VARIABLES: usize = 512;
const MAX_NAME: usize = 256;
const MAX_VALUE: usize = 8 << 10;
/// Names and values together.
const MAX_TOTAL: usize = 512 << 10;

/// Variables by name.
pub type Variables = BTreeMap<String, String>;

/// What variables are to be: those without a value are removed, those that are not named stay.
pub type VariableChanges = BTreeMap<String, Option<String>>;

pub(crate) fn system_table() -> SystemTable {
    SystemTable {
        name: TABLE.to_owned(),
        indexes: Vec::new(),
    }
}

/// All variables. Whoever reads them depends on all of them.
pub(crate) fn read(tx: &mut Transaction) -> Result<Variables, StoreError> {
    let documents = documents(tx)?.into_iter();
    Ok(documents.map(|(name, (_, value))| (name, value)).collect())
}

/// Makes the changes, which must have been checked.
pub(crate) fn write(tx: &mut Transaction, changes: &VariableChanges) -> Result<(), StoreError> {
    let existing = documents(tx)?;
    for (name, value) in changes {
        let text = |text: &str| Value::String(text.to_owned());
        match (existing.get(name), value) {
            (Some((id, _)), Some(value)) => {
                let patch = Patch::from([("value".to_owned(), Some(text(value)))]);
                tx.patch_system(*id, patch)?;
            }
            (None, Some(value)) => {
                let fields = [("name", name), ("value", value)];
                let fields = fields.map(|(field, content)| (field.to_owned(), text(content)));
                tx.insert_system(TABLE, Object::from(fields))?;
            }
            (Some((id, _)), None) => drop(tx.delete_system(*id)?),
            (None, None) => {}
        }
    }
    Ok(())
}

fn documents(tx: &mut Transaction) -> Result<BTreeMap<String, (DocumentId, String)>, StoreError> {
    let Some(index) = tx.system_table_index(TABLE)? else {
        return Ok(BTreeMap::new());
    };
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
    let mut documents = BTreeMap::new();
    while let Some((_, document)) = scan.next(tx)? {
        let text = |field: &str| document.value().field(field).and_then(Value::as_str);
        if let (Some(name), Some(value)) = (text("name"), text("value")) {
            documents.insert(name.to_owned(), (document.id(), value.to_owned()));
        }
    }
    Ok(documents)
}

/// What the variables are after the changes, if they may be that.
pub(crate) fn changed(
    mut variables: Variables,
    changes: &VariableChanges,
) -> Result<Variables, Error> {
    for (name, value) in changes {
        check(name, value.as_deref())?;
        match value {
            Some(value) => variables.insert(name.clone(), value.clone()),
            None => variables.remove(name),
        };
    }
    let total: usize = variables
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    if variables.len() > MAX_VARIABLES || total > MAX_TOTAL {
        return Err(Error::bad_request(
            "TooManyEnvVars",
            format!(
                "A deployment may have {MAX_VARIABLES} environment variables of {MAX_TOTAL} bytes altogether; remove some first."
            ),
        ));
    }
    Ok(variables)
}

fn check(name: &str, value: Option<&str>) -> Result<(), Error> {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let is_name = name.bytes().next().is_some_and(is_letter)
        && name
            .bytes()
            .all(|byte| is_letter(byte) || byte.is_ascii_digit())
        && name.len() <= MAX_NAME;
    if !is_name {
        return Err(Error::bad_request(
            "EnvVarNameInvalid",
            format!(
                "`{name}` cannot be the name of an environment variable: use letters, digits and underscores, no digit first, at most {MAX_NAME}."
            ),
        ));
    }
    if value.is_some_and(|value| value.len() > MAX_VALUE) {
        return Err(Error::bad_request(
            "EnvVarValueTooLong",
            format!("The value of `{name}` is longer than {MAX_VALUE} bytes."),
        ));
    }
    Ok(())
}

/// The variables of a deployment that is not running.
pub struct StoredEnvironment {
    store: Store,
}

impl StoredEnvironment {
    /// Opens the data.
    ///
    /// # Errors
    /// If the data cannot be opened.
    pub async fn open(
        persistence: Box<dyn Persistence>,
        host: Arc<dyn Host>,
    ) -> Result<Self, Error> {
        let opened = tokio::task::spawn_blocking(move || Store::open(persistence, host)).await;
        let store = opened
            .map_err(|error| Error::internal(error.to_string()))?
            .map_err(|error| storage_error(&error))?;
        Ok(Self { store })
    }

    /// All variables.
    ///
    /// # Errors
    /// If the data cannot be read.
    pub fn variables(&self) -> Result<Variables, Error> {
        read(&mut self.store.begin()).map_err(|error| storage_error(&error))
    }

    /// Changes variables.
    ///
    /// # Errors
    /// If a name or a value is not allowed, or the data cannot be written. Nothing has changed then.
    pub async fn update(&self, changes: &VariableChanges) -> Result<(), Error> {
        changed(self.variables()?, changes)?;
        let mut tx = self.store.begin();
        write(&mut tx, changes).map_err(|error| storage_error(&error))?;
        let committed = self.store.commit(tx).await;
        committed
            .map(drop)
            .map_err(|error| Error::internal(error.to_string()))
    }

    /// Closes the data.
    pub async fn close(&self) {
        self.store.shutdown().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SystemHost;
    use convex_store::MemoryPersistence;

    fn change(name: &str, value: Option<&str>) -> VariableChanges {
        [(name.to_owned(), value.map(str::to_owned))].into()
    }

    #[test]
    fn names_and_values_have_limits() {
        let long = "x".repeat(MAX_VALUE + 1);
        let code = |name: &str, value: &str| {
            changed(Variables::new(), &change(name, Some(value))).map_err(|error| error.code)
        };
        for name in ["", "1A", "A-B", "Ä", &"A".repeat(MAX_NAME + 1)] {
            assert_eq!(code(name, "v"), Err("EnvVarNameInvalid".into()), "{name}");
        }
        assert_eq!(code("A", &long), Err("EnvVarValueTooLong".into()));
        assert!(code("_a1", "").is_ok());
        let full: Variables = (0..MAX_VARIABLES)
            .map(|number| (format!("V{number}"), String::new()))
            .collect();
        let one_more = changed(full.clone(), &change("W", Some("")));
        assert_eq!(
            one_more.map_err(|error| error.code),
            Err("TooManyEnvVars".into())
        );
        assert!(changed(full, &change("V1", None)).is_ok());
    }

    #[tokio::test]
    async fn variables_are_kept_with_the_data() {
        let data = MemoryPersistence::new();
        let open = || {
            let host = Arc::new(SystemHost::new());
            StoredEnvironment::open(Box::new(data.clone()), host)
        };
        let first = open().await.expect("opens");
        first
            .update(&change("A", Some("1")))
            .await
            .expect("written");
        first
            .update(&change("A", Some("2")))
            .await
            .expect("written");
        first
            .update(&change("B", Some("3")))
            .await
            .expect("written");
        first.update(&change("B", None)).await.expect("written");
        first.close().await;
        let second = open().await.expect("opens");
        let expected = Variables::from([("A".to_owned(), "2".to_owned())]);
        assert_eq!(second.variables(), Ok(expected));
        second.close().await;
    }
}
