//! Document ids that know the table they point into.

use std::{cmp::Ordering, fmt, hash, marker::PhantomData, sync::Arc};

/// A table, as a type: the parameter of [`Id`].
pub trait TableName: 'static {
    /// The table's name in the schema.
    const NAME: &'static str;
}

/// The id of a document of table `T`.
///
/// An opaque string on the wire. Whether it really names a document of that table is checked by the
/// deployment; in the browser the parameter only keeps ids of different tables apart. Cloning is cheap.
pub struct Id<T> {
    text: Arc<str>,
    table: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// Wraps an id that arrived as text, for example out of an address.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self {
            text: text.into(),
            table: PhantomData,
        }
    }

    /// The id as it travels.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        Self {
            text: Arc::clone(&self.text),
            table: PhantomData,
        }
    }
}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<T> hash::Hash for Id<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.text, f)
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<T> AsRef<str> for Id<T> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<T> From<String> for Id<T> {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl<T> From<&str> for Id<T> {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl<T> From<Id<T>> for String {
    fn from(id: Id<T>) -> Self {
        String::from(&*id.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{from_json, to_json};

    struct Tasks;

    #[test]
    fn an_id_is_a_plain_string_on_the_wire() {
        let id: Id<Tasks> = from_json("\"jd7abc\"").unwrap();
        assert_eq!(id.as_str(), "jd7abc");
        assert_eq!(to_json(&id), "\"jd7abc\"");
        assert!(from_json::<Id<Tasks>>("7").is_err());
    }

    #[test]
    fn ids_are_usable_across_threads_whatever_their_table() {
        fn check<T: Send + Sync + Clone + Ord + hash::Hash>() {}
        check::<Id<std::rc::Rc<Tasks>>>();
    }
}
