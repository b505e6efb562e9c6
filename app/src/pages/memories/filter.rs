//! What the address asks for, and the form that asks it.

use convex_api::{MemoryCategory, TaskId};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, HtmlFormElement};
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::params::ParamsMap;

use super::{CATEGORIES, View};
use crate::components::icon::icon;
use crate::node::{El, changing, el, nothing};
use crate::platform;

/// Where memories hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Scope {
    #[default]
    Any,
    /// In all work of the person.
    Everywhere,
    Repository(String),
    /// Learnt in this task.
    Task(TaskId),
}

/// In an address no repository is called like this: a name has a slash.
const EVERYWHERE: &str = "everywhere";

/// What the list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) search: String,
    pub(super) category: Option<MemoryCategory>,
    pub(super) scope: Scope,
}

impl Filter {
    fn of(query: &ParamsMap) -> Self {
        let value = |name: &str| query.get(name).unwrap_or_default().trim().to_owned();
        let scope = match (value("task"), value("scope")) {
            (task, _) if !task.is_empty() => Scope::Task(TaskId::from(task)),
            (_, scope) if scope.is_empty() => Scope::Any,
            (_, scope) if scope == EVERYWHERE => Scope::Everywhere,
            (_, scope) => Scope::Repository(scope),
        };
        Self {
            search: value("q"),
            category: value("category").parse().ok(),
            scope,
        }
    }

    pub(super) fn is_of_task(&self) -> bool {
        matches!(self.scope, Scope::Task(_))
    }

    pub(super) fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// The scope as an argument: absent for all, null for what holds everywhere.
    pub(super) fn repository(&self) -> Option<Option<String>> {
        match &self.scope {
            Scope::Any | Scope::Task(_) => None,
            Scope::Everywhere => Some(None),
            Scope::Repository(name) => Some(Some(name.clone())),
        }
    }
}

pub(super) fn of_address() -> Memo<Filter> {
    let query = use_query_map();
    Memo::new(move |_| query.with(Filter::of))
}

/// A GET form; with script it asks as soon as something is chosen.
pub(super) fn toolbar(view: View) -> El {
    let navigate = use_navigate();
    let ask = move |event: &Event| {
        let value = |name| platform::field_of(event, name).unwrap_or_default();
        let mut params = ParamsMap::new();
        for name in ["q", "category", "scope"] {
            let value = value(name);
            if !value.is_empty() {
                params.insert(name, value);
            }
        }
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&format!("/memories{}", params.to_query_string()), options);
    };
    let form = el("form")
        .class("toolbar")
        .is("role", "search")
        .is("method", "get")
        .is("action", "/memories")
        .on("submit", move |event| {
            event.prevent_default();
            ask(&event);
        })
        .on("change", |event| submit(&event))
        .has(
            el("div").class("search").has(icon("i-search")).has(
                el("input")
                    .class("field")
                    .is("type", "search")
                    .is("name", "q")
                    .is("aria-label", "Search memories")
                    .is("placeholder", "Search")
                    .is("autocomplete", "off")
                    .is("maxlength", "200")
                    .is(
                        "value",
                        view.filter.with_untracked(|filter| filter.search.clone()),
                    ),
            ),
        )
        .has(categories(view))
        .has(scopes(view))
        .has(el("button").class("button without-script").says("Show"));
    el("div").has(form).shows(of_task(view))
}

/// Choosing from a list is asking.
fn submit(event: &Event) {
    let form = event
        .current_target()
        .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(form) = form {
        let _ = form.request_submit();
    }
}

fn option(value: String, text: String, selected: bool) -> El {
    let option = el("option").is("value", value).says(text);
    if selected {
        option.is("selected", "")
    } else {
        option
    }
}

fn categories(view: View) -> El {
    let chosen = view.filter.with_untracked(|filter| filter.category);
    let choice = el("select")
        .class("field choice")
        .is("name", "category")
        .is("aria-label", "Category")
        .has(option(
            String::new(),
            "All categories".to_owned(),
            chosen.is_none(),
        ));
    CATEGORIES
        .into_iter()
        .fold(choice, |choice, (category, word)| {
            choice.has(option(
                category.as_str().to_owned(),
                word.to_owned(),
                chosen == Some(category),
            ))
        })
}

fn scopes(view: View) -> El {
    let chosen = view.filter.with_untracked(|filter| filter.scope.clone());
    let names = untrack(|| {
        view.repositories
            .with(|state| state.as_ref().ready().cloned().unwrap_or_default())
    });
    let choice = el("select")
        .class("field choice")
        .is("name", "scope")
        .is("aria-label", "Scope")
        .has(option(
            String::new(),
            "All scopes".to_owned(),
            chosen == Scope::Any,
        ))
        .has(option(
            EVERYWHERE.to_owned(),
            "Everywhere".to_owned(),
            chosen == Scope::Everywhere,
        ));
    names.into_iter().fold(choice, |choice, name| {
        let selected = chosen == Scope::Repository(name.clone());
        choice.has(option(name.clone(), name, selected))
    })
}

/// Says that only what was learnt in one task is shown.
fn of_task(view: View) -> AnyView {
    changing(
        move || match view.filter.with(|filter| filter.scope.clone()) {
            Scope::Task(task) => el("p")
                .class("scope-note")
                .says("What was learnt in ")
                .has(
                    el("a")
                        .is("href", format!("/tasks/{task}"))
                        .says("this task"),
                )
                .says(". ")
                .has(el("a").is("href", "/memories").says("Show all memories"))
                .view(),
            _ => nothing(),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(query: &[(&str, &str)]) -> Filter {
        let pairs = query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Filter::of(&pairs.collect())
    }

    #[test]
    fn an_address_names_text_category_and_scope() {
        assert!(filter(&[]).is_everything());
        assert!(filter(&[("q", " "), ("category", ""), ("scope", "")]).is_everything());
        let all = filter(&[
            ("q", " tabs "),
            ("category", "STYLES"),
            ("scope", "acme/engine"),
        ]);
        assert_eq!(all.search, "tabs");
        assert_eq!(all.category, Some(MemoryCategory::Styles));
        assert_eq!(all.repository(), Some(Some("acme/engine".to_owned())));
    }

    #[test]
    fn everywhere_is_told_from_anywhere() {
        assert_eq!(filter(&[("scope", "everywhere")]).repository(), Some(None));
        assert_eq!(filter(&[]).repository(), None);
        assert!(filter(&[("task", "jd7a"), ("scope", "a/b")]).is_of_task());
    }

    #[test]
    fn an_unknown_category_shows_all() {
        assert_eq!(filter(&[("category", "GOSSIP")]).category, None);
    }
}
