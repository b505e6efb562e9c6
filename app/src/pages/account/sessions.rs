//! Where the person is signed in.

use convex_api::SessionEntry;
use leptos::prelude::*;

use super::{Account, device};
use crate::components::form::post;
use crate::components::icon::icon;
use crate::components::section::{self, Confirm};
use crate::components::time::when;
use crate::node::{El, Member, changing, el, hidden, list, nothing};
use crate::text::count;

pub(super) fn section(account: Account) -> El {
    let members = move || {
        account.sessions.with(|state| match state.as_ref().ready() {
            Some(rows) => rows.iter().map(|row| member(account, row)).collect(),
            None => Vec::new(),
        })
    };
    let others = Memo::new(move |_| {
        account.sessions.with(|state| {
            let rows = state.as_ref().ready();
            rows.map_or(0, |rows| rows.iter().filter(|row| !row.is_current).count())
        })
    });
    section::section(
        "sessions",
        "Sessions",
        "The browsers in which you are signed in. Ending one empties it at once.",
        el("div")
            .has(
                el("ul")
                    .class("entries")
                    .is("aria-label", "Sessions")
                    .shows(list(members)),
            )
            .shows(changing(move || match others.get() {
                0 => nothing(),
                others => end_others(account, others).view(),
            })),
    )
}

/// Whatever is shown of a session is in the key: a changed session is another line.
fn member(account: Account, session: &SessionEntry) -> Member {
    let session = session.clone();
    let key = format!(
        "{} {} {:?} {:?}",
        session.session_id, session.last_seen_at, session.ip_address, session.user_agent
    );
    Member::new(key, move || line(account, session).view())
}

fn line(account: Account, session: SessionEntry) -> El {
    let name = device::name(session.user_agent.as_deref().unwrap_or_default());
    let mut title = el("span").says(name.clone());
    if session.is_current {
        title = title
            .says(" ")
            .has(el("span").class("badge good").says("This browser"));
    }
    let seen = session.last_seen_at;
    let mut about = el("span").says("Last used ").has(when(move || seen));
    if let Some(address) = session.ip_address {
        about = about.says(format!(" from {address}"));
    }
    let action = if session.is_current {
        vec![section::button_form("/auth/sign-out", "Sign out")]
    } else {
        let id = session.session_id;
        Confirm {
            id: format!("end-{id}"),
            label: "End",
            about: name.clone().into(),
            question: format!("{name} has to sign in again.").into(),
            action: "End session",
            form: post("/do/end_session")
                .has(hidden("session", id.to_string()))
                .on("submit", move |event| {
                    event.prevent_default();
                    account.actions.end_session(id.clone());
                }),
        }
        .parts()
    };
    section::entry(icon("i-system"), title, about, Some(action))
}

fn end_others(account: Account, others: usize) -> El {
    let confirm = Confirm {
        id: "end-others".to_owned(),
        label: "End all other sessions",
        about: count(others, "session", "sessions").into(),
        question: format!(
            "{} will end. Unsent drafts stay in those browsers.",
            count(others, "other session", "other sessions")
        )
        .into(),
        action: "End them",
        form: post("/do/end_other_sessions").on("submit", move |event| {
            event.prevent_default();
            account.actions.end_other_sessions();
        }),
    };
    confirm
        .parts()
        .into_iter()
        .fold(el("div").class("section-foot"), El::has)
}
