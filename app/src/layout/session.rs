//! What happens to a page when its session ends while it is open: it is out of sight at once, and goes on where it
//! was when the same person signs in again. Nobody else gets it.

use convex_leptos::{AuthState, ConvexError, TokenFetcher, use_auth_state};
use leptos::prelude::*;

use super::keyboard::Overlay;
use super::ui::Ui;
use crate::platform;

/// Where the page gets its tokens: for the person whose page it is, and for nobody else who may be signed in here by
/// then.
pub(crate) fn tokens() -> TokenFetcher {
    let address = match platform::person() {
        Some(person) => format!("/auth/token?person={person}"),
        None => "/auth/token".to_owned(),
    };
    TokenFetcher::post(address).required(ends_session)
}

/// Whether a failure says that the session has ended. The functions look, so it arrives wherever the session was
/// ended, over the live connection and at once.
fn ends_session(error: &ConvexError) -> bool {
    // As text: reading it into a type would be code of its own.
    error
        .data_json()
        .is_some_and(|data| data.contains("\"UNAUTHENTICATED\""))
}

/// Takes the page out of sight while nobody is signed in, and has signing in offered over it.
pub(crate) fn watch() {
    let ui = Ui::current();
    let auth = use_auth_state();
    Effect::new(move |_| match auth.get() {
        AuthState::Loading => {}
        AuthState::Unauthenticated => {
            platform::withdraw();
            // Where a form has ended the session, its answer says what comes next.
            if !platform::is_leaving() && ui.overlay.get_untracked() != Some(Overlay::SignIn) {
                ui.overlay.set(Some(Overlay::SignIn));
            }
        }
        AuthState::Authenticated => {
            if ui.overlay.get_untracked() == Some(Overlay::SignIn) {
                ui.overlay.set(None);
                platform::bring_back();
                ui.announce("Signed in again");
            }
        }
    });
}
