//! All tasks: live, in groups, searchable.

use std::sync::Arc;

use convex_api::{Task, TaskId, TaskStatus, tasks};
use convex_leptos::{
    PaginationOptions, PaginationStatus, QueryState, UsePaginatedQuery, UseQuery,
    use_paginated_query, use_query,
};
use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::params::ParamsMap;

use crate::actions::tasks::TaskActions;
use crate::components::icon::Icon;
use crate::components::live::{Readiness, live};
use crate::components::status::{self, status_glyph};
use crate::components::task_row::task_row;
use crate::layout::page::{self, Head};
use crate::leaf::IntoLeaf;
use crate::text::count;

const PAGE: u32 = 50;

/// How long typing must pause before the list is searched.
const SEARCH_RESTS: std::time::Duration = std::time::Duration::from_millis(150);

/// What tasks are put together by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grouping {
    Status,
    Repository,
}

/// One group of the list.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Group {
    Status(TaskStatus),
    /// None: tasks without a repository.
    Repository(Option<String>),
    Found,
}

type Tasks = Memo<Arc<Vec<Task>>>;

/// What the address asks for, and the data for it. `Copy`.
#[derive(Clone, Copy)]
struct View {
    search: Memo<String>,
    grouping: Memo<Grouping>,
    all: UsePaginatedQuery<Task>,
    found: UseQuery<Vec<Task>>,
}

pub(crate) fn page() -> AnyView {
    let query = use_query_map();
    let search = Memo::new(move |_| {
        query
            .with(|query| query.get("q").unwrap_or_default())
            .trim()
            .to_owned()
    });
    let grouping = Memo::new(
        move |_| match query.with(|query| query.get("group")).as_deref() {
            Some("repository") => Grouping::Repository,
            _ => Grouping::Status,
        },
    );
    let view = View {
        search,
        grouping,
        all: use_paginated_query(tasks::List, || {
            tasks::ListArgs::new(PaginationOptions::first(PAGE))
        }),
        found: use_query(tasks::Search, move || {
            let text = search.get();
            (!text.is_empty()).then_some(tasks::SearchArgs { text })
        }),
    };
    let new_task = view! {
        <a class="button primary" href="/">
            <Icon name="i-plus"/>
            "New task"
        </a>
    };
    let body = view! {
            <div class="page-body">
                <div class="toolbar">{search_box(view)} {grouping_choice(view)}</div>
                {live(
                    move || {
                        if view.search.with(String::is_empty) {
                            view.all.with(Readiness::of)
                        } else {
                            view.found.with(Readiness::of)
                        }
                    },
                    move || list(view),
                )}
            </div>
    };
    page::page(
        page::fixed("Tasks"),
        Head::Title,
        Some(new_task.leaf()),
        body.leaf(),
    )
}

/// The address of this page with another choice.
fn address(search: &str, grouping: Grouping) -> String {
    let mut params = ParamsMap::new();
    if !search.is_empty() {
        params.insert("q", search.to_owned());
    }
    if grouping == Grouping::Repository {
        params.insert("group", "repository".to_owned());
    }
    format!("/tasks{}", params.to_query_string())
}

/// A GET form; script follows the typing.
fn search_box(view: View) -> AnyView {
    let input = NodeRef::<Input>::new();
    let navigate = use_navigate();
    let go = move || {
        let Some(input) = input.get_untracked() else {
            return;
        };
        let text = input.value().trim().to_owned();
        if text != view.search.get_untracked() {
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&address(&text, view.grouping.get_untracked()), options);
        }
    };
    let resting = StoredValue::new(None::<TimeoutHandle>);
    let on_input = {
        let go = go.clone();
        move |_| {
            if let Some(handle) = resting.get_value() {
                handle.clear();
            }
            resting.set_value(set_timeout_with_handle(go.clone(), SEARCH_RESTS).ok());
        }
    };
    // Going back in history changes the field too, but never under the writer's hands.
    Effect::new(move |_| {
        let text = view.search.get();
        if let Some(input) = input.get_untracked()
            && document().active_element().as_ref() != Some(&input)
        {
            input.set_value(&text);
        }
    });
    view! {
        <form
            class="search"
            role="search"
            method="get"
            action="/tasks"
            on:submit=move |event| {
                event.prevent_default();
                go();
            }
        >
            <Icon name="i-search"/>
            <input
                class="field"
                type="search"
                name="q"
                aria-label="Search tasks"
                placeholder="Search"
                autocomplete="off"
                maxlength="200"
                value=view.search.get_untracked()
                node_ref=input
                on:input=on_input
            />
            <input
                type="hidden"
                name="group"
                value=move || if view.grouping.get() == Grouping::Repository { "repository" } else { "status" }
            />
        </form>
    }
    .leaf()
}

