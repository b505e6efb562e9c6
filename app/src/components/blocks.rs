//! Buttons in what was written: copying code and tables, wrapping long lines, unfolding long code. They are part of
//! its HTML, so they have no handlers of their own.

use std::time::Duration;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event};

use super::conversation::copy;
use crate::layout::ui::Ui;
use crate::platform;

/// How long a button says that something was copied.
const COPIED_STAYS: Duration = Duration::from_secs(2);

/// Does what the button says that was clicked on, if it was one.
pub(crate) fn on_click(ui: Ui, event: &Event) {
    let button = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| target.closest(".block-button").ok().flatten());
    let Some(button) = button else { return };
    match button.get_attribute("data-does").as_deref() {
        Some("copy") => copy_code(ui, button),
        Some("wrap") => toggle(&button, "aria-pressed", "data-wraps"),
        Some("unfold") => toggle(&button, "aria-expanded", "data-unfolded"),
        Some("markdown") => copy_table(ui, button, markdown),
        Some("csv") => copy_table(ui, button, csv),
        _ => {}
    }
}

fn figure(button: &Element) -> Option<Element> {
    button.closest("figure").ok().flatten()
}

fn copy_code(ui: Ui, button: Element) {
    let code = figure(&button)
        .and_then(|figure| figure.query_selector("code").ok().flatten())
        .and_then(|code| code.text_content());
    if let Some(code) = code {
        copy(ui, code, "Code copied");
        say_copied(button);
    }
}

fn copy_table(ui: Ui, button: Element, written: fn(&[Vec<String>]) -> String) {
    if let Some(figure) = figure(&button) {
        copy(ui, written(&rows(&figure)), "Table copied");
        say_copied(button);
    }
}

fn say_copied(button: Element) {
    let label = button.text_content();
    button.set_text_content(Some("Copied"));
    set_timeout(
        move || button.set_text_content(label.as_deref()),
        COPIED_STAYS,
    );
}

/// Turns something of the button's figure on or off, and says so.
fn toggle(button: &Element, state: &str, attribute: &str) {
    let Some(figure) = figure(button) else { return };
    let is_on = figure.has_attribute(attribute);
    let _ = match is_on {
        true => figure.remove_attribute(attribute),
        false => figure.set_attribute(attribute, ""),
    };
    let _ = button.set_attribute(state, if is_on { "false" } else { "true" });
}

/// What the cells of a table say.
fn rows(figure: &Element) -> Vec<Vec<String>> {
    let text = |cell: &leptos::web_sys::HtmlElement| {
        let text = cell.text_content().unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let cells = |row: &leptos::web_sys::HtmlElement| {
        let cells = platform::shown_within(row, "th, td");
        cells.iter().map(text).collect()
    };
    let rows = platform::shown_within(figure, "tr");
    rows.iter().map(cells).collect()
}

fn markdown(rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        text.push_str(&line(
            row.iter().map(|cell| cell.replace('|', "\\|")).collect(),
        ));
        if at == 0 {
            text.push_str(&line(vec!["---".to_owned(); row.len()]));
        }
    }
    text
}

fn csv(rows: &[Vec<String>]) -> String {
    let field = |cell: &String| {
        if cell.contains([',', '"']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let line = |row: &Vec<String>| row.iter().map(field).collect::<Vec<_>>().join(",") + "\r\n";
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Vec<Vec<String>> {
        [["Name", "Says"], ["a|b", "x, \"y\""]]
            .map(|row| row.map(str::to_owned).to_vec())
            .to_vec()
    }

    #[test]
    fn a_table_is_copied_as_markdown_that_makes_the_same_table() {
        let expected = "| Name | Says |\n| --- | --- |\n| a\\|b | x, \"y\" |\n";
        assert_eq!(markdown(&table()), expected);
    }

    #[test]
    fn a_table_is_copied_as_csv_with_quotes_where_they_are_needed() {
        assert_eq!(csv(&table()), "Name,Says\r\na|b,\"x, \"\"y\"\"\"\r\n");
    }
}
