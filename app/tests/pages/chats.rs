//! Chats: the list, a thread complete in the first bytes, and an answer that is on its way.

use crate::support::{NOW, Table, get, open, page_of, post, text};
use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

fn chat(id: &str, title: &str) -> Value {
    json!({
        "_id": id, "_creationTime": NOW, "createdAt": NOW, "updatedAt": NOW - 180_000.0, "isArchived": false,
        "isPinned": false, "threadId": "th1", "title": title, "userId": "us1",
    })
}

fn message(id: &str, role: &str, content: &str, position: u32) -> Value {
    json!({
        "_id": id, "_creationTime": NOW, "content": content, "createdAt": NOW - 60_000.0, "position": position,
        "role": role, "threadId": "th1", "userId": "us1",
    })
}

fn model(id: &str, provider: &str, reason: Option<&str>) -> Value {
    json!({
        "id": id, "provider": provider, "name": id, "isLocal": provider == "local", "contextTokens": 4096,
        "note": (provider == "local").then_some("Small and often wrong."), "isAvailable": reason.is_none(),
        "reason": reason, "takesImages": provider != "local",
    })
}

/// A chat with these messages, the newest last.
fn one(messages: Vec<Value>) -> Table {
    let mut table = Table::default();
    let view = json!({
        "chat": chat("ch1", "About <tags>"), "threadId": "th1", "variants": [], "parent": null,
        "messages": messages, "hasEarlier": false,
    });
    table.answers.insert("chats:view", view);
    let models = json!([
        model("gpt-x", "openai", Some("No key")),
        model("built-in", "local", None)
    ]);
    table.answers.insert("models:list", models);
    table
}

#[tokio::test]
async fn the_list_is_complete_in_the_first_bytes() {
    let mut table = Table::default();
    let mut pinned = chat("ch2", "Kept");
    pinned["isPinned"] = json!(true);
    table.answers.insert(
        "chats:getUserChats",
        page_of(vec![pinned, chat("ch1", "About <tags>")]),
    );
    let (status, html) = get(table, "/chats", &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("<title>Chats · Conclave</title>"), "{html}");
    assert!(html.contains("aria-label=\"Pinned\"") && html.contains("href=\"/chats/ch1\""));
    let text = text(&html);
    assert!(
        text.contains("About <tags>") && text.contains("3 min ago"),
        "{text}"
    );
}

#[tokio::test]
async fn each_shelf_asks_for_its_own_chats_and_says_when_it_is_empty() {
    for (path, asked, says) in [
        ("/chats", "chats:getUserChats", "No chats yet"),
        (
            "/chats?shelf=archive",
            "chats:getUserChats",
            "Nothing is archived",
        ),
        ("/chats?shelf=trash", "chats:trash", "The trash is empty"),
        ("/chats?q=x", "chats:search", "Nothing matches"),
        (
            "/chats?tag=x",
            "chats:getUserChats",
            "Nothing here has the tag",
        ),
    ] {
        let mut table = Table::default();
        table.answers.insert("chats:search", json!([]));
        let table = Arc::new(table);
        let answer = open(&table, path, &[]).await;
        assert!(answer.text().contains(says), "{path}: {}", answer.text());
        let queries = table.queries.lock().unwrap();
        assert!(
            queries.iter().any(|(query, _)| query == asked),
            "{path}: {queries:?}"
        );
    }
}

#[tokio::test]
async fn a_thread_is_markdown_with_colours_in_the_first_bytes() {
    let answer = "**Bold** words.\n\n```rust\nfn main() {}\n```\n\n$x^2$";
    let table = one(vec![
        message("m1", "USER", "a\nb", 1),
        message("m2", "ASSISTANT", answer, 2),
    ]);
    let (status, html) = get(table, "/chats/ch1", &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        html.contains(">a\nb</p>") && html.contains("<strong>Bold</strong>"),
        "{html}"
    );
    assert!(html.contains("class=\"hl-keyword\"") && html.contains("<math"));
    assert_eq!(html.matches("<h1").count(), 1);
    for form in [
        "send_to_chat",
        "retry_message",
        "branch_chat",
        "rename_chat",
        "trash_chat",
    ] {
        assert!(html.contains(&format!("\"/do/{form}\"")), "{form}");
    }
}

#[tokio::test]
async fn an_answer_on_its_way_is_shown_as_far_as_it_has_come() {
    let mut streaming = message("m2", "ASSISTANT", "", 2);
    streaming["status"] = json!("streaming");
    let mut table = one(vec![message("m1", "USER", "Hello", 1), streaming]);
    let chunk = |sequence: u32, text: &str| json!({ "sequence": sequence, "kind": "text", "text": text, "toolCallId": null, "toolName": null });
    let chunks =
        json!({ "chunks": [chunk(1, "Some **bo"), chunk(2, "ld te")], "last": 2, "isDone": false });
    table.answers.insert("streaming:deltas", chunks);
    let active = json!({ "runId": "r1", "messageId": "m2", "state": "running", "startedAt": NOW });
    table.answers.insert("streaming:active", active);
    let (_, html) = get(table, "/chats/ch1", &[]).await;
    assert!(html.contains("Some <strong>bold te</strong>"), "{html}");
    assert!(html.contains("aria-busy=\"true\"") && html.contains("formaction=\"/do/stop_answer\""));
}

