//! A server with a deployment that answers from a table.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use app::{Refusal, RenderedAt, SignInOptions, shell};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Response, StatusCode, header};
use convex_leptos::{ConvexError, QueryBackend, provide_query_backend};
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use serde_json::{Value, json};

/// 2026-11-21T10:32:07Z
pub(crate) const NOW: f64 = 1_795_257_127_000.0;

type Outcome = Result<Arc<str>, ConvexError>;

/// A deployment that answers from a table.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) answers: HashMap<&'static str, Value>,
    /// What mutations answer that do not answer an id or nothing.
    pub(crate) results: HashMap<&'static str, Value>,
    /// What was asked, in order.
    pub(crate) queries: Mutex<Vec<(String, Value)>>,
    pub(crate) mutations: Mutex<Vec<(String, Value)>>,
    /// Refuses every mutation with this code and message.
    pub(crate) refusal: Option<(&'static str, &'static str)>,
}

#[async_trait::async_trait]
impl QueryBackend for Table {
    async fn query(&self, path: &str, args: &str) -> Outcome {
        let asked = (path.to_owned(), serde_json::from_str(args).unwrap());
        self.queries.lock().unwrap().push(asked);
        let empty = match path {
            "tasks:recent"
            | "allowances:list"
            | "models:list"
            | "queuedActions:list"
            | "chats:branches"
            | "chats:tags"
            | "chats:recent"
            | "readPositions:unreadChats"
            | "attachments:pending" => json!([]),
            "attachments:limits" => json!({
                "accept": "image/png,text/*", "perMessageMax": 20, "pictureSizeMax": 3_900_000,
                "textFileSizeMax": 1_000_000,
            }),
            "chats:view"
            | "streaming:active"
            | "streaming:provenance"
            | "drafts:get"
            | "readPositions:ofChat"
            | "shares:view"
            | "shares:current" => json!(null),
            _ => json!({ "page": [], "isDone": true, "continueCursor": "" }),
        };
        Ok(self.answers.get(path).unwrap_or(&empty).to_string().into())
    }

    async fn mutation(&self, path: &str, args: &str) -> Outcome {
        self.mutations
            .lock()
            .unwrap()
            .push((path.to_owned(), serde_json::from_str(args).unwrap()));
        if let Some((code, message)) = self.refusal {
            let data = json!({ "code": code, "message": message }).to_string();
            return Err(ConvexError::from_wire("refused", Some(data.into())));
        }
        if let Some(result) = self.results.get(path) {
            return Ok(result.to_string().into());
        }
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

pub(crate) fn task(id: &str, title: &str, status: &str) -> Value {
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

pub(crate) fn page_of(rows: Vec<Value>) -> Value {
    json!({ "page": rows, "isDone": true, "continueCursor": "end" })
}

pub(crate) fn filled() -> Table {
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
        ..Table::default()
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

/// What a page answers.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// What the browser is to keep.
    pub(crate) cookies: Vec<String>,
    pub(crate) html: String,
}

impl Answer {
    /// What a reader sees.
    pub(crate) fn text(&self) -> String {
        text(&self.html)
    }
}

pub(crate) async fn get(
    table: Table,
    path: &str,
    headers: &[(header::HeaderName, &str)],
) -> (StatusCode, String) {
    let answer = open(&Arc::new(table), path, headers).await;
    (answer.status, answer.html)
}

/// A page as the server renders it, with what the server says about sign-in and the last form.
pub(crate) async fn open(
    table: &Arc<Table>,
    path: &str,
    headers: &[(header::HeaderName, &str)],
) -> Answer {
    start();
    let mut request = Request::builder().uri(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let refusal = Refusal::of_headers(request.headers(), &app::RefusalCookie::default());
    let table: Arc<dyn QueryBackend> = table.clone();
    let options = LeptosOptions::builder().output_name("conclave").build();
    let context = move || {
        provide_query_backend(table.clone());
        provide_context(RenderedAt(NOW));
        provide_context(SignInOptions {
            github: true,
            oidc: vec![("clerk".to_owned(), "Clerk".to_owned())],
            sign_up: true,
            owner: true,
            outbox: true,
            is_signed_in: false,
        });
        if let Some(refusal) = &refusal {
            provide_context(refusal.clone());
        }
    };
    let answer =
        leptos_axum::render_app_async_with_context(context, move || shell(options.clone()));
    let response = answer(request).await;
    let status = response.status();
    let cookies = response.headers().get_all(header::SET_COOKIE).iter();
    let cookies = cookies.map(|cookie| cookie.to_str().unwrap().to_owned());
    let cookies = cookies.collect();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .unwrap();
    let html = String::from_utf8(body.to_vec()).unwrap();
    Answer {
        status,
        cookies,
        html,
    }
}

/// A form as a browser sends it.
pub(crate) async fn post(
    table: &Arc<Table>,
    path: &str,
    form: &str,
    referer: &str,
) -> Response<Body> {
    send(table, path, form, "text/html", referer).await
}

/// A form as the browser's code sends it.
pub(crate) async fn ask(table: &Arc<Table>, path: &str, form: &str) -> Response<Body> {
    send(
        table,
        path,
        form,
        "application/json",
        "http://127.0.0.1:3000/",
    )
    .await
}

async fn send(
    table: &Arc<Table>,
    path: &str,
    form: &str,
    accept: &str,
    referer: &str,
) -> Response<Body> {
    use axum::response::IntoResponse;
    start();
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, accept)
        .header(header::REFERER, referer)
        .body(Body::from(form.to_owned()))
        .unwrap();
    let backend: Arc<dyn QueryBackend> = table.clone();
    let context = move || provide_query_backend(backend.clone());
    leptos_axum::handle_server_fns_with_context(context, request)
        .await
        .into_response()
}

pub(crate) fn text(html: &str) -> String {
    let body = html.split("<body").nth(1).unwrap_or_default();
    let mut text = String::new();
    let mut inside = false;
    let pieces = body.split("<script").enumerate();
    let shown = pieces.map(|(at, piece)| match at {
        0 => piece,
        _ => piece.split_once("</script>").map_or("", |(_, rest)| rest),
    });
    for letter in shown.flat_map(str::chars) {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            letter if !inside => text.push(letter),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">")
}
