//! How the deployment does, and how each of its functions.

use std::collections::HashSet;
use std::sync::Arc;

use convex_api::NoArgs;
use convex_leptos::{QueryState, UseQuery, use_query};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::asked::{self, Figure, HealthReport, Known};
use super::{HOME, duration, full_name, nothing_here};
use crate::components::live::{Readiness, live};
use crate::components::time::when;
use crate::node::{El, Member, Text, changing, el, fragment, list, showing};
use crate::text::count;

#[derive(Clone, Copy)]
struct View {
    health: UseQuery<HealthReport>,
    figures: UseQuery<Vec<Figure>>,
    functions: UseQuery<Vec<Known>>,
}

type Figures = Memo<Arc<Vec<Figure>>>;

pub(super) fn view() -> AnyView {
    let view = View {
        health: use_query(asked::Health, || NoArgs {}),
        figures: use_query(asked::Figures, || NoArgs {}),
        functions: use_query(asked::Functions, || NoArgs {}),
    };
    let readiness = move || {
        let of_functions = view.functions.with(Readiness::of);
        let of_figures = view.figures.with(Readiness::of);
        view.health
            .with(Readiness::of)
            .and(of_figures)
            .and(of_functions)
    };
    live(readiness, move || {
        fragment(vec![
            trouble(view),
            facts(view).view(),
            functions(view).view(),
            idle(view).view(),
        ])
    })
}

fn read<T: Default>(health: UseQuery<HealthReport>, read: impl FnOnce(&HealthReport) -> T) -> T {
    health.with(|state| match state {
        QueryState::Ready(report) => read(report),
        _ => T::default(),
    })
}

/// A job is taken for late only when it is by more than this, in milliseconds.
const LATE: f64 = 5_000.0;

/// What somebody should look at.
fn trouble(view: View) -> AnyView {
    let unloaded = Memo::new(move |_| read(view.health, |health| !health.loaded));
    let late = Memo::new(move |_| read(view.health, |health| health.late > LATE));
    let note = |text: &'static str| el("p").class("callout").is("role", "status").says(text);
    fragment(vec![
        showing(move || {
            unloaded.get().then(|| {
                note("The functions that were pushed last cannot be loaded. The server's log says why; another push mends it.")
            })
        }),
        showing(move || {
            late.get().then(|| {
                note("Scheduled functions are late: more is due than can run at once, or the server was just started.")
            })
        }),
    ])
}

fn facts(view: View) -> El {
    let health = view.health;
    let fact = |name: &'static str, value: El| el("div").has(el("dt").says(name)).has(value);
    let number = move |name: &'static str, of: fn(&HealthReport) -> u32| {
        fact(
            name,
            el("dd").tells(move || read(health, of).to_string().into()),
        )
    };
    el("dl")
        .class("figures")
        .is("aria-label", "Health")
        .has(number("Runs since the start", |health| health.runs))
        .has(number("Failed", |health| health.failures))
        .has(number("From the cache", |health| health.hits))
        .has(number("Connected clients", |health| health.connections))
        .has(number("Functions", |health| health.functions))
        .has(number("Components", |health| health.components))
        .has(number("Tables", |health| health.tables))
        .has(number("Documents", |health| health.documents))
        .has(number("Scheduled", |health| health.pending))
        .has(fact(
            "Started",
            el("dd").has(when(move || read(health, |health| health.started_at))),
        ))
        .has(fact(
            "Last write",
            el("dd").has(when(move || read(health, |health| health.latest))),
        ))
}

fn functions(view: View) -> El {
    // By name, those that failed first: a line keeps its place however often its function runs.
    let figures: Figures = Memo::new(move |_| {
        let mut figures = view
            .figures
            .with(|state| state.as_ref().ready().cloned().unwrap_or_default());
        figures.sort_by_cached_key(|it| (it.failures == 0, full_name(&it.component, &it.name)));
        Arc::new(figures)
    });
    let empty = Memo::new(move |_| figures.with(|figures| figures.is_empty()));
    let member = move |figure: &Figure| {
        let key = full_name(&figure.component, &figure.name);
        Member::new(key.clone(), move || row(figures, key).view())
    };
    let rows = move || figures.with(|figures| figures.iter().map(member).collect());
    let head = [
        "Function",
        "Runs",
        "Failed",
        "From the cache",
        "Half within",
        "95 % within",
        "Last run",
    ];
    let head = head.into_iter().fold(el("tr"), |head, name| {
        head.has(el("th").is("scope", "col").says(name))
    });
    let table = el("table")
        .is("aria-label", "Functions")
        .has(el("thead").has(head))
        .has(el("tbody").shows(list(rows)));
    el("section")
        .is("aria-labelledby", "functions")
        .has(el("h2").is("id", "functions").says("Functions"))
        .has(
            el("div")
                .class("wide")
                .is("tabindex", "0")
                .is("role", "group")
                .is("aria-label", "Functions")
                .has(table),
        )
        .shows(showing(move || {
            empty
                .get()
                .then(|| nothing_here("No function has run yet", "What runs appears here at once."))
        }))
}

