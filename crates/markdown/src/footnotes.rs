//! Footnotes are numbered in the order in which a text first names them.

/// The labels that were named so far.
#[derive(Clone, Default)]
pub(crate) struct Footnotes {
    named: Vec<Footnote>,
}

#[derive(Clone)]
struct Footnote {
    label: String,
    is_referred_to: bool,
}

/// One mention of a footnote.
pub(crate) struct Mention {
    /// From 1.
    pub(crate) number: usize,
    /// The first one is where the note leads back to.
    pub(crate) is_first: bool,
}

impl Footnotes {
    /// The number of the note with this label.
    pub(crate) fn number(&mut self, label: &str) -> usize {
        let known = self.named.iter().position(|note| note.label == label);
        let index = known.unwrap_or_else(|| {
            self.named.push(Footnote {
                label: label.to_owned(),
                is_referred_to: false,
            });
            self.named.len() - 1
        });
        index + 1
    }

    /// A reference to the note.
    pub(crate) fn mention(&mut self, label: &str) -> Mention {
        let number = self.number(label);
        let note = &mut self.named[number - 1];
        let is_first = !note.is_referred_to;
        note.is_referred_to = true;
        Mention { number, is_first }
    }
}

/// A reference at the beginning of the text, as it is written: its label and its length.
pub(crate) fn reference(text: &str) -> Option<(&str, usize)> {
    let rest = text.strip_prefix("[^")?;
    let end = rest.find(']')?;
    let label = &rest[..end];
    let is_label = !label.is_empty() && !label.contains(|c: char| c.is_whitespace() || c == '[');
    is_label.then_some((label, end + 3))
}