#[tokio::test]
async fn an_answer_that_failed_says_why_and_what_to_do() {
    let mut failed = message("m2", "ASSISTANT", "Half of", 2);
    failed["status"] = json!("failed");
    failed["finishReason"] = json!("failed");
    let mut table = one(vec![message("m1", "USER", "Hello", 1), failed]);
    let provenance = json!({
        "runId": "rn1",
        "state": "failed", "model": "gpt-x", "provider": "openai", "modelName": "GPT X",
        "providerName": "OpenAI", "attempt": 1, "startedAt": NOW, "firstTokenMs": null,
        "durationMs": 5, "finishReason": "failed", "usage": null, "cost": null, "settings": null, "context": null,
        "error": { "code": "BAD_KEY", "message": "OpenAI refuses your key." },
    });
    table.answers.insert("streaming:provenance", provenance);
    let (_, html) = get(table, "/chats/ch1", &[]).await;
    let shown = text(&html);
    assert!(
        shown.contains("OpenAI refuses your key.") && shown.contains("Continue"),
        "{shown}"
    );
    assert!(html.contains("href=\"/settings\""));
    assert!(shown.contains("Reference rn1"), "{shown}");
}

#[tokio::test]
async fn versions_branches_and_what_waits_can_be_read_and_used_without_script() {
    let mut table = one(vec![
        message("m1", "USER", "Hello", 1),
        message("m2", "ASSISTANT", "Hi", 2),
    ]);
    let view = table.answers.get_mut("chats:view").unwrap();
    view["parent"] = json!({ "chatId": "ch0", "title": "First" });
    view["variants"] = json!([{ "position": 2, "threadIds": ["th1", "th2", "th3"], "index": 1 }]);
    view["hasEarlier"] = json!(true);
    let mut branch = chat("ch5", "Aside");
    branch["branchFromMessageId"] = json!("m1");
    table.answers.insert("chats:branches", json!([branch]));
    let waiting = json!([{
        "_id": "qa1", "_creationTime": NOW, "content": "And then?", "createdAt": NOW, "updatedAt": NOW, "kind": "message",
        "position": 1, "threadId": "th2", "userId": "us1",
    }]);
    table.answers.insert("queuedActions:list", waiting);
    let (_, html) = get(table, "/chats/ch1", &[]).await;
    let shown = text(&html);
    assert!(
        shown.contains("2 of 3") && shown.contains("Branch of First"),
        "{shown}"
    );
    assert!(html.contains("value=\"th1\"") && html.contains("value=\"th3\""));
    assert!(html.contains("href=\"/chats/ch5\"") && shown.contains("And then?"));
    assert!(html.contains("\"/do/withdraw_message\""));
    assert!(html.contains("href=\"/chats/ch1?before=1\""), "{html}");
}

#[tokio::test]
async fn files_and_what_is_being_written_are_in_the_first_bytes() {
    let mut with_files = message("m1", "USER", "Look", 1);
    with_files["hasFiles"] = json!(true);
    let mut table = one(vec![with_files, message("m2", "ASSISTANT", "Nice", 2)]);
    let file = |id: &str, name: &str, kind: &str, url: Option<&str>| {
        json!({
            "attachmentId": id, "messageId": "m1", "name": name, "contentType": kind, "size": 12_000,
            "text": url.is_none().then_some("x"), "altText": url.map(|_| "A <red> dot"), "url": url,
        })
    };
    let files = json!([
        file("at1", "dot.png", "image/png", Some("/files/at1")),
        file("at2", "notes.txt", "text/plain", None),
    ]);
    table.answers.insert("attachments:byMessage", files);
    let draft = json!({
        "_id": "dr1", "_creationTime": NOW, "userId": "us1", "threadId": "th1", "kind": "chat",
        "content": "Half a <thought>", "updatedAt": NOW,
    });
    table.answers.insert("drafts:get", draft);
    let table = Arc::new(table);
    let answer = open(&table, "/chats/ch1", &[]).await;
    let html = &answer.html;
    assert!(
        html.contains("src=\"/files/at1\" alt=\"A &lt;red&gt; dot\""),
        "{html}"
    );
    assert!(html.contains("href=\"/files/at2\"") && answer.text().contains("notes.txt"));
    assert!(html.contains("Half a &lt;thought&gt;</textarea>"), "{html}");
    let queries = table.queries.lock().unwrap();
    let asked = queries
        .iter()
        .filter(|(query, _)| query == "attachments:byMessage");
    assert_eq!(
        asked.count(),
        1,
        "only messages that have files are asked for them"
    );
}

