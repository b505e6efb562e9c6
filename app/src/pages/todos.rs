//! All todos, across all tasks and the inbox.

use std::sync::Arc;

use convex_api::{TodoStatus, todos};
use convex_leptos::{QueryState, use_paginated_query};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::live::{Readiness, live};
use crate::components::more;
use crate::components::todo_list::{Rows, todo_add, todo_list};
use crate::layout::page::{self, Head};
use crate::layout::ui::Ui;
use crate::node::{El, changing, el, fragment, showing};

const PAGE: u32 = 100;

/// The filter of an address; none shows everything.
fn filter_of(name: Option<String>) -> Option<TodoStatus> {
    match name.as_deref() {
        Some("pending") => Some(TodoStatus::Pending),
        Some("in-progress") => Some(TodoStatus::InProgress),
        Some("completed") => Some(TodoStatus::Completed),
        Some("cancelled") => Some(TodoStatus::Cancelled),
        _ => None,
    }
}

pub(crate) fn page() -> AnyView {
    let ui = Ui::current();
    let query = use_query_map();
    let filter = Memo::new(move |_| filter_of(query.with(|query| query.get("status"))));
    let first = more::first_page(PAGE);
    let list = use_paginated_query(todos::All, move || todos::AllArgs {
        status: filter.get(),
        ..todos::AllArgs::new(first())
    });
    let say_where = move || {
        // A new one waits to be done, which this list may leave out.
        let shows_new = [None, Some(TodoStatus::Pending)];
        if !shows_new.contains(&filter.get_untracked()) {
            ui.tell("The todo is under \u{201c}To do\u{201d}");
        }
    };
    let body = el("div")
        .class("page-body")
        .has(el("div").class("toolbar").has(filters(filter)))
        .shows(live(
            move || list.with(Readiness::of),
            move || {
                let rows: Rows = Memo::new(move |_| {
                    Arc::new(list.with(|state| match state {
                        QueryState::Ready(rows) => rows.clone(),
                        _ => Vec::new(),
                    }))
                });
                let none = Memo::new(move |_| rows.with(|rows| rows.is_empty()));
                fragment(vec![
                    more::beginning("Back to the first"),
                    todo_list(rows, "Todos", true).view(),
                    showing(move || none.get().then(|| empty(filter.get()))),
                    changing(more::more(list, PAGE, "Show more")),
                ])
            },
        ))
        .has(
            el("div")
                .class("add-bar")
                .has(todo_add(None, "Add a todo", say_where)),
        );
    page::page(page::fixed("Todos"), Head::Title, None, body.view())
}

fn filters(filter: Memo<Option<TodoStatus>>) -> El {
    let choice = move |status: Option<TodoStatus>, href: &'static str, label: &'static str| {
        el("a")
            .is("href", href)
            .follows("aria-current", move || {
                (filter.get() == status).then_some("true".into())
            })
            .says(label)
    };
    el("nav")
        .class("segments")
        .is("aria-label", "Filter")
        .has(choice(None, "/todos", "All"))
        .has(choice(
            Some(TodoStatus::Pending),
            "/todos?status=pending",
            "To do",
        ))
        .has(choice(
            Some(TodoStatus::InProgress),
            "/todos?status=in-progress",
            "In progress",
        ))
        .has(choice(
            Some(TodoStatus::Completed),
            "/todos?status=completed",
            "Done",
        ))
        .has(choice(
            Some(TodoStatus::Cancelled),
            "/todos?status=cancelled",
            "Cancelled",
        ))
}

fn empty(filter: Option<TodoStatus>) -> El {
    let (title, text) = match filter {
        None => (
            "No todos yet",
            "Todos of all tasks come together here, whether you or an agent wrote them. Add the first one below; it waits in the inbox until a task needs it.",
        ),
        Some(TodoStatus::Pending) => (
            "Nothing left to do",
            "Everything is under way, done or cancelled.",
        ),
        Some(TodoStatus::InProgress) => (
            "Nothing in progress",
            "Set a todo to \u{201c}In progress\u{201d} in its menu to see it here.",
        ),
        Some(TodoStatus::Completed) => ("Nothing done yet", "Tick a todo and it is kept here."),
        Some(TodoStatus::Cancelled) => (
            "Nothing cancelled",
            "Todos that are not worth doing can be cancelled instead of deleted.",
        ),
    };
    el("div")
        .class("empty")
        .has(el("h2").says(title))
        .has(el("p").says(text))
}
