//! Index keys and intervals of them.

use std::{borrow::Borrow, cmp::Ordering, fmt, ops::Bound, ops::Deref, sync::Arc};

/// The key of an index entry: the order-preserving encoding of the index's fields, `_creationTime` and
/// `_id`. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyBytes(Arc<[u8]>);

impl KeyBytes {
    /// The key of no fields: before every other.
    pub fn empty() -> Self {
        Self(Arc::default())
    }
}

impl Deref for KeyBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Borrow<[u8]> for KeyBytes {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for KeyBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<&[u8]> for KeyBytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }
}

impl fmt::Debug for KeyBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A place between keys. Cuts, unlike inclusive and exclusive bounds, have one order for both ends of
/// an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Just before this key.
    Before(KeyBytes),
    /// Just after this key, before every key that extends it.
    After(KeyBytes),
    /// After all keys.
    End,
}

impl Cut {
    /// Whether the cut lies before this key.
    pub fn is_before(&self, key: &[u8]) -> bool {
        match self {
            Self::Before(cut) => **cut <= *key,
            Self::After(cut) => **cut < *key,
            Self::End => false,
        }
    }

    fn position(&self) -> Option<(&[u8], bool)> {
        match self {
            Self::Before(key) => Some((key, false)),
            Self::After(key) => Some((key, true)),
            Self::End => None,
        }
    }
}

impl Ord for Cut {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.position(), other.position()) {
            (Some(a), Some(b)) => a.cmp(&b),
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
        }
    }
}

impl PartialOrd for Cut {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The keys between two cuts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyInterval {
    /// Where it begins.
    pub start: Cut,
    /// Where it ends.
    pub end: Cut,
}

impl KeyInterval {
    /// Every key.
    pub fn all() -> Self {
        Self {
            start: Cut::Before(KeyBytes::empty()),
            end: Cut::End,
        }
    }

    /// One key.
    pub fn point(key: KeyBytes) -> Self {
        Self {
            start: Cut::Before(key.clone()),
            end: Cut::After(key),
        }
    }

    /// Every key whose first fields have exactly this encoding.
    pub fn prefix(prefix: Vec<u8>) -> Self {
        if prefix.is_empty() {
            return Self::all();
        }
        Self {
            start: Cut::Before(prefix.as_slice().into()),
            end: after_prefix(prefix),
        }
    }

    /// No key lies in it.
    pub fn is_empty(&self) -> bool {
        self.start >= self.end
    }

    /// Whether the key lies in it.
    pub fn contains(&self, key: &[u8]) -> bool {
        self.start.is_before(key) && !self.end.is_before(key)
    }

    /// The part strictly after this key: where an ascending reader that stopped at it goes on.
    pub fn after(mut self, key: KeyBytes) -> Self {
        self.start = self.start.max(Cut::After(key));
        self
    }

    /// The part strictly before this key: where a descending reader that stopped at it goes on.
    pub fn before(mut self, key: KeyBytes) -> Self {
        self.end = self.end.min(Cut::Before(key));
        self
    }

    /// The part up to and including this key.
    pub fn through(mut self, key: KeyBytes) -> Self {
        self.end = self.end.min(Cut::After(key));
        self
    }

    /// The part from this key on, the key included.
    pub fn from(mut self, key: KeyBytes) -> Self {
        self.start = self.start.max(Cut::Before(key));
        self
    }

    /// As bounds of a range that is known not to be empty.
    pub(crate) fn bounds(&self) -> (Bound<&[u8]>, Bound<&[u8]>) {
        let start = match &self.start {
            Cut::Before(key) => Bound::Included(&**key),
            Cut::After(key) => Bound::Excluded(&**key),
            Cut::End => Bound::Unbounded,
        };
        let end = match &self.end {
            Cut::Before(key) => Bound::Excluded(&**key),
            Cut::After(key) => Bound::Included(&**key),
            Cut::End => Bound::Unbounded,
        };
        (start, end)
    }
}

/// The cut after all keys whose first fields have exactly this encoding.
///
/// Not the next byte string of the same length: `"a"` encodes as `10 61 00` and `"a\0"` as
/// `10 61 00 FF 00`, so one is a prefix of the other. What follows a whole field is a tag, which is
/// always less than the `FF` of an escaped zero.
pub(crate) fn after_prefix(mut prefix: Vec<u8>) -> Cut {
    prefix.push(0xFF);
    Cut::Before(prefix.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_values::{Value, key};

    fn encoded(text: &str) -> Vec<u8> {
        key::encode_all([Some(&Value::from(text))])
    }

    #[test]
    fn a_string_with_a_nul_is_not_in_the_prefix_interval_of_the_shorter_string() {
        let interval = KeyInterval::prefix(encoded("a"));
        let entry =
            |text: &str| key::encode_all([Some(&Value::from(text)), Some(&Value::from(1.0))]);
        assert!(interval.contains(&entry("a")));
        assert!(!interval.contains(&entry("a\0")));
        assert!(!interval.contains(&entry("a\0b")));
        assert!(!interval.contains(&entry("b")));
    }

    #[test]
    fn cuts_order_as_the_places_they_name() {
        let key = |bytes: &[u8]| KeyBytes::from(bytes);
        let cuts = [
            Cut::Before(key(b"")),
            Cut::After(key(b"")),
            Cut::Before(key(b"a")),
            Cut::After(key(b"a")),
            Cut::Before(key(b"a\0")),
            Cut::End,
        ];
        assert!(cuts.is_sorted());
        assert!(KeyInterval::point(key(b"a")).contains(b"a"));
        assert!(!KeyInterval::point(key(b"a")).contains(b"a\0"));
        assert!(
            KeyInterval::all()
                .after(key(b"b"))
                .before(key(b"b"))
                .is_empty()
        );
    }
}
