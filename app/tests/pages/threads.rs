//! Long threads without script: what is new, what was searched for, and the tree of versions and branches.

use std::sync::Arc;

use crate::support::{NOW, Table, get, open, page_of, text};
use serde_json::{Value, json};

fn message(id: &str, role: &str, position: u32) -> Value {
    json!({
        "_id": id, "_creationTime": NOW, "content": format!("Says {id}"), "createdAt": NOW, "position": position,
        "role": role, "threadId": "th1", "userId": "us1",
    })
}

/// A chat with a question and its answer.
fn chat() -> Table {
    let mut table = Table::default();
    let chat = json!({
        "_id": "ch1", "_creationTime": NOW, "createdAt": NOW, "updatedAt": NOW, "isArchived": false,
        "isPinned": false, "threadId": "th1", "title": "Trunk", "userId": "us1",
    });
    let view = json!({
        "chat": chat, "threadId": "th1", "variants": [], "parent": null, "hasEarlier": false,
        "messages": [
            message("m1", "USER", 1), message("m2", "ASSISTANT", 2), message("m3", "ASSISTANT", 3),
        ],
    });
    table.answers.insert("chats:view", view);
    table
}

#[tokio::test]
async fn a_line_stands_before_what_was_not_read() {
    // The answer to what was read last is awaited, and no news.
    for (position, is_there) in [(0, false), (1, false), (2, true), (3, false)] {
        let mut table = chat();
        table
            .answers
            .insert("readPositions:ofChat", reading(position, json!(null)));
        let (_, html) = get(table, "/chats/ch1", &[]).await;
        let line = html.find("New since you were here");
        assert_eq!(line.is_some(), is_there, "{position}");
        assert!(line.is_none_or(|line| html.find("message-m2") < Some(line)));
        assert!(line.is_none_or(|line| html.rfind("id=\"message-m3\"") > Some(line)));
    }
}

/// How far the chat was read, and where reading rests.
fn reading(position: u32, place: Value) -> Value {
    json!({ "threadId": "th1", "position": position, "place": place })
}

#[tokio::test]
async fn a_long_chat_opens_where_reading_rests_unless_the_address_says_otherwise() {
    let asked = async |position: u32, place: Value, path: &str| {
        let mut table = chat();
        let view = table.answers.get_mut("chats:view").unwrap();
        view["messages"] = json!([message("m901", "USER", 901), message("m902", "USER", 902)]);
        view["hasEarlier"] = json!(true);
        table
            .answers
            .insert("readPositions:ofChat", reading(position, place));
        let window = json!({ "messages": [message("m500", "USER", 500)], "hasLater": true });
        table.answers.insert("messages:later", window);
        let table = Arc::new(table);
        let html = open(&table, path, &[]).await.html;
        let is_there = |id: &str| html.contains(&format!("id=\"message-{id}\""));
        let queries = table.queries.lock().unwrap();
        let behind = queries
            .iter()
            .find_map(|(path, args)| (path == "messages:later").then(|| args["behind"].clone()));
        assert_eq!(is_there("m500"), behind.is_some(), "{path}");
        assert_eq!(is_there("m902"), behind.is_none(), "{path}");
        behind.and_then(|behind| behind.as_f64())
    };
    let here = "/chats/ch1";
    assert_eq!(asked(902, json!(500.25), here).await, Some(479.0));
    assert_eq!(asked(902, json!(7.0), here).await, Some(0.0));
    assert_eq!(asked(902, json!(901.5), here).await, None);
    assert_eq!(asked(902, json!(null), here).await, None);
    assert_eq!(asked(700, json!(null), here).await, Some(680.0));
    assert_eq!(asked(900, json!(null), here).await, None);
    assert_eq!(asked(0, json!(null), here).await, None);
    assert_eq!(asked(902, json!(500.25), "/chats/ch1?at=end").await, None);
}

#[tokio::test]
async fn what_was_found_is_listed_as_links() {
    let mut table = chat();
    let hit = json!({
        "messageId": "m7", "position": 7, "role": "USER", "snippet": "a <needle>", "createdAt": NOW,
    });
    let found = json!({ "text": "needle", "hits": [hit], "isCut": false });
    table.answers.insert("search:inThread", found);
    let (_, html) = get(table, "/chats/ch1?q=needle", &[]).await;
    assert!(
        html.contains("href=\"/chats/ch1?q=needle&amp;at=m7#message-m7\""),
        "{html}"
    );
    assert!(text(&html).contains("1 match") && html.contains("a &lt;needle&gt;"));
}

