//! One message: who says it and when, what is said, and what can be done with it.

use std::sync::Arc;

use convex_api::{Message, MessageId, MessageRole, MessageStatus};
use leptos::prelude::*;
use markdown::Options;

use super::answer::Answer;
use super::asked::asked;
use super::attachments::files_of;
use super::fold::folded;
use super::prose::{Prose, prose};
use super::time::when;
use crate::actions::is_pending;
use crate::node::{El, changing, el, fragment, nothing, words};

/// The messages of a conversation, oldest first.
pub(crate) type Messages = Memo<Arc<Vec<Message>>>;

/// A message, as long as it is in the conversation.
pub(crate) type Shown = Memo<Option<Message>>;

/// When the newest message was made that the reader may have heard of. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct Newest(StoredValue<Option<f64>>);

impl Default for Newest {
    fn default() -> Self {
        Self(StoredValue::new(None))
    }
}

impl Newest {
    /// With what is there when the page is opened.
    pub(crate) fn begin(self, messages: &[Message]) {
        let newest = messages.iter().map(|message| message.created_at);
        let newest = newest.fold(0.0, f64::max);
        self.0.update_value(|known| *known = known.or(Some(newest)));
    }

    /// Whether a message came later, the first time that one asks.
    fn is_behind(self, message: &Message) -> bool {
        let is_behind = self.0.try_update_value(|known| {
            let is_behind = known.is_some_and(|known| message.created_at > known);
            if is_behind {
                *known = Some(message.created_at);
            }
            is_behind
        });
        is_behind.unwrap_or_default()
    }
}

/// What stands below a message.
pub(crate) type Foot = Arc<dyn Fn(&Message, Shown) -> AnyView + Send + Sync>;

/// What messages look like on a page.
#[derive(Clone)]
pub(crate) struct Look {
    /// What those are called that no person wrote.
    pub(crate) assistant: &'static str,
    pub(crate) foot: Option<Foot>,
}

impl Look {
    fn author(&self, role: MessageRole) -> &'static str {
        match role {
            MessageRole::User => "You",
            MessageRole::Assistant => self.assistant,
            MessageRole::System => "System",
        }
    }
}

/// Whether the message is an answer that is on its way.
pub(crate) fn is_streaming(message: &Message) -> bool {
    message.status == Some(MessageStatus::Streaming)
}

/// Whether it is the end of the conversation: the one message that the Tab key goes to. Arrows lead on.
fn is_last(messages: Messages, id: &MessageId) -> bool {
    messages.with(|messages| messages.last().is_some_and(|last| last.id == *id))
}

/// The message with this id, which stands at this place.
pub(crate) fn message(
    messages: Messages,
    newest: Newest,
    id: MessageId,
    place: f64,
    look: &Look,
) -> AnyView {
    let shown: Shown = {
        let id = id.clone();
        Memo::new(move |_| messages.with(|messages| find(messages, &id, place).cloned()))
    };
    let Some(first) = shown.get_untracked() else {
        return nothing();
    };
    let pending = is_pending(id.as_str());
    let mut class = "message".to_owned();
    if first.role == MessageRole::User {
        class.push_str(" from-user");
    }
    if pending {
        class.push_str(" pending");
    }
    let head = format!("head-{id}");
    let is_busy = Memo::new(move |_| {
        pending || shown.with(|message| message.as_ref().is_some_and(is_streaming))
    });
    let article = el("article")
        .is("class", class)
        .is("id", format!("message-{id}"))
        .follows("tabindex", {
            let id = id.clone();
            move || Some(if is_last(messages, &id) { "0" } else { "-1" }.into())
        })
        .is("aria-labelledby", head.clone())
        .follows("aria-busy", move || is_busy.get().then_some("true".into()))
        .has(header(head, look.author(first.role), &first, shown))
        .shows(body(newest, &first, shown, is_busy))
        .shows(files_of(id.clone(), shown));
    let article = match &look.foot {
        Some(foot) if !pending => article.shows(foot(&first, shown)),
        _ => article,
    };
    if pending || first.role != MessageRole::User {
        return article.view();
    }
    fragment(vec![article.view(), asked(&id, shown)])
}

/// Looks where it has to stand: every message asks whenever one of them has changed.
fn find<'a>(messages: &'a [Message], id: &MessageId, place: f64) -> Option<&'a Message> {
    let from = messages.partition_point(|message| message.position < place);
    let there = messages[from..].iter();
    there
        .take_while(|message| message.position <= place)
        .find(|message| message.id == *id)
}

fn header(id: String, author: &'static str, first: &Message, shown: Shown) -> El {
    let created_at = first.created_at;
    let time = if is_pending(first.id.as_str()) {
        el("span").says("Sending")
    } else {
        // An answer of which nothing had come begins anew.
        when(move || shown.with(|message| message.as_ref().map_or(created_at, |it| it.created_at)))
    };
    let edited = move || {
        shown.with(|message| {
            let edited = message.as_ref()?.edited_at;
            edited.map(|_| words("edited".into()))
        })
    };
    el("header")
        .class("message-head")
        .is("id", id)
        .has(el("h2").class("author").says(author))
        .has(time)
        .shows(changing(move || edited().unwrap_or_else(nothing)))
}

fn body(newest: Newest, first: &Message, shown: Shown, is_busy: Memo<bool>) -> AnyView {
    let options = Options::new(format!("m{}", first.id));
    if first.role == MessageRole::Assistant {
        let is_new = newest.is_behind(first);
        return Answer::of(first.id.clone(), shown, is_busy, is_new).view(options);
    }
    let read = move |seen: &mut dyn FnMut(&str, bool)| {
        shown.with(|message| seen(message.as_ref().map_or("", |it| &it.content), false));
    };
    let text = prose(Prose::new(options.plain(), read));
    match first.role {
        MessageRole::User => folded(text, shown).view(),
        _ => text.view(),
    }
}
