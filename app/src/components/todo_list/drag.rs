//! Moving a todo with a pointer: the grip follows the finger or mouse, a line shows where the row would
//! go. The same without a pointer are Alt with an arrow key, and two items of the row's menu.

use convex_api::TodoId;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement, PointerEvent};

use super::List;
use super::row::text_of;
use crate::actions::is_pending;
use crate::components::icon::icon;
use crate::node::{El, el};
use crate::platform;

/// A row on its way.
#[derive(Clone, PartialEq)]
pub(super) struct Drag {
    id: TodoId,
    /// Where the pointer went down, in the window.
    from: i32,
    /// The row that it would be put before or behind.
    target: Option<(TodoId, Side)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// What a row shows of the drag: names of classes, each behind a space.
pub(super) fn mark(list: List, id: TodoId) -> Memo<&'static str> {
    Memo::new(move |_| {
        list.drag.with(|drag| match drag {
            Some(drag) if drag.id == id => " dragging",
            Some(drag) if drag.aims_at(&id, Side::Before) => " drop-before",
            Some(drag) if drag.aims_at(&id, Side::After) => " drop-after",
            _ => "",
        })
    })
}

impl Drag {
    fn aims_at(&self, id: &TodoId, side: Side) -> bool {
        self.target
            .as_ref()
            .is_some_and(|(target, at)| target == id && *at == side)
    }
}

/// The handle of a row.
pub(super) fn grip(list: List, id: TodoId) -> El {
    let down = move |event: PointerEvent| {
        if event.button() == 0 && !is_pending(id.as_str()) {
            event.prevent_default();
            if let Some(grip) = grip_of(&event) {
                platform::capture_pointer(&grip, &event);
            }
            list.drag.set(Some(Drag {
                id: id.clone(),
                from: event.client_y(),
                target: None,
            }));
        }
    };
    el("span")
        .class("todo-grip with-script")
        .is("aria-hidden", "true")
        .on("pointerdown", move |event| down(event.unchecked_into()))
        .on("pointermove", move |event| {
            follow(list, event.unchecked_ref())
        })
        .on("pointerup", move |event| {
            drop_row(list, event.unchecked_ref())
        })
        .on("pointercancel", move |event| {
            end(list, event.unchecked_ref())
        })
        .has(icon("i-grip"))
}

fn grip_of(event: &PointerEvent) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

fn row_of(event: &PointerEvent) -> Option<HtmlElement> {
    grip_of(event)?.closest(".todo").ok()??.dyn_into().ok()
}

/// Lets the row follow the pointer and finds the place it is over.
fn follow(list: List, event: &PointerEvent) {
    let Some(mut drag) = list.drag.get_untracked() else {
        return;
    };
    let Some(row) = row_of(event) else { return };
    let _ = HtmlElement::style(&row).set_property(
        "translate",
        &format!("0 {}px", event.client_y() - drag.from),
    );
    let target = row
        .parent_element()
        .and_then(|rows| place_at(&rows, &row, f64::from(event.client_y())));
    if target != drag.target {
        drag.target = target;
        list.drag.set(Some(drag));
    }
}

/// The row before which a pointer at `y` is, or the last one if it is below all.
fn place_at(rows: &Element, dragged: &HtmlElement, y: f64) -> Option<(TodoId, Side)> {
    let mut last = None;
    let mut next = rows.first_element_child();
    while let Some(child) = next {
        next = child.next_element_sibling();
        let Ok(child) = child.dyn_into::<HtmlElement>() else {
            continue;
        };
        if child == *dragged {
            continue;
        }
        let id = TodoId::from(child.id().strip_prefix("todo-")?);
        if y < platform::middle_of(&child) {
            return Some((id, Side::Before));
        }
        last = Some((id, Side::After));
    }
    last
}

/// Puts the row where it was let go.
fn drop_row(list: List, event: &PointerEvent) {
    let Some(drag) = list.drag.get_untracked() else {
        return;
    };
    end(list, event);
    let Some((target, side)) = drag.target else {
        return;
    };
    let rows = list.rows.get_untracked();
    let others: Vec<&TodoId> = rows
        .iter()
        .map(|entry| &entry.todo.id)
        .filter(|id| **id != drag.id)
        .collect();
    let Some(at) = others.iter().position(|id| **id == target) else {
        return;
    };
    let index = if side == Side::Before { at } else { at + 1 };
    let was = rows.iter().position(|entry| entry.todo.id == drag.id);
    if was != Some(index) {
        let after = index
            .checked_sub(1)
            .and_then(|before| others.get(before))
            .map(|id| (*id).clone());
        list.place(&drag.id, after, text_of(&drag.id));
    }
}

fn end(list: List, event: &PointerEvent) {
    list.drag.set(None);
    if let Some(row) = row_of(event) {
        let _ = HtmlElement::style(&row).remove_property("translate");
    }
}