fn grouping_choice(view: View) -> AnyView {
    let choice = move |grouping: Grouping, label: &'static str| {
        view! {
            <a
                href=move || address(&view.search.get(), grouping)
                aria-current=move || (view.grouping.get() == grouping).then_some("true")
            >
                {label}
            </a>
        }
        .leaf()
    };
    view! {
        <nav class="segments end" aria-label="Group by">
            {choice(Grouping::Status, "Status")} {choice(Grouping::Repository, "Repository")}
        </nav>
    }
    .leaf()
}

fn list(view: View) -> AnyView {
    let rows: Tasks = Memo::new(move |_| {
        let ready = |state: &QueryState<Vec<Task>>| match state {
            QueryState::Ready(rows) => rows.clone(),
            _ => Vec::new(),
        };
        Arc::new(if view.search.with(String::is_empty) {
            view.all.with(ready)
        } else {
            view.found.with(ready)
        })
    });
    let groups = Memo::new(move |_| {
        let searching = !view.search.with(String::is_empty);
        rows.with(|rows| grouped(rows, (!searching).then(|| view.grouping.get())))
    });
    let actions = TaskActions::new();
    let keys = move || -> Vec<Group> {
        groups.with(|groups| groups.iter().map(|(group, _)| group.clone()).collect())
    };
    view! {
        <For
            each=keys
            key=|group| group.clone()
            children=move |group| group_view(actions, rows, groups, group)
        />
        {move || groups.with(Vec::is_empty).then(|| empty(view.search.get()))}
        {move || {
            (view.all.status() == PaginationStatus::CanLoadMore && view.search.with(String::is_empty))
                .then(|| {
                    view! {
                        <p class="more with-script">
                            <button class="button" on:click=move |_| view.all.load_more(PAGE)>
                                "Show more"
                            </button>
                        </p>
                    }
                })
        }}
    }
    .leaf()
}

type Groups = Vec<(Group, Vec<TaskId>)>;

/// Puts tasks into groups; without a grouping they stay one list. Archived ones always come last.
fn grouped(rows: &[Task], grouping: Option<Grouping>) -> Groups {
    let mut groups: Groups = Vec::new();
    for task in rows {
        let group = match grouping {
            None => Group::Found,
            Some(_) if task.status == TaskStatus::Archived => Group::Status(TaskStatus::Archived),
            Some(Grouping::Status) => Group::Status(task.status),
            Some(Grouping::Repository) => Group::Repository(task.repo_full_name.clone()),
        };
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, ids)) => ids.push(task.id.clone()),
            None => groups.push((group, vec![task.id.clone()])),
        }
    }
    // Stable: repositories keep the order of their latest change.
    groups.sort_by_key(|(group, _)| match group {
        Group::Status(status) => {
            status::ORDER
                .iter()
                .position(|known| known == status)
                .unwrap_or_default()
                + 1
        }
        Group::Repository(_) | Group::Found => 0,
    });
    groups
}

fn group_view(actions: TaskActions, rows: Tasks, groups: Memo<Groups>, group: Group) -> AnyView {
    let ids = {
        let group = group.clone();
        Memo::new(move |_| {
            groups.with(|groups| {
                groups
                    .iter()
                    .find(|(known, _)| *known == group)
                    .map(|(_, ids)| ids.clone())
                    .unwrap_or_default()
            })
        })
    };
    let found = group == Group::Found;
    let heading = match &group {
        Group::Status(of) => view! { {status_glyph(*of, false)} {status::word(*of)} }.leaf(),
        Group::Repository(Some(name)) => view! { <Icon name="i-repo"/> {name.clone()} }.leaf(),
        Group::Repository(None) => "Without a repository".leaf(),
        Group::Found => "Found".leaf(),
    };
    view! {
        <details class="group" open=group != Group::Status(TaskStatus::Archived)>
            <summary>
                <h2>{heading}</h2>
                <span class="count" aria-label=move || count(ids.with(Vec::len), "task", "tasks")>
                    {move || ids.with(Vec::len)}
                </span>
            </summary>
            <ul role=found.then_some("list")>
                <For
                    each=move || ids.get()
                    key=|id| id.clone()
                    children=move |id| {
                        let wanted = id.clone();
                        let task = Memo::new(move |_| {
                            rows.with(|rows| rows.iter().find(|task| task.id == wanted).cloned())
                        });
                        task_row(actions, id, task)
                    }
                />
            </ul>
        </details>
    }
    .leaf()
}

fn empty(search: String) -> AnyView {
    if search.is_empty() {
        view! {
            <div class="empty">
                <h2>"No tasks yet"</h2>
                <p>
                    "A task is one piece of work: a conversation with an agent and the todos that come out of it. Describe the first one and it appears here, grouped by where it stands."
                </p>
                <a class="button primary" href="/">
                    "Describe a task"
                </a>
            </div>
        }
        .leaf()
    } else {
        view! {
            <div class="empty">
                <h2>"Nothing matches \u{201c}" {search} "\u{201d}"</h2>
                <p>"Titles, repositories, branches and statuses are searched, also of archived tasks."</p>
                <a class="button" href="/tasks">
                    "Show all tasks"
                </a>
            </div>
        }
        .leaf()
    }
}
