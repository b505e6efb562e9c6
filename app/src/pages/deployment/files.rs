//! Stored files.

use convex_leptos::{QueryState, use_query};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::asked::{self, File, FilesArgs};
use super::{HOME, further, nothing_here};
use crate::components::icon::icon;
use crate::components::live::{Readiness, live};
use crate::components::section;
use crate::components::time::when;
use crate::node::{Member, changing, el, fragment, list, showing};
use crate::text::size;

pub(super) fn view() -> AnyView {
    let query = use_query_map();
    let files = use_query(asked::Files, move || FilesArgs {
        cursor: query.with(|query| query.get("cursor")),
    });
    live(
        move || files.with(Readiness::of),
        move || {
            let members = move || {
                files.with(|state| match state {
                    QueryState::Ready(files) => files.page.iter().map(member).collect(),
                    _ => Vec::new(),
                })
            };
            let next = Memo::new(move |_| {
                files.with(|state| match state {
                    QueryState::Ready(files) => files.next.clone(),
                    _ => None,
                })
            });
            let empty = Memo::new(move |_| {
                files.with(
                    |state| matches!(state, QueryState::Ready(files) if files.page.is_empty()),
                )
            });
            fragment(vec![
                el("ul")
                    .class("entries")
                    .is("aria-label", "Files")
                    .shows(list(members))
                    .view(),
                showing(move || {
                    empty
                        .get()
                        .then(|| nothing_here("No files", "What functions store appears here."))
                }),
                changing(move || further(query.get(), &format!("{HOME}/files"), next.get()).view()),
            ])
        },
    )
}

/// Files never change.
fn member(file: &File) -> Member {
    let file = file.clone();
    Member::new(file.id.clone(), move || {
        let at = file.creation_time;
        let title = el("span").class("mono").says(file.id);
        let kind = file.content_type.unwrap_or_else(|| "of no type".to_owned());
        let about = el("span")
            .says(format!("{}, {kind}, stored ", size(file.size)))
            .has(when(move || at));
        let open = file.url.map(|url| {
            vec![
                el("a")
                    .class("button")
                    .is("href", url)
                    .is("rel", "external noreferrer")
                    .is("target", "_blank")
                    .says("Open"),
            ]
        });
        section::entry(icon("i-file"), title, about, open).view()
    })
}
