//! A forgotten password: asking for a link, and choosing a new password with it.

use super::{Content, check_your_mail, foot, form, heading, lead, link, refused_elsewhere, submit};
use crate::components::form::Field;
use crate::identity::SignInOptions;
use crate::node::hidden;
use crate::request::parameter;
use crate::served;

const FORGOT: &str = "forgot";
const RESET: &str = "reset";

pub(super) fn forgot(options: &SignInOptions) -> Content {
    let back = || foot("Remembered it?", link("/sign-in", "Sign in"));
    if parameter("sent").is_some() {
        let mut parts = check_your_mail(options);
        parts.push(back());
        return ("Check your mail", parts);
    }
    let mut parts = vec![
        heading("Forgotten password"),
        lead("Say which address you signed up with. A link to choose a new password goes there."),
    ];
    parts.extend(refused_elsewhere(FORGOT));
    parts.push(
        form("/auth/forgot")
            .has(served::refusal(FORGOT))
            .has(Field::email(FORGOT).with("autofocus", "").view())
            .has(submit("Send the link")),
    );
    parts.push(back());
    ("Forgotten password", parts)
}

pub(super) fn reset() -> Content {
    // After a refusal the token is no longer in the address, but among what was sent.
    let token = parameter("token").or_else(|| served::typed(RESET, None, "token"));
    let again = || foot("Too late?", link("/forgot", "Ask for another link"));
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        let parts = vec![
            heading("This link is incomplete"),
            lead("Copy the whole link from the mail into the address bar, or ask for another one."),
            served::refusal(RESET),
            again(),
        ];
        return ("New password", parts);
    };
    let parts = vec![
        heading("Choose a new password"),
        lead("All sessions of your account end; then you sign in with the new password."),
        form("/auth/reset")
            .has(served::refusal(RESET))
            .has(hidden("token", token))
            .has(
                Field::new_password(RESET, "New password")
                    .with("autofocus", "")
                    .view(),
            )
            .has(submit("Set password")),
        again(),
    ];
    ("New password", parts)
}
