//! Searching in a chat: a field, how many messages hold the words, and the way from one to the next. The server
//! searches all of them, so it does not matter which are here. Without script the field is a form, and the
//! messages are listed as links.

use std::sync::Arc;

use convex_api::{ChatId, MessageId, MessageRole, ThreadHits, ThreadHitsHit, search};
use convex_leptos::{UseQuery, use_query};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, KeyboardEvent};
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::params::ParamsMap;

use super::Page;
use super::windows::{AT, Windows};
use crate::components::composer::{COMPOSER, is_composing};
use crate::components::icon::icon;
use crate::components::live::{Readiness, live};
use crate::components::search::{Search, text};
use crate::components::time::when;
use crate::layout::ui::Ui;
use crate::node::{El, el, showing};
use crate::platform;

/// The parameter of the address that says what is searched for; without it the search is closed.
const WORDS: &str = "q";

/// Where one types what is searched for.
const FIELD: &str = ".find [type=search]";

type Navigate = StoredValue<Arc<dyn Fn(&str) + Send + Sync>>;

/// The search of a chat. `Copy`.
#[derive(Clone, Copy)]
struct Find {
    ui: Ui,
    windows: Windows,
    is_near: RwSignal<bool>,
    path: StoredValue<String>,
    text: Memo<String>,
    found: UseQuery<ThreadHits>,
    /// The message that one has been led to.
    led: RwSignal<Option<MessageId>>,
    navigate: Navigate,
}

/// The address of a chat in which this is searched for.
pub(super) fn address(id: &ChatId, words: &str) -> String {
    let mut query = ParamsMap::new();
    query.insert(WORDS, words.to_owned());
    format!("/chats/{id}{}", query.to_query_string())
}

/// The button that opens the search, and a link without script.
pub(super) fn opener(id: &ChatId) -> El {
    let (navigate, query) = (use_navigate(), use_query_map());
    let path = format!("/chats/{id}");
    el("a")
        .class("icon-button find-open")
        .is("href", address(id, ""))
        .on("click", move |event| {
            event.prevent_default();
            if platform::focus(FIELD) {
                return;
            }
            // One stays where one reads.
            let mut query = query.get_untracked();
            query.replace(WORDS, String::new());
            let options = NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&(path.clone() + &query.to_query_string()), options);
        })
        .is("aria-label", "Search in this chat")
        .is("title", "Search in this chat")
        .has(icon("i-search"))
}

/// The search, as long as the address says that it is open.
pub(super) fn find(id: &ChatId, page: Page, windows: Windows, is_near: RwSignal<bool>) -> AnyView {
    let query = use_query_map();
    let is_open = Memo::new(move |_| query.with(|query| query.get(WORDS).is_some()));
    let text = text();
    let navigate = use_navigate();
    let replace = move |address: &str| {
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(address, options);
    };
    let find = Find {
        ui: Ui::current(),
        windows,
        is_near,
        path: StoredValue::new(format!("/chats/{id}")),
        text,
        found: use_query(search::InThread, move || {
            let text = Some(text.get()).filter(|text| !text.is_empty())?;
            let thread_id = page.thread_id.get()?;
            Some(search::InThreadArgs { text, thread_id })
        }),
        led: RwSignal::new(None),
        navigate: StoredValue::new(Arc::new(replace)),
    };
    find.lead_to_first();
    Effect::new(move |was_open: Option<bool>| {
        let is_open = is_open.get();
        match was_open {
            Some(false) if is_open => platform::focus_soon(FIELD.to_owned()),
            Some(true) if !is_open => platform::leave_found(),
            _ => {}
        }
        is_open
    });
    on_cleanup(platform::forget_found);
    let id = id.clone();
    showing(move || is_open.get().then(|| find.bar(id.clone())))
}

