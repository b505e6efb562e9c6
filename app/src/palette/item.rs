//! One line of the palette, and what choosing it does.

use std::sync::Arc;

use convex_api::{ChatId, Density, ThreadId, chats};
use convex_leptos::{UseMutation, use_mutation};
use leptos::prelude::request_animation_frame;
use leptos_router::NavigateOptions;

use crate::actions::settings::{Change, SettingsActions};
use crate::layout::keyboard::Overlay;
use crate::layout::theme::Theme;
use crate::layout::ui::Ui;
use crate::layout::{density, shortcuts, theme};
use crate::node::Text;
use crate::platform;

/// Where lines stand together, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    Page,
    Places,
    Actions,
    Recent,
    Tasks,
    Chats,
    Todos,
    Messages,
    Memories,
}

impl Group {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Page => "On this page",
            Self::Places => "Go to",
            Self::Actions => "Actions",
            Self::Recent => "Recent",
            Self::Tasks => "Tasks",
            Self::Chats => "Chats",
            Self::Todos => "Todos",
            Self::Messages => "Messages",
            Self::Memories => "Memories",
        }
    }

    /// Whether its lines are what people wrote, whose place is shown beside them.
    pub(super) fn is_found(self) -> bool {
        self >= Self::Recent
    }
}

/// What choosing a line does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Act {
    /// Opens an address.
    Open(String),
    /// Opens an address and moves the focus to the first match there.
    Reveal(Text, Text),
    /// Shows a version of a chat, then opens an address there.
    Version(ChatId, ThreadId, String),
    /// Clicks on the `nth` match on this page.
    Press(&'static str, usize),
    Theme(Theme),
    Density(Density),
    /// Turns keys without Ctrl on or off.
    Characters(bool),
    Sheet,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    pub(crate) group: Group,
    pub(crate) glyph: &'static str,
    pub(crate) title: String,
    /// Where it belongs, or other words by which it is found.
    pub(super) about: String,
    pub(crate) keys: Option<&'static str>,
    pub(crate) act: Act,
}

/// What acts need. All of them begin once the palette is closed and the focus is back.
#[derive(Clone)]
pub(crate) struct Acting {
    pub(super) ui: Ui,
    pub(super) settings: SettingsActions,
    pub(super) navigate: Arc<dyn Fn(&str) + Send + Sync>,
    select: UseMutation<chats::SelectThread>,
}

impl Acting {
    pub(crate) fn new() -> Self {
        let navigate = leptos_router::hooks::use_navigate();
        Self {
            ui: Ui::current(),
            settings: SettingsActions::new(),
            navigate: Arc::new(move |path| navigate(path, NavigateOptions::default())),
            select: use_mutation(chats::SelectThread),
        }
    }

    pub(crate) fn act(&self, act: Act) {
        let settings = |change| self.settings.change(change);
        match act {
            Act::Open(address) => (self.navigate)(&address),
            Act::Reveal(path, selector) => {
                (self.navigate)(&path);
                reveal_when_there(selector, FRAMES, false);
            }
            Act::Version(chat_id, thread_id, address) => {
                let args = chats::SelectThreadArgs { chat_id, thread_id };
                let selected = self.select.call(args);
                let (ui, navigate) = (self.ui, self.navigate.clone());
                leptos::task::spawn_local(async move {
                    match selected.await {
                        Ok(()) => navigate(&address),
                        Err(error) => ui.refuse(&error),
                    }
                });
            }
            Act::Press(selector, nth) => platform::press(selector, nth),
            Act::Theme(chosen) => {
                theme::choose(chosen);
                settings(Change {
                    theme: chosen.name().parse().ok(),
                    ..Change::default()
                });
            }
            Act::Density(chosen) => {
                density::choose(chosen.as_str());
                settings(Change {
                    density: Some(chosen),
                    ..Change::default()
                });
            }
            Act::Characters(on) => {
                shortcuts::choose(on);
                settings(Change {
                    character_shortcuts: Some(on),
                    ..Change::default()
                });
                self.ui.announce(if on {
                    "Keys without Ctrl are on"
                } else {
                    "Keys without Ctrl are off"
                });
            }
            Act::Sheet => self.ui.lay_over(Overlay::Sheet),
        }
    }
}

/// How many frames a page may take until it shows what is to be revealed.
const FRAMES: u32 = 300;

/// Moves the focus to something on a page that is still to come, once that page has taken the focus itself.
fn reveal_when_there(selector: Text, frames_left: u32, was_there: bool) {
    request_animation_frame(move || {
        let is_there = platform::matches_any(&selector);
        if is_there && was_there {
            platform::reveal(&selector);
        } else if frames_left > 0 {
            reveal_when_there(selector, frames_left - 1, is_there);
        }
    });
}
