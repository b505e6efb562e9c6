//! What a browser keeps for when there is no network, and the way back for what was written then.

use crate::support::{NOW, Table, ask, get, page_of};
use axum::http::StatusCode;
use leptos::config::LeptosOptions;
use serde_json::{Value, json};
use std::sync::Arc;

/// A signed-in person with one chat.
fn table() -> Table {
    with_answer("complete")
}

/// The same whose answer has this status.
fn with_answer(status: &str) -> Table {
    let chat = json!({
        "_id": "ch1", "_creationTime": NOW, "createdAt": NOW, "updatedAt": NOW, "isArchived": false,
        "isPinned": false, "threadId": "th1", "title": "Garden", "userId": "us1",
    });
    let message = |id: &str, role: &str, content: &str, status: Option<&str>| {
        let mut message = json!({
            "_id": id, "_creationTime": NOW, "content": content, "createdAt": NOW, "position": 1,
            "role": role, "threadId": "th1", "userId": "us1",
        });
        if let Some(status) = status {
            message["status"] = json!(status);
        }
        message
    };
    let view = json!({
        "chat": chat, "threadId": "th2", "variants": [], "parent": null, "hasEarlier": true,
        "messages": [
            message("m1", "USER", "**What** <b>grows</b>?", None),
            message("m2", "ASSISTANT", "Fer", Some(status)),
        ],
    });
    let mut table = Table::default();
    let user = json!({
        "_id": "us1", "_creationTime": NOW, "name": "Ada", "email": "a@b.c", "emailVerified": true, "externalId": "x",
        "createdAt": NOW, "updatedAt": NOW, "plan": "free",
    });
    table.answers.insert("auth:currentUser", user);
    table
        .answers
        .insert("chats:getUserChats", page_of(vec![chat]));
    table.answers.insert("chats:view", view);
    table
}

async fn answer(table: &Arc<Table>, path: &str, form: &str) -> Value {
    let response = ask(table, path, form).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    let body = axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .unwrap();
    serde_json::from_slice(&body).unwrap()
}

#[tokio::test]
async fn a_browser_gets_chats_as_they_are_shown_and_no_chat_twice() {
    let table = Arc::new(table());
    let taken = answer(&table, "/do/take_along", "").await;
    assert_eq!(taken["person"], "us1");
    let chat = &taken["chats"][0];
    assert_eq!(
        (&chat["threadId"], &chat["hasEarlier"]),
        (&json!("th2"), &json!(true))
    );
    let [own, other] = chat["messages"].as_array().unwrap().as_slice() else {
        panic!("{chat}")
    };
    assert_eq!(own["isOwn"], true);
    let html = own["html"].as_str().unwrap();
    assert!(html.contains("**What**") && !html.contains("<b>"), "{html}");
    assert_eq!(other["isPartial"], false);
    let authors = (&own["author"], &other["author"]);
    assert_eq!(authors, (&json!("You"), &json!("Assistant")));
    let known = json!({ "ch1": chat["stamp"] }).to_string();
    let form = format!("known={}", urlencoded(&known));
    table.queries.lock().unwrap().clear();
    let again = answer(&table, "/do/take_along", &form).await;
    let expected = json!({ "person": "us1", "unchanged": ["ch1"], "chats": [] });
    assert_eq!(again, expected);
    let queries = table.queries.lock().unwrap();
    assert!(queries.iter().all(|(path, _)| path != "chats:view"));
}

