//! Documents as the store holds them.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use convex_values::{DocumentId, Object, Value, ValueError};

use crate::Timestamp;

/// One version of a document. Immutable, and shared by every index, snapshot and reader that has it.
///
/// Its content is held as a value, as JSON text or as both: at least one is there from the beginning, the
/// other is made when first asked for and then kept. A version that was loaded and only ever read as JSON
/// so takes half the memory.
pub struct Document {
    id: DocumentId,
    creation_time: f64,
    size: u32,
    value: OnceLock<Value>,
    json: OnceLock<Arc<str>>,
    committed: OnceLock<Commit>,
}

/// Which version this is, and since when.
#[derive(Clone, Copy)]
struct Commit {
    sequence: u64,
    ts: Timestamp,
}

impl Document {
    /// The document with the system fields put into `fields`.
    pub(crate) fn new(id: DocumentId, creation_time: f64, mut fields: Object) -> Self {
        fields.insert("_id".to_owned(), Value::String(id.to_text()));
        fields.insert("_creationTime".to_owned(), Value::Float64(creation_time));
        Self::from_value(id, creation_time, Value::Object(fields))
    }

    /// A version read back from its JSON text, which is kept.
    pub(crate) fn from_stored(
        id: DocumentId,
        sequence: u64,
        ts: Timestamp,
        json: &str,
    ) -> Result<Self, ValueError> {
        let value = Value::from_json_str(json)?;
        let creation_time = value
            .field("_creationTime")
            .and_then(Value::as_f64)
            .unwrap_or_default();
        let mut document = Self::from_value(id, creation_time, value);
        document.json = OnceLock::from(Arc::from(json));
        document.set_committed(sequence, ts);
        Ok(document)
    }

    fn from_value(id: DocumentId, creation_time: f64, value: Value) -> Self {
        Self {
            id,
            creation_time,
            size: u32::try_from(value.size()).unwrap_or(u32::MAX),
            value: OnceLock::from(value),
            json: OnceLock::new(),
            committed: OnceLock::new(),
        }
    }

    /// The version with the commit's timestamp where it is waited for.
    pub(crate) fn with_commit_ts(&self, ts: Timestamp) -> Self {
        let mut value = self.value().clone();
        value.set_commit_ts(ts.0.cast_signed());
        Self::from_value(self.id, self.creation_time, value)
    }

    /// Lets go of the value if the JSON text is there.
    pub(crate) fn keep_json_only(&mut self) {
        if self.json.get().is_some() {
            self.value = OnceLock::new();
        }
    }

    /// The id.
    pub fn id(&self) -> DocumentId {
        self.id
    }

    /// Milliseconds since the Unix epoch; what `_creationTime` says.
    pub fn creation_time(&self) -> f64 {
        self.creation_time
    }

    /// The whole document, system fields included; always an object.
    pub fn value(&self) -> &Value {
        self.value.get_or_init(|| {
            let json = self.json.get().map_or("{}", |json| json);
            // The text was made from a value, or was parsed when it was loaded.
            Value::from_json_str(json).unwrap_or(Value::Null)
        })
    }

    /// The fields, system fields included.
    pub fn fields(&self) -> &Object {
        static NONE: Object = Object::new();
        self.value().as_object().unwrap_or(&NONE)
    }

    /// The size that limits speak of.
    pub fn size(&self) -> usize {
        self.size as usize
    }

    /// The encoded JSON text.
    pub fn json(&self) -> &Arc<str> {
        self.json
            .get_or_init(|| self.value().to_json_string().into())
    }

    /// When this version was committed, also if that was before a restart; `None` until it is.
    pub fn commit_ts(&self) -> Option<Timestamp> {
        self.committed.get().map(|commit| commit.ts)
    }

    /// The number of this version in the log; `None` until it is committed.
    pub(crate) fn sequence(&self) -> Option<u64> {
        self.committed.get().map(|commit| commit.sequence)
    }

    /// Called once, by the committer, before the version can be seen by anyone else.
    pub(crate) fn set_committed(&self, sequence: u64, ts: Timestamp) {
        // A second call would be a version committed twice, which the committer's types exclude.
        let _ = self.committed.set(Commit { sequence, ts });
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({})", self.value())
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.value() == other.value()
    }
}
