//! What pages show, and in which state.

use crate::support::{NOW, Table, filled, get, open, task, text};
use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use std::sync::Arc;

#[tokio::test]
async fn the_task_list_is_complete_in_the_first_bytes() {
    let (status, html) = get(filled(), "/tasks", &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("<title>Tasks · Conclave</title>"), "{html}");
    let text = text(&html);
    for expected in [
        "Running",
        "Fix the <parser>",
        "acme/engine",
        "3 min ago",
        "Archived",
        "Old news",
    ] {
        assert!(text.contains(expected), "`{expected}` is missing in {text}");
    }
    assert!(html.contains(r#"lang="en""#) && !html.contains("data-theme"));
}

#[tokio::test]
async fn tasks_can_be_grouped_and_searched_by_address() {
    let (_, html) = get(filled(), "/tasks?group=repository", &[]).await;
    assert!(text(&html).contains("acme/engine"));
    let (_, html) = get(filled(), "/tasks?q=parser", &[]).await;
    let text = text(&html);
    assert!(
        text.contains("Found") && !text.contains("Archived"),
        "{text}"
    );
    assert!(html.contains(r#"value="parser""#));
}

#[tokio::test]
async fn a_task_shows_its_conversation_oldest_first_and_its_todos() {
    let (status, html) = get(filled(), "/tasks/jd7a", &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        html.contains("<title>Fix the &lt;parser&gt; · Conclave</title>"),
        "{html}"
    );
    let text = text(&html);
    let asked = text.find("Please fix it.").expect("the question");
    let answered = text.find("On it.").expect("the answer");
    assert!(asked < answered);
    assert!(text.contains("1 of 2") && text.contains("Write a test"));
    assert!(
        html.contains(r#"action="/do/send_message""#)
            && html.contains(r#"action="/do/rename_task""#)
    );
    assert_eq!(html.matches("<h1").count(), 1);
    assert_eq!(html.matches("<main").count(), 1);
}

#[tokio::test]
async fn a_title_cannot_leave_its_place() {
    let mut table = filled();
    table.answers.insert(
        "tasks:get",
        task("jd7a", "</title><script>alert(1)</script>", "RUNNING"),
    );
    let (_, html) = get(table, "/tasks/jd7a", &[]).await;
    let page = html
        .split(r#"<script type="application/json""#)
        .next()
        .unwrap_or_default();
    assert!(!page.contains("<script>alert"), "{page}");
    assert!(!html.contains("</script>alert") && html.contains("&lt;/title&gt;"));
}

#[tokio::test]
async fn a_task_that_is_missing_or_foreign_is_not_found() {
    let mut table = filled();
    table.answers.insert("tasks:get", Value::Null);
    let (status, html) = get(table, "/tasks/garbage", &[]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let said = text(&html);
    assert!(
        said.contains("Nothing here") && !said.contains("the task may"),
        "{said}"
    );
    let (status, html) = get(filled(), "/no/such/page", &[]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(
        html.contains("<title>Not found · Conclave</title>"),
        "{html}"
    );
}

#[tokio::test]
async fn empty_lists_say_what_to_do_next() {
    for (path, expected) in [
        ("/tasks", "Describe a task"),
        ("/todos", "No todos yet"),
        ("/", "Nothing yet"),
        ("/tasks?q=x", "Nothing matches"),
    ] {
        let mut table = Table::default();
        table.answers.insert("tasks:search", json!([]));
        let (status, html) = get(table, path, &[]).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(text(&html).contains(expected), "{path}: {}", text(&html));
    }
}

#[tokio::test]
async fn the_chosen_theme_is_in_the_first_tag() {
    let (_, html) = get(filled(), "/todos", &[(header::COOKIE, "a=b; theme=dark")]).await;
    assert!(html.contains(r#"data-theme="dark""#), "{html}");
}

#[tokio::test]
async fn the_key_that_sends_is_named_in_the_first_bytes() {
    for (cookie, sends, starts, hint) in [
        ("a=b", "Enter sends, Shift Enter", "Enter starts", "send"),
        (
            "sending=modifier",
            "Ctrl Enter sends, Enter",
            "Ctrl+Enter starts",
            "enter",
        ),
    ] {
        let cookies = [(header::COOKIE, cookie)];
        let (_, html) = get(filled(), "/tasks/jd7a", &cookies).await;
        assert!(text(&html).contains(sends), "{}", text(&html));
        let (_, html) = get(filled(), "/", &cookies).await;
        assert!(html.contains(&format!("Describe the task. {starts} it.")));
        assert!(html.contains(&format!(r#"enterkeyhint="{hint}""#)));
    }
}

#[tokio::test]
async fn without_script_links_lead_from_page_to_page_of_a_list() {
    let first = json!({ "page": [task("jd7a", "First", "RUNNING")], "isDone": false, "continueCursor": "c/1" });
    let mut table = filled();
    table.answers.insert("tasks:list", first.clone());
    table.answers.insert(
        "todos:all",
        json!({ "page": [], "isDone": false, "continueCursor": "c/1" }),
    );
    table.answers.insert(
        "messages:byTask",
        json!({ "page": [], "isDone": false, "continueCursor": "c/1" }),
    );
    let table = Arc::new(table);
    for (path, next) in [
        (
            "/tasks?group=repository",
            "/tasks?group=repository&amp;cursor=c%2F1",
        ),
        (
            "/todos?status=pending",
            "/todos?status=pending&amp;cursor=c%2F1",
        ),
        ("/tasks/jd7a", "/tasks/jd7a?cursor=c%2F1"),
    ] {
        let answer = open(&table, path, &[]).await;
        let link = format!(r#"href="{next}""#);
        assert!(answer.html.contains(&link), "{path}: {}", answer.html);
        assert!(!answer.text().contains("Back to the"), "{path}");
    }
}

#[tokio::test]
async fn a_list_begins_where_its_address_says() {
    for (path, query, start) in [
        ("/tasks?cursor=c%2F1", "tasks:list", r#"href="/tasks""#),
        (
            "/todos?status=pending&cursor=c%2F1",
            "todos:all",
            r#"href="/todos?status=pending""#,
        ),
        (
            "/tasks/jd7a?cursor=c%2F1",
            "messages:byTask",
            r#"href="/tasks/jd7a""#,
        ),
    ] {
        let table = Arc::new(filled());
        let answer = open(&table, path, &[]).await;
        let asked = table.queries.lock().unwrap().clone();
        let is_older = |(path, args): &(String, Value)| {
            path == query && args["paginationOpts"]["cursor"] == json!("c/1")
        };
        assert!(asked.iter().any(is_older), "{path}: {asked:?}");
        assert!(answer.html.contains(start), "{path}: {}", answer.html);
        assert!(answer.text().contains("Back to the"), "{path}");
    }
}

#[tokio::test]
async fn the_navigation_names_who_is_signed_in() {
    let mut table = filled();
    table.answers.insert(
        "auth:currentUser",
        json!({
            "_id": "us1", "_creationTime": NOW, "createdAt": NOW, "updatedAt": NOW, "name": "Ada <b>Lovelace</b>",
            "email": "ada@example.org", "emailVerified": true, "plan": "free", "externalId": "x|ada",
        }),
    );
    let answer = open(&Arc::new(table), "/tasks", &[]).await;
    let text = answer.text();
    assert!(
        text.contains("Ada <b>Lovelace</b>") && text.contains("ada@example.org"),
        "{text}"
    );
    assert!(answer.html.contains(r#"action="/auth/sign-out""#));
    assert!(
        !answer.html.contains(r#""auth:currentUser""#),
        "it is not data of the page"
    );
}