impl Find {
    fn bar(self, id: ChatId) -> El {
        let form = Search {
            action: self.path.get_value().into(),
            label: "Search in this chat",
            text: self.text,
        };
        let address = move |words: &str| address(&id, words);
        let step = |glyph, label, by| {
            el("button")
                .is("type", "button")
                .class("icon-button with-script")
                .is("aria-label", label)
                .is("title", label)
                .follows("aria-disabled", move || {
                    (self.count() == 0).then_some("true".into())
                })
                .on("click", move |_| self.step(by))
                .has(icon(glyph))
        };
        let close = el("a")
            .class("icon-button")
            .is("href", self.path.get_value())
            .is("aria-label", "Close the search")
            .is("title", "Close the search")
            .on("click", move |event| {
                event.prevent_default();
                self.close();
            })
            .has(icon("i-close"));
        let count = move || {
            el("p")
                .class("find-count")
                .tells(move || self.place().into())
                .view()
        };
        el("div")
            .class("find")
            .on("keydown", move |event| self.on_key(event))
            .has(
                el("div")
                    .class("find-bar")
                    .has(form.form(address, el("span").class("visually-hidden")))
                    .shows(live(move || self.readiness(), count))
                    .has(step("i-up", "Earlier match", 1))
                    .has(step("i-down", "Later match", -1))
                    .has(close),
            )
            .shows(live(move || self.readiness(), move || self.list().view()))
    }

    /// Only the server waits: in the browser what is there stays until there is something else.
    fn readiness(self) -> Readiness {
        if cfg!(feature = "ssr") {
            self.found.with(Readiness::of)
        } else {
            Readiness::Ready
        }
    }

    /// All that was found, for readers without script: the browser leaves it as it came.
    fn list(self) -> El {
        let slot = el("div").class("without-script");
        if !cfg!(feature = "ssr") || self.text.with(String::is_empty) {
            return slot;
        }
        let text = self.text.get();
        let item = |hit: &ThreadHitsHit| {
            let (id, at) = (&hit.message_id, hit.created_at);
            let address = format!("{}#message-{id}", self.address_at(&text, id));
            let link = el("a").is("href", address).is("dir", "auto");
            let meta = el("span").class("meta").says(author(hit.role)).says(" · ");
            el("li")
                .has(link.says(hit.snippet.clone()))
                .has(meta.has(when(move || at)))
        };
        let list = el("ol")
            .class("find-hits")
            .is("role", "list")
            .is("aria-label", "Messages that were found");
        let list = self.found.with(|state| {
            let hits = state.as_ref().ready().map_or(&[][..], |found| &found.hits);
            hits.iter().map(item).fold(list, El::has)
        });
        slot.has(list)
    }

    /// The address of a message in which these words are.
    fn address_at(self, words: &str, id: &MessageId) -> String {
        let mut query = ParamsMap::new();
        query.insert(WORDS, words.to_owned());
        query.insert(AT, id.to_string());
        self.path.get_value() + &query.to_query_string()
    }

    /// How many messages were found for the text that is shown, tracked.
    fn count(self) -> usize {
        self.text.with(|text| {
            self.found.with(|state| match state.as_ref().ready() {
                Some(found) if found.text == *text => found.hits.len(),
                _ => 0,
            })
        })
    }

    /// The place of the message that one has been led to, tracked. Further ones may come before it.
    fn at(self) -> Option<usize> {
        self.led
            .with(|led| self.place_of(led.as_ref().map(MessageId::as_str)))
    }

    /// "3 of 17", tracked.
    fn place(self) -> String {
        let is_cut = self
            .found
            .with(|state| state.as_ref().ready().is_some_and(|found| found.is_cut));
        let more = if is_cut { "+" } else { "" };
        let is_known = self.text.with(|text| {
            let is_about = |found: &ThreadHits| found.text == *text;
            self.found
                .with(|state| state.as_ref().ready().is_some_and(is_about))
        });
        match (self.at(), self.count()) {
            _ if !is_known => String::new(),
            (_, 0) => "No match".to_owned(),
            (Some(at), count) => format!("{} of {count}{more}", at + 1),
            (None, 1) => "1 match".to_owned(),
            (None, count) => format!("{count}{more} matches"),
        }
    }

