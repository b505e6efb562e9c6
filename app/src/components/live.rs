//! Waiting for live data: one way for all pages.

use convex_leptos::{ConvexError, QueryState};
use leptos::prelude::*;

use super::icon::glyph;
use crate::node::{changing, el};
use crate::platform;

/// What there is to show, without the data itself.
#[derive(Clone, PartialEq)]
pub(crate) enum Readiness {
    Pending,
    Ready,
    /// What went wrong, as a sentence for people.
    Failed(String),
}

impl Readiness {
    pub(crate) fn of<T>(state: &QueryState<T>) -> Self {
        match state {
            QueryState::Pending => Self::Pending,
            QueryState::Ready(_) | QueryState::Skipped => Self::Ready,
            QueryState::Failed(error) => Self::failed(error),
        }
    }

    fn failed(error: &ConvexError) -> Self {
        if is_unauthenticated(error) {
            platform::sign_in_again();
        }
        Self::Failed(error.user_message())
    }
}

/// Whether the session has ended. The functions check it, so this arrives wherever it is ended, on the live
/// connection and at once.
fn is_unauthenticated(error: &ConvexError) -> bool {
    // As text: reading it into a type would be code of its own.
    error
        .data_json()
        .is_some_and(|data| data.contains("\"UNAUTHENTICATED\""))
}

/// Shows `content` once the data is there. On the server the page waits; in the browser lines stand in
/// only where a navigation could not wait. The content is made once, however often the data changes.
pub(crate) fn live(
    readiness: impl Fn() -> Readiness + Send + Sync + 'static,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    boundary(Box::new(readiness), Box::new(content))
}

type Read = Box<dyn Fn() -> Readiness + Send + Sync>;
type Content = Box<dyn Fn() -> AnyView + Send + Sync>;

/// Navigations wait for data by themselves, so the browser needs nothing but the switch.
#[cfg(not(feature = "ssr"))]
fn boundary(readiness: Read, content: Content) -> AnyView {
    switch(readiness, content)
}

/// The server waits for what is read inside.
#[cfg(feature = "ssr")]
fn boundary(readiness: Read, content: Content) -> AnyView {
    let (readiness, content) = (std::sync::Arc::new(readiness), std::sync::Arc::new(content));
    view! {
        <Transition fallback=waiting>
            {
                let (readiness, content) = (readiness.clone(), content.clone());
                // Made here, so that reading happens inside the boundary, which is what makes it wait.
                switch(Box::new(move || readiness()), Box::new(move || content()))
            }
        </Transition>
    }
    .into_any()
}

fn switch(readiness: Read, content: Content) -> AnyView {
    let readiness = Memo::new(move |_| readiness());
    changing(move || match readiness.get() {
        Readiness::Ready => content(),
        Readiness::Pending => waiting(),
        Readiness::Failed(reason) => failed(reason),
    })
}

fn waiting() -> AnyView {
    el("p")
        .class("waiting")
        .is("role", "status")
        .has(el("span").class("visually-hidden").says("Loading"))
        .view()
}

fn failed(reason: String) -> AnyView {
    el("div")
        .class("empty")
        .is("role", "alert")
        .has(glyph("s-failed", "glyph is-failed"))
        .has(el("h2").says("This could not be loaded"))
        .has(el("p").says(reason))
        // A reload also works without script.
        .has(
            el("a")
                .class("button")
                .is("href", "")
                .is("rel", "external")
                .says("Try again"),
        )
        .view()
}
