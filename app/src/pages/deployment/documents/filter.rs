//! Which documents of a table are shown: a GET form, so that an address says it.

use leptos::prelude::*;

use super::super::asked::{Condition, DocumentsArgs};
use super::super::choice;
use super::{View, path};
use crate::node::{El, el, hidden};

/// Comparisons as the deployment knows them, and as they are read.
const COMPARISONS: [(&str, &str); 6] = [
    ("eq", "is"),
    ("neq", "is not"),
    ("lt", "is below"),
    ("lte", "is at most"),
    ("gt", "is above"),
    ("gte", "is at least"),
];

const ORDERS: [(&str, &str); 2] = [("desc", "Newest first"), ("asc", "Oldest first")];

/// Made anew for another address. Behind the conditions there is room for one more.
pub(super) fn form(view: View) -> El {
    let DocumentsArgs {
        component,
        conditions,
        order,
        table,
        ..
    } = view.asked.get();
    let another = Condition {
        field: String::new(),
        op: String::new(),
        value: String::new(),
    };
    let form = el("form")
        .class("conditions")
        .is("role", "search")
        .is("method", "get")
        .is("action", path())
        .has(el("h2").class("mono").says(table.clone()))
        .has(hidden("component", component))
        .has(hidden("table", table));
    let conditions = conditions.into_iter().chain([another]);
    conditions
        .enumerate()
        .fold(form, |form, (nth, condition)| {
            form.has(line(nth + 1, condition))
        })
        .has(
            el("div")
                .class("actions")
                .has(choice("order", "Order".to_owned(), &ORDERS, &order))
                .has(el("button").class("button").says("Show")),
        )
}

fn line(nth: usize, Condition { field, op, value }: Condition) -> El {
    // The first needs no number, as it is the only one most of the time.
    let label = |name: &str| match nth {
        1 => name.to_owned(),
        nth => format!("{name} {nth}"),
    };
    let text = |name: &'static str, label: String, placeholder: &'static str, value: String| {
        el("input")
            .class("field mono")
            .is("name", name)
            .is("aria-label", label)
            .is("placeholder", placeholder)
            .is("autocomplete", "off")
            .is("autocapitalize", "none")
            .is("spellcheck", "false")
            .is("value", value)
    };
    let placeholder = match nth {
        1 => "Field",
        _ => "And field",
    };
    el("div")
        .class("condition")
        .has(text("field", label("Field"), placeholder, field))
        .has(choice("op", label("Comparison"), &COMPARISONS, &op))
        .has(text(
            "value",
            format!("{}, JSON or a text", label("Value")),
            "Value",
            value,
        ))
}
