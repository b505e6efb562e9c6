//! Pushed functions that misbehave, and pushes by those who may not.

use crate::components;
use crate::push::Developer;
use crate::support::{FUNCTIONS, Server, bundle, module, options};
use axum::body::Bytes;
use convex_embedded::{MemoryFiles, ModuleSource, Variables};
use convex_host::{Host as _, SimHost, SystemHost};
use convex_store::MemoryPersistence;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

/// Has a module load only where the variable `BREAK` does not say otherwise.
const BREAK: &str = "if (process.env.BREAK === 'throw') throw new Error('secret reason');\n\
                     while (process.env.BREAK === 'loop');\n";

/// The usual functions, behind [`BREAK`].
fn breakable() -> Vec<ModuleSource> {
    vec![module("functions.js", format!("{BREAK}{FUNCTIONS}"))]
}

struct Machine {
    data: MemoryPersistence,
    files: MemoryFiles,
    host: Arc<SimHost>,
}

impl Machine {
    fn new() -> Self {
        Self {
            data: MemoryPersistence::default(),
            files: MemoryFiles::default(),
            host: Arc::new(SimHost::new(1, SystemHost::new().unix_nanos())),
        }
    }

    async fn start(&self, variables: &[(&str, &str)]) -> Server {
        let mut options = options(Box::new(self.data.clone()), self.host.clone(), bundle());
        options.files = Arc::new(self.files.clone());
        let text = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        options.env = variables.iter().map(text).collect::<Variables>();
        Server::serve(options).await
    }
}

async fn failure(server: &Server) -> String {
    let answer = server.answer("query", "count", json!({})).await;
    answer["errorMessage"].as_str().expect("fails").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn pushed_functions_that_throw_when_loaded_keep_nothing_from_starting_and_another_push_mends_them()
 {
    let machine = Machine::new();
    let server = machine.start(&[]).await;
    Developer::of(&server).push(&breakable()).await;
    let ts = (machine.host.unix_millis() / 1e3) + HOUR.as_secs_f64();
    server.mutation("schedule", json!({ "ts": ts })).await;
    server.deployment.shutdown().await;

    machine.host.advance(HOUR * 2);
    let server = machine.start(&[("BREAK", "throw")]).await;
    let told = failure(&server).await;
    assert!(told.contains("FunctionsNotLoaded"), "{told}");
    assert!(!told.contains("secret reason"), "{told}");
    let developer = Developer::of(&server);
    let whole = module("functions.js", format!("{FUNCTIONS}//"));
    developer.push(&[whole]).await;
    // The job that was due meanwhile has waited for functions that can run it.
    let mut socket = server.socket().await;
    socket.subscribe("count", json!({})).await;
    while socket.updated().await != json!(1) {}
}

#[tokio::test(flavor = "multi_thread")]
async fn the_variable_that_pushed_functions_miss_mends_them() {
    let machine = Machine::new();
    let server = machine.start(&[]).await;
    Developer::of(&server).push(&breakable()).await;
    server.mutation("increment", json!({})).await;
    server.deployment.shutdown().await;

    let server = machine.start(&[("BREAK", "throw")]).await;
    let developer = Developer::of(&server);
    assert!(failure(&server).await.contains("FunctionsNotLoaded"));
    for (value, works) in [("throw", false), ("no", true)] {
        let changes = json!({"changes": [{"name": "BREAK", "value": value}]});
        let path = "../update_environment_variables";
        assert_eq!(developer.post(path, &changes).await.0, 200);
        let answer = server.answer("query", "count", json!({})).await;
        assert_eq!(answer["status"] == "success", works, "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn components_come_back_with_the_functions_that_use_them() {
    let machine = Machine::new();
    let server = machine.start(&[]).await;
    let mut app = components::app();
    let modules = app["appDefinition"]["changedModules"].as_array_mut();
    let mut modules = modules.expect("a list").iter_mut();
    let functions = modules.find(|module| module["path"] == "functions.js");
    let source = &mut functions.expect("the app's")["source"];
    *source = json!(format!("{BREAK}{}", source.as_str().expect("text")));
    Developer::of(&server).push_body(&app).await;
    components::tell(&server, "one", "add", json!({"by": 2})).await;
    server.deployment.shutdown().await;

    let server = machine.start(&[("BREAK", "throw")]).await;
    let direct = json!({"path": "lib:total", "componentPath": "one", "args": {}, "format": "json"});
    let key = format!("Convex {}", server.deployment.admin_key());
    let (_, answer) = server.post("/api/query", Some(&key), &direct).await;
    let told = answer["errorMessage"].as_str().expect("fails");
    assert!(told.contains("FunctionsNotLoaded"), "{told}");
    let changes = json!({"changes": [{"name": "BREAK", "value": "no"}]});
    let path = "../update_environment_variables";
    assert_eq!(Developer::of(&server).post(path, &changes).await.0, 200);
    assert_eq!(components::ask(&server, "one", "total").await, json!(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn pushed_functions_that_never_end_loading_are_stopped_at_the_push_and_at_the_start() {
    let machine = Machine::new();
    let server = machine.start(&[]).await;
    let developer = Developer::of(&server);
    let endless = module("functions.js", "for (;;);".to_owned());
    // Simulated clocks stand still, and so would this loop's allowance.
    let real = Server::start().await;
    let (status, answer) = Developer::of(&real).start(&[endless]).await;
    assert_eq!((status, &answer["code"]), (400, &json!("InvalidModules")));
    developer.push(&breakable()).await;
    server.deployment.shutdown().await;

    let mut options = options(
        Box::new(machine.data.clone()),
        Arc::new(SystemHost::new()),
        bundle(),
    );
    options.files = Arc::new(machine.files.clone());
    options.env = Variables::from([("BREAK".to_owned(), "loop".to_owned())]);
    options.runtime.first_load_time = Duration::from_millis(50);
    let server = Server::serve(options).await;
    assert!(failure(&server).await.contains("FunctionsNotLoaded"));
}

/// A body without an end, of which `sent` pieces were taken.
fn endless(sent: Arc<std::sync::atomic::AtomicUsize>) -> reqwest::Body {
    let piece = Bytes::from(vec![b' '; 1 << 16]);
    let pieces = futures::stream::repeat_with(move || {
        sent.fetch_add(piece.len(), std::sync::atomic::Ordering::Relaxed);
        Ok::<_, std::io::Error>(piece.clone())
    });
    reqwest::Body::wrap_stream(pieces)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_without_the_key_has_more_of_a_push_read_than_of_any_other_request() {
    let server = Server::start().await;
    for path in ["/api/deploy2/start_push", "/api/deploy2/finish_push"] {
        for (credential, expected) in [(None, 413), (Some("Convex local|00"), 401)] {
            let sent = Arc::default();
            let mut request = server.request(reqwest::Method::POST, path);
            if let Some(credential) = credential {
                request = request.header("authorization", credential);
            }
            let body = endless(Arc::clone(&sent));
            let answer = request
                .header("content-type", "application/json")
                .body(body)
                .send()
                .await;
            // The server may have gone before the client has read its answer.
            if let Ok(answer) = answer {
                assert_eq!(answer.status(), expected, "{path}");
            }
            let sent = sent.load(std::sync::atomic::Ordering::Relaxed);
            assert!(sent < 64 << 20, "{path}: {sent} bytes");
        }
    }
    let (part, body) = (
        "/api/import/upload_part?uploadToken=x&partNumber=1",
        Json::Null,
    );
    assert_eq!(server.post(part, None, &body).await.0, 403);
}
