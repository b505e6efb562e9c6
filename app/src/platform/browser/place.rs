//! Where in a conversation one reads: measured, gone back to, and kept while something around it changes.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement, Node};
use wasm_bindgen::prelude::*;

use super::dialog::all;
use super::{
    FRAMES, FRAMES_TO_SETTLE, Measured, find, focus_still, has_lost_focus, page_height, root,
    scrolled,
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = getComputedStyle)]
    fn style_of(element: &Element) -> Computed;
    type Computed;
    #[wasm_bindgen(method, getter, js_name = scrollMarginTop)]
    fn scroll_margin_top(this: &Computed) -> String;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = getSelection)]
    fn selection() -> Option<Selected>;
    type Selected;
    #[wasm_bindgen(method, getter, js_name = isCollapsed)]
    fn is_collapsed(this: &Selected) -> bool;
    #[wasm_bindgen(method, getter, js_name = anchorNode)]
    fn anchor_node(this: &Selected) -> Option<Node>;
}

/// Whether a part of what the first match shows is selected.
pub(crate) fn has_selection(selector: &str) -> bool {
    let selection = selection().filter(|selection| !selection.is_collapsed());
    let anchor = selection.and_then(|selection| selection.anchor_node());
    let within = find(selector);
    within.is_some_and(|within| anchor.is_some_and(|anchor| within.contains(Some(&anchor))))
}

/// The messages of a conversation, in order.
const MESSAGES: &str = "article.message";

/// Those of people.
const ASKED: &str = "article.message.from-user";

/// What can be done with a message stands below what it says.
const BAR: &str = ".message-bar";

/// The mark of the one line that is shown.
const HERE: &str = "data-here";

/// How far below the end of that line a message begins that was scrolled to, in pixels.
const BELOW_LINE: f64 = 12.0;

/// What lies over the end of a conversation.
const COMPOSER: &str = ".thread-composer";

/// What is seen of a conversation, by the ids of its messages.
pub(crate) struct Seen {
    /// The message at the top.
    pub(crate) first: String,
    /// How much of it is above the top: 0 is nothing, 1 would be all.
    pub(crate) gone: f64,
    /// The last one whose end has come into sight.
    pub(crate) last: Option<String>,
}

/// What is seen now; none where no message is.
pub(crate) fn seen_messages() -> Option<Seen> {
    let messages = all(MESSAGES);
    let top = margin(messages.first()?);
    let message = messages.get(count_above(&messages, top))?;
    let rectangle = message.unchecked_ref::<Measured>().rectangle();
    let gone = (top - rectangle.top()) / rectangle.height().max(1.0);
    let bottom = match find(COMPOSER) {
        Some(composer) => top_of(&composer),
        None => f64::from(root()?.client_height()),
    };
    let last = count_above(&messages, bottom).checked_sub(1);
    Some(Seen {
        first: id_of(message),
        gone: gone.clamp(0.0, 1.0),
        last: last.map(|last| id_of(&messages[last])),
    })
}

/// Marks the line of the message that a person said last above what is seen, if there is one: it stands behind it. It is
/// shown once nothing else of what the message says is left to see.
pub(crate) fn mark_asked() {
    let asked = all(ASKED);
    let above = asked
        .first()
        .map_or(0, |first| said_above(&asked, margin(first) - BELOW_LINE));
    let line = above
        .checked_sub(1)
        .and_then(|last| asked[last].next_element_sibling());
    let marked = find(&format!("[{HERE}]")).map(Element::from);
    if marked == line {
        return;
    }
    if let Some(marked) = marked {
        let _ = marked.remove_attribute(HERE);
    }
    if let Some(line) = line {
        let _ = line.set_attribute(HERE, "");
    }
}

fn id_of(message: &HtmlElement) -> String {
    message.id().trim_start_matches("message-").to_owned()
}

/// How far below the top of the window a message stands that was scrolled to, in pixels: the head lies over it.
fn margin(message: &Element) -> f64 {
    let margin = style_of(message).scroll_margin_top();
    margin.trim_end_matches("px").parse().unwrap_or_default()
}

/// How many messages end above a line of the window. Each stands below the one before, so few have to be measured.
fn count_above(messages: &[HtmlElement], line: f64) -> usize {
    messages.partition_point(|message| end_of(message) <= line + 1.0)
}

/// How many have said all they say above the line, whatever else stands below it.
fn said_above(messages: &[HtmlElement], line: f64) -> usize {
    messages.partition_point(|message| {
        let bar = message.query_selector(BAR).ok().flatten();
        let bar = bar.map(|bar| bar.unchecked_ref::<Measured>().rectangle());
        // One that is hidden is nowhere.
        let end = match bar.filter(|bar| bar.height() > 0.0) {
            Some(bar) => bar.top(),
            None => end_of(message),
        };
        end <= line + 1.0
    })
}

fn end_of(message: &Element) -> f64 {
    let rectangle = message.unchecked_ref::<Measured>().rectangle();
    rectangle.top() + rectangle.height()
}

