//! The messages of a chat: its end comes with the chat, what is before it window by window. Positions go on across
//! forks, so a window reaches from a branch into the thread that it left.

use std::sync::Arc;

use convex_api::{EarlierMessages, Message, ThreadId, messages};
use convex_leptos::{QueryState, UseQuery, use_query};
use leptos::prelude::*;
use leptos::reactive::owner::Owner;
use leptos_router::hooks::{use_location, use_query_map};

use super::Page;
use crate::components::conversation::Said;
use crate::components::live::Readiness;
use crate::node::{changing, el, nothing};

/// The parameter of the address that says before which position reading begins, for readers without script.
const BEFORE: &str = "before";

/// Windows that were asked for, the latest first.
type Windows = RwSignal<Vec<UseQuery<EarlierMessages>>>;

pub(super) fn said(page: Page) -> Said {
    let query = use_query_map();
    let path = use_location().pathname;
    let before = Memo::new(move |_| query.with(|query| query.get(BEFORE)?.parse::<f64>().ok()));
    // Where the address says so, that window is all there is.
    let only = use_query(messages::Earlier, move || {
        let thread_id = page.thread_id.get()?;
        Some(messages::EarlierArgs {
            before: before.get()?,
            thread_id,
        })
    });
    let windows: Windows = RwSignal::new(Vec::new());
    // Another version of the chat has other messages.
    Effect::new(move |known: Option<Option<ThreadId>>| {
        let now = page.thread_id.get();
        if known.is_some_and(|known| known != now) {
            windows.set(Vec::new());
        }
        now
    });
    let messages = Memo::new(move |_| Arc::new(shown(page, before, only, windows)));
    let first = Memo::new(move |_| {
        let position = messages.with(|messages| messages.first().map(|first| first.position));
        position.filter(|_| has_earlier(page, before, only, windows))
    });
    let owner = Owner::current().unwrap_or_default();
    let load = move |position: f64| {
        let window = owner.with(|| {
            use_query(messages::Earlier, move || {
                let thread_id = page.thread_id.get()?;
                Some(messages::EarlierArgs {
                    before: position,
                    thread_id,
                })
            })
        });
        windows.update(|windows| windows.push(window));
    };
    let earlier = move || {
        let Some(position) = first.get() else {
            return nothing();
        };
        let load = load.clone();
        let is_loading = windows.with(|windows| {
            let last = windows.last();
            last.is_some_and(|window| window.with(|state| state.as_ref().ready().is_none()))
        });
        el("div")
            .class("more")
            .has(
                el("button")
                    .class("button with-script")
                    .when(is_loading, "aria-disabled", "true")
                    .on("click", move |_| {
                        if !is_loading {
                            load(position);
                        }
                    })
                    .says("Show earlier messages"),
            )
            .has(
                el("a")
                    .class("button without-script")
                    .is("href", format!("{}?{BEFORE}={position}", path.get()))
                    .says("Show earlier messages"),
            )
            .view()
    };
    let later = move || {
        changing(move || {
            if before.get().is_none() {
                return nothing();
            }
            let link = el("a").class("button").is("href", path.get());
            el("p")
                .class("more")
                .has(link.says("Back to the latest"))
                .view()
        })
    };
    Said::new(messages, move || only.with(Readiness::of), earlier, later)
}

fn ready(window: UseQuery<EarlierMessages>) -> Vec<Message> {
    window.with(|state| match state {
        QueryState::Ready(window) => window.messages.clone(),
        _ => Vec::new(),
    })
}

/// Everything that is loaded, oldest first.
fn shown(
    page: Page,
    before: Memo<Option<f64>>,
    only: UseQuery<EarlierMessages>,
    windows: Windows,
) -> Vec<Message> {
    let end = if before.get().is_some() {
        ready(only)
    } else {
        let view = page.view.get();
        view.map(|view| view.messages.clone()).unwrap_or_default()
    };
    let windows = windows.with(|windows| {
        windows
            .iter()
            .rev()
            .map(|window| ready(*window))
            .collect::<Vec<_>>()
    });
    windows.into_iter().flatten().chain(end).collect()
}

fn has_earlier(
    page: Page,
    before: Memo<Option<f64>>,
    only: UseQuery<EarlierMessages>,
    windows: Windows,
) -> bool {
    let of = |window: UseQuery<EarlierMessages>| {
        window.with(|state| {
            state
                .as_ref()
                .ready()
                .is_none_or(|window| window.has_earlier)
        })
    };
    if let Some(last) = windows.with(|windows| windows.last().copied()) {
        of(last)
    } else if before.get().is_some() {
        of(only)
    } else {
        page.view
            .with(|view| view.as_ref().is_some_and(|view| view.has_earlier))
    }
}
