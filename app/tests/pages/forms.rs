//! What forms do without script.

use crate::support::{Table, filled, get, open, post};
use axum::http::{StatusCode, header};
use serde_json::json;
use std::sync::Arc;

#[tokio::test]
async fn a_deletion_without_script_can_be_undone_on_the_next_page() {
    let table = Arc::new(filled());
    let response = post(
        &table,
        "/do/trash_task",
        "task=jd7a",
        "http://127.0.0.1:3000/tasks?group=repository",
    )
    .await;
    assert_eq!(response.status(), StatusCode::FOUND);
    let location = response.headers()[header::LOCATION]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        location,
        "/tasks?group=repository&notice=task-trashed&about=jd7a"
    );
    assert_eq!(
        table.mutations.lock().unwrap()[0],
        ("tasks:trash".to_owned(), json!({ "taskId": "jd7a" }))
    );
    let (_, html) = get(filled(), &location, &[]).await;
    assert!(
        html.contains(r#"action="/do/restore_task""#) && html.contains(r#"value="jd7a""#),
        "{html}"
    );
}

#[tokio::test]
async fn forms_make_the_mutation_they_stand_for() {
    let cases = [
        (
            "/do/create_task",
            "prompt=Do+it&repo=&branch=dev",
            "tasks:create",
            json!({ "prompt": "Do it", "baseBranch": "dev" }),
            "/tasks/jd7new",
        ),
        (
            "/do/send_message",
            "task=jd7a&content=Hi",
            "messages:append",
            json!({ "taskId": "jd7a", "role": "USER", "content": "Hi" }),
            "/x",
        ),
        (
            "/do/rename_task",
            "task=jd7a&title=T",
            "tasks:update",
            json!({ "taskId": "jd7a", "title": "T" }),
            "/x",
        ),
        (
            "/do/add_todo",
            "content=A",
            "todos:create",
            json!({ "content": "A" }),
            "/x",
        ),
        (
            "/do/tick_todo",
            "todo=td1&status=COMPLETED",
            "todos:update",
            json!({ "todoId": "td1", "status": "COMPLETED" }),
            "/x",
        ),
        (
            "/do/edit_todo",
            "todo=td1&content=B",
            "todos:update",
            json!({ "todoId": "td1", "content": "B" }),
            "/x",
        ),
        (
            "/do/update_profile",
            "name=+Ada+",
            "users:updateProfile",
            json!({ "name": "Ada" }),
            "/x",
        ),
        (
            "/do/end_session",
            "session=se1",
            "sessions:end",
            json!({ "sessionId": "se1" }),
            "/x",
        ),
        (
            "/do/unlink_account",
            "account=ac1",
            "accounts:unlink",
            json!({ "accountId": "ac1" }),
            "/x",
        ),
        (
            "/do/set_switches",
            "memories=true&presence=true",
            "userSettings:update",
            json!({
                "memoriesEnabled": true, "autoPullRequest": false, "enableShadowWiki": false,
                "enableIndexing": false, "sharesPresence": true,
            }),
            "/x",
        ),
        (
            "/do/choose_keyboard",
            "characters=true",
            "userSettings:update",
            json!({ "enterSends": false, "characterShortcuts": true }),
            "/x",
        ),
        (
            "/do/choose_appearance",
            "density=compact",
            "userSettings:update",
            json!({ "density": "compact" }),
            "/x",
        ),
        (
            "/do/choose_appearance",
            "announcements=boundaries",
            "userSettings:update",
            json!({ "announcements": "boundaries" }),
            "/x",
        ),
        (
            "/do/write_rules",
            "rules=",
            "userSettings:update",
            json!({ "rules": "" }),
            "/x",
        ),
        (
            "/do/choose_models",
            "models=a%0D%0Ab",
            "userSettings:update",
            json!({ "selectedModels": ["a", "b"] }),
            "/x",
        ),
        (
            "/do/remove_key",
            "provider=openai",
            "providerKeys:remove",
            json!({ "provider": "openai" }),
            "/x",
        ),
        (
            "/do/add_memory",
            "content=Tabs&category=STYLES&repo=",
            "memories:create",
            json!({ "content": "Tabs", "category": "STYLES" }),
            "/x",
        ),
        (
            "/do/edit_memory",
            "memory=me1&content=Tabs&category=STYLES&repo=",
            "memories:update",
            json!({ "memoryId": "me1", "content": "Tabs", "category": "STYLES", "repoFullName": null }),
            "/x",
        ),
        (
            "/do/remove_memory",
            "memory=me1",
            "memories:remove",
            json!({ "memoryId": "me1" }),
            "/x?notice=memory-removed",
        ),
        (
            "/do/restore_todo",
            "todo=td1",
            "todos:restore",
            json!({ "todoId": "td1" }),
            "/x",
        ),
    ];
    for (path, form, mutation, args, location) in cases {
        let table = Arc::new(filled());
        let response = post(&table, path, form, "http://127.0.0.1:3000/x").await;
        assert_eq!(response.status(), StatusCode::FOUND, "{path}");
        assert_eq!(response.headers()[header::LOCATION], location, "{path}");
        assert_eq!(
            *table.mutations.lock().unwrap(),
            [(mutation.to_owned(), args)],
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_theme_is_kept_in_the_browser_and_with_the_account() {
    let table = Arc::new(filled());
    let response = post(
        &table,
        "/do/choose_appearance",
        "theme=light",
        "http://127.0.0.1:3000/todos",
    )
    .await;
    assert_eq!(response.headers()[header::LOCATION], "/todos");
    assert_eq!(
        *table.mutations.lock().unwrap(),
        [(
            "userSettings:update".to_owned(),
            json!({ "theme": "light" })
        )]
    );
    assert!(
        response.headers()[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .starts_with("theme=light;")
    );
}

#[tokio::test]
async fn a_refused_form_says_why_and_keeps_what_was_typed() {
    let why = "Write the repository as owner/name.";
    for (path, form, page, kept) in [
        (
            "/do/create_task",
            "prompt=Do+%3Cit%3E&repo=no+owner&branch=dev",
            "/",
            vec!["Do &lt;it", r#"value="no owner""#, r#"value="dev""#],
        ),
        (
            "/do/send_message",
            "task=jd7a&content=Half+a+thought",
            "/tasks/jd7a",
            vec![">Half a thought</textarea>"],
        ),
        (
            "/do/add_todo",
            "content=Two+lines&task=",
            "/todos",
            vec![r#"value="Two lines""#],
        ),
        (
            "/do/edit_todo",
            "todo=td1&content=Other+words",
            "/todos",
            vec!["Other words"],
        ),
        (
            "/do/rename_task",
            "task=jd7a&title=T+2",
            "/tasks/jd7a",
            vec![r#"value="T 2""#],
        ),
    ] {
        let table = Arc::new(Table {
            refusal: Some(("INVALID_INPUT", why)),
            ..filled()
        });
        let referer = format!("http://127.0.0.1:3000{page}");
        let response = post(&table, path, form, &referer).await;
        assert_eq!(response.status(), StatusCode::FOUND, "{path}");
        assert_eq!(response.headers()[header::LOCATION], page, "{path}");
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.contains("HttpOnly; SameSite=Strict"), "{cookie}");
        let pair = cookie.split(';').next().unwrap();
        let answer = open(&table, page, &[(header::COOKIE, pair)]).await;
        assert!(answer.text().contains(why), "{path}: {}", answer.text());
        for kept in kept {
            assert!(
                answer.html.contains(kept),
                "{path} without {kept}: {}",
                answer.html
            );
        }
        let later = open(&table, page, &[]).await;
        assert!(!later.text().contains(why), "{path}");
    }
}

#[tokio::test]
async fn what_was_typed_for_one_todo_is_not_shown_for_another() {
    let table = Arc::new(Table {
        refusal: Some(("NOT_FOUND", "This todo does not exist or has been deleted.")),
        ..filled()
    });
    let response = post(
        &table,
        "/do/edit_todo",
        "todo=gone&content=Lost+words",
        "http://x/todos",
    )
    .await;
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    let pair = cookie.split(';').next().unwrap();
    let answer = open(&table, "/todos", &[(header::COOKIE, pair)]).await;
    assert!(!answer.html.contains("Lost words"), "{}", answer.html);
}
