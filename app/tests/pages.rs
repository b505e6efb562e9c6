//! Pages as a browser without script gets them, over a deployment that answers from a table.

#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a failed expectation fails the test")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use app::{RenderedAt, shell};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Response, StatusCode, header};
use convex_leptos::{QueryBackend, provide_query_backend};
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use serde_json::{Value, json};

/// 2026-11-21T10:32:07Z
const NOW: f64 = 1_795_257_127_000.0;

type Outcome = Result<Arc<str>, convex_leptos::ConvexError>;

#[derive(Default)]
struct Table {
    answers: HashMap<&'static str, Value>,
    mutations: Mutex<Vec<(String, Value)>>,
}

#[async_trait::async_trait]
impl QueryBackend for Table {
    async fn query(&self, path: &str, _args: &str) -> Outcome {
        let empty = match path {
            "tasks:recent" | "tasks:search" => json!([]),
            _ => json!({ "page": [], "isDone": true, "continueCursor": "" }),
        };
        Ok(self.answers.get(path).unwrap_or(&empty).to_string().into())
    }

    async fn mutation(&self, path: &str, args: &str) -> Outcome {
        self.mutations
            .lock()
            .unwrap()
            .push((path.to_owned(), serde_json::from_str(args).unwrap()));
        Ok(if path.ends_with(":create") || path.ends_with(":append") {
            "\"jd7new\""
        } else {
            "null"
        }
        .into())
    }

    async fn action(&self, _path: &str, _args: &str) -> Outcome {
        unreachable!("no page calls an action")
    }

    fn timestamp(&self) -> Option<u64> {
        Some(1)
    }
}

fn task(id: &str, title: &str, status: &str) -> Value {
    json!({
        "_id": id, "_creationTime": NOW, "createdAt": NOW - 3_600_000.0, "updatedAt": NOW - 180_000.0,
        "hasBeenInitialized": false, "initStatus": "INACTIVE", "isScratchpad": false, "status": status,
        "threadId": "th1", "title": title, "userId": "us1", "workspaceCleanedUp": false,
        "repoFullName": "acme/engine", "baseBranch": "main",
    })
}

fn todo(id: &str, content: &str, status: &str) -> Value {
    json!({
        "_id": id, "_creationTime": NOW, "content": content, "createdAt": NOW, "updatedAt": NOW, "sequence": 1,
        "status": status, "taskId": "jd7a", "todoId": "1", "userId": "us1",
    })
}

fn page_of(rows: Vec<Value>) -> Value {
    json!({ "page": rows, "isDone": true, "continueCursor": "end" })
}

fn filled() -> Table {
    let message = |id: &str, role: &str, content: &str, position: u32| {
        json!({
            "_id": id, "_creationTime": NOW, "content": content, "createdAt": NOW - 60_000.0, "position": position,
            "role": role, "threadId": "th1", "userId": "us1",
        })
    };
    let tasks = vec![
        task("jd7a", "Fix the <parser>", "RUNNING"),
        task("jd7b", "Old news", "ARCHIVED"),
    ];
    Table {
        answers: HashMap::from([
            ("tasks:list", page_of(tasks.clone())),
            ("tasks:search", json!([tasks[0]])),
            ("tasks:get", tasks[0].clone()),
            (
                "messages:byTask",
                page_of(vec![
                    message("m2", "ASSISTANT", "On it.", 2),
                    message("m1", "USER", "Please fix it.", 1),
                ]),
            ),
            (
                "todos:list",
                json!([
                    todo("td1", "Read the code", "COMPLETED"),
                    todo("td2", "Write a test", "PENDING")
                ]),
            ),
            (
                "todos:all",
                page_of(vec![
                    json!({ "taskTitle": "Fix the <parser>", "todo": todo("td1", "Read the code", "PENDING") }),
                ]),
            ),
        ]),
        mutations: Mutex::default(),
    }
}

/// A server does this once when it starts; whoever is first does it here.
fn start() {
    static EXECUTOR: std::sync::Once = std::sync::Once::new();
    EXECUTOR.call_once(|| {
        drop(leptos_axum::generate_route_list(|| {
            app::App(app::AppProps::builder().build())
        }))
    });
}

async fn get(
    table: Table,
    path: &str,
    headers: &[(header::HeaderName, &str)],
) -> (StatusCode, String) {
    start();
    let mut request = Request::builder().uri(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let table: Arc<dyn QueryBackend> = Arc::new(table);
    let options = LeptosOptions::builder().output_name("conclave").build();
    let context = move || {
        provide_query_backend(table.clone());
        provide_context(RenderedAt(NOW));
    };
    let answer =
        leptos_axum::render_app_async_with_context(context, move || shell(options.clone()));
    let response = answer(request.body(Body::empty()).unwrap()).await;
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn post(table: &Arc<Table>, path: &str, form: &str, referer: &str) -> Response<Body> {
    use axum::response::IntoResponse;
    start();
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "text/html")
        .header(header::REFERER, referer)
        .body(Body::from(form.to_owned()))
        .unwrap();
    let backend: Arc<dyn QueryBackend> = table.clone();
    let context = move || provide_query_backend(backend.clone());
    leptos_axum::handle_server_fns_with_context(context, request)
        .await
        .into_response()
}

fn text(html: &str) -> String {
    let body = html.split("<body").nth(1).unwrap_or_default();
    let mut text = String::new();
    let mut inside = false;
    for letter in body.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            letter if !inside => text.push(letter),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">")
}

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
        html.contains("<title>Fix the &lt;parser> · Conclave</title>"),
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
    assert!(!html.contains("</script>alert") && html.contains("&lt;/title>"));
}

#[tokio::test]
async fn a_task_that_is_missing_or_foreign_is_not_found() {
    let mut table = filled();
    table.answers.insert("tasks:get", Value::Null);
    let (status, html) = get(table, "/tasks/garbage", &[]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(text(&html).contains("Nothing here"));
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
        let (status, html) = get(Table::default(), path, &[]).await;
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
async fn choosing_a_theme_without_script_sets_the_cookie() {
    let response = post(
        &Arc::new(filled()),
        "/do/set_theme",
        "theme=light",
        "http://127.0.0.1:3000/todos",
    )
    .await;
    assert_eq!(response.headers()[header::LOCATION], "/todos");
    assert!(
        response.headers()[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .starts_with("theme=light;")
    );
}
