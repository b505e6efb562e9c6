//! Tags of chats: on a line, in its menu, and as what the list is narrowed to.

use convex_api::{Chat, ChatId};
use leptos::prelude::*;

use super::row::{Shown, field};
use super::{Shelf, View, about, address};
use crate::actions::chats::ChatActions;
use crate::components::form::post;
use crate::components::icon::icon;
use crate::node::{El, Member, changing, el, fragment, list as members, nothing, showing};
use crate::platform;

/// The id of what a field for a tag proposes.
const KNOWN: &str = "known-tags";

/// How many tags a line shows.
const SHOWN: usize = 3;

fn tags_of(chat: &Chat) -> Vec<String> {
    chat.tags.clone().unwrap_or_default()
}

/// The tags of a chat on its line; each leads to all chats that have it.
pub(super) fn marks(chat: Shown) -> El {
    let shown = Memo::new(move |_| {
        let mut tags = field(chat, tags_of);
        tags.truncate(SHOWN);
        tags
    });
    el("span")
        .class("tags")
        .follows_flag("hidden", move || shown.with(Vec::is_empty))
        .shows(members(move || {
            let mark = |tag: &String| {
                let tag = tag.clone();
                Member::new(tag.clone(), move || {
                    el("a")
                        .class("tag")
                        .is("href", address("", Shelf::Current, Some(&tag)))
                        .is("aria-label", format!("Chats with the tag {tag}"))
                        .says(tag)
                        .view()
                })
            };
            shown.with(|tags| tags.iter().map(mark).collect())
        }))
}

/// The items of a menu that take tags off; they stand in a form that says which chat it is about.
pub(super) fn removal(actions: ChatActions, id: ChatId, chat: Shown) -> AnyView {
    let tags = Memo::new(move |_| field(chat, tags_of));
    members(move || {
        let item = |tag: &String| {
            let (id, tag) = (id.clone(), tag.clone());
            Member::new(tag.clone(), move || remove_item(actions, id, tag).view())
        };
        tags.with(|tags| tags.iter().map(item).collect())
    })
}

fn remove_item(actions: ChatActions, id: ChatId, tag: String) -> El {
    el("button")
        .class("menu-item")
        .is("name", "tag")
        .is("value", tag.clone())
        .is("formaction", "/do/untag_chat")
        .has(icon("i-tag"))
        .says(format!("Remove tag {tag}"))
        .on("click", move |event| {
            event.prevent_default();
            actions.untag(id.clone(), tag.clone());
        })
}

/// What a field for a tag proposes: the reader's tags but those that the chat has which is being tagged. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct Proposed {
    /// None: nobody has asked yet.
    taken: RwSignal<Option<Vec<String>>>,
}

impl Proposed {
    pub(crate) fn new() -> Self {
        Self {
            taken: RwSignal::new(None),
        }
    }

    /// Whether somebody tags a chat, tracked.
    pub(crate) fn is_wanted(self) -> bool {
        self.taken.with(Option::is_some)
    }

    /// The list of proposals, once on a page. Without script it has all of the reader's tags.
    pub(crate) fn list(self, known: impl Fn() -> Vec<String> + Send + 'static) -> El {
        let options = move || {
            let is_free = |tag: &String| {
                self.taken
                    .with(|taken| !taken.as_ref().is_some_and(|taken| taken.contains(tag)))
            };
            let option = |tag: String| {
                Member::new(tag.clone(), move || el("option").is("value", tag).view())
            };
            known().into_iter().filter(is_free).map(option).collect()
        };
        el("datalist").is("id", KNOWN).shows(members(options))
    }
}

/// The form of a menu that puts a tag on.
pub(super) fn addition(actions: ChatActions, id: ChatId, chat: Shown, proposed: Proposed) -> El {
    let form = post("/do/tag_chat").class("menu-form").has(about(&id));
    let ask = move || proposed.taken.set(Some(untrack(|| field(chat, tags_of))));
    form.has(
        el("input")
            .class("field")
            .is("name", "tag")
            .is("aria-label", "Tag")
            .is("placeholder", "Tag")
            .is("list", KNOWN)
            .is("autocomplete", "off")
            .is("maxlength", "50")
            .is("required", "")
            .on("focus", move |_| ask()),
    )
    .has(el("button").class("button").says("Add tag"))
    .on("submit", move |event| {
        event.prevent_default();
        if let Some(tag) = platform::field_of(&event, "tag").filter(|tag| !tag.is_empty()) {
            actions.tag(id.clone(), tag);
            platform::reset_form(&event);
            ask();
        }
    })
}

/// Narrows the list to the chats with one tag.
pub(super) fn filter(view: View, proposed: Proposed) -> AnyView {
    let known = Memo::new(move |_| {
        view.tags
            .with(|state| state.as_ref().ready().cloned().unwrap_or_default())
    });
    let choices = move || {
        let choice = |tag: &String| {
            let tag = tag.clone();
            Member::new(tag.clone(), move || choice(view, tag).view())
        };
        known.with(|tags| tags.iter().map(choice).collect())
    };
    let is_shown = Memo::new(move |_| {
        let is_narrowed = view.tag.with(Option::is_some);
        let may_be = view.shelf.get() != Shelf::Trash && !view.is_searching();
        may_be && (is_narrowed || known.with(|tags| !tags.is_empty()))
    });
    let nav = changing(move || {
        if !is_shown.get() {
            return nothing();
        }
        el("nav")
            .class("tags tag-filter")
            .is("aria-label", "Tags")
            .shows(members(choices))
            .shows(showing(move || {
                view.tag.with(Option::is_some).then(|| {
                    el("a")
                        .class("tag-clear")
                        .follows("href", move || {
                            Some(address("", view.shelf.get(), None).into())
                        })
                        .says("All chats")
                })
            }))
            .view()
    });
    fragment(vec![nav, proposed.list(move || known.get()).view()])
}

fn choice(view: View, tag: String) -> El {
    let here = tag.clone();
    let linked = tag.clone();
    el("a")
        .class("tag")
        .follows("href", move || {
            Some(address("", view.shelf.get(), Some(&linked)).into())
        })
        .follows("aria-current", move || {
            let is_chosen = view.tag.with(|tag| tag.as_ref() == Some(&here));
            is_chosen.then_some("true".into())
        })
        .says(tag)
}
