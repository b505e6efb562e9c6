//! Tables, their documents, and the forms that change one.

mod document;
mod filter;

use std::sync::Arc;

use convex_api::NoArgs;
use convex_leptos::{UseQuery, use_query};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::asked::{self, Condition, Document, DocumentsArgs, Page, Table, TablesArgs};
use super::{HOME, further, nothing_here, value};
use crate::actions::deployment::DeploymentActions;
use crate::components::live::{Readiness, live};
use crate::node::{El, Member, changing, el, fragment, list, nothing, showing};

/// What the parts share. `Copy`.
#[derive(Clone, Copy)]
struct View {
    components: UseQuery<Vec<String>>,
    tables: UseQuery<Vec<Table>>,
    documents: UseQuery<Page<Document>>,
    /// What the address asks for; an empty table is none.
    asked: Memo<DocumentsArgs>,
    actions: DeploymentActions,
}

type Rows = Memo<Arc<Vec<Document>>>;

/// The address of this part.
fn path() -> String {
    format!("{HOME}/data")
}

/// The address of a component's tables, or of one of them.
fn address(component: &str, table: Option<&str>) -> String {
    let mut query = ParamsMap::new();
    let component = Some(component).filter(|component| !component.is_empty());
    for (name, value) in [("component", component), ("table", table)] {
        if let Some(value) = value {
            query.insert(name, value.to_owned());
        }
    }
    format!("{}{}", path(), query.to_query_string())
}

/// What an address asks for.
fn wanted(query: &ParamsMap) -> DocumentsArgs {
    let order = Some(value(query, "order")).filter(|order| !order.is_empty());
    DocumentsArgs {
        component: value(query, "component"),
        conditions: conditions(query),
        cursor: query.get("cursor"),
        order: order.unwrap_or_else(|| "desc".to_owned()),
        table: value(query, "table"),
    }
}

/// Those whose field is named: the last one of the form is there for another one.
fn conditions(query: &ParamsMap) -> Vec<Condition> {
    let all = |name: &str| query.get_all(name).unwrap_or_default().into_iter();
    let comparisons = all("op").chain(std::iter::repeat("eq".to_owned()));
    let values = all("value").chain(std::iter::repeat(String::new()));
    let parts = all("field").zip(comparisons).zip(values);
    let conditions = parts.map(|((field, op), value)| Condition {
        field: field.trim().to_owned(),
        op,
        value: value.trim().to_owned(),
    });
    conditions.filter(|it| !it.field.is_empty()).collect()
}

pub(super) fn view() -> AnyView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(wanted));
    let view = View {
        components: use_query(asked::Components, || NoArgs {}),
        tables: use_query(asked::Tables, move || TablesArgs {
            component: asked.with(|asked| asked.component.clone()),
        }),
        documents: use_query(asked::Documents, move || {
            let asked = asked.get();
            (!asked.table.is_empty()).then_some(asked)
        }),
        asked,
        actions: DeploymentActions::new(),
    };
    // A condition that cannot be met must not hide the form that says it.
    let documents = live(
        move || view.documents.with(Readiness::of),
        move || documents(view),
    );
    let content = el("div")
        .class("documents")
        .shows(changing(move || {
            match asked.with(|asked| asked.table.is_empty()) {
                true => nothing_here(
                    "Choose a table",
                    "Its documents are shown here, and can be changed.",
                )
                .view(),
                false => filter::form(view).view(),
            }
        }))
        .shows(documents);
    el("div")
        .class("data")
        .follows("data-chosen", move || {
            asked
                .with(|asked| !asked.table.is_empty())
                .then_some("".into())
        })
        .shows(live(
            move || {
                let of_tables = view.tables.with(Readiness::of);
                view.components.with(Readiness::of).and(of_tables)
            },
            move || el("div").shows(components(view)).has(tables(view)).view(),
        ))
        .has(content)
        .view()
}

