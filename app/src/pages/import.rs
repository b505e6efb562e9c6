//! Taking chats over from a file: that of the application this one replaces, or of a chat that was saved here.

mod archive;
mod rows;
mod run;

use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;

use self::archive::{Kind, Refused};
use self::run::{Count, Import, Outcome, State};
use crate::components::section::section;
use crate::layout::page::{self, Head};
use crate::node::{El, changing, el, nothing};
use crate::platform;
use crate::text::count;

/// How many of the rows that were not taken are listed.
const LISTED: usize = 100;

/// What a field of the file chooser takes.
const ACCEPT: &str = "application/json,.json";

pub(crate) fn page() -> AnyView {
    let import = Import::new();
    let content = el("div")
        .has(el("p").class("without-script").says(
            "Importing needs JavaScript: the file is read in your browser, not by this server.",
        ))
        .has(chooser(import))
        .has(state(import));
    let back = el("p")
        .class("chat-origin")
        .has(el("a").is("href", "/chats").says("All chats"));
    let body = el("div")
        .class("page-body sections sharing")
        .has(back)
        .has(section(
            "file",
            "Chats of a file",
            "JSON with chats and messages: an export of the chat application that this one replaces, or a chat that was saved as JSON here, which comes back with all its versions. What has been imported before is left as it is, so the same file may come again.",
            content,
        ));
    page::page(page::fixed("Import chats"), Head::Title, None, body.view())
}

fn chooser(import: Import) -> El {
    let choose = move |event| {
        if untrack(|| import.is_busy()) {
            return;
        }
        let input = event_target::<HtmlInputElement>(&event);
        import.state.set(State::Reading);
        leptos::task::spawn_local(async move {
            match platform::chosen_text(&input).await {
                Some(text) => import.run(&text).await,
                None => import.give_up("The file could not be read. Choose it again."),
            }
        });
    };
    el("label")
        .class("button file with-script")
        .has(
            el("input")
                .class("visually-hidden")
                .is("type", "file")
                .is("accept", ACCEPT)
                .on("change", choose),
        )
        .says("Choose a file")
}

/// How far the import is, or what came of it.
fn state(import: Import) -> El {
    let phase = Memo::new(move |_| import.state.with(State::phase));
    el("div")
        .class("import-state")
        .is("role", "status")
        .shows(changing(move || match phase.get() {
            run::Phase::Waiting => nothing(),
            run::Phase::Working => progress(import).view(),
            run::Phase::Ended => import.state.with_untracked(ended).view(),
        }))
}

fn progress(import: Import) -> El {
    let part = move || import.state.with(State::part);
    el("div")
        .class("import-progress")
        .has(
            el("progress")
                .class("progress")
                .is("aria-label", "Import")
                .is("max", "1")
                .follows("value", move || Some(part().to_string().into())),
        )
        .has(
            el("p")
                // Only what comes of it is announced, not each step.
                .is("aria-live", "off")
                .tells(move || import.state.with(State::sentence).into()),
        )
        .has(el("p").class("form-hint").says(
            "Stay on this page until it is done. After an interruption choose the same file again: it goes on where it was.",
        ))
}

fn ended(state: &State) -> El {
    let (outcome, why) = match state {
        State::Ended(outcome) => (outcome.clone(), None),
        State::Broken(outcome, why) => (outcome.clone(), Some(why.clone())),
        State::Waiting | State::Reading | State::Running { .. } => (Outcome::default(), None),
    };
    let mut view = el("div").class("import-result");
    if let Some(why) = why {
        view = view.has(el("p").class("refusal").says(why));
    }
    if outcome.is_empty() {
        return view;
    }
    view = view
        .has(el("p").says(sentence(&outcome.chats, "chat", "chats")))
        .has(el("p").says(sentence(&outcome.messages, "message", "messages")));
    if outcome.with_files > 0 {
        view = view.has(el("p").says(format!(
            "{} had files whose content is not in this file, such as pictures: they are named, as far as it says what they are called.",
            count(outcome.with_files, "message", "messages")
        )));
    }
    let view = match outcome.refused.is_empty() {
        true => view,
        false => view.shows(refused(outcome.refused)),
    };
    view.has(
        el("p").has(
            el("a")
                .class("button")
                .is("href", "/chats")
                .says("Show all chats"),
        ),
    )
}

fn sentence(taken: &Count, one: &'static str, many: &'static str) -> String {
    let imported = count(taken.imported, one, many);
    match taken.known {
        0 => format!("{imported} imported."),
        known => format!("{imported} imported, {known} here already."),
    }
}

/// What was not taken, and why. Nothing of it is lost: it can be saved, mended and imported.
fn refused(rows: Vec<Refused>) -> AnyView {
    let left = rows.len().saturating_sub(LISTED);
    let item = |row: &Refused| {
        el("li")
            .has(el("span").class("mono").says(row.place.clone()))
            .says(" ")
            .says(row.reason.clone())
    };
    let list = rows
        .iter()
        .take(LISTED)
        .map(item)
        .fold(el("ul").class("refused"), El::has);
    let mut view = el("div")
        .class("refused-rows")
        .has(el("h3").says(format!(
            "{} not imported",
            count(rows.len(), "row was", "rows were")
        )))
        .has(list);
    if left > 0 {
        view = view.has(el("p").class("form-hint").says(format!("And {left} more.")));
    }
    let save = el("button")
        .is("type", "button")
        .class("button")
        .on("click", move |_| {
            platform::save_text("not-imported.json", &rest(&rows));
        })
        .says("Save what was not imported");
    view.has(save).view()
}

/// The rows as a file that can be imported once it is mended.
fn rest(rows: &[Refused]) -> String {
    let of = |kind: Kind| {
        let rows = rows.iter().filter(|row| row.kind == kind);
        rows.map(|row| row.row.as_str())
            .collect::<Vec<_>>()
            .join(",\n")
    };
    format!(
        "{{\"chats\":[{}],\n\"messages\":[{}]}}\n",
        of(Kind::Chat),
        of(Kind::Message)
    )
}
