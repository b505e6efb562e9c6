//! What the server finds: tasks, chats, messages and memories with these words.

use convex_api::{Chat, Memory, MessagePlace, Task, chats, memories, messages, tasks};
use convex_leptos::{NoArgs, UseQuery, use_query};
use convex_typed::Wire;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::item::{Act, Group, Item};

/// So many of each kind are shown; the search of the kind's own page shows all.
const SHOWN: usize = 5;

/// The answers. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Hits {
    text: Signal<String>,
    recent: UseQuery<Vec<Task>>,
    tasks: UseQuery<Vec<Task>>,
    chats: UseQuery<Vec<Chat>>,
    messages: UseQuery<Vec<MessagePlace>>,
    memories: UseQuery<Vec<Memory>>,
}

impl Hits {
    /// Asks for what fits the text, whenever it changes.
    pub(super) fn of(text: Signal<String>) -> Self {
        let wanted = move || Some(text.get()).filter(|text| !text.is_empty());
        Self {
            text,
            recent: use_query(tasks::Recent, || NoArgs {}),
            tasks: use_query(tasks::Search, move || {
                wanted().map(|text| tasks::SearchArgs { text })
            }),
            chats: use_query(chats::Search, move || {
                wanted().map(|text| chats::SearchArgs { text })
            }),
            messages: use_query(messages::FindPlaces, move || {
                wanted().map(|text| messages::FindPlacesArgs { text })
            }),
            memories: use_query(memories::Search, move || {
                wanted().map(memories::SearchArgs::new)
            }),
        }
    }

    /// The lines, tracked. Before anything is typed: the latest tasks.
    pub(super) fn items(self, nothing_typed: bool) -> Vec<Item> {
        if nothing_typed {
            return lines(self.recent, |task| task_line(Group::Recent, task));
        }
        let mut items = lines(self.tasks, |task| task_line(Group::Tasks, task));
        items.extend(lines(self.chats, chat_line));
        items.extend(lines(self.messages, message_line));
        let text = self.text.get();
        items.extend(lines(self.memories, |memory| memory_line(memory, &text)));
        items
    }
}

fn lines<T: Wire>(query: UseQuery<Vec<T>>, line: impl Fn(&T) -> Item) -> Vec<Item> {
    query.with(|state| {
        let found = state.as_ref().ready().map(Vec::as_slice);
        found
            .unwrap_or_default()
            .iter()
            .take(SHOWN)
            .map(line)
            .collect()
    })
}

fn line(group: Group, glyph: &'static str, title: &str, about: &str, address: String) -> Item {
    Item {
        group,
        glyph,
        title: title.to_owned(),
        about: about.to_owned(),
        keys: None,
        act: Act::Open(address),
    }
}

fn task_line(group: Group, task: &Task) -> Item {
    let about = task.repo_full_name.as_deref().unwrap_or_default();
    let address = format!("/tasks/{}", task.id);
    line(group, "i-tasks", &task.title, about, address)
}

fn chat_line(chat: &Chat) -> Item {
    let address = format!("/chats/{}", chat.id);
    line(Group::Chats, "i-chats", &chat.title, "", address)
}

fn message_line(place: &MessagePlace) -> Item {
    let page = match (&place.task_id, &place.chat_id) {
        (Some(task), _) => format!("/tasks/{task}"),
        (_, Some(chat)) => format!("/chats/{chat}"),
        _ => "/tasks".to_owned(),
    };
    let address = format!("{page}#message-{}", place.message_id);
    line(
        Group::Messages,
        "i-mail",
        &place.excerpt,
        &place.title,
        address,
    )
}

/// Memories have no page of their own: it stands in the list of those with these words.
fn memory_line(memory: &Memory, text: &str) -> Item {
    let about = memory.repo_full_name.as_deref().unwrap_or_default();
    let mut query = ParamsMap::new();
    query.insert("q", text.to_owned());
    let address = format!("/memories{}", query.to_query_string());
    let target = format!("#memory-{} summary", memory.id);
    Item {
        act: Act::Reveal(address.into(), target.into()),
        ..line(
            Group::Memories,
            "i-memory",
            &memory.content,
            about,
            String::new(),
        )
    }
}
