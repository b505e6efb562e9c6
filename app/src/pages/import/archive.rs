//! Reading a file of chats: the rows that can be imported, and what is wrong with the others.
//!
//! Other programs write such files, so names may be in either style, instants may be numbers, and messages may
//! stand in their chats or beside them.

use std::collections::HashMap;

use convex_api::{ImportedChat, ImportedMessage};
use convex_typed::json::{Fields, Json, Misfit};
use convex_typed::{Wire, read};

use crate::text::iso_instant;

/// A row that is not imported.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refused {
    /// Where it stands in the file, or what it is called there.
    pub(super) place: String,
    pub(super) reason: String,
    pub(super) kind: Kind,
    /// The row itself, as JSON.
    pub(super) row: String,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Chat,
    Message,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Archive {
    pub(super) chats: Vec<ImportedChat>,
    /// Of each chat the earliest first.
    pub(super) messages: Vec<ImportedMessage>,
    pub(super) refused: Vec<Refused>,
    /// Messages with files, which are not in the file.
    pub(super) with_files: usize,
}

/// Names of a field, the usual one first.
type Names = &'static [&'static str];

const ID: Names = &["id", "_id", "originalId"];
const TITLE: Names = &["title"];
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
const FILES: Names = &["attachments", "files"];

/// Reads a whole file. Fails with a sentence where it is no file of chats at all.
pub(super) fn archive(text: &str) -> Result<Archive, String> {
    // Some programs begin a file with a byte order mark.
    let json = Json::new(text.trim_start_matches('\u{feff}'))
        .map_err(|misfit| format!("This file is no JSON: {misfit}. Nothing was imported."))?;
    let (chats, messages) = parts(json).map_err(|misfit| {
        format!(
            "This file holds no chats: {misfit}. It should be `{{\"chats\": […], \"messages\": […]}}`. Nothing was imported."
        )
    })?;
    let mut archive = Archive::default();
    for (nth, row) in (1..).zip(chats) {
        let place = format!("Chat {nth}");
        let id = archive.take_chat(place.clone(), row);
        let fields = row.fields().unwrap_or_default();
        let inside = fields.get("messages").and_then(|list| list.items().ok());
        for (nth, row) in (1..).zip(inside.unwrap_or_default()) {
            archive.take_message(format!("{place}, message {nth}"), row, id.as_deref());
        }
    }
    for (nth, row) in (1..).zip(messages) {
        archive.take_message(format!("Message {nth}"), row, None);
    }
    archive.sort();
    Ok(archive)
}

/// The chats, and the messages beside them.
fn parts(json: Json<'_>) -> Result<(Vec<Json<'_>>, Vec<Json<'_>>), Misfit> {
    if json.text().starts_with('[') {
        return Ok((json.items()?, Vec::new()));
    }
    let fields = json.fields()?;
    let chats = fields.get("chats");
    let chats = chats.ok_or_else(|| Misfit::new("`chats` is missing"))?;
    let messages = match fields.get("messages") {
        Some(messages) => messages.items().map_err(|it| it.within("messages"))?,
        None => Vec::new(),
    };
    Ok((chats.items().map_err(|it| it.within("chats"))?, messages))
}

impl Archive {
    /// Answers with the chat's id, if it has one.
    fn take_chat(&mut self, place: String, row: Json<'_>) -> Option<String> {
        match chat(row) {
            Ok(chat) => {
                let id = chat.id.clone();
                self.chats.push(chat);
                Some(id)
            }
            Err(misfit) => {
                self.refuse(place, &misfit, Kind::Chat, row);
                None
            }
        }
    }

    fn take_message(&mut self, place: String, row: Json<'_>, chat_id: Option<&str>) {
        match message(row, chat_id) {
            Ok((message, has_files)) => {
                self.messages.push(message);
                self.with_files += usize::from(has_files);
            }
            Err(misfit) => self.refuse(place, &misfit, Kind::Message, row),
        }
    }

