//! Environment variables that are kept with the data. What the program around the deployment provides lies below
//! them.

use crate::Error;
use crate::functions::storage_error;
use convex_host::Host;
use convex_store::{
    Erasure, KeyInterval, Namespace, Order, Patch, Persistence, Store, StoreError, SystemTable,
    Transaction,
};
use convex_values::{DocumentId, Object, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

const TABLE: &str = "_environment_variables";
const MAX_VARIABLES: usize = 512;
const MAX_NAME: usize = 256;
const MAX_VALUE: usize = 8 << 10;
/// The fields of a value, and of one that the first version has written.
const SEALED: &str = "sealed";
const OPEN: &str = "value";
/// Names and values together.
const MAX_TOTAL: usize = 512 << 10;

/// Variables by name.
pub type Variables = BTreeMap<String, String>;

/// What variables are to be: those without a value are removed, those that are not named stay.
pub type VariableChanges = BTreeMap<String, Option<String>>;

pub(crate) fn system_table() -> SystemTable {
    SystemTable {
        namespace: Namespace::ROOT,
        name: TABLE.to_owned(),
        indexes: Vec::new(),
    }
}

/// Encrypts the values of variables, which may be keys and passwords: whoever gets hold of the data file alone
/// reads none. The name is authenticated with the value, so that no value opens under another name.
pub trait ValueCipher: Send + Sync {
    /// Encrypts a value.
    fn seal(&self, name: &str, value: &str) -> String;
    /// The value, if it was encrypted by this cipher under this name.
    fn open(&self, name: &str, sealed: &str) -> Option<String>;
}

/// Leaves values as they are, for data that is not kept.
pub(crate) struct Unsealed;

impl ValueCipher for Unsealed {
    fn seal(&self, _name: &str, value: &str) -> String {
        value.to_owned()
    }

    fn open(&self, _name: &str, sealed: &str) -> Option<String> {
        Some(sealed.to_owned())
    }
}

/// Variables as they are kept: names in clear, values sealed.
#[derive(Clone)]
pub(crate) struct SealedVariables(Arc<dyn ValueCipher>);

/// A variable's document.
struct Kept {
    id: DocumentId,
    /// None if it was sealed with another key.
    value: Option<String>,
    /// The first version wrote values in clear.
    is_open: bool,
}

impl SealedVariables {
    pub(crate) fn new(cipher: Arc<dyn ValueCipher>) -> Self {
        Self(cipher)
    }

    /// All variables. Whoever reads them depends on all of them.
    pub(crate) fn read(&self, tx: &mut Transaction) -> Result<Variables, StoreError> {
        let mut variables = Variables::new();
        for (name, kept) in self.documents(tx)? {
            match kept.value {
                Some(value) => drop(variables.insert(name, value)),
                None => tracing::error!(
                    "the variable {name} was encrypted with another key and is left out; restore secrets.json, or set it again"
                ),
            }
        }
        Ok(variables)
    }

    /// Makes the changes, which must have been checked.
    pub(crate) fn write(
        &self,
        tx: &mut Transaction,
        changes: &VariableChanges,
    ) -> Result<(), StoreError> {
        let existing = self.documents(tx)?;
        for (name, value) in changes {
            match (existing.get(name), value) {
                (Some(kept), Some(value)) => self.replace(tx, kept.id, name, value)?,
                (None, Some(value)) => {
                    let fields = [("name", name.clone()), (SEALED, self.0.seal(name, value))];
                    let fields =
                        fields.map(|(field, text)| (field.to_owned(), Value::String(text)));
                    tx.insert_system(TABLE, Object::from(fields))?;
                }
                (Some(kept), None) => drop(tx.delete_system(kept.id)?),
                (None, None) => {}
            }
        }
        Ok(())
    }

    /// Seals what the first version has written in clear, and leaves nothing of it in the data.
    pub(crate) async fn seal_open_ones(&self, store: &Store) -> Result<(), Error> {
        let mut tx = store.begin();
        let documents = self.documents(&mut tx);
        let documents = documents.map_err(|error| storage_error(&error))?;
        let mut open = documents
            .into_iter()
            .filter(|(_, kept)| kept.is_open)
            .peekable();
        if open.peek().is_none() {
            // Values may have been sealed when nothing was erased yet, or an erasure have failed.
            return erase(store, Erasure::IfNever).await;
        }
        for (name, Kept { id, value, .. }) in open {
            let replaced = self.replace(&mut tx, id, &name, &value.unwrap_or_default());
            replaced.map_err(|error| storage_error(&error))?;
        }
        commit(store, tx).await?;
        erase(store, Erasure::Now).await
    }

    fn replace(
        &self,
        tx: &mut Transaction,
        id: DocumentId,
        name: &str,
        value: &str,
    ) -> Result<(), StoreError> {
        let sealed = Value::String(self.0.seal(name, value));
        let patch = Patch::from([(SEALED.to_owned(), Some(sealed)), (OPEN.to_owned(), None)]);
        tx.patch_system(id, patch).map(drop)
    }

    fn documents(&self, tx: &mut Transaction) -> Result<BTreeMap<String, Kept>, StoreError> {
        let Some(index) = tx.system_table_index(TABLE)? else {
            return Ok(BTreeMap::new());
        };
        let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
        let mut documents = BTreeMap::new();
        while let Some((_, document)) = scan.next(tx)? {
            let text = |field: &str| document.value().field(field).and_then(Value::as_str);
            let Some(name) = text("name") else { continue };
            let (value, is_open) = match text(SEALED) {
                Some(sealed) => (self.0.open(name, sealed), false),
                None => (text(OPEN).map(str::to_owned), true),
            };
            let id = document.id();
            documents.insert(name.to_owned(), Kept { id, value, is_open });
        }
        Ok(documents)
    }
}

async fn commit(store: &Store, tx: Transaction) -> Result<(), Error> {
    let committed = store.commit(tx).await;
    committed
        .map(drop)
        .map_err(|error| Error::internal(error.to_string()))
}

async fn erase(store: &Store, erasure: Erasure) -> Result<(), Error> {
    let erased = store.erase_superseded(erasure).await;
    erased.map_err(|error| storage_error(&error))
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
    sealed: SealedVariables,
}

impl StoredEnvironment {
    /// Opens the data.
    ///
    /// # Errors
    /// If the data cannot be opened.
    pub async fn open(
        persistence: Box<dyn Persistence>,
        cipher: Arc<dyn ValueCipher>,
        host: Arc<dyn Host>,
    ) -> Result<Self, Error> {
        let opened = tokio::task::spawn_blocking(move || Store::open(persistence, host)).await;
        let store = opened
            .map_err(|error| Error::internal(error.to_string()))?
            .map_err(|error| storage_error(&error))?;
        let sealed = SealedVariables::new(cipher);
        sealed.seal_open_ones(&store).await?;
        Ok(Self { store, sealed })
    }

    /// All variables.
    ///
    /// # Errors
    /// If the data cannot be read.
    pub fn variables(&self) -> Result<Variables, Error> {
        let read = self.sealed.read(&mut self.store.begin());
        read.map_err(|error| storage_error(&error))
    }

    /// Changes variables.
    ///
    /// # Errors
    /// If a name or a value is not allowed, or the data cannot be written. Nothing has changed then.
    pub async fn update(&self, changes: &VariableChanges) -> Result<(), Error> {
        changed(self.variables()?, changes)?;
        let mut tx = self.store.begin();
        let written = self.sealed.write(&mut tx, changes);
        written.map_err(|error| storage_error(&error))?;
        commit(&self.store, tx).await
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
    use convex_store::{Durability, MemoryPersistence, SqlitePersistence};

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

    /// Turns values round, and puts name and key before them.
    struct Toy(&'static str);

    impl ValueCipher for Toy {
        fn seal(&self, name: &str, value: &str) -> String {
            let turned: String = value.chars().rev().collect();
            format!("{name} {} {turned}", self.0)
        }

        fn open(&self, name: &str, sealed: &str) -> Option<String> {
            let turned = sealed.strip_prefix(&format!("{name} {} ", self.0))?;
            Some(turned.chars().rev().collect())
        }
    }

    async fn open(data: &MemoryPersistence, key: &'static str) -> StoredEnvironment {
        let (data, host) = (Box::new(data.clone()), Arc::new(SystemHost::new()));
        let opened = StoredEnvironment::open(data, Arc::new(Toy(key)), host).await;
        opened.expect("opens")
    }

    async fn set(environment: &StoredEnvironment, name: &str, value: Option<&str>) {
        let updated = environment.update(&change(name, value)).await;
        updated.expect("written");
    }

    /// What lies in the data.
    fn documents(environment: &StoredEnvironment) -> String {
        let mut tx = environment.store.begin();
        let index = tx.system_table_index(TABLE).expect("read").expect("there");
        let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
        let mut text = String::new();
        while let Some((_, document)) = scan.next(&mut tx).expect("read") {
            text.push_str(document.json());
        }
        text
    }

    #[tokio::test]
    async fn variables_are_kept_with_the_data_and_their_values_sealed() {
        let data = MemoryPersistence::new();
        let first = open(&data, "k").await;
        set(&first, "A", Some("one")).await;
        set(&first, "A", Some("two")).await;
        set(&first, "B", Some("three")).await;
        set(&first, "B", None).await;
        let kept = documents(&first);
        assert!(kept.contains("A k owt") && !kept.contains("two"), "{kept}");
        first.close().await;
        let second = open(&data, "k").await;
        let expected = Variables::from([("A".to_owned(), "two".to_owned())]);
        assert_eq!(second.variables(), Ok(expected));
        second.close().await;
    }

    #[tokio::test]
    async fn what_was_sealed_with_another_key_is_left_out_and_can_be_replaced() {
        let data = MemoryPersistence::new();
        let first = open(&data, "k").await;
        set(&first, "A", Some("one")).await;
        set(&first, "B", Some("two")).await;
        first.close().await;
        let second = open(&data, "lost").await;
        assert_eq!(second.variables(), Ok(Variables::new()));
        set(&second, "A", Some("three")).await;
        set(&second, "B", None).await;
        let expected = Variables::from([("A".to_owned(), "three".to_owned())]);
        assert_eq!(second.variables(), Ok(expected));
        assert!(!documents(&second).contains("owt"));
        second.close().await;
    }

    /// As the first version did.
    async fn write_in_clear(environment: &StoredEnvironment, name: &str, value: &str) {
        let mut tx = environment.store.begin();
        let fields = [("name", name), ("value", value)];
        let fields = fields.map(|(field, text)| (field.to_owned(), Value::String(text.to_owned())));
        tx.insert_system(TABLE, Object::from(fields))
            .expect("written");
        commit(&environment.store, tx).await.expect("written");
    }

    #[tokio::test]
    async fn what_the_first_version_wrote_in_clear_is_sealed_when_it_is_found() {
        let data = MemoryPersistence::new();
        let first = open(&data, "k").await;
        write_in_clear(&first, "A", "one").await;
        first.close().await;
        let second = open(&data, "k").await;
        let kept = documents(&second);
        assert!(kept.contains("A k eno") && !kept.contains("one"), "{kept}");
        let expected = Variables::from([("A".to_owned(), "one".to_owned())]);
        assert_eq!(second.variables(), Ok(expected));
        second.close().await;
    }

    /// Whether the text is anywhere in the folder, free space within files included.
    fn is_found(folder: &std::path::Path, text: &str) -> bool {
        let files = std::fs::read_dir(folder).expect("read");
        files.into_iter().any(|file| {
            let bytes = std::fs::read(file.expect("read").path()).expect("read");
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        })
    }

    #[tokio::test]
    async fn nothing_of_a_value_in_clear_is_left_in_the_data_file_once_it_is_sealed() {
        const LONG: usize = 6_000;
        let folder = tempfile::tempdir().expect("folder");
        let open = || async {
            let path = folder.path().join("data");
            let data = SqlitePersistence::open(path, Durability::Full).expect("opens");
            let host = Arc::new(SystemHost::new());
            let opened = StoredEnvironment::open(Box::new(data), Arc::new(Toy("k")), host).await;
            opened.expect("opens")
        };
        let first = open().await;
        // One in a page beside others, and one that fills pages of its own.
        write_in_clear(&first, "SHORT", "abc-in-clear").await;
        write_in_clear(&first, "LONG", &"xyz-in-clear".repeat(LONG / 12)).await;
        assert!(is_found(folder.path(), "abc-in-clear"));
        first.close().await;
        for _ in 0..2 {
            let later = open().await;
            assert!(!is_found(folder.path(), "in-clear"));
            assert_eq!(later.variables().expect("read").len(), 2);
            later.close().await;
            assert!(!is_found(folder.path(), "in-clear"));
        }
    }
}
