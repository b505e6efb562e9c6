//! Signing in again over the page whose session has ended. What was written there and where it was read wait below,
//! out of sight, for the same person.

use convex_leptos::{ConvexClient, use_convex};
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::web_sys::Event;

use crate::components::form::{Field, post};
use crate::layout::user_menu::NAME;
use crate::node::{El, el};
use crate::platform::{self, Standing};
use crate::served::refusal_id;

/// The same form as on the page for signing in.
const FORM: &str = "sign-in";

const PASSWORD: &str = "#sign-in-password";

const UNREACHABLE: &str = "The server cannot be reached right now. Try again in a moment.";

/// The dialog. `Copy`.
#[derive(Clone, Copy)]
struct Asking {
    client: ConvexClient,
    /// Whether it is known that somebody has to be asked.
    is_needed: RwSignal<bool>,
    is_busy: RwSignal<bool>,
    /// Why the last try was refused; empty without one.
    refusal: RwSignal<String>,
}

pub(super) fn sign_in() -> El {
    let asking = Asking {
        client: use_convex(),
        is_needed: RwSignal::new(false),
        is_busy: RwSignal::new(false),
        refusal: RwSignal::new(String::new()),
    };
    asking.look(true);
    asking.look_again();
    let node = NodeRef::<Dialog>::new();
    let show = move || {
        if let Some(dialog) = node
            .get_untracked()
            .filter(|_| asking.is_needed.get_untracked())
        {
            platform::show_dialog(&dialog);
        }
    };
    Effect::new(move |_| {
        if asking.is_needed.get() && node.get().is_some() {
            show();
        }
    });
    el("dialog")
        .class("overlay again")
        .is("aria-labelledby", "again-title")
        .node(node)
        .on("cancel", |event| event.prevent_default())
        // Browsers close it all the same when Escape is pressed twice.
        .on("close", move |_| show())
        .has(
            el("h2")
                .is("id", "again-title")
                .says("This session has ended"),
        )
        .has(lead())
        .has(form(asking))
        .has(otherwise())
}

/// Whose page it is.
fn lead() -> El {
    let name = platform::texts_of(NAME).into_iter().next();
    let name = name.unwrap_or_else(|| "the same person".to_owned());
    el("p")
        .says("Sign in as ")
        .has(el("strong").says(name))
        .says(" to go on where you were: what you wrote is kept. Anybody else gets their own first page.")
}

fn form(asking: Asking) -> El {
    post("/auth/sign-in")
        .class("form")
        .on("submit", move |event| asking.try_with(&event))
        .has(
            el("p")
                .class("refusal")
                .is("id", refusal_id(FORM))
                .is("role", "alert")
                .tells(move || asking.refusal.get().into()),
        )
        .has(Field::email(FORM).with("autofocus", "").view())
        .has(Field::known_password(FORM, "password").view())
        .has(el("button").class("button primary").says("Sign in"))
}

/// For those who sign in with a provider, a link or a new password.
fn otherwise() -> El {
    el("p")
        .class("again-foot")
        .has(
            el("a")
                .is("href", "/sign-in")
                .is("rel", "external")
                .is("target", "_blank")
                .says("Sign in another way"),
        )
        .says(" in a new tab; this one goes on when you come back. ")
        .has(
            el("button")
                .is("type", "button")
                .on("click", |_| platform::sign_in_again())
                .says("Leave this page"),
        )
}

impl Asking {
    fn try_with(self, event: &Event) {
        event.prevent_default();
        let typed = |name| platform::typed_in(event, name).unwrap_or_default();
        let (email, password) = (typed("email"), typed("password"));
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.refusal.set(String::new());
        leptos::task::spawn_local(async move {
            let refusal = platform::sign_in(&email, &password).await;
            // It is kept nowhere, not even in its field.
            platform::set_field(PASSWORD, "");
            self.is_busy.try_set(false);
            match refusal {
                Some(refusal) if refusal.is_empty() => self.look(false),
                Some(refusal) => self.refuse(refusal),
                None => self.refuse(UNREACHABLE.to_owned()),
            }
        });
    }

    fn refuse(self, refusal: String) {
        self.refusal.try_set(refusal);
        platform::focus(PASSWORD);
    }

    /// Looks who is signed in by now.
    fn look(self, is_first: bool) {
        leptos::task::spawn_local(async move {
            match platform::standing().await {
                Standing::Same => self.client.refresh_auth(),
                Standing::Another => platform::replace_page("/"),
                // Somebody has signed out here: nothing of the page is to stay.
                Standing::Nobody if is_first => platform::sign_in_again(),
                Standing::Nobody | Standing::Ended | Standing::Unknown => {
                    self.is_needed.try_set(true);
                }
            }
        });
    }

    /// Looks again whenever somebody comes back to this tab: they may have signed in in another one.
    fn look_again(self) {
        Effect::new(move |_| {
            let handle = window_event_listener(leptos::ev::focus, move |_| self.look(false));
            on_cleanup(move || handle.remove());
        });
    }
}
