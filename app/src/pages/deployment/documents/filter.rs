//! Which documents of a table are shown: a GET form, so that an address says it.

use leptos::prelude::*;

use super::super::asked::DocumentsArgs;
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

/// Made anew for another table.
pub(super) fn form(view: View) -> El {
    let table = view.asked.with(|asked| asked.table.clone());
    let DocumentsArgs {
        field,
        op,
        order,
        value,
        ..
    } = view.asked.get_untracked();
    let text =
        |name: &'static str, label: &'static str, placeholder: &'static str, value: String| {
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
    el("form")
        .class("toolbar condition")
        .is("role", "search")
        .is("method", "get")
        .is("action", path())
        .has(hidden("table", table))
        .has(text("field", "Field", "Field", field))
        .has(choice("op", "Comparison", &COMPARISONS, &op))
        .has(text("value", "Value: JSON, or a text", "Value", value))
        .has(choice("order", "Order", &ORDERS, &order))
        .has(el("button").class("button").says("Show"))
}

fn choice(
    name: &'static str,
    label: &'static str,
    options: &[(&'static str, &'static str)],
    chosen: &str,
) -> El {
    let select = el("select")
        .class("field choice")
        .is("name", name)
        .is("aria-label", label);
    options.iter().fold(select, |select, (value, text)| {
        let option = el("option").is("value", *value).says(*text);
        select.has(option.when(*value == chosen, "selected", ""))
    })
}
