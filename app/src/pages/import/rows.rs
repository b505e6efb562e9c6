//! The rows of a file of chats, one by one. Other programs write such files, so names may be in either style, and
//! instants may be numbers.

use convex_api::{ImportedChat, ImportedFile, ImportedMessage, ImportedPart, MessageStatus};
use convex_typed::json::{Fields, Json, Misfit};
use convex_typed::{Wire, read};

use crate::text::iso_instant;

/// Names of a field, the usual one first.
type Names = &'static [&'static str];

const ID: Names = &["id", "_id", "originalId"];
const TITLE: Names = &["title"];
const CREATED: Names = &["createdAt", "created_at"];
const TIME: Names = &[
    "timestamp",
    "createdAt",
    "created_at",
    "updatedAt",
    "updated_at",
];
const PARENT: Names = &["parentChatId", "parent_chat_id"];
const FORK: Names = &["branchFromMessageId", "branch_from_message_id"];
const IS_DELETED: Names = &["isDeleted", "is_deleted"];
const TAGS: Names = &["tags"];
const CHAT: Names = &["chatId", "chat_id"];
const CONTENT: Names = &["content"];
const ROLE: Names = &["role"];
const POSITION: Names = &["position"];
const MODEL: Names = &["llmModel", "llm_model"];
const SHOWN: Names = &["shownVersionId"];
const IS_ARCHIVED: Names = &["isArchived", "is_archived"];
const IS_PINNED: Names = &["isPinned", "is_pinned"];
const VERSION: Names = &["versionId"];
const BEFORE: Names = &["parentId"];
const EDITED: Names = &["editedAt", "edited_at"];
const STATUS: Names = &["status"];
const REASON: Names = &["finishReason"];
const PARTS: Names = &["parts"];
const FILES: Names = &["attachments", "files"];
const FILE_NAME: Names = &["name", "fileName", "filename"];
const FILE_TYPE: Names = &["contentType", "type", "mimeType"];
const SIZE: Names = &["size"];
const ALT_TEXT: Names = &["altText"];
const TEXT: Names = &["text"];

/// The type of a file of which nothing is known.
pub(super) const UNKNOWN: &str = "application/octet-stream";

/// A chat of a file.
pub(super) fn chat(row: Json<'_>) -> Result<ImportedChat, Misfit> {
    let fields = row.fields()?;
    Ok(ImportedChat {
        branch_from_message_id: id(&fields, FORK)?.map(Some),
        created_at: instant(&fields, CREATED)?.map(Some),
        id: required(id(&fields, ID)?, ID)?,
        is_archived: optional(&fields, IS_ARCHIVED)?,
        is_deleted: optional(&fields, IS_DELETED)?,
        is_pinned: optional(&fields, IS_PINNED)?,
        parent_chat_id: id(&fields, PARENT)?.map(Some),
        shown_version_id: id(&fields, SHOWN)?.map(Some),
        tags: optional(&fields, TAGS)?,
        timestamp: required(instant(&fields, TIME)?, TIME)?,
        title: required(optional(&fields, TITLE)?, TITLE)?,
    })
}

/// The message, and whether it has files that are not in the file. `chat_id` is that of the chat around it.
pub(super) fn message(
    row: Json<'_>,
    chat_id: Option<&str>,
) -> Result<(ImportedMessage, bool), Misfit> {
    let fields = row.fields()?;
    let named = id(&fields, CHAT)?.or_else(|| chat_id.map(str::to_owned));
    let role = fields.get(ROLE[0]).unwrap_or_default();
    let role = role.string().unwrap_or_default().to_lowercase();
    let role = role
        .parse()
        .map_err(|_| Misfit::new("`user`, `assistant` or `system` is expected").within(ROLE[0]))?;
    let (files, is_all) = files(&fields);
    let message = ImportedMessage {
        chat_id: required(named, CHAT)?,
        content: required(optional(&fields, CONTENT)?, CONTENT)?,
        edited_at: instant(&fields, EDITED)?.map(Some),
        files: (!files.is_empty()).then_some(files),
        finish_reason: optional(&fields, REASON)?,
        id: required(id(&fields, ID)?, ID)?,
        is_deleted: optional(&fields, IS_DELETED)?,
        llm_model: optional(&fields, MODEL)?,
        parent_id: id(&fields, BEFORE)?.map(Some),
        // Other programs call by these names what we know nothing of.
        parts: optional::<Vec<ImportedPart>>(&fields, PARTS).unwrap_or_default(),
        position: optional(&fields, POSITION)?,
        role,
        status: optional::<MessageStatus>(&fields, STATUS).unwrap_or_default(),
        timestamp: required(instant(&fields, TIME)?, TIME)?,
        version_id: id(&fields, VERSION)?.map(Some),
    };
    Ok((message, !is_all))
}

