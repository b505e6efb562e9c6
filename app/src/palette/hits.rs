//! What the server finds: tasks, chats, todos, messages and memories with these words.

use std::time::Duration;

use convex_api::{ChatId, SearchHit, SearchHitKind, Task, ThreadKind, search, tasks};
use convex_leptos::{NoArgs, UseQuery, use_query};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::item::{Act, Group, Item};

/// How long typing must pause before the server is asked.
const SEARCH_RESTS: Duration = Duration::from_millis(120);

/// So many of each kind are shown; the search of the kind's own page shows all.
const SHOWN: usize = 5;

/// The answers. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Hits {
    text: Signal<String>,
    recent: UseQuery<Vec<Task>>,
    found: UseQuery<Vec<SearchHit>>,
}

impl Hits {
    /// Asks for what fits the text, whenever it changes.
    pub(super) fn of(text: Signal<String>) -> Self {
        let wanted = move || Some(text.get()).filter(|text| !text.is_empty());
        Self {
            text,
            recent: use_query(tasks::Recent, || NoArgs {}),
            found: use_query(search::Everything, move || {
                wanted().map(|text| search::EverythingArgs { text })
            }),
        }
    }

    /// The lines, tracked. Before anything is typed: the latest tasks.
    pub(super) fn items(self, nothing_typed: bool) -> Vec<Item> {
        if nothing_typed {
            return self.recent.with(|state| {
                let tasks = state.as_ref().ready().map(Vec::as_slice);
                let tasks = tasks.unwrap_or_default().iter().take(SHOWN);
                tasks.map(recent).collect()
            });
        }
        let text = self.text.get();
        let mut items: Vec<Item> = self.found.with(|state| {
            let hits = state.as_ref().ready().map(Vec::as_slice);
            let hits = hits.unwrap_or_default().iter();
            hits.filter_map(|hit| line(hit, &text)).collect()
        });
        items.sort_by_key(|item| item.group);
        let mut of_group = (None, 0);
        items.retain(|item| {
            let before = if of_group.0 == Some(item.group) {
                of_group.1
            } else {
                0
            };
            of_group = (Some(item.group), before + 1);
            before < SHOWN
        });
        items
    }
}

/// The text once typing pauses, without what surrounds it.
pub(crate) fn rested(typed: Signal<String>) -> Signal<String> {
    let rested = RwSignal::new(String::new());
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let text = typed.get().trim().to_owned();
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        let settle = move || drop(rested.try_set(text));
        waiting.set_value(set_timeout_with_handle(settle, SEARCH_RESTS).ok());
    });
    rested.into()
}

fn recent(task: &Task) -> Item {
    Item {
        group: Group::Recent,
        glyph: "i-tasks",
        title: task.title.clone(),
        about: task.repo_full_name.clone().unwrap_or_default(),
        keys: None,
        act: Act::Open(format!("/tasks/{}", task.id)),
    }
}

/// None: no page shows it.
fn line(hit: &SearchHit, text: &str) -> Option<Item> {
    let (group, glyph) = match hit.kind {
        SearchHitKind::Task => (Group::Tasks, "i-tasks"),
        SearchHitKind::Chat => (Group::Chats, "i-chats"),
        SearchHitKind::Todo => (Group::Todos, "i-todos"),
        SearchHitKind::Message => (Group::Messages, "i-mail"),
        SearchHitKind::Memory => (Group::Memories, "i-memory"),
        SearchHitKind::Advisor | SearchHitKind::Conversation => return None,
    };
    let (title, about) = match &hit.snippet {
        Some(snippet) => (snippet.clone(), hit.title.clone()),
        None => (hit.title.clone(), String::new()),
    };
    Some(Item {
        group,
        glyph,
        title,
        about,
        keys: None,
        act: act(hit, text)?,
    })
}

/// What leads to it.
fn act(hit: &SearchHit, text: &str) -> Option<Act> {
    let id = &hit.document_id;
    let page = match &hit.place {
        Some(place) => match place.kind {
            ThreadKind::Task => Some(format!("/tasks/{}", place.document_id)),
            ThreadKind::Chat => Some(format!("/chats/{}", place.document_id)),
            ThreadKind::Conversation => None,
        },
        None => None,
    };
    Some(match (hit.kind, page) {
        (SearchHitKind::Task, _) => Act::Open(format!("/tasks/{id}")),
        (SearchHitKind::Chat, _) => Act::Open(format!("/chats/{id}")),
        (SearchHitKind::Message, Some(page)) => match hit.place.as_ref()? {
            place if place.kind == ThreadKind::Chat => Act::Version(
                ChatId::from(place.document_id.as_str()),
                place.thread_id.clone(),
                format!("{page}?at={id}#message-{id}"),
            ),
            _ => Act::Open(format!("{page}#message-{id}")),
        },
        (SearchHitKind::Todo, Some(page)) => Act::Open(page),
        (SearchHitKind::Todo, None) => {
            let target = format!("#todo-{id} .todo-main button");
            Act::Reveal("/todos".into(), target.into())
        }
        (SearchHitKind::Memory, _) => {
            // Memories have no page of their own: it stands in the list of those with these words.
            let mut query = ParamsMap::new();
            query.insert("q", text.to_owned());
            let address = format!("/memories{}", query.to_query_string());
            let target = format!("#memory-{id} summary");
            Act::Reveal(address.into(), target.into())
        }
        _ => return None,
    })
}
