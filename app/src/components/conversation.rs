//! What was said, oldest first: earlier messages on demand, and the end in view as long as the reader is there.

use std::sync::Arc;

use convex_api::Message;
use convex_leptos::{QueryState, UsePaginatedQuery};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use super::follow;
use super::icon::icon;
use super::live::{Readiness, live};
use super::message::{Look, Messages, message};
use super::more;
use crate::layout::ui::Ui;
use crate::node::{El, Member, changing, el, fragment, list as members, showing};
use crate::platform;

/// How many messages come at once.
pub(crate) const PAGE: u32 = 50;

type Part = Arc<dyn Fn() -> AnyView + Send + Sync>;

/// Where the messages of a conversation come from. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Said {
    pub(crate) messages: Messages,
    readiness: Arc<dyn Fn() -> Readiness + Send + Sync>,
    /// What leads to messages before the first one; it may read signals.
    earlier: Part,
    /// What leads back to the end from somewhere before it.
    later: Part,
}

impl Said {
    /// The messages, oldest first, and whether they are there. `earlier` may read signals.
    pub(crate) fn new(
        messages: Messages,
        readiness: impl Fn() -> Readiness + Send + Sync + 'static,
        earlier: impl Fn() -> AnyView + Send + Sync + 'static,
        later: impl Fn() -> AnyView + Send + Sync + 'static,
    ) -> Self {
        Self {
            messages,
            readiness: Arc::new(readiness),
            earlier: Arc::new(earlier),
            later: Arc::new(later),
        }
    }

    /// The messages of a list that comes newest first, page by page.
    pub(crate) fn paged(list: UsePaginatedQuery<Message>) -> Self {
        let messages = Memo::new(move |_| {
            Arc::new(list.with(|state| match state {
                QueryState::Ready(rows) => rows.iter().rev().cloned().collect(),
                _ => Vec::new(),
            }))
        });
        Self::new(
            messages,
            move || list.with(Readiness::of),
            more::more(list, PAGE, "Show earlier messages"),
            || more::beginning("Back to the latest"),
        )
    }
}

/// The messages, and what is said where there are none.
pub(crate) fn conversation(said: Said, look: Look, empty: fn() -> El) -> El {
    let ui = Ui::current();
    let readiness = said.readiness.clone();
    let content = live(
        move || readiness(),
        move || lines(said.clone(), look.clone(), empty),
    );
    el("section")
        .class("thread")
        .is("aria-label", "Conversation")
        .on("click", move |event| copy_code(ui, &event))
        .on("keydown", on_arrow)
        .shows(content)
}

fn lines(said: Said, look: Look, empty: fn() -> El) -> AnyView {
    let messages = said.messages;
    let end = follow::end(messages);
    let lines = move || {
        let line = |message: &Message| {
            let (id, look) = (message.id.clone(), look.clone());
            Member::new(id.to_string(), move || self::message(messages, id, &look))
        };
        messages.with(|messages| messages.iter().map(line).collect())
    };
    let jump = el("button")
        .is("type", "button")
        .class("button jump")
        .follows_flag("hidden", move || end.is_near.get())
        .on("click", move |_| end.go())
        .has(icon("i-down"))
        .tells(move || match end.unseen.get() {
            0 => "Latest".into(),
            unseen => format!("Latest, {unseen} new").into(),
        });
    let (earlier, later) = (said.earlier, said.later);
    fragment(vec![
        changing(move || earlier()),
        members(lines),
        later(),
        showing(move || messages.with(|messages| messages.is_empty()).then(empty)),
        jump.view(),
    ])
}

/// With the focus on a message, arrows go from message to message.
fn on_arrow(event: Event) {
    let event: KeyboardEvent = event.unchecked_into();
    let message = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .filter(|target| target.matches("article.message").unwrap_or(false));
    let Some(message) = message else { return };
    let next = match event.key().as_str() {
        "ArrowUp" | "k" => message.previous_element_sibling(),
        "ArrowDown" | "j" => message.next_element_sibling(),
        _ => return,
    };
    if let Some(next) = next.filter(|next| next.matches("article.message").unwrap_or(false)) {
        event.prevent_default();
        let _ = next.unchecked_into::<HtmlElement>().focus();
    }
}

/// Buttons in code are part of its HTML, so they have no handlers of their own.
pub(crate) fn copy_code(ui: Ui, event: &Event) {
    let button = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| target.closest(".code-copy").ok().flatten());
    let code = button
        .as_ref()
        .and_then(|button| button.closest("figure").ok().flatten())
        .and_then(|figure| figure.query_selector("code").ok().flatten())
        .and_then(|code| code.text_content());
    if let (Some(button), Some(code)) = (button, code) {
        copy(ui, code, "Code copied");
        button.set_text_content(Some("Copied"));
        set_timeout(move || button.set_text_content(Some("Copy")), COPIED_STAYS);
    }
}

/// How long a button says that something was copied.
const COPIED_STAYS: std::time::Duration = std::time::Duration::from_secs(2);

/// Puts a text into the clipboard and says so.
pub(crate) fn copy(ui: Ui, text: String, said: &'static str) {
    leptos::task::spawn_local(async move {
        if platform::copy(text).await {
            ui.announce(said);
        } else {
            ui.fail("The browser does not let this page use the clipboard. Select the text and copy it.");
        }
    });
}
