//! Making an account.

use super::{
    Content, check_your_mail, foot, form, heading, lead, link, next, refused_elsewhere, submit,
    with_next,
};
use crate::components::form::Field;
use crate::identity::SignInOptions;
use crate::node::hidden;
use crate::request::parameter;
use crate::served;

const FORM: &str = "sign-up";

pub(super) fn page(options: &SignInOptions) -> Content {
    if parameter("sent").is_some() {
        let mut parts = check_your_mail(options);
        parts.push(foot(
            "Confirmed already?",
            link(with_next("/sign-in"), "Sign in"),
        ));
        return ("Check your mail", parts);
    }
    if !options.sign_up {
        let parts = vec![
            heading("No new accounts"),
            lead("This server does not take sign-ups. Ask the person who runs it for an account."),
            foot("Have one?", link(with_next("/sign-in"), "Sign in")),
        ];
        return ("Sign up", parts);
    }
    let mut fields = form("/auth/sign-up").has(served::refusal(FORM));
    if let Some(next) = next() {
        fields = fields.has(hidden("next", next));
    }
    let name = Field::new(FORM, "name", "Name")
        .with("autocomplete", "name")
        .with("maxlength", "100")
        .with("required", "")
        .with("autofocus", "");
    let fields = fields
        .has(name.view())
        .has(Field::email(FORM).view())
        .has(Field::new_password(FORM, "Password").view())
        .has(submit("Create account"));
    let mut parts = vec![heading("Create an account")];
    parts.extend(refused_elsewhere(FORM));
    parts.push(fields);
    parts.push(foot(
        "Have one already?",
        link(with_next("/sign-in"), "Sign in"),
    ));
    ("Sign up", parts)
}
