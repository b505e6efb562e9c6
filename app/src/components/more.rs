//! The ends of a list that comes in pages. With script more rows join the list where it is; without it,
//! links lead from page to page, and the address says where the list begins.

use convex_leptos::{PaginationOptions, PaginationStatus, UsePaginatedQuery};
use convex_typed::Wire;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use leptos_router::params::ParamsMap;

use crate::node::{changing, el, nothing};
use crate::served;

/// The parameter of the address that says where the list begins.
const CURSOR: &str = "cursor";

/// The first page of the list that the address asks for.
pub(crate) fn first_page(size: u32) -> impl Fn() -> PaginationOptions + Copy {
    let query = use_query_map();
    move || PaginationOptions {
        cursor: query.with(|query| query.get(CURSOR)),
        ..PaginationOptions::first(size)
    }
}

/// Stands at the end of the list as long as there is more.
pub(crate) fn more<T: Wire>(
    list: UsePaginatedQuery<T>,
    size: u32,
    label: &'static str,
) -> impl Fn() -> AnyView + Copy {
    move || {
        if list.status() != PaginationStatus::CanLoadMore {
            return nothing();
        }
        el("div")
            .class("more")
            .has(
                el("button")
                    .class("button with-script")
                    .on("click", move |_| list.load_more(size))
                    .says(label),
            )
            .has(served::next_page(list, CURSOR, label))
            .view()
    }
}

/// Stands before a list that does not begin at its beginning, and leads there.
pub(crate) fn beginning(label: &'static str) -> AnyView {
    let (path, query) = (use_location().pathname, use_query_map());
    changing(move || {
        let mut query = query.get();
        if query.remove(CURSOR).is_none() {
            return nothing();
        }
        el("p")
            .class("more")
            .has(
                el("a")
                    .class("button")
                    .is("href", path.get() + &query.to_query_string())
                    .says(label),
            )
            .view()
    })
}

/// A position in a thread that the address names. What is no number is none.
pub(crate) fn position(query: &ParamsMap, name: &str) -> Option<f64> {
    let position = query.get_str(name)?.parse::<f64>().ok();
    position.filter(|position| position.is_finite())
}
