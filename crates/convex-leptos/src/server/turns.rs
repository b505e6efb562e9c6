//! The turns of a page's rendering and of the answers that it waits for.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;

use leptos::prelude::provide_context;
use parking_lot::{ReentrantMutex, ReentrantMutexGuard};

/// Lets answers arrive between the steps of a page's rendering, never during one.
///
/// Queries are answered by tasks on other threads. A memo that is read at the moment when its source changes
/// elsewhere counts as up to date afterwards, and is not: the page would show what it shows while it waits. Nothing
/// waits long: a step ends where the page has to wait for an answer.
///
/// One per page. Without it pages are complete only where one thread does everything.
#[derive(Clone, Default)]
pub struct Turns(Arc<ReentrantMutex<()>>);

impl Turns {
    /// Gives the turns to the page. Call it beside [`provide_query_backend`](crate::provide_query_backend).
    pub fn provide(&self) {
        provide_context(self.clone());
    }

    /// The rendering of the page, step by step.
    pub async fn keep<F: Future>(self, rendering: F) -> F::Output {
        let mut rendering = pin!(rendering);
        poll_fn(|context| {
            let _turn = self.take();
            rendering.as_mut().poll(context)
        })
        .await
    }

    /// Nothing is rendered while this is held. An answer that is at hand at once arrives within the step that asks.
    pub(super) fn take(&self) -> ReentrantMutexGuard<'_, ()> {
        self.0.lock()
    }
}