    fn refuse(&mut self, place: String, misfit: &Misfit, kind: Kind, row: Json<'_>) {
        self.refused.push(Refused {
            place,
            reason: format!("{misfit}."),
            kind,
            row: row.text().to_owned(),
        });
    }

    /// Messages get their places by the order in which they come.
    fn sort(&mut self) {
        let mut order: HashMap<String, usize> = HashMap::new();
        for message in &self.messages {
            let next = order.len();
            order.entry(message.chat_id.clone()).or_insert(next);
        }
        self.messages.sort_by(|a, b| {
            let place = |it: &ImportedMessage| order.get(&it.chat_id).copied();
            let position = |it: &ImportedMessage| it.position.unwrap_or_default();
            place(a)
                .cmp(&place(b))
                .then(position(a).total_cmp(&position(b)))
                .then_with(|| a.timestamp.cmp(&b.timestamp))
        });
    }
}

fn chat(row: Json<'_>) -> Result<ImportedChat, Misfit> {
    let fields = row.fields()?;
    Ok(ImportedChat {
        branch_from_message_id: id(&fields, FORK)?.map(Some),
        id: required(id(&fields, ID)?, ID)?,
        is_deleted: optional(&fields, IS_DELETED)?,
        parent_chat_id: id(&fields, PARENT)?.map(Some),
        tags: optional(&fields, TAGS)?,
        timestamp: required(instant(&fields)?, TIME)?,
        title: required(optional(&fields, TITLE)?, TITLE)?,
    })
}

