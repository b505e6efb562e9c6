//! One document: its fields on a line, and, opened, as text that can be changed.

use leptos::prelude::*;

use super::super::asked::{DeleteArgs, Document, ReplaceArgs};
use super::{Rows, View};
use crate::components::form::post;
use crate::components::section::Confirm;
use crate::components::time::when;
use crate::node::{El, changing, el, hidden};
use crate::platform;
use crate::served;
use crate::text::one_line;

const FORM: &str = "replace_document";

/// Characters of the fields that a line shows; the style cuts off what does not fit.
const PREVIEW: usize = 300;

pub(super) fn row(view: View, rows: Rows, id: String) -> AnyView {
    let document: Memo<Option<Document>> = {
        let id = id.clone();
        Memo::new(move |_| rows.with(|rows| rows.iter().find(|it| it.id == id).cloned()))
    };
    let read = move |read: fn(&Document) -> String| {
        document.with(|document| document.as_ref().map(read).unwrap_or_default())
    };
    let at = move || document.with(|document| document.as_ref().map_or(0.0, |it| it.creation_time));
    let mut details = el("details");
    if served::message(FORM, Some(("document", &id))).is_some() {
        details = details.is("open", "");
    }
    let summary = el("summary")
        .has(el("span").class("mono document-id").says(id.clone()))
        .has(
            el("span")
                .class("mono preview")
                .tells(move || read(|document| one_line(&document.text, PREVIEW)).into()),
        )
        .has(el("span").class("memory-facts").has(when(at)));
    el("li")
        .class("memory")
        .has(details.has(summary).shows(editor(view, document, id)))
        .view()
}

/// The form is made anew when the document changes, unless somebody has begun to write: what was written stays, and
/// the deployment refuses to put it over what it was not made from.
fn editor(view: View, document: Memo<Option<Document>>, id: String) -> AnyView {
    let written = RwSignal::new(false);
    let text = Memo::new(move |shown: Option<&String>| match shown {
        Some(shown) if written.get() => shown.clone(),
        _ => document.with(|document| {
            document
                .as_ref()
                .map(|it| it.text.clone())
                .unwrap_or_default()
        }),
    });
    changing(move || form(view, id.clone(), text.get(), written).view())
}

fn form(view: View, id: String, text: String, written: RwSignal<bool>) -> El {
    let component = view.asked.with_untracked(|asked| asked.component.clone());
    let form_id = format!("document-{id}");
    let lines = text.lines().count().clamp(3, 24);
    let reason = format!("refusal-{id}");
    let about = Some(("document", id.as_str()));
    let typed = served::typed(FORM, about, "text").unwrap_or_else(|| text.clone());
    let refusal = served::reason(reason.clone(), FORM, about);
    let area = el("textarea")
        .class("field mono")
        .is("name", "text")
        .is("rows", lines.to_string())
        .is("spellcheck", "false")
        .is("aria-label", "Fields, as JSON")
        .is("aria-describedby", reason)
        .on("input", move |_| written.set(true))
        .holds(typed);
    let save = {
        let (component, id, before) = (component.clone(), id.clone(), text.clone());
        post("/do/_deployment/replace_document")
            .is("id", form_id.clone())
            .class("memory-form")
            .on("submit", move |event| {
                event.prevent_default();
                let args = ReplaceArgs {
                    before: before.clone(),
                    component: component.clone(),
                    id: id.clone(),
                    text: platform::field_of(&event, "text").unwrap_or_default(),
                };
                view.actions.replace(args, move || written.set(false));
            })
    };
    let save = save
        .has(hidden("component", component.clone()))
        .has(hidden("document", id.clone()))
        .has(hidden("before", text))
        .has(area)
        .has(refusal);
    let delete = Confirm {
        id: format!("delete-{id}"),
        label: "Delete",
        about: id.clone().into(),
        question: "This document will be gone, and nothing brings it back. Other documents that name it stay as they are.".into(),
        action: "Delete document",
        form: post("/do/_deployment/delete_document")
            .has(hidden("component", component.clone()))
            .has(hidden("document", id.clone()))
            .on("submit", move |event| {
                event.prevent_default();
                view.actions.delete(DeleteArgs {
                    component: component.clone(),
                    id: id.clone(),
                });
            }),
    };
    // Beside each other, though the one button is of another form.
    let save_button = el("button")
        .class("button primary")
        .is("form", form_id)
        .says("Save");
    let actions = el("div").class("actions").has(save_button);
    let actions = delete.parts().into_iter().fold(actions, El::has);
    el("div").class("editor").has(save).has(actions)
}
