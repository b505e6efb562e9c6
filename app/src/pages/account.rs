//! The person's account: who they are here, where they are signed in, how they get in, and how they leave.

mod data;
mod device;
mod password;
mod profile;
mod sessions;
mod sign_in;

use convex_api::{AccountEntry, SessionEntry, User, accounts, auth, sessions as session_functions};
use convex_leptos::{NoArgs, QueryState, UseQuery, use_query};
use leptos::prelude::*;

use crate::actions::account::AccountActions;
use crate::components::live::{Readiness, live};
use crate::layout::page::{self, Head};
use crate::layout::user_menu;
use crate::node::{el, fragment};
use crate::platform;

/// What the parts of the page share. `Copy`.
#[derive(Clone, Copy)]
struct Account {
    actions: AccountActions,
    user: UseQuery<Option<User>>,
    sessions: UseQuery<Vec<SessionEntry>>,
    accounts: UseQuery<Vec<AccountEntry>>,
}

impl Account {
    /// Reads one thing of the person.
    fn of_user<T: Default>(self, read: impl FnOnce(&User) -> T) -> T {
        self.user.with(|state| match state {
            QueryState::Ready(Some(user)) => read(user),
            _ => T::default(),
        })
    }

    fn name(self) -> String {
        self.of_user(|user| user.name.clone())
    }

    /// Whether the person can sign in with a password.
    fn has_password(self) -> bool {
        self.accounts.with(|state| match state.as_ref().ready() {
            Some(accounts) => accounts.iter().any(sign_in::is_password),
            None => true,
        })
    }
}

pub(crate) fn page() -> AnyView {
    let account = Account {
        actions: AccountActions::new(),
        user: use_query(auth::CurrentUser, || NoArgs {}),
        sessions: use_query(session_functions::Mine, || NoArgs {}),
        accounts: use_query(accounts::Mine, || NoArgs {}),
    };
    // The entry in the navigation is the server's; this is the only page that changes what it says.
    Effect::new(move |_| {
        let name = account.name();
        if !name.is_empty() {
            platform::set_text(user_menu::NAME, &name);
        }
    });
    let readiness = move || {
        let parts = [
            account.user.with(Readiness::of),
            account.sessions.with(Readiness::of),
            account.accounts.with(Readiness::of),
        ];
        let unready = parts.into_iter().find(|part| *part != Readiness::Ready);
        unready.unwrap_or(Readiness::Ready)
    };
    let body = el("div")
        .class("page-body sections")
        .shows(live(readiness, move || sections(account)));
    page::page(page::fixed("Account"), Head::Title, None, body.view())
}

fn sections(account: Account) -> AnyView {
    fragment(vec![
        data::pending_deletion(account),
        profile::section(account).view(),
        password::section(account).view(),
        sessions::section(account).view(),
        sign_in::section(account).view(),
        data::plan(account).view(),
        data::export().view(),
        data::deletion(account).view(),
    ])
}
