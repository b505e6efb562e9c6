//! Waiting for live data: one way for all pages.

use convex_leptos::{QueryState, use_connection_state};
use leptos::prelude::*;

use super::icon::glyph;
use super::reference::reference;
use crate::layout::page::{self, Head};
use crate::node::{El, changing, el};
use crate::platform;

/// What there is to show, without the data itself.
#[derive(Clone, PartialEq)]
pub(crate) enum Readiness {
    Pending,
    Ready,
    Failed(Failure),
}

/// What went wrong.
#[derive(Clone, PartialEq)]
pub(crate) struct Failure {
    /// As a sentence for people.
    reason: String,
    /// What the log calls it.
    reference: Option<String>,
}

impl Readiness {
    pub(crate) fn of<T>(state: &QueryState<T>) -> Self {
        match state {
            QueryState::Pending => Self::Pending,
            QueryState::Ready(_) | QueryState::Skipped => Self::Ready,
            QueryState::Failed(error) => Self::Failed(Failure {
                reason: error.user_message(),
                reference: error.request_id().map(str::to_owned),
            }),
        }
    }

    /// Ready when both are; what has failed comes first.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Failed(why), _) | (_, Self::Failed(why)) => Self::Failed(why),
            (Self::Ready, Self::Ready) => Self::Ready,
            _ => Self::Pending,
        }
    }
}

/// Shows `content` once the data is there. On the server the page waits; in the browser lines stand in
/// until the first answer comes. The content is made once, however often the data changes.
pub(crate) fn live(
    readiness: impl Fn() -> Readiness + Send + Sync + 'static,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    boundary(Box::new(readiness), Box::new(content), |_, body| body)
}

/// [`live`] for a content that is a whole page: what has to stand in for it is one, too.
pub(crate) fn live_page(
    readiness: impl Fn() -> Readiness + Send + Sync + 'static,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    boundary(Box::new(readiness), Box::new(content), stand_in)
}

/// A page that stands in for another one, which is not there.
pub(crate) fn stand_in(title: &'static str, body: AnyView) -> AnyView {
    let body = el("div").class("page-body").shows(body).view();
    page::page(page::fixed(title), Head::Title, None, body)
}

/// Puts what stands in for content, with its title, where the content would be.
type Frame = fn(&'static str, AnyView) -> AnyView;

type Read = Box<dyn Fn() -> Readiness + Send + Sync>;
type Content = Box<dyn Fn() -> AnyView + Send + Sync>;

/// Nothing is streamed in the browser, so it needs nothing but the switch.
#[cfg(not(feature = "ssr"))]
fn boundary(readiness: Read, content: Content, frame: Frame) -> AnyView {
    switch(readiness, content, frame)
}

/// The server waits for what is read inside.
#[cfg(feature = "ssr")]
fn boundary(readiness: Read, content: Content, frame: Frame) -> AnyView {
    let (readiness, content) = (std::sync::Arc::new(readiness), std::sync::Arc::new(content));
    view! {
        <Transition fallback=waiting>
            {
                let (readiness, content) = (readiness.clone(), content.clone());
                // Made here, so that reading happens inside the boundary, which is what makes it wait.
                switch(Box::new(move || readiness()), Box::new(move || content()), frame)
            }
        </Transition>
    }
    .into_any()
}

/// Whether the connection could not be had so far, or not again.
pub(crate) fn is_unconnected() -> Memo<bool> {
    let connection = use_connection_state();
    Memo::new(move |_| connection.with(|state| state.is_failing()))
}

fn switch(readiness: Read, content: Content, frame: Frame) -> AnyView {
    let is_away = is_unconnected();
    let readiness = Memo::new(move |_| readiness());
    changing(move || match readiness.get() {
        Readiness::Ready => content(),
        // Whoever waits for an answer over a working connection waits for one round trip.
        Readiness::Pending if is_away.get() => frame("Not connected", self::away()),
        Readiness::Pending => waiting(),
        Readiness::Failed(failure) => frame("Not loaded", failed(failure)),
    })
}

fn waiting() -> AnyView {
    el("p")
        .class("waiting")
        .is("role", "status")
        .has(el("span").class("visually-hidden").says("Loading"))
        .view()
}

/// Says that there is nothing to show until the server answers again; whoever shows this goes on by itself.
pub(crate) fn away() -> AnyView {
    let away = el("div")
        .class("empty")
        .is("role", "status")
        .has(glyph("s-initializing", "glyph is-initializing"))
        .has(el("h2").says("This needs the server"))
        .has(el("p").says("There is no connection right now. It opens by itself as soon as the server answers; what you have written is kept."));
    if platform::answers_offline() {
        away.has(again("Show what this device keeps"))
    } else {
        away
    }
    .view()
}

/// Loads the document anew, also without script.
fn again(label: &'static str) -> El {
    el("a")
        .class("button")
        .is("href", "")
        .is("rel", "external")
        .says(label)
}

fn failed(Failure { reason, reference }: Failure) -> AnyView {
    let failed = el("div")
        .class("empty")
        .is("role", "alert")
        .has(glyph("s-failed", "glyph is-failed"))
        .has(el("h2").says("This could not be loaded"))
        .has(el("p").says(reason));
    let failed = failed.has(again("Try again"));
    match reference {
        Some(id) => failed.has(self::reference(id)),
        None => failed,
    }
    .view()
}