    /// Leads to the latest match of a text once they are known, or to the one that the address names.
    fn lead_to_first(self) {
        Effect::new(move |led: Option<Option<String>>| {
            let led = led.flatten();
            let text = self.text.get();
            let arrived = self.found.with(|state| {
                let found = state.as_ref().ready()?;
                (found.text == text).then_some(found.hits.len())
            });
            match arrived {
                // Whatever else comes to hold the words, one stays where one is.
                Some(_) if led.as_ref() == Some(&text) => {}
                Some(0) => {
                    self.led.set(None);
                    platform::forget_found();
                    self.ui.announce("No match");
                }
                Some(_) => {
                    let named = self.windows.named.get_untracked();
                    self.go(untrack(|| self.place_of(named.as_deref())).unwrap_or(0));
                }
                None if text.is_empty() => self.led.set(None),
                None => return led,
            }
            Some(text)
        });
    }

    fn place_of(self, id: Option<&str>) -> Option<usize> {
        self.found.with(|state| {
            let found = state.as_ref().ready()?;
            found
                .hits
                .iter()
                .position(|hit| Some(hit.message_id.as_str()) == id)
        })
    }

    /// Goes to the next match before this one, or behind it; beyond either end to the other one.
    fn step(self, by: isize) {
        let count = untrack(|| self.count());
        if count == 0 {
            return;
        }
        let at = untrack(|| self.at()).unwrap_or(0);
        self.go((at + count).wrapping_add_signed(by) % count);
    }

    fn go(self, at: usize) {
        let hit = self
            .found
            .with_untracked(|state| state.as_ref().ready()?.hits.get(at).cloned());
        let Some(hit) = hit else { return };
        self.led.set(Some(hit.message_id.clone()));
        self.is_near.set(false);
        let id: &MessageId = &hit.message_id;
        if !self.windows.holds(id.as_str()) {
            let address = self.text.with_untracked(|text| self.address_at(text, id));
            self.navigate.with_value(|navigate| navigate(&address));
        }
        let words = self.text.with_untracked(|text| words(text));
        platform::lead_to_message(id.to_string(), words, false);
        let (place, author) = (untrack(|| self.place()), author(hit.role));
        self.ui
            .announce(&format!("Match {place}. {author}: {}", hit.snippet));
    }

    /// Closes the search. Reading goes on where it has led, else at the box that one writes in.
    fn close(self) {
        let mut query = ParamsMap::new();
        if let Some(named) = self.windows.named.get_untracked() {
            query.insert(AT, named);
        }
        let address = self.path.get_value() + &query.to_query_string();
        self.navigate.with_value(|navigate| navigate(&address));
        let led = self.led.get_untracked();
        match led.filter(|id| self.windows.holds(id.as_str())) {
            Some(id) => platform::focus_soon(format!("[id=\"message-{id}\"]")),
            None => platform::focus_soon(COMPOSER.to_owned()),
        }
    }

    fn on_key(self, event: Event) {
        let event: KeyboardEvent = event.unchecked_into();
        let in_field = event
            .target()
            .is_some_and(|target| target.has_type::<leptos::web_sys::HtmlInputElement>());
        if is_composing(&event) {
            return;
        }
        match event.key().as_str() {
            "Escape" => self.close(),
            // What has just been typed is searched for first.
            "Enter" if in_field && untrack(|| self.count()) == 0 => return,
            "Enter" if in_field => self.step(if event.shift_key() { -1 } else { 1 }),
            "ArrowUp" if in_field => self.step(1),
            "ArrowDown" if in_field => self.step(-1),
            _ => return,
        }
        event.prevent_default();
    }
}

fn author(role: MessageRole) -> &'static str {
    match role {
        MessageRole::User => "You",
        MessageRole::Assistant => "Assistant",
        MessageRole::System => "System",
    }
}

/// The words of a text, as the server tells them apart, in lower case.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
