//! All tasks: live, in groups, searchable.

use std::sync::Arc;

use convex_api::{Task, TaskId, TaskStatus, tasks};
use convex_leptos::{QueryState, UsePaginatedQuery, UseQuery, use_paginated_query, use_query};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use crate::actions::tasks::TaskActions;
use crate::components::icon::icon;
use crate::components::live::{Readiness, live};
use crate::components::more;
use crate::components::search::{self, Search};
use crate::components::status;
use crate::components::task_row::task_row;
use crate::layout::page::{self, Head};
use crate::node::{El, Member, changing, el, fragment, list as members, nothing};
use crate::text::count;

const PAGE: u32 = 50;

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

impl Group {
    /// Where it stands among the others.
    fn place(&self) -> usize {
        match self {
            Self::Status(status) => {
                let of_status = status::ORDER.iter().position(|known| known == status);
                of_status.unwrap_or_default() + 1
            }
            Self::Repository(_) | Self::Found => 0,
        }
    }

    fn key(&self) -> String {
        match self {
            Self::Status(status) => status.as_str().to_owned(),
            // No status begins like this.
            Self::Repository(name) => format!("in {}", name.as_deref().unwrap_or_default()),
            Self::Found => String::new(),
        }
    }
}

type Tasks = Memo<Arc<Vec<Task>>>;

/// What the address asks for, and the data for it. `Copy`.
#[derive(Clone, Copy)]
struct View {
    search: Memo<String>,
    address: Memo<ParamsMap>,
    all: UsePaginatedQuery<Task>,
    found: UseQuery<Vec<Task>>,
}

impl View {
    fn grouping(&self) -> Grouping {
        match self.address.with(|query| query.get("group")).as_deref() {
            Some("repository") => Grouping::Repository,
            _ => Grouping::Status,
        }
    }
}

pub(crate) fn page() -> AnyView {
    let query = use_query_map();
    let search = search::text();
    let first = more::first_page(PAGE);
    let view = View {
        search,
        address: query,
        all: use_paginated_query(tasks::List, move || tasks::ListArgs::new(first())),
        found: use_query(tasks::Search, move || {
            let text = search.get();
            (!text.is_empty()).then_some(tasks::SearchArgs { text })
        }),
    };
    let new_task = el("a")
        .class("button primary")
        .is("href", "/")
        .has(icon("i-plus"))
        .says("New task");
    let toolbar = el("div")
        .class("toolbar")
        .has(search_box(view))
        .has(grouping_choice(view));
    let body = el("div").class("page-body").has(toolbar).shows(live(
        move || {
            if view.search.with(String::is_empty) {
                view.all.with(Readiness::of)
            } else {
                view.found.with(Readiness::of)
            }
        },
        move || list(view),
    ));
    page::page(
        page::fixed("Tasks"),
        Head::Title,
        Some(new_task.view()),
        body.view(),
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

fn search_box(view: View) -> El {
    let search = Search {
        action: "/tasks".into(),
        label: "Search tasks",
        text: view.search,
    };
    let group = el("input")
        .is("type", "hidden")
        .is("name", "group")
        .follows("value", move || {
            Some(
                match view.grouping() {
                    Grouping::Repository => "repository",
                    Grouping::Status => "status",
                }
                .into(),
            )
        });
    search.form(
        move |text| address(text, untrack(|| view.grouping())),
        group,
    )
}

fn grouping_choice(view: View) -> El {
    let choice = move |grouping: Grouping, label: &'static str| {
        el("a")
            .follows("href", move || {
                Some(address(&view.search.get(), grouping).into())
            })
            .follows("aria-current", move || {
                (view.grouping() == grouping).then_some("true".into())
            })
            .says(label)
    };
    el("nav")
        .class("segments end")
        .is("aria-label", "Group by")
        .has(choice(Grouping::Status, "Status"))
        .has(choice(Grouping::Repository, "Repository"))
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
        rows.with(|rows| grouped(rows, (!searching).then(|| view.grouping())))
    });
    let actions = TaskActions::new();
    let shown = move || -> Vec<Member> {
        let member = |group: &Group| {
            let group = group.clone();
            Member::new(group.key(), move || {
                group_view(actions, rows, groups, group)
            })
        };
        groups.with(|groups| groups.iter().map(|(group, _)| member(group)).collect())
    };
    let end = more::more(view.all, PAGE, "Show more");
    fragment(vec![
        more::beginning("Back to the latest"),
        members(shown),
        changing(move || {
            if groups.with(Vec::is_empty) {
                empty(view.search.get())
            } else {
                nothing()
            }
        }),
        changing(move || {
            if view.search.with(String::is_empty) {
                end()
            } else {
                nothing()
            }
        }),
    ])
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
    // Repositories keep the order of their latest change. Not a sort: its code would be larger than all this.
    let mut ordered = Vec::with_capacity(groups.len());
    for place in 0..=status::ORDER.len() {
        ordered.extend(groups.extract_if(.., |(group, _)| group.place() == place));
    }
    ordered
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
    let heading = el("h2");
    let heading = match &group {
        Group::Status(of) => heading
            .shows(status::status_glyph(*of, false))
            .says(status::word(*of)),
        Group::Repository(Some(name)) => heading.has(icon("i-repo")).says(name.clone()),
        Group::Repository(None) => heading.says("Without a repository"),
        Group::Found => heading.says("Found"),
    };
    let number = el("span")
        .class("count")
        .follows("aria-label", move || {
            Some(count(ids.with(Vec::len), "task", "tasks").into())
        })
        .tells(move || ids.with(Vec::len).to_string().into());
    let member = move |id: &TaskId| {
        let id = id.clone();
        Member::new(id.to_string(), move || {
            let wanted = id.clone();
            let task = Memo::new(move |_| {
                rows.with(|rows| rows.iter().find(|task| task.id == wanted).cloned())
            });
            task_row(actions, id, task)
        })
    };
    let mut lines = el("ul").shows(members(move || {
        ids.with(|ids| ids.iter().map(member).collect())
    }));
    if found {
        lines = lines.is("role", "list");
    }
    let mut details = el("details").class("group");
    if group != Group::Status(TaskStatus::Archived) {
        details = details.is("open", "");
    }
    details
        .has(el("summary").has(heading).has(number))
        .has(lines)
        .view()
}

fn empty(search: String) -> AnyView {
    let (heading, text, link, href) = if search.is_empty() {
        (
            "No tasks yet".to_owned(),
            "A task is one piece of work: a conversation with an agent and the todos that come out of it. Describe the first one and it appears here, grouped by where it stands.",
            el("a").class("button primary").says("Describe a task"),
            "/",
        )
    } else {
        (
            format!("Nothing matches \u{201c}{search}\u{201d}"),
            "Titles, repositories, branches and statuses are searched, also of archived tasks.",
            el("a").class("button").says("Show all tasks"),
            "/tasks",
        )
    };
    el("div")
        .class("empty")
        .has(el("h2").says(heading))
        .has(el("p").says(text))
        .has(link.is("href", href))
        .view()
}
