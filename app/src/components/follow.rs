//! Following the end of a conversation while it grows, as long as the reader is there.

use convex_api::Message;
use leptos::prelude::*;
use leptos::web_sys::{KeyboardEvent, WheelEvent};

use super::message::Messages;
use crate::platform;

/// What lies over the end of a conversation.
const COMPOSER: &str = ".thread-composer";

/// The end of a conversation. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct End {
    /// Whether the reader looks at it.
    pub(crate) is_near: RwSignal<bool>,
    /// Messages that have come since the reader left it.
    pub(crate) unseen: Memo<usize>,
    /// Whether the last message here is not the last one of all.
    has_later: Signal<bool>,
}

/// Keeps the end in view while the reader is there. Whoever moves away is let go at once, however little.
pub(crate) fn end(messages: Messages, is_near: RwSignal<bool>, has_later: Signal<bool>) -> End {
    let last = Memo::new(move |_| {
        messages.with(|messages| messages.last().map_or(0.0, |last| last.position))
    });
    let seen = RwSignal::new(last.get_untracked());
    Effect::new(move |_| {
        if is_near.get() {
            seen.set(last.get());
        }
    });
    let end = End {
        is_near,
        // From the end, so it does not matter how many messages there are.
        unseen: Memo::new(move |_| {
            let seen = seen.get();
            let is_unseen = |message: &&Message| message.position > seen;
            messages.with(|messages| messages.iter().rev().take_while(is_unseen).count())
        }),
        has_later,
    };
    Effect::new(move |_| listen(end));
    Effect::new(move |last: Option<Option<String>>| {
        let newest =
            messages.with(|messages| messages.last().map(|message| message.id.to_string()));
        if last.is_none() && platform::go_to_fragment() {
            // The address names a message: reading begins there.
            is_near.set(false);
        } else if last.as_ref() != Some(&newest) && is_near.get_untracked() {
            platform::scroll_to_end();
            if last.is_none() {
                // What is new may begin above: so does reading then.
                platform::begin_at(".new-since", move || is_near.set(false));
            }
        }
        newest
    });
    end
}

fn listen(end: End) {
    let leave = move || {
        if end.is_near.get_untracked() && !platform::fits() {
            end.is_near.set(false);
        }
    };
    let on_wheel = window_event_listener(leptos::ev::wheel, move |event: WheelEvent| {
        if event.delta_y() < 0.0 {
            leave();
        }
    });
    let on_key = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
        let is_typing = platform::matches_any("textarea:focus, input:focus");
        match event.key().as_str() {
            "PageUp" | "Home" | "ArrowUp" if !is_typing => leave(),
            "End" if !is_typing && !end.has_later.get_untracked() => end.is_near.set(true),
            _ => {}
        }
    });
    let before = StoredValue::new(platform::scrolled());
    let on_scroll = window_event_listener(leptos::ev::scroll, move |_| {
        let now = platform::scrolled();
        let is_up = now < before.get_value() - 1.0;
        before.set_value(now);
        if is_up && !platform::near_end(8.0) {
            leave();
        } else if !is_up && platform::near_end(8.0) && !end.has_later.get_untracked() {
            // Whoever has just been led away comes back by scrolling only.
            if !end.is_near.get_untracked() {
                end.is_near.set(true);
            }
        }
    });
    let watching = platform::on_growth(".thread", move || {
        // A message that is being changed above the end stays in view.
        if end.is_near.get_untracked() && !platform::matches_any(".message-editor :focus") {
            platform::scroll_to_end();
        }
    });
    // What one writes in lies over the end, and is as high as what is written.
    let told = platform::on_growth(COMPOSER, || platform::tell_height(COMPOSER, "--composer"));
    on_cleanup(move || {
        on_wheel.remove();
        on_key.remove();
        on_scroll.remove();
        for watching in [watching, told].into_iter().flatten() {
            watching.end();
        }
    });
}