#[tokio::test]
async fn the_tree_is_nested_lists_with_links_and_forms_and_claims_no_keys() {
    let mut table = chat();
    let node = |thread: &str, chat: &str, title: Value, level: u32, is_shown: bool| {
        json!({
            "threadId": thread, "chatId": chat, "title": title, "snippet": format!("Says {thread}"),
            "role": "ASSISTANT", "level": level, "isShown": is_shown, "updatedAt": NOW,
        })
    };
    let nodes = json!([
        node("th1", "ch1", json!("Trunk"), 1, true),
        node("th2", "ch1", json!(null), 2, false),
        node("th3", "ch2", json!("Bough"), 2, true),
    ]);
    table
        .answers
        .insert("chats:tree", json!({ "nodes": nodes, "isCut": false }));
    let (_, html) = get(table, "/chats/ch1?view=tree", &[]).await;
    assert!(html.contains("href=\"/chats/ch2\""), "{html}");
    assert!(html.contains("action=\"/do/select_version\"") && html.contains("value=\"th2\""));
    assert!(html.contains("aria-current=\"true\""));
    assert!(!html.contains("role=\"tree") && !html.contains("aria-level"));
    let said = text(&html);
    assert!(
        said.contains("Says th2") && !said.contains("Says th3"),
        "{said}"
    );
}

/// A part of the message `m2`.
fn part(sequence: u32, kind: &str, fields: Value) -> Value {
    let mut part = json!({
        "_id": format!("mp{sequence}"), "_creationTime": NOW, "kind": kind, "messageId": "m2",
        "sequence": sequence, "userId": "us1",
    });
    for (name, value) in fields.as_object().unwrap() {
        part[name] = value.clone();
    }
    part
}

#[tokio::test]
async fn calls_of_tools_stand_in_their_places_and_what_came_of_them_is_text_alone() {
    let mut table = chat();
    let view = table.answers.get_mut("chats:view").unwrap();
    view["messages"][1]["hasCalls"] = json!(true);
    view["messages"][1]["content"] = json!("Let me look. It rains.");
    let call =
        |id: &str, json: &str| json!({ "toolCallId": id, "toolName": "get_weather", "json": json });
    let parts = vec![
        part(1, "reasoning", json!({ "text": "Hm." })),
        part(2, "text", json!({ "text": "Let me look. " })),
        part(3, "tool-call", call("a", r#"{"place":"<Rome>"}"#)),
        part(4, "tool-result", call("a", r#"{"sky":"<i>rain</i>"}"#)),
        part(5, "tool-call", call("b", "{}")),
        part(
            6,
            "tool-result",
            call("b", r#"{"error":"The tool has failed."}"#),
        ),
        part(7, "text", json!({ "text": "It rains." })),
        part(8, "tool-call", call("c", "{}")),
    ];
    table
        .answers
        .insert("messageParts:byMessage", page_of(parts));
    let table = Arc::new(table);
    let answer = open(&table, "/chats/ch1", &[]).await;
    let (html, shown) = (&answer.html, answer.text());
    let mut rest = &shown[..];
    for told in [
        "Let me look.",
        "done",
        "failed",
        "It rains.",
        "not finished",
    ] {
        (_, rest) = rest
            .split_once(told)
            .unwrap_or_else(|| panic!("`{told}` is missing in its place in {shown}"));
    }
    assert_eq!(html.matches("<details class=\"tool-call\"").count(), 3);
    assert!(shown.contains("Get weather") && shown.contains("The tool has failed."));
    assert!(html.contains("&lt;Rome&gt;") && html.contains("\"sky\": \"&lt;i&gt;rain&lt;/i&gt;\""));
    let queries = table.queries.lock().unwrap();
    let asked = queries
        .iter()
        .filter(|(query, _)| query == "messageParts:byMessage");
    assert_eq!(
        asked.count(),
        1,
        "only messages with calls are asked for them"
    );
}
