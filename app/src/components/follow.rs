//! Following the end of a conversation while it grows, as long as the reader is there.

use convex_api::{Message, MessageId};
use leptos::prelude::*;
use leptos::web_sys::{Element, KeyboardEvent, WheelEvent};

use super::message::Messages;
use crate::platform;

/// What lies over the end of a conversation.
const COMPOSER: &str = ".thread-composer";

/// Where reading begins when a conversation is opened, unless the address says so.
#[derive(Clone, Default)]
pub(crate) struct Opening {
    /// The message at which reading goes on, and how much of it has gone by. None: at the end.
    pub(crate) place: Option<f64>,
    /// The last message that was read, where that is known.
    pub(crate) read: Option<f64>,
    /// A complete message that is new. Reading begins with it where the end leaves it out of sight.
    pub(crate) fresh: Option<MessageId>,
}

/// Whether the reader looks at the end. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct Gaze {
    pub(crate) is_near: RwSignal<bool>,
    /// How many things that were pressed are kept in their places: meanwhile the end is not.
    held: StoredValue<u32>,
}

impl Gaze {
    pub(crate) fn new() -> Self {
        Self {
            is_near: RwSignal::new(true),
            held: StoredValue::new(0),
        }
    }

    /// Keeps what was pressed under the pointer, whatever it opens. Who looks at the end still does if it is in sight
    /// then.
    pub(crate) fn hold(self, pressed: Element) {
        self.held.update_value(|held| *held += 1);
        platform::hold_pressed(pressed, move || {
            let left = self.held.try_update_value(|held| {
                *held -= 1;
                *held
            });
            if left == Some(0) && self.is_near.get_untracked() && !platform::near_end(8.0) {
                self.is_near.set(false);
            }
        });
    }

    /// Whether the end is kept in view, not tracked.
    fn keeps_end(self) -> bool {
        self.is_near.get_untracked() && self.held.get_value() == 0
    }
}

/// The end of a conversation. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct End {
    gaze: Gaze,
    /// Whether the reader looks at it.
    pub(crate) is_near: RwSignal<bool>,
    /// Messages that have come since the reader left it.
    pub(crate) unseen: Memo<usize>,
    /// Whether the last message here is not the last one of all.
    has_later: Signal<bool>,
}

/// Keeps the end in view while the reader is there. Whoever moves away is let go at once, however little; the key for
/// it, and `to_end`, lead back.
pub(crate) fn end(
    messages: Messages,
    gaze: Gaze,
    has_later: Signal<bool>,
    opening: Opening,
    to_end: impl Fn() + Clone + 'static,
) -> End {
    let is_near = gaze.is_near;
    let last = Memo::new(move |_| {
        messages.with(|messages| messages.last().map_or(0.0, |last| last.position))
    });
    let seen = RwSignal::new(opening.read.unwrap_or_else(|| last.get_untracked()));
    Effect::new(move |_| {
        if is_near.get() {
            seen.set(last.get());
        }
    });
    let end = End {
        gaze,
        is_near,
        // From the end, so it does not matter how many messages there are.
        unseen: Memo::new(move |_| {
            // How many there are behind those that are here is not known.
            if has_later.get() {
                return 0;
            }
            let seen = seen.get();
            let is_unseen = |message: &&Message| message.position > seen;
            messages.with(|messages| messages.iter().rev().take_while(is_unseen).count())
        }),
        has_later,
    };
    Effect::new(move |_| listen(end, to_end.clone()));
    Effect::new(move |last: Option<Option<String>>| {
        let newest =
            messages.with(|messages| messages.last().map(|message| message.id.to_string()));
        if last.is_none() && platform::go_to_fragment() {
            // The address names a message: reading begins there.
            is_near.set(false);
        } else if let (None, Some(place)) = (&last, opening.place) {
            go_on(messages, place, is_near);
        } else if last.as_ref() != Some(&newest) && gaze.keeps_end() {
            platform::scroll_to_end();
            if last.is_none() {
                // What is new may begin above: so does reading then.
                platform::begin_at(beginning(&opening), move || is_near.set(false));
            }
        }
        newest
    });
    end
}

/// Goes on where reading rested. Where that message is gone, the next one stands in its place, or else the end.
fn go_on(messages: Messages, place: f64, is_near: RwSignal<bool>) {
    let found = messages.with_untracked(|messages| {
        let at = messages.partition_point(|message| message.position < place.floor());
        let message = messages.get(at)?;
        let is_it = message.position == place.floor();
        Some((
            message.id.to_string(),
            if is_it { place.fract() } else { 0.0 },
        ))
    });
    match found {
        Some((id, gone)) => platform::go_on_at(&id, gone),
        None => {
            is_near.set(true);
            platform::scroll_to_end();
        }
    }
}

/// What is new: the line before it, or where none stands, the first new message.
fn beginning(opening: &Opening) -> String {
    match &opening.fresh {
        Some(id) => format!(".new-since, [id=\"message-{id}\"]"),
        None => ".new-since".to_owned(),
    }
}

fn listen(end: End, to_end: impl Fn() + 'static) {
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
        let is_typing = platform::is_typing();
        match event.key().as_str() {
            "PageUp" | "Home" | "ArrowUp" if !is_typing => leave(),
            "End" if !is_typing => to_end(),
            _ => {}
        }
    });
    let before = StoredValue::new(platform::scrolled());
    let on_scroll = window_event_listener(leptos::ev::scroll, move |_| {
        let now = platform::scrolled();
        let is_up = now < before.get_value() - 1.0;
        before.set_value(now);
        platform::mark_asked();
        if is_up && !platform::near_end(8.0) {
            leave();
        } else if !is_up && platform::near_end(8.0) && !end.has_later.get_untracked() {
            // Whoever has just been led away comes back by scrolling only.
            if !end.is_near.get_untracked() {
                end.is_near.set(true);
            }
        }
    });
    let had_selection = StoredValue::new(false);
    let height_before = StoredValue::new(platform::page_height());
    let watching = platform::on_growth(".thread", move || {
        platform::mark_asked();
        let has_selection = platform::has_selection(".thread");
        if has_selection && !had_selection.get_value() {
            // Whoever selects reads there.
            leave();
        }
        let is_known = had_selection.get_value() || !end.is_near.get_untracked();
        had_selection.set_value(has_selection && is_known);
        // Where what followed is gone, the end has come to the reader.
        let height = platform::page_height();
        let is_shorter = height < height_before.get_value();
        height_before.set_value(height);
        if is_shorter && platform::near_end(8.0) && !end.has_later.get_untracked() {
            end.is_near.set(true);
        }
        // A message that is being changed above the end stays in view.
        if end.gaze.keeps_end() && !platform::matches_any(".message-editor :focus") {
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
