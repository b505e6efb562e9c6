//! Waiting for live data: one way for all pages.

use convex_leptos::{ConvexError, QueryState};
use leptos::children::ViewFn;
use leptos::prelude::*;

use crate::leaf::IntoLeaf;

use super::icon::Icon;

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
        Self::Failed(error.user_message())
    }
}

/// Shows `content` once the data is there. On the server the page waits; in the browser lines stand in
/// only where a navigation could not wait. The content is made once, however often the data changes.
pub(crate) fn live(
    readiness: impl Fn() -> Readiness + Send + Sync + 'static,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    boundary(Signal::derive(readiness), ViewFn::from(content))
}

fn boundary(readiness: Signal<Readiness>, content: ViewFn) -> AnyView {
    view! {
        <Transition fallback=waiting>
            {
                let content = content.clone();
                // Made here, so that reading happens inside the boundary, which is what makes it wait.
                let readiness = Memo::new(move |_| readiness.get());
                move || match readiness.get() {
                    Readiness::Ready => content.run(),
                    Readiness::Pending => waiting().leaf(),
                    Readiness::Failed(reason) => failed(reason),
                }
            }
        </Transition>
    }
    .leaf()
}

fn waiting() -> impl IntoView {
    view! { <p class="waiting" role="status"><span class="visually-hidden">"Loading"</span></p> }
}

fn failed(reason: String) -> AnyView {
    view! {
        <div class="empty" role="alert">
            <Icon name="s-failed" class="glyph is-failed"/>
            <h2>"This could not be loaded"</h2>
            <p>{reason}</p>
            // A reload also works without script.
            <a class="button" href="" rel="external">"Try again"</a>
        </div>
    }
    .leaf()
}
