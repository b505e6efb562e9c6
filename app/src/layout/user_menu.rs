//! Who is signed in, at the foot of the navigation, and the places that are theirs.
//!
//! Only the server makes it: it changes with the session, and with the session the whole document does. The
//! menu is a popover of links and one form, so it needs no script.

use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, KeyboardEvent};

use crate::node::{El, el};
use crate::platform;

/// The menu's id, for closing it after a navigation.
pub(crate) const ID: &str = "user-menu";

/// Selects the name, which the page about the account keeps true.
pub(crate) const NAME: &str = ".user-name";

/// The entry. In the browser: the element that the server's entry stands in.
pub(crate) fn user_entry() -> El {
    let slot = el("div").class("user").on("keydown", give_focus_back);
    #[cfg(feature = "ssr")]
    let slot = slot.shows(server::entry());
    slot
}

/// A browser gives the focus back to what opened a popover, but not where that lies in a popover itself, as
/// the navigation does on small screens.
fn give_focus_back(event: Event) {
    let event: KeyboardEvent = event.unchecked_into();
    if event.key() == "Escape" {
        platform::focus(".user-button");
    }
}

#[cfg(feature = "ssr")]
mod server {
    use convex_api::{User, auth, user_settings};
    use convex_leptos::{NoArgs, call_query};
    use leptos::prelude::*;

    use super::ID;
    use crate::components::avatar::avatar;
    use crate::components::form::post;
    use crate::components::icon::icon;
    use crate::identity::Operates;
    use crate::layout::{announcements, density, sending, shortcuts, theme};
    use crate::node::{El, el, fragment};
    use crate::request;

    pub(super) fn entry() -> AnyView {
        let operates = use_context::<Operates>().is_some();
        Suspend::new(async move {
            let user = call_query(auth::CurrentUser, NoArgs {})
                .await
                .ok()
                .flatten();
            take_up_choices().await;
            fragment(vec![
                button(user.as_ref()).view(),
                menu(user.as_ref(), operates).view(),
            ])
        })
        .into_any()
    }

    /// In a browser that knows no choices yet, those of the account hold from the next page on.
    async fn take_up_choices() {
        let cookies = [
            theme::COOKIE,
            density::COOKIE,
            shortcuts::COOKIE,
            announcements::COOKIE,
            sending::COOKIE,
        ];
        let is_known = |name| request::cookie(name).is_some();
        if cookies.into_iter().all(is_known) {
            return;
        }
        let Ok(settings) = call_query(user_settings::Get, NoArgs {}).await else {
            return;
        };
        let choices = [
            settings.theme.as_str(),
            settings.density.as_str(),
            shortcuts::name(settings.character_shortcuts),
            settings.announcements.as_str(),
            sending::name(settings.enter_sends),
        ];
        for (name, choice) in cookies.into_iter().zip(choices) {
            if !is_known(name) {
                request::keep_cookie(name, choice);
            }
        }
    }

    fn button(user: Option<&User>) -> El {
        let name = match user {
            Some(user) if !user.name.is_empty() => user.name.clone(),
            Some(user) => user.email.clone(),
            None => "Account".to_owned(),
        };
        let button = el("button")
            .is("type", "button")
            .class("user-button")
            .is("popovertarget", ID);
        // What this browser keeps is compared with it: a page that is left open may not be its next person's.
        let button = match user {
            Some(user) => button.is("data-person", user.id.to_string()),
            None => button,
        };
        button
            .has(avatar(&name, user.and_then(|user| user.image.as_deref())))
            .has(el("span").class("user-name").says(name))
            .has(icon("i-chevron"))
    }

    fn menu(user: Option<&User>, operates: bool) -> El {
        let link = |href: &'static str, glyph: &'static str, label: &'static str| {
            el("a")
                .class("menu-item")
                .is("href", href)
                .has(icon(glyph))
                .says(label)
        };
        let menu = el("div")
            .class("menu user-menu")
            .is("popover", "auto")
            .is("id", ID);
        let menu = match user {
            Some(user) => menu.has(el("p").class("user-email").says(user.email.clone())),
            None => menu,
        };
        let menu = menu
            .has(link("/account", "i-user", "Account"))
            .has(link("/settings", "i-settings", "Settings"))
            .has(link("/memories", "i-memory", "Memories"));
        let menu = match operates {
            true => menu.has(link("/_deployment", "i-system", "Deployment")),
            false => menu,
        };
        menu.has(el("hr")).has(
            post("/auth/sign-out").has(
                el("button")
                    .class("menu-item")
                    .has(icon("i-sign-out"))
                    .says("Sign out"),
            ),
        )
    }
}
