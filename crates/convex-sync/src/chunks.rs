//! Puts the pieces of a long transition together.

/// The pieces that have arrived.
#[derive(Debug, Default)]
pub(crate) struct Chunks {
    buffer: Option<Buffer>,
}

#[derive(Debug)]
struct Buffer {
    id: String,
    total: u32,
    next: u32,
    text: String,
}

/// What a piece came to.
#[derive(Debug, PartialEq)]
pub(crate) enum Progress {
    /// More pieces are to come.
    Incomplete,
    /// The whole text.
    Complete(String),
    /// The piece does not follow the last one: something is lost.
    Broken,
}

impl Chunks {
    /// Whether pieces are missing. Meanwhile only pings may arrive.
    pub(crate) fn is_collecting(&self) -> bool {
        self.buffer.is_some()
    }

    pub(crate) fn clear(&mut self) {
        self.buffer = None;
    }

    pub(crate) fn push(&mut self, text: &str, part: u32, total: u32, id: String) -> Progress {
        let mut buffer = match self.buffer.take() {
            Some(buffer) => buffer,
            None => Buffer {
                id: id.clone(),
                total,
                next: 0,
                text: String::new(),
            },
        };
        if buffer.id != id || buffer.total != total || buffer.next != part || part >= total {
            return Progress::Broken;
        }
        buffer.text.push_str(text);
        buffer.next += 1;
        if buffer.next == total {
            return Progress::Complete(buffer.text);
        }
        self.buffer = Some(buffer);
        Progress::Incomplete
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_in_order_make_a_text() {
        let mut chunks = Chunks::default();
        assert_eq!(chunks.push("a", 0, 2, "t".into()), Progress::Incomplete);
        assert!(chunks.is_collecting());
        assert_eq!(
            chunks.push("b", 1, 2, "t".into()),
            Progress::Complete("ab".into())
        );
        assert!(!chunks.is_collecting());
    }

    #[test]
    fn anything_else_is_broken_and_leaves_nothing_behind() {
        for (part, total, id) in [(0, 2, "t"), (1, 3, "t"), (1, 2, "u"), (5, 2, "t")] {
            let mut chunks = Chunks::default();
            assert_eq!(chunks.push("a", 0, 2, "t".into()), Progress::Incomplete);
            assert_eq!(chunks.push("b", part, total, id.into()), Progress::Broken);
            assert!(!chunks.is_collecting());
        }
        assert_eq!(
            Chunks::default().push("a", 1, 2, "t".into()),
            Progress::Broken
        );
    }
}
