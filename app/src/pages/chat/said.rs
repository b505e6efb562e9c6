//! The messages of a chat, and what leads to those before and behind them.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};

use super::Page;
use super::windows::{AT, BEFORE, BEHIND, END, Windows};
use crate::components::conversation::Said;
use crate::node::{El, el, showing};
use crate::platform;

/// The messages, and the windows that they come in.
pub(super) fn said(page: Page) -> (Said, Windows) {
    let windows = Windows::of(page);
    let stretch = windows.stretch;
    let messages = Memo::new(move |_| Arc::new(stretch.with(|stretch| stretch.messages.clone())));
    let has_later = Memo::new(move |_| stretch.with(|stretch| stretch.has_later));
    let latest = latest();
    let show_end = {
        let (navigate, latest) = (use_navigate(), latest);
        move || {
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            windows.resumed.set(None);
            navigate(&latest.get_untracked(), options);
        }
    };
    let said = Said::new(
        messages,
        windows.readiness(),
        move || earlier(windows).view(),
        move || showing(move || has_later.get().then(|| later(windows, latest))),
    )
    .with_end(has_later, show_end);
    if windows.resumed.with_untracked(Option::is_some) {
        said.is_near.set(false);
    }
    lead_to_named(windows, said.is_near);
    (said, windows)
}

/// The address of the end of the chat: what is searched for stays.
fn latest() -> Memo<String> {
    let (path, query) = (use_location().pathname, use_query_map());
    Memo::new(move |_| {
        let mut query = query.get();
        for name in [AT, BEFORE, BEHIND] {
            query.remove(name);
        }
        path.get() + &query.to_query_string()
    })
}

/// The same for whoever comes to it anew: reading does not go on where it rested.
fn with_end(latest: &str) -> String {
    let mark = if latest.contains('?') { '&' } else { '?' };
    format!("{latest}{mark}{AT}={END}")
}

/// Leads to the message that the address names, whenever it names another one.
fn lead_to_named(windows: Windows, is_near: RwSignal<bool>) {
    if windows.named.with_untracked(Option::is_some) {
        is_near.set(false);
    }
    Effect::new(move |_| {
        if let Some(id) = windows.named.get() {
            is_near.set(false);
            // A search leads there by itself, and keeps the focus.
            if !platform::matches_any(".find :focus") {
                platform::lead_to_message(id, Vec::new(), true);
            }
        }
    });
}

fn earlier(windows: Windows) -> El {
    let stretch = windows.stretch;
    let path = use_location().pathname;
    let first = Memo::new(move |_| {
        stretch.with(|stretch| stretch.messages.first().map(|first| first.position))
    });
    more(windows, "Show earlier messages", move || {
        // What is before comes in above what is read, which stays where it is.
        platform::hold_place("article.message");
        windows.load_earlier();
    })
    .has(link("Show earlier messages", move || {
        let position = first.get().unwrap_or_default();
        format!("{}?{BEFORE}={position}", path.get())
    }))
    .follows_flag("hidden", move || {
        stretch.with(|stretch| !stretch.has_earlier)
    })
}

fn later(windows: Windows, latest: Memo<String>) -> El {
    let stretch = windows.stretch;
    let path = use_location().pathname;
    let last = Memo::new(move |_| {
        stretch.with(|stretch| stretch.messages.last().map(|last| last.position))
    });
    more(windows, "Show later messages", move || windows.load_later())
        .has(link("Show later messages", move || {
            let position = last.get().unwrap_or_default();
            format!("{}?{BEHIND}={position}", path.get())
        }))
        .has(
            el("a")
                .class("button quiet without-script")
                .follows("href", move || Some(with_end(&latest.get()).into()))
                .says("Back to the latest"),
        )
}

/// A button that loads more, once at a time.
fn more(windows: Windows, label: &'static str, load: impl Fn() + 'static) -> El {
    el("div").class("more").has(
        el("button")
            .is("type", "button")
            .class("button with-script")
            .follows("aria-disabled", move || {
                windows.is_loading().then_some("true".into())
            })
            .on("click", move |_| {
                if !untrack(|| windows.is_loading()) {
                    load();
                }
            })
            .says(label),
    )
}

/// The same without script: a window for itself.
fn link(label: &'static str, address: impl Fn() -> String + Send + 'static) -> El {
    el("a")
        .class("button without-script")
        .follows("href", move || Some(address().into()))
        .says(label)
}