/// Goes on reading at a message of which so much is above what is seen, without a mark and without the focus.
pub(crate) fn go_on_at(id: &str, gone: f64) {
    let selector = format!("[id=\"message-{id}\"]");
    request_animation_frame(move || {
        let Some(message) = find(&selector) else {
            return;
        };
        message.scroll_into_view();
        // What has come into sight is measured by then.
        request_animation_frame(move || {
            let height = message.unchecked_ref::<Measured>().rectangle().height();
            window().scroll_by_with_x_and_y(0.0, gone * height);
            Held::of(message).go_on(FRAMES_TO_SETTLE, |_| false, || ());
        });
    });
}

/// Begins reading at the first match where that is above the window.
pub(crate) fn begin_at(selector: String, begins: impl FnOnce() + 'static) {
    // By then the end is shown.
    request_animation_frame(move || {
        let Some(element) = find(&selector) else {
            return;
        };
        if element.unchecked_ref::<Measured>().rectangle().top() < 0.0 {
            begins();
            element.scroll_into_view();
        }
    });
}

/// Keeps the first match where it is in the window while something comes in above it. Whoever reads may scroll
/// meanwhile.
pub(crate) fn hold_place(selector: &str) {
    if let Some(element) = find(selector) {
        let above = previous_id(&element);
        let has_come = move |held: &Held| previous_id(&held.element) != above;
        Held::of(element).go_on(FRAMES, has_come, || ());
    }
}

fn previous_id(element: &HtmlElement) -> Option<String> {
    element.previous_element_sibling().map(|before| before.id())
}

/// What has come in the place of something may be replaced again, for so many frames, once the rest of it has come
/// from the server.
const FRAMES_TO_REPLACE: u32 = 600;

/// Keeps what was pressed where it is in the window while what it opens comes, or what it leads to; then calls back.
/// What comes in its place under its id takes over, the focus as well if nothing else has got it: what has an id is
/// held until then, anything else until the page is as high as it becomes.
pub(crate) fn hold_pressed(pressed: Element, ended: impl FnOnce() + 'static) {
    let pressed: HtmlElement = pressed.unchecked_into();
    let height = page_height();
    let is_replaced = !pressed.id().is_empty();
    let has_come = move |held: &Held| match is_replaced {
        true => held.is_another,
        false => page_height() != height,
    };
    Held::of(pressed).go_on(FRAMES, has_come, ended);
}

/// What is held in its place.
struct Held {
    element: HtmlElement,
    /// Whether it has come in the place of another one.
    is_another: bool,
    /// Where its top was last, in the window.
    top: f64,
    /// Whether it had the focus when it was seen last.
    has_focus: bool,
}

impl Held {
    fn of(element: HtmlElement) -> Self {
        let top = top_of(&element);
        let has_focus = has_focus(&element);
        Self {
            element,
            is_another: false,
            top,
            has_focus,
        }
    }

    /// Holds it for so many frames, and no longer than until that has settled which it is held for.
    fn go_on(
        mut self,
        frames_left: u32,
        has_come: impl Fn(&Self) -> bool + 'static,
        ended: impl FnOnce() + 'static,
    ) {
        let place = self.top + scrolled();
        request_animation_frame(move || {
            if self.look() {
                self.keep(place);
            }
            let frames_left = if has_come(&self) {
                frames_left.min(FRAMES_TO_SETTLE)
            } else {
                frames_left
            };
            if frames_left > 0 {
                self.go_on(frames_left - 1, has_come, ended);
            } else {
                ended();
                if self.is_another {
                    self.keep_focus(FRAMES_TO_REPLACE);
                }
            }
        });
    }

    /// Hands the focus on to what comes in its place later, which is not held any more.
    fn keep_focus(mut self, frames_left: u32) {
        request_animation_frame(move || {
            self.look();
            if frames_left > 0 && self.has_focus {
                self.keep_focus(frames_left - 1);
            }
        });
    }

    /// Looks after it, or what has come in its place. Says whether there is such a thing.
    fn look(&mut self) -> bool {
        if self.element.is_connected() {
            self.has_focus = has_focus(&self.element);
            return true;
        }
        self.take_over()
    }

    /// Scrolling changes where it is in the window, but not in the document.
    fn keep(&mut self, place: f64) {
        let top = top_of(&self.element);
        if (top + scrolled() - place).abs() >= 1.0 {
            window().scroll_by_with_x_and_y(0.0, top - self.top);
        }
        self.top = top_of(&self.element);
    }

    /// Goes over to what has its id now, if there is such a thing.
    fn take_over(&mut self) -> bool {
        let id = self.element.id();
        let other = document().get_element_by_id(&id).filter(|_| !id.is_empty());
        let Some(other) = other else { return false };
        self.element = other.unchecked_into();
        self.is_another = true;
        if self.has_focus && has_lost_focus() {
            focus_still(&self.element);
        }
        true
    }
}

fn has_focus(element: &Element) -> bool {
    document().active_element().as_ref() == Some(element)
}

fn top_of(element: &HtmlElement) -> f64 {
    element.unchecked_ref::<Measured>().rectangle().top()
}
