//! Name, picture and address.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, HtmlInputElement};

use super::Account;
use crate::components::avatar::avatar;
use crate::components::form::{Field, post};
use crate::components::icon::icon;
use crate::components::section;
use crate::layout::ui::Ui;
use crate::node::{El, changing, el, nothing};
use crate::platform;
use crate::served;

const FORM: &str = "update_profile";

pub(super) fn section(account: Account) -> El {
    section::section(
        "profile",
        "Profile",
        "How you are called and shown.",
        el("div")
            .has(picture(account))
            .has(name(account))
            .has(address(account)),
    )
}

fn picture(account: Account) -> El {
    let shown = Memo::new(move |_| (account.name(), account.of_user(|user| user.image.clone())));
    let ui = Ui::current();
    let choose = move |event: Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(input) = input else { return };
        leptos::task::spawn_local(async move {
            match platform::chosen_picture(&input).await {
                Some(image) => account
                    .actions
                    .picture(untrack(|| account.name()), Some(image)),
                None => {
                    ui.fail("This file is no picture that the browser can read. Try a PNG or JPEG.")
                }
            }
            // The same file again must be a change again.
            input.set_value("");
        });
    };
    let remove = move || {
        el("button")
            .is("type", "button")
            .class("button quiet")
            .on("click", move |_| {
                account.actions.picture(untrack(|| account.name()), None);
            })
            .says("Remove")
            .view()
    };
    el("div")
        .class("picture")
        .shows(changing(move || {
            shown
                .with(|(name, image)| avatar(name, image.as_deref()).is("data-size", "large"))
                .view()
        }))
        .has(
            el("label")
                .class("button file with-script")
                .has(
                    el("input")
                        .class("visually-hidden")
                        .is("type", "file")
                        .is("accept", "image/*")
                        .on("change", choose),
                )
                .says("Change picture"),
        )
        .shows(changing(move || {
            if shown.with(|(_, image)| image.is_some()) {
                remove()
            } else {
                nothing()
            }
        }))
}

fn name(account: Account) -> El {
    let field = Field::new(FORM, "name", "Name")
        .with("autocomplete", "name")
        .with("maxlength", "200")
        .with("required", "")
        .showing(move || account.name().into());
    post("/do/update_profile")
        .class("form inline")
        .on("submit", move |event| {
            event.prevent_default();
            if let Some(name) = platform::field_of(&event, "name") {
                account.actions.rename(name);
            }
        })
        .has(field.view())
        .has(el("button").class("button").says("Save"))
}

/// The address cannot be changed here: it is the name of the account. It can be confirmed.
fn address(account: Account) -> El {
    let verified = Memo::new(move |_| account.of_user(|user| user.email_verified));
    let email = el("p")
        .class("address")
        .is("dir", "auto")
        .tells(move || account.of_user(|user| user.email.clone()).into());
    el("div")
        .class("form-field")
        .has(el("p").class("form-label").says("E-mail"))
        .has(
            el("div")
                .class("address-line")
                .has(email)
                .shows(changing(move || {
                    if verified.get() {
                        el("span")
                            .class("badge good")
                            .has(icon("i-check"))
                            .says("Confirmed")
                            .view()
                    } else {
                        unconfirmed().view()
                    }
                })),
        )
        .has(served::refusal("resend-verification"))
}

fn unconfirmed() -> El {
    post("/auth/resend-verification")
        .class("address-line")
        .has(el("span").class("badge").says("Not confirmed"))
        .has(
            el("button")
                .class("button quiet")
                .says("Send the link again"),
        )
}
