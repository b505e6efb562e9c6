//! The ways to sign in: a password, GitHub, other issuers.

use convex_api::AccountEntry;
use leptos::prelude::*;

use super::Account;
use crate::components::form::post;
use crate::components::icon::icon;
use crate::components::section::{self, Confirm};
use crate::components::time::when;
use crate::node::{El, Member, el, hidden, list, showing};

/// Whether it is the password.
pub(super) fn is_password(account: &AccountEntry) -> bool {
    account.provider_id == "password"
}

pub(super) fn section(account: Account) -> El {
    let members = move || {
        account.accounts.with(|state| match state.as_ref().ready() {
            Some(rows) => {
                let only = rows.len() == 1;
                rows.iter().map(|row| member(account, row, only)).collect()
            }
            None => Vec::new(),
        })
    };
    let is_none = Memo::new(move |_| {
        let none = |rows: &Vec<AccountEntry>| rows.is_empty();
        account
            .accounts
            .with(|state| state.as_ref().ready().is_some_and(none))
    });
    let nothing_yet = move || {
        let said = "None yet: only a link of the server has opened this account. Set a password above to sign in anywhere.";
        is_none.get().then(|| el("p").class("form-hint").says(said))
    };
    section::section(
        "sign-in",
        "Ways to sign in",
        "Each of them opens this account. The last one stays.",
        el("div")
            .has(
                el("ul")
                    .class("entries")
                    .is("aria-label", "Ways to sign in")
                    .shows(list(members)),
            )
            .shows(showing(nothing_yet))
            .has(connections()),
    )
}

fn member(account: Account, row: &AccountEntry, only: bool) -> Member {
    let row = row.clone();
    let key = format!("{} {} {only}", row.account_id, row.label);
    Member::new(key, move || line(account, row, only).view())
}

fn provider(id: &str) -> (&'static str, String) {
    match id {
        "password" => ("i-mail", "E-mail and password".to_owned()),
        "github" => ("i-branch", "GitHub".to_owned()),
        other => {
            let name = other.strip_prefix("oidc:").unwrap_or(other);
            ("i-key", name.to_owned())
        }
    }
}

fn line(account: Account, row: AccountEntry, only: bool) -> El {
    let (glyph, name) = provider(&row.provider_id);
    let since = row.created_at;
    let about = el("span")
        .says(format!("{}, since ", row.label))
        .has(when(move || since));
    let id = row.account_id;
    let unlink = (!only).then(|| {
        Confirm {
            id: format!("unlink-{id}"),
            label: "Remove",
            about: name.clone().into(),
            question: format!("You can no longer sign in with {name}.").into(),
            action: "Remove it",
            form: post("/do/unlink_account")
                .has(hidden("account", id.to_string()))
                .on("submit", move |event| {
                    event.prevent_default();
                    account.actions.unlink(id.clone());
                }),
        }
        .parts()
    });
    section::entry(icon(glyph), el("span").says(name.clone()), about, unlink)
}

/// Forms that lead to the providers that the server has. Only the server knows them.
fn connections() -> El {
    let slot = el("div").class("section-foot");
    #[cfg(feature = "ssr")]
    let slot = server::connections().into_iter().fold(slot, El::has);
    slot
}

#[cfg(feature = "ssr")]
mod server {
    use leptos::prelude::*;

    use crate::components::form::post;
    use crate::identity::SignInOptions;
    use crate::node::{El, el};

    pub(super) fn connections() -> Vec<El> {
        let options = use_context::<SignInOptions>().unwrap_or_default();
        let link = |action: String, label: String| {
            let button = el("button").class("button").is("type", "submit");
            post(action).has(button.says(format!("Connect {label}")))
        };
        let github = options
            .github
            .then(|| link("/auth/github".to_owned(), "GitHub".to_owned()));
        let others = options
            .oidc
            .into_iter()
            .map(|(id, label)| link(format!("/auth/oidc/{id}"), label));
        github.into_iter().chain(others).collect()
    }
}