/// The message, and whether it has files. `chat_id` is that of the chat around it.
fn message(row: Json<'_>, chat_id: Option<&str>) -> Result<(ImportedMessage, bool), Misfit> {
    let fields = row.fields()?;
    let named = id(&fields, CHAT)?.or_else(|| chat_id.map(str::to_owned));
    let role = fields.get(ROLE[0]).unwrap_or_default();
    let role = role.string().unwrap_or_default().to_lowercase();
    let role = role
        .parse()
        .map_err(|_| Misfit::new("`user`, `assistant` or `system` is expected").within(ROLE[0]))?;
    let files = find(&fields, FILES).and_then(|(_, files)| files.items().ok());
    let message = ImportedMessage {
        chat_id: required(named, CHAT)?,
        content: required(optional(&fields, CONTENT)?, CONTENT)?,
        id: required(id(&fields, ID)?, ID)?,
        is_deleted: optional(&fields, IS_DELETED)?,
        llm_model: optional(&fields, MODEL)?,
        position: optional(&fields, POSITION)?,
        role,
        timestamp: required(instant(&fields)?, TIME)?,
    };
    Ok((message, files.is_some_and(|files| !files.is_empty())))
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
fn instant(fields: &Fields<'_>) -> Result<Option<String>, Misfit> {
    match find(fields, TIME) {
        Some((name, value)) if is_number(value) => {
            let millis = read::<f64>(value).map_err(|misfit| misfit.within(name))?;
            Ok(Some(exact(millis)))
        }
        _ => Ok(optional::<String>(fields, TIME)?.map(|text| in_utc(&text))),
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

/// Rows in the order given, so few of them at once that one call takes them.
pub(super) fn batches<T>(rows: Vec<T>, length_of: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut batches: Vec<Vec<T>> = Vec::new();
    let mut room = 0;
    for row in rows {
        let length = length_of(&row);
        match batches.last_mut() {
            Some(batch) if batch.len() < ROWS_MAX && length <= room => {
                batch.push(row);
                room -= length;
            }
            _ => {
                batches.push(vec![row]);
                room = LENGTH_MAX.saturating_sub(length);
            }
        }
    }
    batches
}

/// Rows that the deployment takes at once.
const ROWS_MAX: usize = 100;

/// Bytes of their texts; a single row may have more.
const LENGTH_MAX: usize = 500_000;

#[cfg(test)]
mod tests {
    use super::*;

    const CHAT: &str = r#"{"id":"c","title":"Tea","timestamp":"2025-01-31T12:00:00Z"}"#;

    fn message(more: &str) -> String {
        format!(r#"{{"content":"x","role":"user","timestamp":1738324800000{more}}}"#)
    }

    fn read_file(text: &str) -> Archive {
        archive(text).unwrap_or_else(|why| panic!("{why}"))
    }

    #[test]
    fn chats_and_messages_are_read_in_either_style_beside_each_other_or_inside() {
        let beside = read_file(&format!(
            r#"{{"chats":[{CHAT}],"messages":[{}]}}"#,
            message(r#","id":7,"chat_id":"c","is_deleted":true"#)
        ));
        let inside = read_file(&format!(
            r#"[{},{CHAT}]"#,
            CHAT.replace(
                '}',
                &format!(
                    r#","messages":[{}]}}"#,
                    message(r#","id":"7","isDeleted":true"#)
                )
            )
        ));
        assert_eq!(beside.messages, inside.messages);
        assert_eq!(beside.messages[0].timestamp, "2025-01-31T12:00:00.000Z");
        assert_eq!((beside.chats.len(), inside.chats.len()), (1, 2));
        assert_eq!(beside.refused, []);
    }

    #[test]
    fn messages_of_a_chat_come_by_position_then_by_time() {
        let rows = [(3, "a"), (1, "a"), (2, "b"), (2, "a")].map(|(position, chat)| {
            message(&format!(
                r#","id":"{chat}{position}","chatId":"{chat}","position":{position}"#
            ))
        });
        let archive = read_file(&format!(
            r#"{{"chats":[],"messages":[{}]}}"#,
            rows.join(",")
        ));
        let ids: Vec<_> = archive.messages.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["a1", "a2", "a3", "b2"]);
    }

    #[test]
    fn a_row_that_does_not_fit_says_where_and_why_and_is_kept() {
        let archive = read_file(&format!(
            r#"{{"chats":[{CHAT},{{"id":"d","timestamp":1}}],"messages":[{},{}]}}"#,
            message(r#","id":"1""#),
            message(r#","id":"2","chatId":"c""#).replace("user", "robot"),
        ));
        let said: Vec<_> = archive
            .refused
            .iter()
            .map(|it| format!("{}: {}", it.place, it.reason))
            .collect();
        assert_eq!(
            said,
            [
                "Chat 2: `title` is missing.",
                "Message 1: `chatId` is missing.",
                "Message 2: `user`, `assistant` or `system` is expected at `role`.",
            ]
        );
        assert_eq!(archive.refused[0].row, r#"{"id":"d","timestamp":1}"#);
        assert_eq!(archive.chats.len(), 1);
    }

    #[test]
    fn a_file_that_holds_no_chats_says_what_is_wrong_with_it() {
        for (text, said) in [
            ("", "no JSON"),
            ("hello", "holds no chats"),
            (r#"{"chats":[{"id":"#, "no JSON"),
            (r#"{"rows":[]}"#, "`chats` is missing"),
            (r#"{"chats":5}"#, "an array is expected at `chats`"),
        ] {
            let why = archive(text).unwrap_err();
            assert!(why.contains(said), "{text}: {why}");
        }
    }

    #[test]
    fn instants_of_databases_are_in_utc() {
        assert_eq!(in_utc("2025-01-31 12:00:00"), "2025-01-31T12:00:00Z");
        for text in ["2025-01-31T12:00:00Z", "2025-01-31 12:00:00+01", "soon"] {
            assert_eq!(in_utc(text), text);
        }
    }

    #[test]
    fn batches_keep_the_order_and_their_bounds() {
        let rows: Vec<usize> = (0..250).collect();
        let short = batches(rows.clone(), |_| 10);
        assert_eq!(
            short.iter().map(Vec::len).collect::<Vec<_>>(),
            [100, 100, 50]
        );
        assert_eq!(short.concat(), rows);
        let long = batches(vec![600_000, 300_000, 200_000, 1], |length| *length);
        assert_eq!(long, [vec![600_000], vec![300_000, 200_000], vec![1]]);
    }
}
