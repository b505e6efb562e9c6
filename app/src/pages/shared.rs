//! A chat as others see it who have its link: read only, live, and without an account.
//!
//! Nobody is signed in here, whoever looks: it shows the same to everybody, and nothing that is not in the chat.

use std::sync::Arc;

use convex_api::{MessageRole, SharedChat, SharedMessage, shares};
use convex_leptos::{QueryState, use_query};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};
use markdown::Options;

use crate::components::blocks;
use crate::components::diffs;
use crate::components::icon::glyph;
use crate::components::live::{Readiness, live_page};
use crate::components::more::position;
use crate::components::prose::{Prose, prose};
use crate::components::time::when;
use crate::layout::page::{self, Head};
use crate::layout::ui::Ui;
use crate::node::{El, Member, changing, el, list as members, nothing, showing};
use crate::pages::not_found::not_found_status;

/// The parameter of the address that says before which position reading ends.
const BEFORE: &str = "before";

type Shown = Memo<Option<Arc<SharedChat>>>;

pub(crate) fn page() -> AnyView {
    let (params, query) = (use_params_map(), use_query_map());
    let token = Memo::new(move |_| params.with(|params| params.get("token").unwrap_or_default()));
    let before = Memo::new(move |_| query.with(|query| position(query, BEFORE)));
    let view = use_query(shares::View, move || shares::ViewArgs {
        before: before.get(),
        token: token.get(),
    });
    live_page(
        move || view.with(Readiness::of),
        move || {
            let chat: Shown = Memo::new(move |_| {
                view.with(|state| match state {
                    QueryState::Ready(chat) => chat.clone().map(Arc::new),
                    _ => None,
                })
            });
            let is_there = Memo::new(move |_| chat.with(Option::is_some));
            changing(move || {
                if is_there.get() {
                    found(chat, before)
                } else {
                    nothing_here()
                }
            })
        },
    )
}

fn found(chat: Shown, before: Memo<Option<f64>>) -> AnyView {
    let title = Signal::derive(move || {
        chat.with(|chat| chat.as_ref().map(|chat| chat.title.clone()))
            .unwrap_or_default()
    });
    let at = move || {
        chat.with(|chat| chat.as_ref().map(|chat| chat.shared_at))
            .unwrap_or_default()
    };
    let ui = Ui::current();
    let path = use_location().pathname;
    let earlier = showing(move || {
        let first = chat.with(|chat| {
            let chat = chat.as_ref().filter(|chat| chat.has_earlier)?;
            chat.messages.first().map(|message| message.position)
        })?;
        let address = format!("{}?{BEFORE}={first}", path.get());
        Some(lead(address, "Show earlier messages"))
    });
    let later = showing(move || {
        before.get()?;
        Some(lead(path.get(), "Show the end"))
    });
    let thread = el("section")
        .class("thread")
        .is("aria-label", "Conversation")
        .on("click", move |event| blocks::on_click(ui, &event))
        .on("keydown", move |event| diffs::on_key(ui, event))
        .shows(earlier)
        .shows(members(move || {
            chat.with(|shared| {
                let messages = shared.as_ref().map_or(&[][..], |shared| &shared.messages);
                messages.iter().map(|message| line(chat, message)).collect()
            })
        }))
        .shows(showing(move || {
            let is_empty = chat.with(|chat| {
                let chat = chat.as_ref();
                chat.is_none_or(|chat| chat.messages.is_empty())
            });
            is_empty.then(|| {
                el("p")
                    .class("form-hint")
                    .says("Nothing had been said by then.")
            })
        }))
        .shows(later);
    let body = el("div")
        .class("chat")
        .has(
            el("p").class("chat-origin").has(
                el("span")
                    .says("Shared for reading, as it was ")
                    .has(when(at)),
            ),
        )
        .has(el("div").class("thread-column").has(thread));
    page::page(title, Head::Title, Some(brand().view()), body.view())
}

/// Leads to other messages of the same chat.
fn lead(address: String, text: &'static str) -> El {
    let link = el("a").class("button").is("href", address).says(text);
    el("p").class("more").has(link)
}

/// The product's name, which leads into it: another document, because here nobody is signed in.
fn brand() -> El {
    el("a")
        .class("brand")
        .is("href", "/")
        .is("rel", "external")
        .has(glyph("i-mark", "mark"))
        .says("Conclave")
}

fn line(chat: Shown, message: &SharedMessage) -> Member {
    let message = message.clone();
    Member::new(message.position.to_string(), move || said(chat, message))
}

fn said(chat: Shown, first: SharedMessage) -> AnyView {
    let position = first.position;
    let now = Memo::new(move |_| {
        chat.with(|chat| {
            let messages = &chat.as_ref()?.messages;
            let found = messages.iter().find(|it| it.position == position);
            found.map(|message| (message.content.clone(), message.files.clone()))
        })
    });
    let (class, author) = match first.role {
        MessageRole::User => ("message from-user", "Person".to_owned()),
        MessageRole::Assistant => ("message", answerer(first.model)),
        MessageRole::System => ("message", "System".to_owned()),
    };
    let head = format!("head-{position}");
    let options = Options::new(format!("m{position}"));
    let options = match first.role {
        MessageRole::Assistant => options,
        MessageRole::User | MessageRole::System => options.plain(),
    };
    let read = move |seen: &mut dyn FnMut(&str, bool)| {
        now.with(|now| seen(now.as_ref().map_or("", |(content, _)| content), false));
    };
    let created_at = first.created_at;
    let files = changing(move || {
        now.with(|now| match now {
            Some((_, files)) if !files.is_empty() => el("p")
                .class("form-hint")
                .says(format!("Attached: {}", files.join(", ")))
                .view(),
            _ => nothing(),
        })
    });
    el("article")
        .class(class)
        .is("id", format!("message-{position}"))
        .is("aria-labelledby", head.clone())
        .has(
            el("header")
                .class("message-head")
                .is("id", head)
                .has(el("h2").class("author").says(author))
                .has(when(move || created_at)),
        )
        .has(prose(Prose::new(options, read)))
        .shows(files)
        .view()
}

fn answerer(model: Option<String>) -> String {
    match model {
        Some(model) => format!("Assistant ({model})"),
        None => "Assistant".to_owned(),
    }
}

/// A link that was revoked looks exactly like one that never was.
fn nothing_here() -> AnyView {
    not_found_status();
    let body = el("div")
        .class("plain")
        .has(glyph("i-mark", "mark"))
        .has(
            el("h1")
                .is("tabindex", "-1")
                .says("This link shows nothing"),
        )
        .has(el("p").says(
            "It is incomplete, or whoever gave it to you has revoked it. Ask them for another one.",
        ));
    page::page(page::fixed("Nothing here"), Head::Empty, None, body.view())
}
