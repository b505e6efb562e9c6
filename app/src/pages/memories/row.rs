//! One memory: its text, and, opened, the form that changes it.

use convex_api::{Memory, MemoryId, memories};
use leptos::prelude::*;

use super::add::repository_field;
use super::{Rows, View, category_choice, repository, word};
use crate::components::form::post;
use crate::components::time::when;
use crate::node::{El, changing, el, hidden};
use crate::platform;
use crate::served;

const FORM: &str = "edit_memory";

/// The memory of a row, as long as it is in the list.
type Shown = Memo<Option<Memory>>;

pub(super) fn row(view: View, rows: Rows, id: MemoryId) -> AnyView {
    let memory: Shown = {
        let id = id.clone();
        Memo::new(move |_| rows.with(|rows| rows.iter().find(|memory| memory.id == id).cloned()))
    };
    let about = Some(("memory", id.as_str()));
    let mut details = el("details");
    if served::message(FORM, about).is_some() {
        details = details.is("open", "");
    }
    let summary = el("summary")
        .has(
            el("span")
                .class("memory-text")
                .is("dir", "auto")
                .tells(move || read(memory, |memory| memory.content.clone()).into()),
        )
        .has(facts(memory));
    el("li")
        .class("memory")
        .is("id", format!("memory-{id}"))
        .has(details.has(summary).shows(editor(view, memory, id)))
        .view()
}

fn read<T: Default>(memory: Shown, read: impl FnOnce(&Memory) -> T) -> T {
    memory.with(|memory| memory.as_ref().map(read).unwrap_or_default())
}

fn facts(memory: Shown) -> El {
    el("span")
        .class("memory-facts")
        .has(
            el("span")
                .class("badge")
                .tells(move || read(memory, |memory| word(memory.category)).into()),
        )
        .has(el("span").class("mono").tells(move || {
            let place = read(memory, |memory| memory.repo_full_name.clone());
            place.unwrap_or_else(|| "everywhere".to_owned()).into()
        }))
        .has(when(move || read(memory, |memory| memory.updated_at)))
}

/// The form is made anew when the memory changes elsewhere: what it shows is what would be changed.
fn editor(view: View, memory: Shown, id: MemoryId) -> AnyView {
    let shown = Memo::new(move |_| {
        read(memory, |memory| {
            Some((
                memory.content.clone(),
                memory.category,
                memory.repo_full_name.clone(),
                memory.task_id.clone(),
            ))
        })
    });
    changing(move || {
        let Some((content, category, repo, task)) = shown.get() else {
            return crate::node::nothing();
        };
        let about = Some(("memory", id.as_str()));
        let content = served::typed(FORM, about, "content").unwrap_or(content);
        let form = edit_form(view, id.clone())
            .has(hidden("memory", id.to_string()))
            .has(
                el("textarea")
                    .class("field")
                    .is("name", "content")
                    .is("rows", "2")
                    .is("maxlength", "2000")
                    .is("required", "")
                    .is("aria-label", "What agents should know")
                    .is("dir", "auto")
                    .holds(content),
            )
            .has(
                el("div")
                    .class("memory-fields")
                    .has(category_choice(format!("category-{id}"), category))
                    .has(repository_field(repo))
                    .has(el("button").class("button").says("Save"))
                    .has(delete(view, memory, id.clone())),
            );
        let form = match task {
            Some(task) => form.has(
                el("p")
                    .class("form-hint")
                    .says("Learnt in ")
                    .has(el("a").is("href", format!("/tasks/{task}")).says("a task"))
                    .says(", ")
                    .has(
                        el("a")
                            .is("href", format!("/memories?task={task}"))
                            .says("with others"),
                    )
                    .says("."),
            ),
            None => form,
        };
        form.view()
    })
}

fn edit_form(view: View, id: MemoryId) -> El {
    post("/do/edit_memory")
        .class("memory-form")
        .on("submit", move |event| {
            event.prevent_default();
            let value = |name| platform::field_of(&event, name).unwrap_or_default();
            view.actions.update(memories::UpdateArgs {
                content: Some(value("content")),
                category: value("category").parse().ok(),
                repo_full_name: Some(repository(&value("repo"))),
                ..memories::UpdateArgs::new(id.clone())
            });
            platform::close_details(&format!("#memory-{id}"));
        })
}

fn delete(view: View, memory: Shown, id: MemoryId) -> El {
    el("button")
        .class("button quiet danger end")
        .is("formaction", "/do/remove_memory")
        .is("formnovalidate", "")
        .on("click", move |event| {
            event.prevent_default();
            platform::focus_neighbour(&format!("#memory-{id}"), "summary", ".memory-add summary");
            if let Some(memory) = memory.get_untracked() {
                view.actions.remove(&memory);
            }
        })
        .says("Delete")
}
