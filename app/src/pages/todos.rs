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
use crate::leaf::IntoLeaf;
use crate::node::changing;

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
    let query = use_query_map();
    let filter = Memo::new(move |_| filter_of(query.with(|query| query.get("status"))));
    let first = more::first_page(PAGE);
    let list = use_paginated_query(todos::All, move || todos::AllArgs {
        status: filter.get(),
        ..todos::AllArgs::new(first())
    });
    let body = view! {
            <div class="page-body">
                <div class="toolbar">{filters(filter)}</div>
                {live(
                    move || list.with(Readiness::of),
                    move || {
                        let rows: Rows = Memo::new(move |_| {
                            Arc::new(list.with(|state| match state {
                                QueryState::Ready(rows) => rows.clone(),
                                _ => Vec::new(),
                            }))
                        });
                        let none = Memo::new(move |_| rows.with(|rows| rows.is_empty()));
                        view! {
                            {more::beginning("Back to the first")}
                            {todo_list(rows, "Todos", true)}
                            {move || none.get().then(|| empty(filter.get()))}
                            {changing(more::more(list, PAGE, "Show more"))}
                        }
                            .leaf()
                    },
                )}
                <div class="add-bar">{todo_add(None, "Add a todo")}</div>
            </div>
    };
    page::page(page::fixed("Todos"), Head::Title, None, body.leaf())
}

fn filters(filter: Memo<Option<TodoStatus>>) -> AnyView {
    let choice = move |status: Option<TodoStatus>, href: &'static str, label: &'static str| {
        view! {
            <a href=href aria-current=move || (filter.get() == status).then_some("true")>
                {label}
            </a>
        }
        .leaf()
    };
    view! {
        <nav class="segments" aria-label="Filter">
            {choice(None, "/todos", "All")}
            {choice(Some(TodoStatus::Pending), "/todos?status=pending", "To do")}
            {choice(Some(TodoStatus::InProgress), "/todos?status=in-progress", "In progress")}
            {choice(Some(TodoStatus::Completed), "/todos?status=completed", "Done")}
            {choice(Some(TodoStatus::Cancelled), "/todos?status=cancelled", "Cancelled")}
        </nav>
    }
    .leaf()
}

fn empty(filter: Option<TodoStatus>) -> AnyView {
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
    view! {
        <div class="empty">
            <h2>{title}</h2>
            <p>{text}</p>
        </div>
    }
    .leaf()
}
