//! The pages for people who are not signed in: signing in and up, a forgotten password, the links in mails.
//!
//! They are plain documents without script. Nothing on them is live, and whoever signs in loads the
//! application afterwards anyway.

mod password;
mod sign_in;
mod sign_up;
mod verify;

use leptos::prelude::*;

use crate::components::form::post;
use crate::components::icon::glyph;
use crate::identity::{Refusal, SignInOptions};
use crate::node::{El, el};
use crate::request::{own_path, parameter, path};

/// A document without script.
pub(crate) struct Document {
    pub(crate) title: &'static str,
    pub(crate) body: AnyView,
}

/// The page that the request asks for, if it is one of these.
pub(crate) fn requested() -> Option<Document> {
    let options = use_context::<SignInOptions>().unwrap_or_default();
    Some(document(match path().as_str() {
        "/sign-in" => sign_in::page(&options),
        "/sign-up" => sign_up::page(&options),
        "/forgot" => password::forgot(&options),
        "/reset" => password::reset(),
        "/verify" => verify::page(&options),
        _ => return None,
    }))
}

/// A card with these parts.
pub(crate) fn document((title, content): Content) -> Document {
    let brand = el("p")
        .class("brand")
        .has(glyph("i-mark", "mark"))
        .says("Conclave");
    let card = content
        .into_iter()
        .fold(el("div").class("auth-card").has(brand), El::has);
    Document {
        title,
        body: el("main").class("auth").is("id", "main").has(card).view(),
    }
}

/// What stands on a page: its title and the parts of its card.
pub(crate) type Content = (&'static str, Vec<El>);

pub(crate) fn heading(text: &'static str) -> El {
    el("h1").says(text)
}

pub(crate) fn lead(text: &'static str) -> El {
    el("p").class("auth-lead").says(text)
}

/// A message that something went well.
fn note(text: &'static str) -> El {
    el("p").class("auth-note").is("role", "status").says(text)
}

/// Why something was refused that is no form of the page, such as a sign-in elsewhere that was broken off.
fn refused_elsewhere(form: &'static str) -> Option<El> {
    let refusal = use_context::<Refusal>().filter(|refusal| refusal.form != form)?;
    Some(
        el("p")
            .class("refusal")
            .is("role", "alert")
            .says(refusal.message),
    )
}

fn form(action: &'static str) -> El {
    post(action).class("form")
}

fn submit(text: &'static str) -> El {
    el("button").class("button primary").says(text)
}

pub(crate) fn link(href: impl Into<crate::node::Text>, text: &'static str) -> El {
    el("a").is("href", href).says(text)
}

/// A last line that leads on: a question and its link.
fn foot(question: &'static str, link: El) -> El {
    el("p")
        .class("auth-foot")
        .says(question)
        .says(" ")
        .has(link)
}

/// Where to go after signing in, if the address says so.
fn next() -> Option<String> {
    parameter("next").filter(|next| own_path(next).is_some())
}

/// The address with the same place to go afterwards.
fn with_next(address: &str) -> String {
    match next() {
        Some(next) => {
            let mut query = leptos_router::params::ParamsMap::new();
            query.insert("next", next);
            format!("{address}{}", query.to_query_string())
        }
        None => address.to_owned(),
    }
}

/// Said where a mail was sent, perhaps.
fn check_your_mail(options: &SignInOptions) -> Vec<El> {
    let mut parts = vec![heading("Check your mail")];
    parts.push(lead(
        "If that address can be used here, a message with a link is on its way to it. The link works for a limited time, and once.",
    ));
    if options.outbox {
        parts.push(
            el("p")
                .class("auth-lead")
                .says("No mail server is set up, so nothing leaves this machine: ")
                .has(link("/outbox", "read the message here"))
                .says("."),
        );
    }
    parts
}
