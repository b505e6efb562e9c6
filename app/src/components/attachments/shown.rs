//! The files of a message: pictures as such, all others as links.

use convex_api::{AttachmentEntry, MessageId, attachments};
use convex_leptos::use_query;
use leptos::prelude::*;

use super::kinds::is_picture;
use crate::components::icon::icon;
use crate::components::live::{Readiness, live};
use crate::components::message::Shown;
use crate::node::{El, Member, changing, el, list as members, nothing};
use crate::text::size;

/// The files of a message, if it has some.
pub(crate) fn files_of(id: MessageId, shown: Shown) -> AnyView {
    let has_files = Memo::new(move |_| {
        shown.with(|message| {
            message
                .as_ref()
                .is_some_and(|it| it.has_files == Some(true))
        })
    });
    changing(move || {
        if has_files.get() {
            files(id.clone())
        } else {
            nothing()
        }
    })
}

fn files(message_id: MessageId) -> AnyView {
    let files = use_query(attachments::ByMessage, move || attachments::ByMessageArgs {
        message_id: message_id.clone(),
    });
    let rows = move || {
        files.with(|state| {
            let files = state.as_ref().ready().map_or(&[][..], Vec::as_slice);
            files.iter().map(row).collect()
        })
    };
    live(
        move || files.with(Readiness::of),
        move || {
            el("ul")
                .class("attachments")
                .is("role", "list")
                .is("aria-label", "Attached files")
                .shows(members(rows))
                .view()
        },
    )
}

fn row(file: &AttachmentEntry) -> Member {
    let file = file.clone();
    let key = format!("{} {:?}", file.attachment_id, file.alt_text);
    Member::new(key, move || el("li").has(one(&file)).view())
}

fn one(file: &AttachmentEntry) -> El {
    let Some(address) = address(file) else {
        return el("span")
            .class("file-chip")
            .has(icon("i-file"))
            .says(file.name.clone());
    };
    let link = el("a")
        .is("href", address.clone())
        .is("rel", "external")
        .is("target", "_blank");
    if is_picture(&file.content_type) {
        return link.class("picture-link").has(
            el("img")
                .is("src", address)
                .is("alt", said_of(file))
                .is("loading", "lazy")
                .is("decoding", "async"),
        );
    }
    link.class("file-chip")
        .has(icon("i-file"))
        .has(
            el("span")
                .class("file-name")
                .is("dir", "auto")
                .says(file.name.clone()),
        )
        .has(el("span").class("file-size").says(size(file.size)))
}

/// Where its owner finds a file; none where nothing is kept of it but its name.
pub(super) fn address(file: &AttachmentEntry) -> Option<String> {
    let is_kept = file.url.is_some() || file.text.is_some();
    is_kept.then(|| format!("/files/{}", file.attachment_id))
}

/// What a picture shows, for those who do not see it.
pub(super) fn said_of(file: &AttachmentEntry) -> String {
    let said = file.alt_text.clone().filter(|said| !said.trim().is_empty());
    said.unwrap_or_else(|| file.name.clone())
}
