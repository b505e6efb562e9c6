//! What is proposed in a box: what the palette finds, and what it does.

use convex_api::{SearchHit, SearchHitKind, ThreadKind, chats, search, tasks};
use convex_leptos::{NoArgs, use_query};
use convex_typed::PaginationOptions;
use leptos::prelude::*;

use super::editing::{Beginning, Kind};
use super::typing::Typing;
use crate::components::icon::icon;
use crate::components::live::is_unconnected;
use crate::node::{El, el};
use crate::palette::{Act, Acting, Item, commands, fitting, keys, rested};

/// How many of a kind are proposed before anything is typed.
const RECENT: usize = 5;

/// One proposal.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    glyph: &'static str,
    title: String,
    about: String,
    keys: Option<&'static str>,
    does: Does,
}

/// What choosing it does.
#[derive(Clone, Debug, PartialEq)]
enum Does {
    /// Mentions what is at the address.
    Mention(String),
    Act(Act),
}

/// What there is to choose. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Choices {
    pub(super) items: Memo<Vec<Choice>>,
    acting: StoredValue<Acting>,
}

impl Choices {
    /// What fits what has begun.
    pub(super) fn of(begun: RwSignal<Option<Beginning>>) -> Self {
        let typed = move |kind| {
            Memo::new(move |_| {
                begun.with(|begun| {
                    let begun = begun.as_ref().filter(|begun| begun.kind == kind);
                    begun.map(|begun| begun.typed.clone())
                })
            })
        };
        let command = typed(Kind::Command);
        let mentioned = mentioned(typed(Kind::Mention));
        // The page lies still while somebody chooses.
        let is_away = is_unconnected();
        let is_wanted = Memo::new(move |_| command.with(Option::is_some));
        let offered = Memo::new(move |_| match is_wanted.get() {
            true => commands(is_away.get()),
            false => Vec::new(),
        });
        let items = Memo::new(move |_| match command.get() {
            Some(typed) => {
                let fitting = offered.with(|offered| fitting(offered, &typed));
                fitting.into_iter().map(Choice::command).collect()
            }
            None => mentioned.get(),
        });
        Self {
            items,
            acting: StoredValue::new(Acting::new()),
        }
    }

    pub(super) fn at(self, at: usize) -> Option<Choice> {
        self.items.with_untracked(|items| items.get(at).cloned())
    }

    pub(super) fn choose(self, choice: Choice, typing: Typing) {
        match choice.does {
            Does::Mention(address) => typing.mention(&choice.title, &address),
            Does::Act(act) => {
                typing.clear();
                self.acting.with_value(|acting| acting.act(act));
            }
        }
    }
}

impl Choice {
    fn command(item: Item) -> Self {
        Self {
            glyph: item.glyph,
            title: item.title,
            about: String::new(),
            keys: item.keys,
            does: Does::Act(item.act),
        }
    }

    fn mention(glyph: &'static str, title: &str, about: &str, address: String) -> Self {
        Self {
            glyph,
            title: title.to_owned(),
            about: about.to_owned(),
            keys: None,
            does: Does::Mention(address),
        }
    }

    /// None: no page shows it, or nobody means it by a name.
    fn found(hit: &SearchHit) -> Option<Self> {
        let id = &hit.document_id;
        match hit.kind {
            SearchHitKind::Chat => Some(Self::chat(id, &hit.title)),
            SearchHitKind::Task => Some(Self::task(id, &hit.title)),
            SearchHitKind::Todo => {
                let words = hit.snippet.as_deref()?;
                let address = match &hit.place {
                    Some(place) if place.kind == ThreadKind::Task => {
                        format!("/tasks/{}#todo-{id}", place.document_id)
                    }
                    Some(_) => return None,
                    None => format!("/todos#todo-{id}"),
                };
                Some(Self::mention("i-todos", words, "Todo", address))
            }
            _ => None,
        }
    }

    fn chat(id: &str, title: &str) -> Self {
        Self::mention("i-chats", title, "Chat", format!("/chats/{id}"))
    }

    fn task(id: &str, title: &str) -> Self {
        Self::mention("i-tasks", title, "Task", format!("/tasks/{id}"))
    }

    /// Whether its name holds the words.
    fn holds(&self, typed: &str) -> bool {
        self.title.to_lowercase().contains(&typed.to_lowercase())
    }

    /// A line that says what it is.
    pub(super) fn tell(self, line: El) -> El {
        let line = line.has(icon(self.glyph)).has(
            el("span")
                .class("palette-title")
                .is("dir", "auto")
                .says(self.title),
        );
        match self.keys {
            Some(pressed) => line.has(keys(pressed).is("aria-hidden", "true")),
            None => line.has(el("span").class("palette-about").says(self.about)),
        }
    }
}

/// What can be mentioned by what has been typed: what is one's own and has these words, or is recent.
fn mentioned(typed: Memo<Option<String>>) -> Memo<Vec<Choice>> {
    let text = rested(Signal::derive(move || typed.get().unwrap_or_default()));
    let found = use_query(search::Everything, move || {
        let text = Some(text.get()).filter(|text| !text.is_empty());
        text.map(|text| search::EverythingArgs { text })
    });
    let is_new = Memo::new(move |_| typed.with(|typed| typed.as_deref() == Some("")));
    let recent_tasks = use_query(tasks::Recent, move || is_new.get().then_some(NoArgs {}));
    let recent_chats = use_query(chats::GetUserChats, move || {
        let first = PaginationOptions::first(RECENT as u32);
        is_new
            .get()
            .then(|| chats::GetUserChatsArgs::new(first.clone()))
    });
    Memo::new(move |_| {
        let Some(typed) = typed.get() else {
            return Vec::new();
        };
        if typed.is_empty() {
            let mut recent: Vec<_> = recent_chats.with(|state| {
                let rows = state.as_ref().ready().map_or(&[][..], |chats| &chats.page);
                let chats = rows.iter();
                chats
                    .map(|chat| Choice::chat(chat.id.as_str(), &chat.title))
                    .collect()
            });
            recent.extend(recent_tasks.with(|state| {
                let rows = state.as_ref().ready().map_or(&[][..], Vec::as_slice);
                let tasks = rows.iter().take(RECENT);
                tasks
                    .map(|task| Choice::task(task.id.as_str(), &task.title))
                    .collect::<Vec<_>>()
            }));
            return recent;
        }
        // What was found for fewer letters stays until the rest is there, as far as it fits.
        let is_old = text.with(|text| text != typed.trim()) || found.is_stale().get();
        found.with(|state| {
            let hits = state.as_ref().ready().map_or(&[][..], Vec::as_slice);
            let choices = hits.iter().filter_map(Choice::found);
            choices
                .filter(|choice| !is_old || choice.holds(typed.trim()))
                .collect()
        })
    })
}
