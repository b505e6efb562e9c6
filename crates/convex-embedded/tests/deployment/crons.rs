//! Cron jobs, from outside: what they do shows in queries.

use crate::support::{Server, module};
use serde_json::{Value as Json, json};

fn crons(definition: Json) -> String {
    let text = definition.to_string();
    format!("export default {{ isCrons: true, export: () => {text:?} }};")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interval_runs_at_once_and_goes_on() {
    let every_second = json!({"type": "interval", "seconds": 1});
    let definition = json!({"count": {"name": "functions:increment", "args": [{"by": 5}], "schedule": every_second}});
    let server = Server::with_modules(vec![module("crons.js", crons(definition))]).await;
    let mut socket = server.socket().await;
    socket.subscribe("count", json!({})).await;
    let mut count = socket.updated().await;
    while count != 10 {
        count = socket.updated().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cron_job_that_fails_or_has_no_function_holds_up_no_other() {
    let every_hour = json!({"type": "interval", "hours": 1});
    let job = |name: &str| json!({"name": name, "args": [{}], "schedule": every_hour});
    let definition = json!({"a": job("functions:incrementThenFail"), "b": job("gone:x"), "c": job("functions:increment")});
    let server = Server::with_modules(vec![module("crons.js", crons(definition))]).await;
    let mut socket = server.socket().await;
    socket.subscribe("count", json!({})).await;
    while socket.updated().await != 1 {}
}
