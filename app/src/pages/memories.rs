//! What agents remember: everything that is told to them with a first turn, to be read, corrected and
//! deleted.

mod add;
mod filter;
mod row;

use std::sync::Arc;

use convex_api::{Memory, MemoryCategory, memories};
use convex_leptos::{QueryState, UsePaginatedQuery, UseQuery, use_paginated_query, use_query};
use leptos::prelude::*;

use self::filter::{Filter, Scope};
use crate::actions::memories::MemoryActions;
use crate::components::live::{Readiness, live};
use crate::components::more;
use crate::layout::page::{self, Head};
use crate::node::{El, Member, Text, changing, el, fragment, list as members, nothing};

const PAGE: u32 = 50;

/// What the parts of the page share. `Copy`.
#[derive(Clone, Copy)]
struct View {
    filter: Memo<Filter>,
    /// One of these three has the memories; the others are skipped.
    all: UsePaginatedQuery<Memory>,
    found: UseQuery<Vec<Memory>>,
    of_task: UseQuery<Vec<Memory>>,
    repositories: UseQuery<Vec<String>>,
    actions: MemoryActions,
}

impl View {
    fn readiness(self) -> Readiness {
        let lists = [
            self.all.with(Readiness::of),
            self.found.with(Readiness::of),
            self.of_task.with(Readiness::of),
            self.repositories.with(Readiness::of),
        ];
        let unready = lists.into_iter().find(|list| *list != Readiness::Ready);
        unready.unwrap_or(Readiness::Ready)
    }

    /// The memories that the address asks for.
    fn rows(self) -> Vec<Memory> {
        let ready = |state: &QueryState<Vec<Memory>>| match state {
            QueryState::Ready(rows) => Some(rows.clone()),
            _ => None,
        };
        self.all
            .with(ready)
            .or_else(|| self.found.with(ready))
            .or_else(|| self.of_task.with(ready))
            .unwrap_or_default()
    }
}

pub(crate) fn page() -> AnyView {
    let filter = filter::of_address();
    let first = more::first_page(PAGE);
    let view = View {
        filter,
        all: use_paginated_query(memories::List, move || {
            filter.with(|filter| {
                (filter.search.is_empty() && !filter.is_of_task()).then(|| memories::ListArgs {
                    category: filter.category,
                    repo_full_name: filter.repository(),
                    ..memories::ListArgs::new(first())
                })
            })
        }),
        found: use_query(memories::Search, move || {
            filter.with(|filter| {
                (!filter.search.is_empty() && !filter.is_of_task()).then(|| memories::SearchArgs {
                    category: filter.category,
                    repo_full_name: filter.repository(),
                    ..memories::SearchArgs::new(filter.search.clone())
                })
            })
        }),
        of_task: use_query(memories::ByTask, move || {
            filter.with(|filter| match &filter.scope {
                Scope::Task(task_id) => Some(memories::ByTaskArgs {
                    task_id: task_id.clone(),
                }),
                _ => None,
            })
        }),
        repositories: use_query(memories::Repositories, || convex_leptos::NoArgs {}),
        actions: MemoryActions::new(),
    };
    let body = el("div").class("page-body").shows(live(
        move || view.readiness(),
        move || {
            fragment(vec![
                filter::toolbar(view).view(),
                add::form(view).view(),
                list(view),
            ])
        },
    ));
    page::page(page::fixed("Memories"), Head::Title, None, body.view())
}

type Rows = Memo<Arc<Vec<Memory>>>;

fn list(view: View) -> AnyView {
    let rows: Rows = Memo::new(move |_| Arc::new(view.rows()));
    let member = move |memory: &Memory| {
        let id = memory.id.clone();
        Member::new(id.to_string(), move || row::row(view, rows, id))
    };
    let shown = move || rows.with(|rows| rows.iter().map(member).collect());
    let end = more::more(view.all, PAGE, "Show more");
    fragment(vec![
        more::beginning("Back to the latest"),
        el("ul")
            .class("memories")
            .is("aria-label", "Memories")
            .shows(members(shown))
            .view(),
        changing(move || {
            if rows.with(|rows| rows.is_empty()) {
                empty(view).view()
            } else {
                nothing()
            }
        }),
        changing(end),
    ])
}

fn empty(view: View) -> El {
    let (heading, text): (Text, &'static str) = view.filter.with(|filter| {
        if !filter.search.is_empty() {
            (
                format!("Nothing matches \u{201c}{}\u{201d}", filter.search).into(),
                "Texts and repositories are searched.",
            )
        } else if filter.is_everything() {
            (
                "No memories yet".into(),
                "Agents note here what will be useful again: how a repository is built, what was decided, which style is wanted. You can write the first one yourself.",
            )
        } else {
            ("Nothing here".into(), "No memory is of this kind.")
        }
    });
    let empty = el("div")
        .class("empty")
        .has(el("h2").says(heading))
        .has(el("p").says(text));
    if view.filter.with(Filter::is_everything) {
        empty
    } else {
        empty.has(
            el("a")
                .class("button")
                .is("href", "/memories")
                .says("Show all memories"),
        )
    }
}

/// All categories, as they are listed.
const CATEGORIES: [(MemoryCategory, &str); 10] = [
    (MemoryCategory::General, "General"),
    (MemoryCategory::Architecture, "Architecture"),
    (MemoryCategory::Patterns, "Patterns"),
    (MemoryCategory::Styles, "Style"),
    (MemoryCategory::Testing, "Testing"),
    (MemoryCategory::Setup, "Setup"),
    (MemoryCategory::Config, "Configuration"),
    (MemoryCategory::Infra, "Infrastructure"),
    (MemoryCategory::Performance, "Performance"),
    (MemoryCategory::Bugs, "Bugs"),
];

fn word(category: MemoryCategory) -> &'static str {
    CATEGORIES
        .iter()
        .find_map(|(known, word)| (*known == category).then_some(*word))
        .unwrap_or_default()
}

/// A list of categories to choose from.
fn category_choice(id: String, selected: MemoryCategory) -> El {
    let options = CATEGORIES.map(|(category, word)| {
        let option = el("option").is("value", category.as_str()).says(word);
        if category == selected {
            option.is("selected", "")
        } else {
            option
        }
    });
    let choice = el("select")
        .class("field")
        .is("name", "category")
        .is("id", id)
        .is("aria-label", "Category");
    options.into_iter().fold(choice, El::has)
}

/// What stands in a field for a repository, if anything does.
pub(crate) fn repository(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|name| !name.is_empty())
}
