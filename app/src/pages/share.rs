//! Letting others read a chat by a link: what they see of it, the link, and taking it back.

use convex_api::{ChatId, ShareLink, Sharing, shares};
use convex_leptos::{QueryState, UseMutation, use_mutation, use_query};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::components::conversation::copy_and;
use crate::components::form::post;
use crate::components::icon::icon;
use crate::components::live::{Readiness, live_page};
use crate::components::section::{Confirm, section};
use crate::components::time::when;
use crate::layout::page::{self, Head};
use crate::layout::ui::Ui;
use crate::node::{El, changing, el, showing};
use crate::pages::chats::about;
use crate::pages::not_found;
use crate::platform;

/// The field that shows the link.
const FIELD: &str = "share-link";

/// A chat and its link, with the handles that change it. `Copy`.
#[derive(Clone, Copy)]
struct Share {
    ui: Ui,
    sharing: Memo<Option<Sharing>>,
    /// The link that was made on this page, with its age: nothing else knows its address.
    made: RwSignal<Option<(String, f64)>>,
    create: UseMutation<shares::Create>,
    renew: UseMutation<shares::Renew>,
    revoke: UseMutation<shares::Revoke>,
}

pub(crate) fn page() -> AnyView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    changing(move || one(id.get()))
}

fn one(id: String) -> AnyView {
    let current = use_query(shares::Current, move || shares::CurrentArgs {
        chat_id: id.clone(),
    });
    live_page(
        move || current.with(Readiness::of),
        move || {
            let share = Share {
                ui: Ui::current(),
                sharing: Memo::new(move |_| {
                    current.with(|state| match state {
                        QueryState::Ready(sharing) => sharing.clone(),
                        _ => None,
                    })
                }),
                made: RwSignal::new(None),
                create: use_mutation(shares::Create),
                renew: use_mutation(shares::Renew),
                revoke: use_mutation(shares::Revoke),
            };
            let id = Memo::new(move |_| {
                let sharing = share.sharing;
                sharing.with(|sharing| sharing.as_ref().map(|it| it.chat_id.clone()))
            });
            changing(move || match id.get() {
                Some(id) => found(share, id),
                None => not_found::page(),
            })
        },
    )
}

fn found(share: Share, id: ChatId) -> AnyView {
    let title = move || {
        share
            .sharing
            .with(|sharing| sharing.as_ref().map(|it| it.title.clone()))
            .unwrap_or_default()
    };
    let back = el("p").class("chat-origin").has(icon("i-chats")).has(
        el("a")
            .is("href", format!("/chats/{id}"))
            .tells(move || title().into()),
    );
    let has_link = Memo::new(move |_| share.link(|_| ()).is_some());
    let content = el("div")
        .has(el("p").says("Its readers see:"))
        .has(seen())
        .shows(changing(move || {
            if has_link.get() {
                linked(share, &id).view()
            } else {
                unlinked(share, &id).view()
            }
        }));
    let body = el("div")
        .class("page-body sections sharing")
        .has(back)
        .has(section(
            "link",
            "A link for reading",
            "Whoever has it reads the chat without an account, until you revoke it.",
            content,
        ));
    let title = Signal::derive(move || format!("Share \u{201c}{}\u{201d}", title()));
    page::page(title, Head::Title, None, body.view())
}

/// What others see, said before there is a link.
fn seen() -> El {
    let line = |glyph: &'static str, text: &'static str| el("li").has(icon(glyph)).says(text);
    el("ul")
        .class("seen")
        .is("aria-label", "What is seen")
        .has(line(
            "i-check",
            "The title, and what was said up to now in the version that you see, with the models that answered",
        ))
        .has(line("i-check", "The names of attached files, not what is in them"))
        .has(line(
            "i-close",
            "Not who you are, nor anything else of yours, nor what is said from now on",
        ))
}

fn unlinked(share: Share, id: &ChatId) -> El {
    make_form(share, id, "Make a link", "button primary").has(
        el("p")
            .class("form-hint without-script")
            .says("The link opens: its address is what you pass on."),
    )
}

/// Makes a link, in place of an earlier one.
fn make_form(share: Share, id: &ChatId, label: &'static str, class: &'static str) -> El {
    let chat_id = id.clone();
    post("/do/share_chat")
        .on("submit", move |event| {
            event.prevent_default();
            share.make(chat_id.clone());
        })
        .has(about(id))
        .has(el("button").class(class).says(label))
}

fn linked(share: Share, id: &ChatId) -> El {
    let address = Memo::new(move |_| {
        let created_at = share.link(|link| link.created_at);
        let made = share.made.get();
        made.filter(|(_, at)| Some(*at) == created_at)
            .map(|(address, _)| address)
    });
    let shown = changing(move || {
        match address.get() {
        Some(address) => known(share, address).view(),
        None => el("p")
            .says("There is a link. Its address is known to those who have it only: this server keeps no copy. If it is lost, make another one, and the earlier one shows nothing any more.")
            .view(),
    }
    });
    el("div")
        .class("share-state")
        .shows(shown)
        .has(facts(share))
        .has(
            el("div")
                .class("actions")
                .shows(renewal(share, id))
                .has(make_form(share, id, "Make another link", "button"))
                .has(revocation(share, id)),
        )
}

