//! Chats that are read by a link, and the page on which their owner makes one.

use crate::support::{NOW, Table, get, open, text};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;

fn shared() -> Value {
    let message = |position: u32,
                   role: &str,
                   content: &str,
                   model: Option<&str>,
                   files: &[&str]| {
        json!({
            "position": position, "role": role, "content": content, "createdAt": NOW - 60_000.0, "model": model,
            "files": files,
        })
    };
    json!({
        "title": "About <tags>", "sharedAt": NOW - 180_000.0, "hasEarlier": true,
        "messages": [
            message(4, "USER", "a\nb", None, &["plan.txt"]),
            message(5, "ASSISTANT", "**Bold**\n\n```rust\nfn main() {}\n```", Some("gpt-x"), &[]),
        ],
    })
}

#[tokio::test]
async fn a_link_shows_the_chat_in_the_first_bytes_with_nothing_around_it() {
    let mut table = Table::default();
    table.answers.insert("shares:view", shared());
    let table = Arc::new(table);
    let answer = open(&table, "/shared/t0k3n", &[]).await;
    let html = &answer.html;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(html.contains(">a\nb</p>") && html.contains("<strong>Bold</strong>"));
    assert!(html.contains("class=\"hl-keyword\""));
    let text = text(html);
    for said in [
        "About <tags>",
        "as it was 3 min ago",
        "Assistant (gpt-x)",
        "Attached: plan.txt",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(html.contains("href=\"/shared/t0k3n?before=4\""));
    assert!(!html.contains("<form") && !html.contains("<aside"));
    let queries = table.queries.lock().unwrap();
    assert_eq!(
        *queries,
        [("shares:view".to_owned(), json!({ "token": "t0k3n" }))]
    );
}

#[tokio::test]
async fn a_link_that_shows_nothing_is_not_found() {
    let (status, html) = get(Table::default(), "/shared/none", &[]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(text(&html).contains("This link shows nothing"));
}

#[tokio::test]
async fn the_owner_sees_whether_there_is_a_link_and_what_it_shows() {
    let link =
        |is_behind: bool| json!({ "createdAt": NOW, "sharedAt": NOW, "isBehind": is_behind });
    for (link, has, lacks) in [
        (Value::Null, "Make a link", "Revoke"),
        (
            link(false),
            "still shows the same",
            "Show what there is now",
        ),
        (link(true), "Show what there is now", "still shows the same"),
    ] {
        let mut table = Table::default();
        let sharing = json!({ "chatId": "ch1", "title": "Tea", "link": link });
        table.answers.insert("shares:current", sharing);
        let (status, html) = get(table, "/chats/ch1/share", &[]).await;
        let text = text(&html);
        assert_eq!(status, StatusCode::OK);
        assert!(text.contains(has) && !text.contains(lacks), "{text}");
    }
}

#[tokio::test]
async fn the_link_of_a_chat_that_is_missing_is_not_found() {
    let (status, _) = get(Table::default(), "/chats/none/share", &[]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_script_the_import_says_what_it_needs() {
    let (status, html) = get(Table::default(), "/chats/import", &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(text(&html).contains("Importing needs JavaScript"));
}
