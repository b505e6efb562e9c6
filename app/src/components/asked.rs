//! What a person said, kept in one line at the top while the answers to it scroll.
//!
//! The line lies over the end of the message, and stays below the head of the page when the message leaves. It takes no
//! room, so nothing moves when a page is taken up, and reading places know nothing of it. It
//! is one line, not the message, so that answers keep the window, however small. Which one is shown, [`super::follow`]
//! says as one scrolls.

use convex_api::MessageId;
use leptos::prelude::*;

use super::mentions::plain;
use super::message::Shown;
use crate::node::el;
use crate::platform;
use crate::text::one_line;

/// Letters of a message that are enough for the widest line.
const WIDEST: usize = 160;

/// The line of a message. It repeats what is there, so neither readers nor a search in the page find it: its words are
/// an attribute, which the stylesheet shows.
pub(super) fn asked(id: &MessageId, shown: Shown) -> AnyView {
    let line = format!("asked-{id}");
    let message = format!("message-{id}");
    let to = format!("#{message}");
    let words = move || shown.with(|message| message.as_ref().map(|it| words_of(&it.content)));
    el("a")
        .class("asked")
        .is("id", line)
        .is("href", to)
        .is("aria-hidden", "true")
        .is("tabindex", "-1")
        .follows("data-words", move || words().map(Into::into))
        .on("click", move |event| {
            event.prevent_default();
            platform::go_to(&message);
        })
        .view()
}

fn words_of(content: &str) -> String {
    let words = one_line(&plain(content), WIDEST);
    if words.is_empty() {
        return "Attached files".to_owned();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_the_message_shows() {
        assert_eq!(
            words_of("Look at\n\n[@Plan](/chats/chats0)!"),
            "Look at @Plan!"
        );
        assert_eq!(words_of(&"x".repeat(2 * WIDEST)).len(), WIDEST);
        assert_eq!(words_of(" \n"), "Attached files");
    }
}
