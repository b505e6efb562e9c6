//! Confirming an e-mail address. A button, not the link itself: programs that scan mails open links.

use super::{Content, foot, form, heading, lead, link, submit};
use crate::identity::SignInOptions;
use crate::node::hidden;
use crate::request::parameter;
use crate::served;

const FORM: &str = "verify";

pub(super) fn page(options: &SignInOptions) -> Content {
    let token = parameter("token").or_else(|| served::typed(FORM, None, "token"));
    // Whoever is not signed in has no account yet, or signs in on the way to it.
    let again = || {
        let another = match options.is_signed_in {
            true => link("/account", "Ask for another link"),
            false => link("/sign-up", "Sign up again"),
        };
        foot("Does it not work?", another)
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
