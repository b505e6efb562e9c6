//! Buttons in what was written: copying code and tables, numbering and wrapping lines, unfolding long code, going
//! through diffs. They are part of its HTML, so they have no handlers of their own.

use std::time::Duration;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, Node};

use super::conversation::copy;
use super::diffs;
use crate::layout::ui::Ui;
use crate::platform;

/// How long a button says that something was copied.
pub(crate) const COPIED_STAYS: Duration = Duration::from_secs(2);

/// Does what the button says that was clicked on, if it was one.
pub(crate) fn on_click(ui: Ui, event: &Event) {
    let button = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| target.closest(".block-button").ok().flatten());
    let Some(button) = button else { return };
    match button.get_attribute("data-does").as_deref() {
        Some("copy") => copy_code(ui, button),
        Some("number") => {
            if let Some(code) = code_of(&button) {
                part_lines(&code);
            }
            toggle(&button, "aria-pressed", "data-numbered");
        }
        Some("wrap") => toggle(&button, "aria-pressed", "data-wraps"),
        Some("previous") => diffs::step_within(ui, &button, false),
        Some("next") => diffs::step_within(ui, &button, true),
        Some(look @ ("split" | "unified")) => diffs::look(&button, look),
        Some("unfold") => toggle(&button, "aria-expanded", "data-unfolded"),
        Some("markdown") => copy_table(ui, button, markdown),
        Some("csv") => copy_table(ui, button, csv),
        _ => {}
    }
}

pub(super) fn figure(button: &Element) -> Option<Element> {
    button.closest("figure").ok().flatten()
}

fn code_of(button: &Element) -> Option<Element> {
    figure(button)?.query_selector("code").ok().flatten()
}

fn copy_code(ui: Ui, button: Element) {
    if let Some(code) = code_of(&button).and_then(|code| code.text_content()) {
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
    // Copied again before the label came back.
    if button.has_attribute("data-copied") {
        return;
    }
    let label = button.text_content();
    let _ = button.set_attribute("data-copied", "");
    button.set_text_content(Some("Copied"));
    set_timeout(
        move || {
            let _ = button.remove_attribute("data-copied");
            button.set_text_content(label.as_deref());
        },
        COPIED_STAYS,
    );
}

/// Unfolds the figure, if it is long code.
pub(super) fn unfold(figure: &Element) {
    if let Ok(Some(button)) = figure.query_selector("[data-does=unfold][aria-expanded=false]") {
        toggle(&button, "aria-expanded", "data-unfolded");
    }
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

/// Makes each line of code an element, for the style sheet to count: a number keeps to its line, however that wraps.
/// The text stays what it is. Done once, when somebody first asks for numbers.
fn part_lines(code: &Element) {
    if matches!(code.query_selector(".line"), Ok(Some(_))) {
        return;
    }
    let mut lines = Lines::default();
    while let Some(node) = code.first_child() {
        let _ = code.remove_child(&node);
        for part in node
            .text_content()
            .unwrap_or_default()
            .split_inclusive('\n')
        {
            // Words in colours are elements of text alone.
            let Ok(piece) = node.clone_node() else { return };
            piece.set_text_content(Some(part));
            lines.push(&piece, part.ends_with('\n'));
        }
    }
    for line in lines.all {
        let _ = code.append_child(&line);
    }
}

/// The same for code that has been written anew, if it is numbered.
#[cfg(feature = "hydrate")]
pub(crate) fn keep_numbers(code: &Element) {
    if matches!(code.closest("[data-numbered]"), Ok(Some(_))) {
        part_lines(code);
    }
}

/// Lines as elements.
#[derive(Default)]
struct Lines {
    all: Vec<Element>,
    /// Whether the last one goes on.
    is_open: bool,
}

impl Lines {
    fn push(&mut self, piece: &Node, is_end: bool) {
        if !self.is_open
            && let Ok(line) = document().create_element("span")
        {
            line.set_class_name("line");
            self.all.push(line);
        }
        if let Some(line) = self.all.last() {
            let _ = line.append_child(piece);
        }
        self.is_open = !is_end;
    }
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
