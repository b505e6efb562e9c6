//! What was said, oldest first: earlier messages on demand, and the end in view as long as the reader is there.

use std::sync::Arc;

use convex_api::{Message, MessageId};
use convex_leptos::{QueryState, UsePaginatedQuery};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use super::follow::{Gaze, Opening};
use super::icon::icon;
use super::live::{Readiness, live};
use super::message::{Look, Messages, Newest, message};
use super::more;
use super::{blocks, diffs, follow};
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
    /// Once there is something.
    newest: Newest,
    readiness: Arc<dyn Fn() -> Readiness + Send + Sync>,
    /// What leads to messages before the first one; it may read signals.
    earlier: Part,
    /// What leads on, and back to the end, from somewhere before it.
    later: Part,
    /// Whether the reader looks at the end.
    pub(crate) is_near: RwSignal<bool>,
    gaze: Gaze,
    opening: Opening,
    /// Whether there are messages behind the last one here.
    pub(crate) has_later: Signal<bool>,
    /// Shows the end instead of what is here.
    show_end: Arc<dyn Fn() + Send + Sync>,
    /// The message before which a line says that what follows is new.
    divided: Option<Memo<Option<MessageId>>>,
}

impl Said {
    /// The messages, oldest first, and whether they are there. `earlier` may read signals.
    pub(crate) fn new(
        messages: Messages,
        readiness: impl Fn() -> Readiness + Send + Sync + 'static,
        earlier: impl Fn() -> AnyView + Send + Sync + 'static,
        later: impl Fn() -> AnyView + Send + Sync + 'static,
    ) -> Self {
        let gaze = Gaze::new();
        Self {
            messages,
            newest: Newest::default(),
            readiness: Arc::new(readiness),
            earlier: Arc::new(earlier),
            later: Arc::new(later),
            is_near: gaze.is_near,
            gaze,
            opening: Opening::default(),
            has_later: Signal::stored(false),
            show_end: Arc::new(|| {}),
            divided: None,
        }
    }

    /// With an end that may not be here, and what shows it then.
    pub(crate) fn with_end(
        self,
        has_later: impl Into<Signal<bool>>,
        show_end: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            has_later: has_later.into(),
            show_end: Arc::new(show_end),
            ..self
        }
    }

    /// With a line before a message.
    pub(crate) fn divided(self, before: Memo<Option<MessageId>>) -> Self {
        Self {
            divided: Some(before),
            ..self
        }
    }

    /// Opened so.
    pub(crate) fn opened(self, opening: Opening) -> Self {
        Self { opening, ..self }
    }

    /// Goes to the end, and stays there.
    pub(crate) fn go_to_end(&self) {
        self.is_near.set(true);
        if self.has_later.get_untracked() {
            (self.show_end)();
        }
        platform::scroll_to_end();
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
    let gaze = said.gaze;
    let content = live(
        move || readiness(),
        move || lines(said.clone(), look.clone(), empty),
    );
    el("section")
        .class("thread")
        .is("aria-label", "Conversation")
        .on("click", move |event| {
            if let Some(pressed) = opener(&event) {
                gaze.hold(pressed);
            }
            blocks::on_click(ui, &event);
        })
        .on("keydown", on_arrow)
        .on("keydown", move |event| diffs::on_key(ui, event))
        .shows(content)
}

/// What was pressed, if it opens or closes something, or goes to another version: what stands around it moves then.
fn opener(event: &Event) -> Option<Element> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let openers = "[aria-expanded], summary, .versions button:not([aria-disabled])";
    target.closest(openers).ok().flatten()
}

fn lines(said: Said, look: Look, empty: fn() -> El) -> AnyView {
    let (messages, newest) = (said.messages, said.newest);
    messages.with_untracked(|messages| newest.begin(messages));
    let to_end = {
        let said = said.clone();
        move || said.go_to_end()
    };
    let opening = said.opening.clone();
    let end = follow::end(messages, said.gaze, said.has_later, opening, to_end.clone());
    let divided = said.divided;
    let lines = move || {
        let line = |message: &Message| {
            let (id, look) = (message.id.clone(), look.clone());
            let place = message.position;
            Member::new(id.to_string(), move || {
                self::message(messages, newest, id, place, &look)
            })
        };
        // Read before what derives from it: an effect that is told by the derived one that nothing has changed
        // would take the messages, which that one has just looked up, for unchanged, too.
        messages.track();
        let divided = divided.and_then(|divided| divided.get());
        messages.with(|messages| {
            let mut lines = Vec::with_capacity(messages.len() + 1);
            for message in messages.iter() {
                if divided.as_ref() == Some(&message.id) {
                    lines.push(Member::new(format!("new-{}", message.id), divider));
                }
                lines.push(line(message));
            }
            lines
        })
    };
    let jump = el("button")
        .is("type", "button")
        .class("button jump")
        .needs_script()
        .follows_flag("hidden", move || end.is_near.get())
        .on("click", move |_| to_end())
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

/// Stands before what was not read.
fn divider() -> AnyView {
    el("p")
        .class("new-since")
        .has(el("span").says("New since you were here"))
        .view()
}

/// With the focus on a message, arrows go from message to message, whatever stands between them. With another key held
/// down they, and letters, are somebody else's.
fn on_arrow(event: Event) {
    let event: KeyboardEvent = event.unchecked_into();
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let message = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .filter(is_message);
    let Some(message) = message else { return };
    let step = match event.key().as_str() {
        "ArrowUp" | "k" => Element::previous_element_sibling,
        "ArrowDown" | "j" => Element::next_element_sibling,
        _ => return,
    };
    let mut next = step(&message);
    while let Some(other) = next.take_if(|next| !is_message(next)) {
        next = step(&other);
    }
    if let Some(next) = next {
        event.prevent_default();
        let _ = next.unchecked_into::<HtmlElement>().focus();
    }
}

fn is_message(element: &Element) -> bool {
    element.matches("article.message").unwrap_or(false)
}

/// Puts a text into the clipboard and says so.
pub(crate) fn copy(ui: Ui, text: String, said: &'static str) {
    copy_and(ui, text, said, || ());
}

/// The same, and what follows once it is copied.
pub(crate) fn copy_and(ui: Ui, text: String, said: &'static str, then: impl FnOnce() + 'static) {
    leptos::task::spawn_local(async move {
        if platform::copy(text).await {
            ui.announce(said);
            then();
        } else {
            ui.fail("The browser does not let this page use the clipboard. Select the text and copy it.");
        }
    });
}
