//! The frame of one page: its document title, its heading, where the focus goes when it opens.

use leptos::html::Main;
use leptos::prelude::*;

use super::sidebar::open_sidebar;
use super::ui::Ui;
use crate::node::{El, el};
use crate::platform;

/// What stands in the head of a page. Every page has exactly one `h1`.
pub(crate) enum Head {
    /// The title, as the `h1`.
    Title,
    /// A view with the `h1`.
    View(AnyView),
    /// Nothing: the content begins with the `h1`.
    Empty,
}

/// A title that never changes.
pub(crate) fn fixed(title: &'static str) -> Signal<String> {
    Signal::stored(title.to_owned())
}

/// One page: the sticky head with its heading and the controls at its end, and the content below.
///
/// `title` is what the document is called, without the product's name. Not a component: its parts are
/// views without a type, so that there is one page in the code and not one for each content.
pub(crate) fn page(
    title: Signal<String>,
    head: Head,
    actions: Option<AnyView>,
    body: AnyView,
) -> AnyView {
    let main = NodeRef::<Main>::new();
    take_focus(title, main);
    let mut header = el("header").class("page-head").has(open_sidebar());
    header = match head {
        Head::Title => header.has(
            el("h1")
                .is("tabindex", "-1")
                .tells(move || title.get().into()),
        ),
        Head::View(view) => header.shows(view),
        Head::Empty => header,
    };
    if let Some(actions) = actions {
        header = header.has(el("div").class("end").shows(actions));
    }
    let page = el("main")
        .is("id", "main")
        .is("tabindex", "-1")
        .node(main)
        .has(header)
        .shows(notice())
        .shows(body);
    titled(title, page)
}

/// With the document's title.
#[cfg(feature = "ssr")]
fn titled(title: Signal<String>, page: El) -> AnyView {
    use leptos_meta::Title;

    // It is asked for when the rest is written. The page for addresses that lead nowhere may be gone by then,
    // and its title with it.
    let first = title.get_untracked();
    let text = move || document_title(&title.try_get().unwrap_or_else(|| first.clone()));
    // Made, it is known to the document; what it would leave beside the page, the browser would not expect there.
    _ = view! { <Title text=text/> }.to_html();
    page.view()
}

/// With the document's title.
#[cfg(not(feature = "ssr"))]
fn titled(title: Signal<String>, page: El) -> AnyView {
    Effect::new(move |_| platform::set_title(&document_title(&title.get())));
    page.view()
}

/// The whole title. In HTML it is written as it is, and a task may be called anything; in the browser it is
/// set as text.
fn document_title(page: &str) -> String {
    #[cfg(feature = "ssr")]
    let page = crate::text::escape_html(page);
    format!("{page} · Conclave")
}

/// Where reading starts on a page on which one writes first.
pub(crate) const FIRST_FOCUS: &str = "main [data-first-focus]";

/// Where it starts on all others.
const HEADING: &str = "main h1";

/// The same while reading has not gone on from there.
const HEADING_FOCUSED: &str = "main h1:focus";

/// For so many frames what a page needs may still be on its way: about five seconds.
const FRAMES_UNTIL_COMPLETE: u32 = 300;

/// After a navigation the new page is announced, and reading starts at its heading (or where one writes).
fn take_focus(title: Signal<String>, main: NodeRef<Main>) {
    let ui = Ui::current();
    Effect::new(move |opened: Option<()>| {
        let title = title.get();
        if opened.is_none() && !ui.first_page() {
            ui.announce(&title);
            focus_when_shown(main, 60);
        }
    });
}

/// A page is made before it is shown: the one before stays until the new one is complete.
fn focus_when_shown(main: NodeRef<Main>, frames_left: u32) {
    request_animation_frame(move || {
        let is_shown = main
            .try_get_untracked()
            .flatten()
            .is_some_and(|main| main.is_connected());
        if !is_shown && frames_left > 0 {
            focus_when_shown(main, frames_left - 1);
        } else if is_shown {
            focus_first();
        }
    });
}

fn focus_first() {
    if !platform::focus(FIRST_FOCUS) {
        platform::focus(HEADING);
        focus_when_there(FRAMES_UNTIL_COMPLETE);
    }
}

/// Reading starts at the page's beginning again, once that shows something else than what had the focus.
pub(crate) fn begin_again() {
    request_animation_frame(focus_first);
}

/// What one writes in may need data that the page itself does without. Whoever has gone elsewhere stays there.
fn focus_when_there(frames_left: u32) {
    request_animation_frame(move || {
        if platform::matches_any(HEADING_FOCUSED)
            && !platform::focus(FIRST_FOCUS)
            && frames_left > 0
        {
            focus_when_there(frames_left - 1);
        }
    });
}

/// What the last form post did, for readers without script. In the browser the element is left as it came:
/// messages about what happens from now on are toasts.
fn notice() -> AnyView {
    #[cfg(feature = "ssr")]
    let view = view! { <div class="notices" inner_html=crate::notices::html()></div> }.into_any();
    #[cfg(not(feature = "ssr"))]
    let view = el("div").class("notices").view();
    view
}
