//! Signing in, with whatever this server offers.

use super::{
    Content, foot, form, heading, lead, link, next, note, refused_elsewhere, submit, with_next,
};
use crate::components::form::Field;
use crate::components::icon::icon;
use crate::identity::SignInOptions;
use crate::node::{El, el, hidden};
use crate::request::parameter;
use crate::served;

const FORM: &str = "sign-in";

pub(super) fn page(options: &SignInOptions) -> Content {
    let mut parts = vec![heading("Sign in")];
    parts.extend(done());
    parts.extend(refused_elsewhere(FORM));
    parts.push(password_form());
    parts.extend(providers(options));
    if options.sign_up {
        parts.push(foot(
            "New here?",
            link(with_next("/sign-up"), "Create an account"),
        ));
    }
    if options.owner {
        parts.push(owner());
    }
    ("Sign in", parts)
}

/// What led here.
fn done() -> Option<El> {
    Some(match parameter("done")?.as_str() {
        "out" => note("Signed out. This browser keeps nothing that you read or wrote."),
        "reset" => note("Password changed. Sign in with the new one."),
        "deletion" => note(
            "Your account will be deleted when its grace period ends. Sign in before that to keep it.",
        ),
        "ended" => lead("This session has ended. Sign in to go on where you were."),
        _ => return None,
    })
}

fn password_form() -> El {
    let mut fields = form("/auth/sign-in").has(served::refusal(FORM));
    if let Some(next) = next() {
        fields = fields.has(hidden("next", next));
    }
    // Once the address is there, what is missing is the password: it never comes back.
    let is_typed = served::typed(FORM, None, "email").is_some_and(|email| !email.is_empty());
    let first = |field: Field, is_first: bool| match is_first {
        true => field.with("autofocus", ""),
        false => field,
    };
    let forgot = link("/forgot", "Forgot it?").is("aria-label", "Forgot your password?");
    fields
        .has(first(Field::email(FORM), !is_typed).view())
        .has(
            first(Field::known_password(FORM, "password"), is_typed)
                .beside(forgot)
                .view(),
        )
        .has(submit("Sign in"))
}

fn providers(options: &SignInOptions) -> Option<El> {
    let mut list = el("ul").class("auth-providers");
    let button = |href: String, label: String| {
        el("li").has(
            el("a")
                .class("button")
                .is("href", with_next(&href))
                .has(icon("i-key"))
                .says(format!("Continue with {label}")),
        )
    };
    if options.github {
        list = list.has(button("/auth/github".to_owned(), "GitHub".to_owned()));
    }
    for (id, label) in &options.oidc {
        list = list.has(button(format!("/auth/oidc/{id}"), label.clone()));
    }
    (options.github || !options.oidc.is_empty()).then(|| {
        el("div")
            .class("auth-alternatives")
            .has(el("p").class("auth-or").says("or"))
            .has(list)
    })
}

/// For the person who started the server on this machine.
fn owner() -> El {
    el("details")
        .class("auth-owner")
        .has(el("summary").says("Started this server yourself?"))
        .has(el("p").says(
            "It printed a link when it started. Opening it once in this browser signs you in as the owner, without a password. For another link, run this where the server was started, with the same --data if you used one:",
        ))
        .has(
            el("pre")
                .is("tabindex", "0")
                .is("aria-label", "Command")
                .has(el("code").says("conclave owner-link")),
        )
}
