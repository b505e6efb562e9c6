//! Confirming an e-mail address. A button, not the link itself: programs that scan mails open links.

use super::{Content, foot, form, heading, lead, link, submit};
use crate::components::form::hidden;
use crate::request::parameter;
use crate::served;

const FORM: &str = "verify";

pub(super) fn page() -> Content {
    let token = parameter("token").or_else(|| served::typed(FORM, None, "token"));
    let again = || {
        foot(
            "Does it not work?",
            link("/account", "Ask for another link"),
        )
    };
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        let parts = vec![
            heading("This link is incomplete"),
            lead("Copy the whole link from the mail into the address bar, or ask for another one."),
            served::refusal(FORM),
            again(),
        ];
        return ("Confirm your address", parts);
    };
    let parts = vec![
        heading("Confirm your address"),
        lead("One click says that this e-mail address is yours."),
        form("/auth/verify")
            .has(served::refusal(FORM))
            .has(hidden("token", token))
            .has(submit("Confirm address").is("autofocus", "")),
        again(),
    ];
    ("Confirm your address", parts)
}
