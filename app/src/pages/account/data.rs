//! The plan, taking one's data along, and leaving.

use leptos::prelude::*;

use super::Account;
use crate::components::form::{Field, post};
use crate::components::icon::icon;
use crate::components::section;
use crate::node::{El, changing, el, nothing};
use crate::served;
use crate::text::date;

const FORM: &str = "delete";

pub(super) fn plan(account: Account) -> El {
    section::section(
        "plan",
        "Plan",
        "What this server allows you.",
        el("div").has(el("p").class("plan").tells(move || {
            let plan = account.of_user(|user| user.plan.clone());
            let mut letters = plan.chars();
            let first = letters
                .next()
                .map(|letter| letter.to_uppercase().to_string());
            (first.unwrap_or_default() + letters.as_str()).into()
        })),
    )
}

pub(super) fn export() -> El {
    section::section(
        "export",
        "Your data",
        "Everything you have written here, as JSON files in one archive. Passwords and keys are not in it.",
        el("div").has(
            el("p").has(
                el("a")
                    .class("button")
                    .is("href", "/auth/export")
                    .is("rel", "external")
                    .is("download", "")
                    .has(icon("i-download"))
                    .says("Export my data"),
            ),
        ),
    )
}

/// Said above everything else while the account waits to be deleted.
pub(super) fn pending_deletion(account: Account) -> AnyView {
    let at = Memo::new(move |_| account.of_user(|user| user.deletion_scheduled_at));
    changing(move || match at.get() {
        None => nothing(),
        Some(at) => post("/do/cancel_deletion")
            .class("callout danger")
            .on("submit", move |event| {
                event.prevent_default();
                account.actions.keep();
            })
            .has(el("p").says(format!(
                "This account and everything in it will be deleted on {}.",
                date(at)
            )))
            .has(el("button").class("button").says("Keep my account"))
            .view(),
    })
}

pub(super) fn deletion(account: Account) -> El {
    let has_password = Memo::new(move |_| account.has_password());
    let proof = changing(move || {
        if has_password.get() {
            Field::known_password(FORM, "password").view().view()
        } else {
            Field::new(FORM, "password", "Write DELETE to confirm")
                .with("autocomplete", "off")
                .with("pattern", "DELETE")
                .with("required", "")
                .view()
                .view()
        }
    });
    let form = post("/auth/delete")
        .class("form")
        .has(served::refusal(FORM))
        .shows(proof)
        .has(
            el("div").class("actions").has(
                el("button")
                    .class("button danger")
                    .says("Delete my account"),
            ),
        );
    let mut explained = el("details").class("disclosure");
    if served::message(FORM, None).is_some() {
        explained = explained.is("open", "");
    }
    let explained = explained
        .has(el("summary").class("button").says("Delete my account …"))
        .has(el("p").says(
            "You are signed out everywhere at once, and 14 days later everything that is yours is deleted for good: tasks, chats, todos, memories, keys and files. Until then you can sign in and keep the account. After that nobody can bring it back.",
        ))
        .has(form);
    section::section(
        "delete",
        "Delete account",
        "Takes effect after a grace period of 14 days.",
        el("div").has(explained),
    )
}
