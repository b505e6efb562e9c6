//! Changing the password. An ordinary form: the server checks it, and everything else starts over.

use leptos::prelude::*;

use super::Account;
use crate::components::form::{Field, post};
use crate::components::section;
use crate::node::{El, changing, el, nothing};
use crate::served;

const FORM: &str = "password";

pub(super) fn section(account: Account) -> El {
    let has_password = Memo::new(move |_| account.has_password());
    let current = changing(move || {
        if has_password.get() {
            Field::known_password(FORM, "current")
                .labelled("Current password")
                .view()
                .view()
        } else {
            nothing()
        }
    });
    let form = post("/auth/password")
        .class("form")
        .has(served::refusal(FORM))
        // Password managers want to know whose password it is.
        .has(
            el("input")
                .class("visually-hidden")
                .is("type", "text")
                .is("name", "username")
                .is("autocomplete", "username")
                .is("aria-hidden", "true")
                .is("tabindex", "-1")
                .is("readonly", "")
                .follows("value", move || {
                    Some(account.of_user(|user| user.email.clone()).into())
                }),
        )
        .shows(current)
        .has(Field::new_password(FORM, "New password").view())
        .has(
            el("div")
                .class("actions")
                .has(el("button").class("button").tells(move || {
                    if has_password.get() {
                        "Change password"
                    } else {
                        "Set password"
                    }
                    .into()
                })),
        );
    section::section(
        "password",
        "Password",
        "Changing it ends all sessions but this one.",
        el("div").has(form),
    )
}
