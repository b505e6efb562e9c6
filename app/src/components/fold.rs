//! A message of a person, of which a list shows the beginning. Whether there is more than fits decides the stylesheet,
//! which alone knows how wide the page is: nothing is measured, so nothing moves, and it works without script. What
//! does not fit stays in the document, for search and for readers.

use leptos::prelude::*;

use super::message::Shown;
use crate::node::{El, el, showing};

/// What is not longer fits at every width, so nothing stands beside it: in bytes, and in line ends.
const SHORT: usize = 100;
const SHORT_LINES: usize = 3;

/// The text of a message, and what shows all of it.
pub(super) fn folded(text: El, shown: Shown) -> El {
    let may_be_long = Memo::new(move |_| {
        shown.with(|message| message.as_ref().is_some_and(|it| may_be_long(&it.content)))
    });
    let whole = el("div")
        .class("whole")
        .has(text)
        .shows(showing(move || may_be_long.get().then(unfolding)));
    el("div").class("folded").has(whole)
}

/// Lies over the text, which is as high as all of it: the stylesheet asks this for its height.
fn unfolding() -> El {
    let said = |class, words: &'static str| el("span").class(class).says(words);
    let summary = el("summary")
        .class("button quiet")
        .has(said("to-open", "Show all"))
        .has(said("to-close", "Show less"));
    el("div")
        .class("veil")
        .has(el("details").class("unfold").has(summary))
}

fn may_be_long(text: &str) -> bool {
    text.len() > SHORT || text.matches('\n').count() >= SHORT_LINES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_at_every_width_has_nothing_beside_it() {
        assert!(!may_be_long("Hello"));
        assert!(!may_be_long("one\ntwo\nthree"));
        assert!(may_be_long("1\n2\n3\n4"));
        assert!(may_be_long(&"word ".repeat(30)));
    }
}