#[tokio::test]
async fn a_page_says_whose_it_is_and_what_its_form_would_be_answered_by() {
    let (_, html) = get(table(), "/chats/ch1", &[]).await;
    assert_eq!(html.matches(r#"data-person="us1""#).count(), 1, "{html}");
    assert_eq!(html.matches(r#"name="chosen""#).count(), 1, "{html}");
    let mut signed_out = table();
    signed_out.answers.insert("auth:currentUser", json!(null));
    let (_, html) = get(signed_out, "/chats/ch1", &[]).await;
    assert!(!html.contains("data-person"), "{html}");
}

#[tokio::test]
async fn an_answer_on_its_way_is_marked_and_its_chat_asked_for_again() {
    let table = Arc::new(with_answer("streaming"));
    let taken = answer(&table, "/do/take_along", "").await;
    let chat = &taken["chats"][0];
    assert_eq!(chat["messages"][1]["isPartial"], true);
    assert_eq!(chat["stamp"], "");
}

#[tokio::test]
async fn files_are_named_and_nobody_asks_for_those_of_messages_without_any() {
    let mut table = table();
    let view = table.answers.get_mut("chats:view").unwrap();
    view["messages"][0]["hasFiles"] = json!(true);
    let file = json!({
        "attachmentId": "at1", "messageId": "m1", "name": "ferns.txt", "contentType": "text/plain", "size": 5,
        "text": null, "altText": null, "url": null,
    });
    table.answers.insert("attachments:byMessage", json!([file]));
    let table = Arc::new(table);
    let taken = answer(&table, "/do/take_along", "").await;
    let messages = &taken["chats"][0]["messages"];
    assert_eq!(messages[0]["files"], json!(["ferns.txt"]));
    assert_eq!(messages[1]["files"], json!([]));
    let queries = table.queries.lock().unwrap();
    let asked = queries
        .iter()
        .filter(|(path, _)| path == "attachments:byMessage");
    assert_eq!(asked.count(), 1);
}

#[tokio::test]
async fn as_many_opened_chats_are_asked_for_as_browsers_remember() {
    let store = include_str!("../../../offline/store.ts");
    let most = store.split_once("OPENED_MAX = ").unwrap().1;
    let most: usize = most.split_once(';').unwrap().0.parse().unwrap();
    let table = Arc::new(table());
    let opened: Vec<_> = (0..=most).map(|index| format!("opened{index}")).collect();
    let form = format!("opened={}", urlencoded(&json!(opened).to_string()));
    answer(&table, "/do/take_along", &form).await;
    let queries = table.queries.lock().unwrap();
    let asked = queries.iter().filter(|(path, args)| {
        path == "chats:view" && args["chatId"].as_str().unwrap().starts_with("opened")
    });
    assert_eq!(asked.count(), most);
}

#[tokio::test]
async fn chats_that_were_opened_are_asked_for_besides_the_latest() {
    let table = Arc::new(table());
    let form = format!("opened={}", urlencoded(r#"["ch7","ch1"]"#));
    answer(&table, "/do/take_along", &form).await;
    let queries = table.queries.lock().unwrap();
    let asked = queries.iter().filter(|(path, _)| path == "chats:view");
    let asked: Vec<_> = asked.map(|(_, args)| args["chatId"].clone()).collect();
    assert_eq!(asked, ["ch1", "ch7"]);
}

#[tokio::test]
async fn nobody_keeps_nothing_and_sends_nothing() {
    let mut signed_out = table();
    signed_out.answers.insert("auth:currentUser", json!(null));
    let signed_out = Arc::new(signed_out);
    let taken = answer(&signed_out, "/do/take_along", "").await;
    assert_eq!(
        taken,
        json!({ "person": null, "unchanged": [], "chats": [] })
    );
    let form = deliver("start", json!({}));
    for (table, form) in [
        (signed_out, form.clone()),
        (Arc::new(table()), form.replace("us1", "us2")),
    ] {
        let delivery = answer(&table, "/do/deliver", &form).await;
        assert_eq!(delivery, json!({ "outcome": "stranger" }));
        assert!(table.mutations.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_was_written_is_done_under_its_own_id() {
    let mut table = table();
    table.results.insert(
        "streaming:edit",
        json!({ "threadId": "th9", "messageId": "m9", "runId": "r9" }),
    );
    table.results.insert(
        "streaming:send",
        json!({ "messageId": "m8", "runId": "r8", "queuedActionId": null }),
    );
    let table = Arc::new(table);
    for (kind, more, thread) in [
        ("send", json!({ "threadId": "th5" }), "th5"),
        // Without a thread it is the one that is shown.
        ("send", json!({}), "th2"),
        (
            "edit",
            json!({ "threadId": "th2", "messageId": "m1", "model": "gpt-x" }),
            "th9",
        ),
    ] {
        let delivery = answer(&table, "/do/deliver", &deliver(kind, more)).await;
        assert_eq!(
            delivery,
            json!({ "outcome": "done", "chat": "ch1", "thread": thread })
        );
    }
    let mutations = table.mutations.lock().unwrap();
    assert_eq!(
        mutations[0].1,
        json!({ "clientId": "c1", "content": "Hi", "threadId": "th5" })
    );
    let edit = json!({
        "clientId": "c1", "content": "Hi", "llmModel": "gpt-x", "messageId": "m1", "threadId": "th2",
    });
    assert_eq!(mutations[2], ("streaming:edit".to_owned(), edit));
}

#[tokio::test]
async fn a_refusal_says_why_and_a_failure_is_none() {
    let mut refusing = table();
    refusing.refusal = Some(("NOT_FOUND", "Gone."));
    let form = deliver("send", json!({ "threadId": "th1" }));
    let refusing = Arc::new(refusing);
    let delivery = answer(&refusing, "/do/deliver", &form).await;
    assert_eq!(
        delivery,
        json!({ "outcome": "refused", "code": "NOT_FOUND", "message": "Gone." })
    );
    let delivery = answer(&refusing, "/do/deliver", "person=us1&item=%7B%7D").await;
    assert_eq!(delivery["code"], "INVALID_INPUT");
    // What answers does not fit: that may be mended.
    let failing = Arc::new(table());
    let response = ask(&failing, "/do/deliver", &form).await;
    assert!(!response.status().is_success());
}

#[test]
fn the_page_that_browsers_keep_runs_nothing_but_a_file() {
    let options = LeptosOptions::builder().output_name("conclave").build();
    let html = app::offline_document(options);
    assert!(html.starts_with("<!DOCTYPE html>"), "{html}");
    assert_eq!(html.matches("<script").count(), 1, "{html}");
    assert!(html.contains(r#"<script type="module" src="/offline.js"></script>"#));
    assert!(html.contains(r#"rel="manifest""#) && html.contains("conclave.css"));
    assert!(!html.contains("nonce") && !html.contains(" style="));
}

/// A form that hands over something that us1 has written.
fn deliver(kind: &str, more: Value) -> String {
    let mut item = json!({
        "clientId": "c1", "kind": kind, "content": " Hi ", "chatId": "ch1", "threadId": "", "messageId": "",
        "model": "", "order": 1,
    });
    for (name, value) in more.as_object().unwrap() {
        item[name] = value.clone();
    }
    format!("person=us1&item={}", urlencoded(&item.to_string()))
}

fn urlencoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