/// The files of a message, and whether all that there is of them is here. Other programs write many things here:
/// what has no name is no file.
fn files(fields: &Fields<'_>) -> (Vec<ImportedFile>, bool) {
    let rows = find(fields, FILES).and_then(|(_, files)| files.items().ok());
    let rows = rows.unwrap_or_default();
    let files: Vec<_> = rows.iter().filter_map(|row| file(*row)).collect();
    let is_whole = |file: &ImportedFile| matches!(&file.text, Some(Some(_)));
    let is_all = files.len() == rows.len() && files.iter().all(is_whole);
    (files, is_all)
}

fn file(row: Json<'_>) -> Option<ImportedFile> {
    if let Ok(name) = row.string() {
        return Some(ImportedFile {
            alt_text: None,
            content_type: UNKNOWN.to_owned(),
            name: name.into(),
            size: 0.0,
            text: None,
        });
    }
    let fields = row.fields().ok()?;
    let text = |names| optional::<String>(&fields, names).ok().flatten();
    let size: Option<f64> = optional(&fields, SIZE).ok().flatten();
    Some(ImportedFile {
        alt_text: text(ALT_TEXT).map(Some),
        content_type: text(FILE_TYPE).unwrap_or_else(|| UNKNOWN.to_owned()),
        name: text(FILE_NAME)?,
        size: size.unwrap_or_default().trunc().max(0.0),
        text: text(TEXT).map(Some),
    })
}

/// Bytes of the texts of a message, as they are sent.
pub(super) fn length_of(message: &ImportedMessage) -> usize {
    let of = |text: &Option<Option<String>>| text.iter().flatten().map(String::len).sum::<usize>();
    let files = message.files.iter().flatten().map(|file| of(&file.text));
    let parts = message.parts.iter().flatten().map(|part| of(&part.text));
    message.content.len() + files.sum::<usize>() + parts.sum::<usize>()
}

/// The first of these fields that is there and says anything.
fn find<'a>(fields: &Fields<'a>, names: Names) -> Option<(&'static str, Json<'a>)> {
    names.iter().find_map(|name| {
        let value = fields.get(name).filter(|value| !value.is_null())?;
        Some((*name, value))
    })
}

fn optional<T: Wire>(fields: &Fields<'_>, names: Names) -> Result<Option<T>, Misfit> {
    match find(fields, names) {
        Some((name, value)) => read(value).map(Some).map_err(|misfit| misfit.within(name)),
        None => Ok(None),
    }
}

fn required<T>(value: Option<T>, names: Names) -> Result<T, Misfit> {
    value.ok_or_else(|| Misfit::new(format!("`{}` is missing", names[0])))
}

/// A key, which may be a number.
fn id(fields: &Fields<'_>, names: Names) -> Result<Option<String>, Misfit> {
    match find(fields, names) {
        Some((_, value)) if is_number(value) => Ok(Some(value.text().to_owned())),
        _ => optional(fields, names),
    }
}

/// An instant: text, or a number of milliseconds since 1970.
fn instant(fields: &Fields<'_>, names: Names) -> Result<Option<String>, Misfit> {
    match find(fields, names) {
        Some((name, value)) if is_number(value) => {
            let millis = read::<f64>(value).map_err(|misfit| misfit.within(name))?;
            Ok(Some(exact(millis)))
        }
        _ => Ok(optional::<String>(fields, names)?.map(|text| in_utc(&text))),
    }
}

/// To the millisecond.
fn exact(millis: f64) -> String {
    let minute = iso_instant(millis);
    let rest = millis.rem_euclid(60_000.0) / 1_000.0;
    format!("{}:{rest:06.3}Z", minute.trim_end_matches('Z'))
}

fn is_number(value: Json<'_>) -> bool {
    value
        .text()
        .starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

/// Databases write `2025-01-31 12:00:00`, and mean it in UTC.
fn in_utc(text: &str) -> String {
    match text.split_once(' ') {
        Some((day, time)) if day.len() == 10 && !time.contains([' ', '+', 'Z']) => {
            format!("{day}T{time}Z")
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_of_databases_are_in_utc() {
        assert_eq!(in_utc("2025-01-31 12:00:00"), "2025-01-31T12:00:00Z");
        for text in ["2025-01-31T12:00:00Z", "2025-01-31 12:00:00+01", "soon"] {
            assert_eq!(in_utc(text), text);
        }
    }
}
