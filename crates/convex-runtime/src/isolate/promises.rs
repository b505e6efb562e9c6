//! What the engine tells of promises: those that were rejected, and for code with contexts that follow it
//! (`contexts.js`) those that are made.

use super::State;
use rquickjs::promise::PromiseHookType;
use rquickjs::{Function, Persistent, Runtime};
use std::rc::Rc;

/// Calls [`State::promised`] for each promise that is made, and for each that a `then` which is not the engine's is
/// asked to settle; but for those that it makes itself. That costs more than most promises do, so only what has
/// contexts is watched.
pub(super) fn watch(runtime: &Runtime, state: &Rc<State>) {
    let state = Rc::clone(state);
    runtime.set_promise_hook(Some(Box::new(move |ctx, event, promise, _| {
        let is_new = event == PromiseHookType::Init;
        let is_told = is_new || event == PromiseHookType::Before;
        if !is_told || state.is_telling.replace(true) {
            return;
        }
        let promised = state.promised.borrow().clone();
        let tell = |promised: Persistent<Function<'static>>| {
            let promised = promised.restore(&ctx)?;
            promised.call::<_, ()>((promise, is_new))
        };
        let told = promised.map(tell);
        if told.is_some_and(|told| told.is_err()) {
            // Out of time, memory or stack: code that goes on all the same is in no context.
            drop(ctx.catch());
        }
        state.is_telling.set(false);
    })));
}

/// Keeps the list of rejections that nobody handles. A handler attached later takes one off again.
pub(super) fn track_rejections(runtime: &Runtime, state: &Rc<State>) {
    let state = Rc::clone(state);
    runtime.set_host_promise_rejection_tracker(Some(Box::new(
        move |ctx, promise, reason, handled| {
            let promise = Persistent::save(&ctx, promise);
            let mut rejections = state.rejections.borrow_mut();
            if handled {
                rejections.retain(|(other, _)| *other != promise);
            } else {
                rejections.push((promise, Persistent::save(&ctx, reason)));
            }
        },
    )));
}