#[tokio::test]
async fn the_model_that_comes_with_the_server_says_that_it_is_small_and_often_wrong() {
    let (_, html) = get(one(Vec::new()), "/chats/ch1", &[]).await;
    let shown = text(&html);
    assert!(shown.contains("built-in (small, often wrong)"), "{shown}");
    assert!(shown.contains("gpt-x (not available)") && shown.contains("Small and often wrong."));
}

#[tokio::test]
async fn without_any_model_the_page_leads_to_the_settings() {
    let mut table = one(Vec::new());
    let models = json!([model("gpt-x", "openai", Some("No key"))]);
    table.answers.insert("models:list", models);
    let (_, html) = get(table, "/chats/ch1", &[]).await;
    assert!(text(&html).contains("No model can answer yet."));
}

#[tokio::test]
async fn without_script_a_link_leads_to_what_was_said_before() {
    let mut table = one(vec![message("m9", "USER", "Late", 9)]);
    let earlier = json!({ "messages": [message("m1", "USER", "Early", 1)], "hasEarlier": false });
    table.answers.insert("messages:earlier", earlier);
    let table = Arc::new(table);
    let answer = open(&table, "/chats/ch1?before=9", &[]).await;
    let shown = answer.text();
    let is_there = |id: &str| answer.html.contains(&format!("id=\"message-{id}\""));
    assert!(is_there("m1") && !is_there("m9"), "{shown}");
    assert!(
        shown.contains("Back to the latest") && answer.html.contains("href=\"/chats/ch1?at=end\"")
    );
}

#[tokio::test]
async fn a_chat_that_is_missing_is_not_found() {
    let (status, _) = get(Table::default(), "/chats/none", &[]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_form_about_a_chat_is_one_mutation_and_the_way_back() {
    for (path, form, mutation, to) in [
        (
            "/do/pin_chat",
            "chat=ch1&pinned=true",
            "chats:updateChat",
            "/chats",
        ),
        (
            "/do/archive_chat",
            "chat=ch1",
            "chats:updateChat",
            "/chats?notice=chat-archived&about=ch1",
        ),
        (
            "/do/unarchive_chat",
            "chat=ch1",
            "chats:updateChat",
            "/chats",
        ),
        (
            "/do/rename_chat",
            "chat=ch1&title=x",
            "chats:updateChat",
            "/chats",
        ),
        (
            "/do/trash_chat",
            "chat=ch1",
            "chats:deleteChat",
            "/chats?notice=chat-trashed&about=ch1",
        ),
        (
            "/do/restore_chat",
            "chat=ch1",
            "chats:restoreChat",
            "/chats",
        ),
        ("/do/remove_chat", "chat=ch1", "chats:removeChat", "/chats"),
        ("/do/tag_chat", "chat=ch1&tag=x", "chats:tag", "/chats"),
        ("/do/untag_chat", "chat=ch1&tag=x", "chats:untag", "/chats"),
        ("/do/renew_share", "chat=ch1", "shares:renew", "/chats"),
        ("/do/revoke_share", "chat=ch1", "shares:revoke", "/chats"),
        (
            "/do/send_to_chat",
            "chat=ch1&content=hi",
            "streaming:send",
            "/chats/ch1#message-m5",
        ),
        ("/do/stop_answer", "chat=ch1", "streaming:stop", "/chats"),
        (
            "/do/retry_message",
            "message=m2&chat=ch1",
            "streaming:retry",
            "/chats#message-m6",
        ),
        (
            "/do/resume_answer",
            "message=m2",
            "streaming:resume",
            "/chats#message-m2",
        ),
        (
            "/do/select_version",
            "chat=ch1&thread=th1",
            "chats:selectThread",
            "/chats",
        ),
        (
            "/do/select_version",
            "chat=ch1&thread=th1&at=2",
            "chats:selectThread",
            "/chats#versions-2",
        ),
        (
            "/do/withdraw_message",
            "waiting=qa1",
            "queuedActions:remove",
            "/chats",
        ),
    ] {
        let mut table = one(Vec::new());
        table.results = HashMap::from([
            (
                "streaming:send",
                json!({ "messageId": "m5", "runId": "ru1", "queuedActionId": null }),
            ),
            (
                "streaming:retry",
                json!({ "messageId": "m6", "runId": "ru1", "threadId": "th2" }),
            ),
            ("streaming:resume", json!({ "runId": "ru1" })),
        ]);
        let table = Arc::new(table);
        let response = post(&table, path, form, "http://127.0.0.1:3000/chats").await;
        assert_eq!(response.headers()[header::LOCATION], to, "{path}");
        let called = table.mutations.lock().unwrap();
        assert_eq!(called.len(), 1, "{path}");
        assert_eq!(called[0].0, mutation, "{path}");
    }
}
