//! Reading a file of chats: the rows that can be imported, and what is wrong with the others. Messages may stand in
//! their chats or beside them.

use std::collections::HashMap;

use convex_api::{ImportedChat, ImportedMessage};
use convex_typed::json::{Json, Misfit};

use super::rows::{chat, message};

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
    /// Messages with files of which the file says no more than what they are, or not even that.
    pub(super) with_files: usize,
}

/// Reads a whole file. Fails with a sentence where it is no file of chats at all.
pub(super) fn archive(text: &str) -> Result<Archive, String> {
    // Some programs begin a file with a byte order mark.
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err("This file is empty. Nothing was imported.".to_owned());
    }
    let json = Json::new(text)
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
    use super::super::rows::{UNKNOWN, length_of};
    use super::*;
    use convex_api::MessageStatus;

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
    fn versions_files_and_how_an_answer_ended_are_read_of_a_chat_that_was_saved_here() {
        let rows = [
            message(r#","id":"1","chatId":"c","parentId":null,"run":{"state":"complete"}"#),
            message(
                r#","id":"2","chatId":"c","parentId":"1","versionId":"v","status":"failed","finishReason":"failed",
                "parts":[{"kind":"error","text":"No key","sequence":1}],
                "files":[{"name":"a.txt","contentType":"text/plain","size":3,"text":"abc"}]"#,
            ),
        ];
        let archive = read_file(&format!(
            r#"{{"chats":[{CHAT}],"messages":[{}]}}"#,
            rows.join(",")
        ));
        let [first, second] = &archive.messages[..] else {
            panic!("{archive:?}");
        };
        let id = |text: &str| Some(Some(text.to_owned()));
        assert_eq!((&first.parent_id, &first.version_id), (&None, &None));
        assert_eq!(
            (&second.parent_id, &second.version_id),
            (&id("1"), &id("v"))
        );
        assert_eq!(second.status, Some(MessageStatus::Failed));
        assert_eq!(second.parts.as_ref().unwrap()[0].text, id("No key"));
        assert_eq!(second.files.as_ref().unwrap()[0].text, id("abc"));
        assert_eq!(archive.with_files, 0);
        assert_eq!(length_of(second), 1 + 3 + 6);
    }

    #[test]
    fn files_of_other_programs_are_named_where_they_have_a_name() {
        let rows = [
            r#","id":"1","chatId":"c","attachments":["a.pdf",{"filename":"b.png","mimeType":"image/png"},{"url":"x"}]"#,
            r#","id":"2","chatId":"c","status":"delivered","parts":["x"]"#,
        ];
        let rows = rows.map(message).join(",");
        let archive = read_file(&format!(r#"{{"chats":[{CHAT}],"messages":[{rows}]}}"#));
        assert_eq!((archive.with_files, archive.refused.len()), (1, 0));
        let files = archive.messages[0].files.as_ref().unwrap();
        let told: Vec<_> = files
            .iter()
            .map(|it| (it.name.as_str(), it.content_type.as_str()))
            .collect();
        assert_eq!(told, [("a.pdf", UNKNOWN), ("b.png", "image/png")]);
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
            ("", "file is empty"),
            ("\u{feff} \n", "file is empty"),
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
