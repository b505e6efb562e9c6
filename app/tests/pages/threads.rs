//! Long threads without script: what is new, what was searched for, and the tree of versions and branches.

use std::sync::Arc;

use crate::support::{NOW, Table, get, open, text};
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