/// A row stays, and what it says follows.
fn row(figures: Figures, key: String) -> El {
    let figure = {
        let key = key.clone();
        Memo::new(move |_| {
            figures.with(|figures| {
                let mut figures = figures.iter();
                let found = figures.find(|it| full_name(&it.component, &it.name) == key);
                found.cloned()
            })
        })
    };
    let cell = move |text: fn(&Figure) -> String| {
        let text = move || figure.with(|figure| figure.as_ref().map(text).unwrap_or_default());
        el("td").class("number").tells(move || Text::from(text()))
    };
    let failed = move || {
        let failures = figure.with(|figure| figure.as_ref().map_or(0, |it| it.failures));
        (failures > 0).then(|| Text::from("failed"))
    };
    let error = move || figure.with(|figure| figure.as_ref().and_then(|it| it.error.clone()));
    let last = move || figure.with(|figure| figure.as_ref().map_or(0.0, |it| it.last));
    let name = figure.with_untracked(|figure| figure.as_ref().map(|it| it.name.clone()));
    let mut query = ParamsMap::new();
    query.insert("name", name.unwrap_or_default());
    let address = format!("{HOME}/log{}", query.to_query_string());
    let name = el("th")
        .is("scope", "row")
        .has(el("a").is("href", address).class("mono").says(key))
        .shows(showing(move || {
            let error = error()?;
            Some(el("span").class("error").says(first_line(&error)))
        }));
    el("tr")
        .has(name)
        .has(cell(|it| it.runs.to_string()))
        .has(cell(|it| it.failures.to_string()).follows("data-state", failed))
        .has(cell(cached))
        .has(cell(|it| duration(it.half)))
        .has(cell(|it| duration(it.most)))
        .has(el("td").has(when(last)))
}

/// How many per cent of a query's answers needed no run. What is no query has none of them.
fn cached(figure: &Figure) -> String {
    let answers = f64::from(figure.hits) + f64::from(figure.runs);
    match figure.kind.as_str() {
        "Query" => format!("{:.0} %", f64::from(figure.hits) * 100.0 / answers),
        _ => "–".to_owned(),
    }
}

/// Functions that did not run.
fn idle(view: View) -> El {
    let idle = Memo::new(move |_| {
        let ran: HashSet<String> = view.figures.with(|state| match state {
            QueryState::Ready(figures) => figures
                .iter()
                .map(|it| full_name(&it.component, &it.name))
                .collect(),
            _ => HashSet::new(),
        });
        view.functions.with(|state| match state {
            QueryState::Ready(known) => known
                .iter()
                .map(|it| {
                    (
                        full_name(&it.component, &it.name),
                        it.kind.clone(),
                        it.public,
                    )
                })
                .filter(|(name, ..)| !ran.contains(name))
                .collect::<Vec<_>>(),
            _ => Vec::new(),
        })
    });
    let members = move || {
        let member = |(name, kind, public): &(String, String, bool)| {
            let (name, kind) = (name.clone(), kind.clone());
            let visibility = if *public { "public" } else { "internal" };
            Member::new(name.clone(), move || {
                el("li")
                    .has(el("span").class("mono").says(name))
                    .says(format!(" {visibility} {kind}"))
                    .view()
            })
        };
        idle.with(|idle| idle.iter().map(member).collect())
    };
    el("details")
        .class("idle")
        .has(el("summary").shows(changing(move || {
            let idle = idle.with(Vec::len);
            el("span")
                .says(format!(
                    "{} did not run since the start",
                    count(idle, "function", "functions")
                ))
                .view()
        })))
        .has(el("ul").shows(list(members)))
}

/// An error's text begins with what matters.
pub(super) fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