/// The link and what is done with it.
fn known(share: Share, address: String) -> El {
    let copied = address.clone();
    let is_copied = RwSignal::new(false);
    // The page may be left before the browser has copied.
    let say_copied = move || {
        let _ = is_copied.try_set(true);
    };
    el("div")
        .class("form-field")
        .has(
            el("div")
                .class("form-label")
                .has(el("label").is("for", FIELD).says("Link, shown this once")),
        )
        .has(
            el("div")
                .class("link-line")
                .has(
                    el("input")
                        .class("field mono")
                        .is("id", FIELD)
                        .is("readonly", "")
                        .is("value", address.clone())
                        .on("focus", |event| {
                            event_target::<leptos::web_sys::HtmlInputElement>(&event).select();
                        }),
                )
                .has(
                    el("button")
                        .is("type", "button")
                        .class("button primary")
                        .on("click", move |_| {
                            copy_and(share.ui, copied.clone(), "Link copied", say_copied);
                        })
                        .on("blur", move |_| {
                            let _ = is_copied.try_set(false);
                        })
                        .has(icon("i-copy"))
                        .tells(move || {
                            if is_copied.get() {
                                "Copied"
                            } else {
                                "Copy link"
                            }
                            .into()
                        }),
                )
                .has(
                    el("a")
                        .class("button")
                        .is("href", address)
                        .is("rel", "external")
                        .says("Open"),
                ),
        )
}

/// When the link was made and what of the chat it shows.
fn facts(share: Share) -> El {
    let at = move |read: fn(&ShareLink) -> f64| share.link(read).unwrap_or_default();
    let is_behind = Memo::new(move |_| share.link(|link| link.is_behind) == Some(true));
    el("p")
        .class("form-hint")
        .says("Made ")
        .has(when(move || at(|link| link.created_at)))
        .says("; shows the chat as it was ")
        .has(when(move || at(|link| link.shared_at)))
        .says(". ")
        .has(el("span").tells(move || {
            if is_behind.get() {
                "The chat shows something else by now.".into()
            } else {
                "The chat still shows the same.".into()
            }
        }))
}

/// Lets the link show what the chat does now.
fn renewal(share: Share, id: &ChatId) -> AnyView {
    let is_behind = Memo::new(move |_| share.link(|link| link.is_behind) == Some(true));
    let id = id.clone();
    showing(move || {
        let chat_id = id.clone();
        is_behind.get().then(|| {
            post("/do/renew_share")
                .on("submit", move |event| {
                    event.prevent_default();
                    share.update(chat_id.clone());
                })
                .has(about(&id))
                .has(
                    el("button")
                        .class("button primary")
                        .says("Show what there is now"),
                )
        })
    })
}

fn revocation(share: Share, id: &ChatId) -> El {
    let chat_id = id.clone();
    let form = post("/do/revoke_share")
        .on("submit", move |event| {
            event.prevent_default();
            share.take_back(chat_id.clone());
        })
        .has(about(id));
    let confirm = Confirm {
        id: "revoke".to_owned(),
        label: "Revoke",
        about: "the link".into(),
        question: "Whoever has the link sees nothing any more, at once and for good. Another link can be made.".into(),
        action: "Revoke",
        form,
    };
    let place = el("div").class("confirm-place");
    confirm.parts().into_iter().fold(place, El::has)
}

impl Share {
    /// Reads something of the link, if there is one, tracked.
    fn link<T>(self, read: impl FnOnce(&ShareLink) -> T) -> Option<T> {
        self.sharing
            .with(|sharing| sharing.as_ref()?.link.as_ref().map(read))
    }

    fn make(self, chat_id: ChatId) {
        if self.create.pending().get_untracked() {
            return;
        }
        let created = self.create.call(shares::CreateArgs { chat_id });
        leptos::task::spawn_local(async move {
            match created.await {
                Ok(created) => {
                    let origin = window().location().origin().unwrap_or_default();
                    let address = format!("{origin}/shared/{}", created.token);
                    // The page knows of the link before it knows that the call is done.
                    let at = self.sharing.try_with_untracked(|sharing| {
                        Some(sharing.as_ref()?.link.as_ref()?.created_at)
                    });
                    self.made.try_set(at.flatten().map(|at| (address, at)));
                    self.ui.announce("Link made");
                    platform::focus_soon(format!("#{FIELD}"));
                }
                Err(error) => self.ui.refuse(&error),
            }
        });
    }

    fn update(self, chat_id: ChatId) {
        let renewed = self.renew.call(shares::RenewArgs { chat_id });
        leptos::task::spawn_local(async move {
            match renewed.await {
                Ok(()) => {
                    self.ui.announce("The link shows what there is now");
                    platform::focus_soon(".share-state .button".to_owned());
                }
                Err(error) => self.ui.refuse(&error),
            }
        });
    }

    fn take_back(self, chat_id: ChatId) {
        let revoked = self.revoke.call(shares::RevokeArgs { chat_id });
        leptos::task::spawn_local(async move {
            match revoked.await {
                Ok(()) => {
                    self.made.try_set(None);
                    self.ui.announce("Link revoked");
                    platform::focus_soon("#link .button.primary".to_owned());
                }
                Err(error) => self.ui.refuse(&error),
            }
        });
    }
}
