//! The files of the next message, between the text and the buttons of a composer.

use convex_api::{AttachmentEntry, AttachmentId};
use leptos::html::Input;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::KeyboardEvent;

use super::kinds::{is_picture, sentence};
use super::shown::address;
use super::uploads::{Files, Stage, Upload};
use super::{drop, paste};
use crate::components::composer::{COMPOSER, is_composing};
use crate::components::icon::icon;
use crate::node::{El, Member, changing, el, fragment, list as members, showing};
use crate::platform;
use crate::text::size;

/// The id of what says which files can be added.
const LIMITS: &str = "files-limits";

/// What stands in a composer for files: what there is, the button that adds some, and which can be added.
pub(crate) struct Tray {
    pub(crate) list: AnyView,
    pub(crate) button: El,
    pub(crate) limits: El,
}

pub(crate) fn tray(files: Files) -> Tray {
    paste::listen(files);
    Tray {
        list: fragment(vec![
            drop::zone(files).view(),
            paste::offered(files),
            list(files).view(),
            waiting(files),
        ]),
        button: button(files),
        limits: el("p")
            .class("model-note")
            .needs_script()
            .is("id", LIMITS)
            .tells(move || limits(files).into()),
    }
}

/// Which files can be added.
pub(super) fn limits(files: Files) -> String {
    files.with_limits(sentence).unwrap_or_default()
}

fn button(files: Files) -> El {
    let input = NodeRef::<Input>::new();
    let accept = move || files.with_limits(|limits| limits.accept.clone().into());
    let choose = el("input")
        .is("type", "file")
        .is("multiple", "")
        .is("hidden", "")
        .is("aria-label", "Files")
        .follows("accept", accept)
        .node(input)
        .on("change", move |_| {
            if let Some(input) = input.get_untracked() {
                files.add(platform::chosen_files(&input));
                platform::focus(COMPOSER);
            }
        });
    let button = el("button")
        .is("type", "button")
        .class("icon-button")
        .is("aria-label", "Add files")
        .is("aria-describedby", LIMITS)
        .follows("title", move || {
            Some(format!("Add files. {}", limits(files)).into())
        })
        .on("click", move |_| {
            if let Some(input) = input.get_untracked() {
                input.click();
            }
        })
        .has(icon("i-attach"));
    el("span")
        .class("file-button")
        .needs_script()
        .has(button)
        .has(choose)
}

fn list(files: Files) -> El {
    let rows = move || {
        let arrived = files.arrived.with(|state| {
            let arrived = state.as_ref().ready().map_or(&[][..], Vec::as_slice);
            arrived
                .iter()
                .map(|file| arrived_row(files, file))
                .collect::<Vec<_>>()
        });
        let uploads = files.uploads.with(|uploads| {
            uploads
                .iter()
                .map(|upload| upload_row(files, upload))
                .collect::<Vec<_>>()
        });
        arrived.into_iter().chain(uploads).collect()
    };
    let is_empty = move || files.arrived_count() == 0 && files.uploads.with(Vec::is_empty);
    el("ul")
        .class("file-tray")
        .needs_script()
        .is("role", "list")
        .is("aria-label", "Files to send")
        .follows_flag("hidden", is_empty)
        .shows(members(rows))
}

fn name(name: String) -> El {
    el("span").class("file-name").is("dir", "auto").says(name)
}

/// A button that takes a file out; the focus goes on to what is left.
fn remove(row: String, label: String, remove: impl Fn() + 'static) -> El {
    el("button")
        .is("type", "button")
        .class("icon-button")
        .is("aria-label", label)
        .on("click", move |_| {
            platform::focus_neighbour(&format!("#{row}"), "button.icon-button", COMPOSER);
            remove();
        })
        .has(icon("i-close"))
}

fn arrived_row(files: Files, file: &AttachmentEntry) -> Member {
    let file = file.clone();
    let id = file.attachment_id.clone();
    let row = format!("file-{id}");
    Member::new(id.to_string(), move || {
        let picture = is_picture(&file.content_type);
        let sign = match address(&file).filter(|_| picture) {
            Some(address) => el("img").is("src", address).is("alt", ""),
            None => icon("i-file"),
        };
        let take_out = {
            let id = id.clone();
            move || files.take_out(id.clone())
        };
        let mut line = el("li")
            .class("file-row")
            .is("id", row.clone())
            .has(sign)
            .has(name(file.name.clone()))
            .has(el("span").class("file-size").says(size(file.size)));
        if picture {
            line = line.has(description(files, id, &file));
        }
        line.has(remove(row, format!("Remove {}", file.name), take_out))
            .view()
    })
}

/// What a picture shows, in words.
fn description(files: Files, id: AttachmentId, file: &AttachmentEntry) -> El {
    el("input")
        .class("field file-words")
        .is("type", "text")
        .is("aria-label", format!("Description of {}", file.name))
        .is("placeholder", "Describe it for those who do not see it")
        .is("maxlength", "200")
        .is("autocomplete", "off")
        .is("value", file.alt_text.clone().unwrap_or_default())
        // Enter would send the message.
        .on("keydown", |event| {
            let event: KeyboardEvent = event.unchecked_into();
            if event.key() == "Enter" && !is_composing(&event) {
                event.prevent_default();
                platform::focus(COMPOSER);
            }
        })
        .on("change", move |event| {
            files.say(id.clone(), event_target_value(&event))
        })
}

fn upload_row(files: Files, upload: &Upload) -> Member {
    let upload = upload.clone();
    let row = format!("upload-{}", upload.nth);
    Member::new(row.clone(), move || {
        let give_up = {
            let upload = upload.clone();
            move || files.give_up(&upload)
        };
        let called = upload.file.name();
        let label = format!("Cancel {called}");
        el("li")
            .class("file-row")
            .is("id", row.clone())
            .has(icon("i-file"))
            .has(name(called))
            .shows(stage(files, upload))
            .has(remove(row, label, give_up))
            .view()
    })
}

fn stage(files: Files, upload: Upload) -> AnyView {
    let stage = upload.stage.clone();
    let failed = Memo::new(move |_| match stage.get() {
        Stage::Sending(_) => None,
        Stage::Failed(why) => Some(why),
    });
    changing(move || match failed.get() {
        None => {
            let stage = upload.stage.clone();
            progress(upload.file.name(), stage).view()
        }
        Some(why) => {
            let again = upload.clone();
            el("span")
                .class("file-failed")
                .has(el("span").says(why))
                .has(
                    el("button")
                        .is("type", "button")
                        .class("button")
                        .is("aria-label", format!("Try {} again", upload.file.name()))
                        .on("click", move |_| files.try_again(&again))
                        .says("Try again"),
                )
                .view()
        }
    })
}

fn progress(name: String, stage: ArcRwSignal<Stage>) -> El {
    el("progress")
        .class("progress")
        .is("max", "100")
        .is("aria-label", format!("Uploading {name}"))
        .follows("value", move || match stage.get() {
            Stage::Sending(hundredths) => Some(hundredths.to_string().into()),
            Stage::Failed(_) => None,
        })
}

/// Says that the message waits for its files.
fn waiting(files: Files) -> AnyView {
    showing(move || {
        files.sends_then.get().then(|| {
            el("p")
                .class("file-wait")
                .says("Sent as soon as the files have arrived.")
                .has(
                    el("button")
                        .is("type", "button")
                        .class("button quiet")
                        .on("click", move |_| files.sends_then.set(false))
                        .says("Do not wait"),
                )
        })
    })
}
