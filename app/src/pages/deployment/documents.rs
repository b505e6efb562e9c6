//! Tables, their documents, and the forms that change one.

mod document;
mod filter;

use std::sync::Arc;

use convex_api::NoArgs;
use convex_leptos::{QueryState, UseQuery, use_query};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::asked::{self, Document, DocumentsArgs, Page, Table};
use super::{HOME, further, nothing_here, value};
use crate::actions::deployment::DeploymentActions;
use crate::components::live::{Readiness, live};
use crate::node::{El, Member, changing, el, fragment, list, nothing, showing};

/// What the parts share. `Copy`.
#[derive(Clone, Copy)]
struct View {
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

pub(super) fn view() -> AnyView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let or = |name: &str, usual: &str| match value(query, name) {
                given if given.is_empty() => usual.to_owned(),
                given => given,
            };
            DocumentsArgs {
                cursor: query.get("cursor"),
                field: value(query, "field"),
                op: or("op", "eq"),
                order: or("order", "desc"),
                table: value(query, "table"),
                value: value(query, "value"),
            }
        })
    });
    let view = View {
        tables: use_query(asked::Tables, || NoArgs {}),
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
        .shows(live(
            move || view.tables.with(Readiness::of),
            move || tables(view).view(),
        ))
        .has(content)
        .view()
}

fn tables(view: View) -> El {
    let rows: Memo<Vec<Table>> = Memo::new(move |_| {
        view.tables.with(|state| match state {
            QueryState::Ready(tables) => tables.clone(),
            _ => Vec::new(),
        })
    });
    let member = move |table: &Table| {
        let name = table.name.clone();
        Member::new(name.clone(), move || {
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
                .is("href", format!("{}?table={name}", path()))
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
    el("nav")
        .is("aria-label", "Tables")
        .has(el("ul").class("tables").shows(list(move || {
            rows.with(|rows| rows.iter().map(member).collect())
        })))
}

fn documents(view: View) -> AnyView {
    let page: Memo<Option<Page<Document>>> = Memo::new(move |_| {
        view.documents.with(|state| match state {
            QueryState::Ready(page) => Some(page.clone()),
            _ => None,
        })
    });
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
                    "The table has none, or none that the condition holds for.",
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