/// Whose tables are shown, where there are others than the app's own.
fn components(view: View) -> AnyView {
    let components: Memo<Vec<String>> = Memo::new(move |_| {
        view.components
            .with(|state| state.as_ref().ready().cloned().unwrap_or_default())
    });
    let shown = Memo::new(move |_| view.asked.with(|asked| asked.component.clone()));
    let link = move |component: &String| {
        let name = match component.as_str() {
            "" => "App".to_owned(),
            component => component.to_owned(),
        };
        el("li").has(
            el("a")
                .is("href", address(component, None))
                .when(shown.with(|it| it == component), "aria-current", "true")
                .says(name),
        )
    };
    showing(move || {
        components.with(|components| {
            (components.len() > 1).then(|| {
                let links = components.iter().map(link);
                el("nav")
                    .is("aria-label", "Components")
                    .has(links.fold(el("ul").class("tables components"), El::has))
            })
        })
    })
}

fn tables(view: View) -> El {
    let rows: Memo<Vec<Table>> = Memo::new(move |_| {
        view.tables
            .with(|state| state.as_ref().ready().cloned().unwrap_or_default())
    });
    let member = move |table: &Table| {
        let name = table.name.clone();
        let component = view.asked.with(|asked| asked.component.clone());
        Member::new(format!("{component} {name}"), move || {
            let documents = {
                let name = name.clone();
                Memo::new(move |_| {
                    rows.with(|rows| {
                        let found = rows.iter().find(|table| table.name == name);
                        found.map_or(0, |table| table.documents)
                    })
                })
            };
            let is_shown = {
                let name = name.clone();
                move || view.asked.with(|asked| asked.table == name)
            };
            let link = el("a")
                .is("href", address(&component, Some(&name)))
                .follows("aria-current", move || is_shown().then_some("true".into()))
                .has(el("span").class("mono").says(name))
                .says(" ")
                .has(
                    el("span")
                        .class("faint")
                        .tells(move || documents.get().to_string().into()),
                );
            el("li").has(link).view()
        })
    };
    let all = el("a")
        .class("button tables-all")
        .follows("href", move || {
            let component = view.asked.with(|asked| asked.component.clone());
            Some(address(&component, None).into())
        })
        .says("All tables");
    el("nav")
        .is("aria-label", "Tables")
        .has(all)
        .has(el("ul").class("tables").shows(list(move || {
            rows.with(|rows| rows.iter().map(member).collect())
        })))
}

fn documents(view: View) -> AnyView {
    let page: Memo<Option<Page<Document>>> =
        Memo::new(move |_| view.documents.with(|state| state.as_ref().ready().cloned()));
    let rows: Rows = Memo::new(move |_| {
        Arc::new(page.with(|page| {
            page.as_ref()
                .map_or_else(Vec::new, |page| page.page.clone())
        }))
    });
    let next =
        Memo::new(move |_| page.with(|page| page.as_ref().and_then(|page| page.next.clone())));
    let empty = Memo::new(move |_| {
        page.with(|page| page.as_ref().is_some_and(|page| page.page.is_empty()))
    });
    let member = move |document: &Document| {
        let id = document.id.clone();
        Member::new(id.clone(), move || document::row(view, rows, id))
    };
    let query = use_query_map();
    fragment(vec![
        el("ul")
            .class("memories")
            .is("aria-label", "Documents")
            .shows(list(move || {
                rows.with(|rows| rows.iter().map(member).collect())
            }))
            .view(),
        showing(move || {
            (empty.get() && next.with(Option::is_none)).then(|| {
                nothing_here(
                    "No documents",
                    "The table has none, or none that all conditions hold for.",
                )
            })
        }),
        changing(
            move || match view.asked.with(|asked| asked.table.is_empty()) {
                true => nothing(),
                false => further(query.get(), &path(), next.get()).view(),
            },
        ),
    ])
}
