//! The HTTP function API.

use crate::support::{Server, token};
use reqwest::Method;
use serde_json::{Value as Json, json};

fn body(name: &str, args: Json) -> Json {
    json!({"path": format!("functions:{name}"), "args": args, "format": "json"})
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_answer_in_the_envelope_and_their_failures_are_no_http_errors() {
    let server = Server::start().await;
    let (status, answer) = server
        .post("/api/mutation", None, &body("put", json!({"key": 5})))
        .await;
    assert_eq!(
        (status, &answer["status"], &answer["logLines"]),
        (200, &json!("success"), &json!(["[LOG] 'put' 5"]))
    );
    let (status, answer) = server
        .post(
            "/api/query",
            None,
            &json!({"path": "functions.js:range", "args": [{"from": 0, "to": 9}]}),
        )
        .await;
    assert_eq!((status, &answer["value"]["keys"]), (200, &json!([5])));
    assert!(answer.get("logLines").is_none());
    let (status, answer) = server
        .post(
            "/api/action",
            None,
            &body("echo", json!({"x": {"$integer": "BQAAAAAAAAA="}})),
        )
        .await;
    assert_eq!((status, &answer["value"]), (200, &json!({"x": "5"})));
    let (status, answer) = server
        .post(
            "/api/query",
            None,
            &body("fail", json!({"data": {"$integer": "BQAAAAAAAAA="}})),
        )
        .await;
    assert_eq!(
        (status, &answer["status"], &answer["errorData"]),
        (200, &json!("error"), &json!("5"))
    );
    let (_, answer) = server
        .post("/api/mutation", None, &body("putWrong", json!({})))
        .await;
    assert!(
        answer["errorMessage"]
            .as_str()
            .expect("text")
            .contains("does not match the schema"),
        "{answer}"
    );
    let (_, answer) = server
        .post("/api/action", None, &body("audit", json!({})))
        .await;
    assert!(
        answer["errorMessage"]
            .as_str()
            .expect("text")
            .contains("not supported yet"),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_can_be_asked_by_get_at_a_timestamp_and_in_batches() {
    let server = Server::start().await;
    let (_, ts) = server.post("/api/query_ts", None, &Json::Null).await;
    server.mutation("increment", json!({"by": 4})).await;
    let mut then = body("count", json!({}));
    then["ts"] = ts["ts"].clone();
    assert_eq!(
        server.post("/api/query_at_ts", None, &then).await.1["value"],
        0
    );
    let (status, answer) = server
        .post(
            "/api/query_batch",
            None,
            &json!({"queries": [body("count", json!({})), body("fail", json!({}))]}),
        )
        .await;
    assert_eq!(
        (
            status,
            &answer["results"][0]["value"],
            &answer["results"][1]["status"]
        ),
        (200, &json!(4), &json!("error"))
    );
    let got = server
        .request(Method::GET, "/api/query")
        .query(&[("path", "functions:count"), ("args", "{}")])
        .send()
        .await
        .expect("answered");
    assert_eq!(got.json::<Json>().await.expect("JSON")["value"], 4);
    let (status, answer) = server
        .post(
            "/api/run/functions/increment",
            None,
            &json!({"args": {"by": 1}}),
        )
        .await;
    assert_eq!((status, &answer["value"]), (200, &json!(5)));
    let (status, answer) = server
        .post(
            "/api/query_at_ts",
            None,
            &json!({"path": "functions:count", "ts": "x"}),
        )
        .await;
    assert_eq!((status, &answer["code"]), (400, &json!("BadTimestamp")));
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_decide_what_may_be_called() {
    let server = Server::start().await;
    let key = format!("Convex {}", server.deployment.admin_key());
    let hidden = body("hidden", json!({}));
    let (status, answer) = server.post("/api/function", None, &hidden).await;
    assert_eq!((status, &answer["code"]), (403, &json!("AdminRequired")));
    assert_eq!(
        server.post("/api/function", Some(&key), &hidden).await.1["value"],
        "internal"
    );
    assert_eq!(
        server.post("/api/query", Some(&key), &hidden).await.1["value"],
        "internal"
    );
    assert_eq!(
        server.post("/api/query", None, &hidden).await.1["status"],
        "error"
    );
    let (_, missing) = server
        .post("/api/function", Some(&key), &body("nowhere", json!({})))
        .await;
    assert!(
        missing["errorMessage"]
            .as_str()
            .expect("text")
            .contains("Could not find function for 'functions:nowhere'")
    );
    let whoami = body("whoami", json!({}));
    let bearer = format!("bearer {}", token("ada", 60));
    assert_eq!(
        server.post("/api/query", Some(&bearer), &whoami).await.1["value"]["identity"]["subject"],
        "ada"
    );
    for (header, status, code) in [
        (format!("Bearer {}", token("ada", -60)), 401, "TokenExpired"),
        ("Bearer nonsense".to_owned(), 401, "InvalidAuthHeader"),
        ("Basic abcdefgh".to_owned(), 400, "InvalidAuthHeader"),
        ("Convex other|01aa".to_owned(), 403, "BadDeployKey"),
        ("Convex nonsense".to_owned(), 401, "BadAdminKey"),
    ] {
        let (found, answer) = server.post("/api/query", Some(&header), &whoami).await;
        assert_eq!(
            (found, answer["code"].as_str()),
            (status, Some(code)),
            "{header}"
        );
    }
    let checked = server
        .request(Method::GET, "/api/check_admin_key")
        .header("authorization", &key)
        .send()
        .await
        .expect("answered");
    assert_eq!(checked.json::<Json>().await.expect("JSON")["success"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_cannot_be_read_are_refused_with_a_code() {
    let server = Server::start().await;
    let post = |text: &'static str, kind: &'static str| {
        server
            .request(Method::POST, "/api/query")
            .header("content-type", kind)
            .body(text)
            .send()
    };
    for (text, kind) in [
        ("{}", "text/plain"),
        ("{", "application/json"),
        ("{}", "application/json"),
        ("[]", "application/json; charset=utf-8"),
    ] {
        let answer = post(text, kind).await.expect("answered");
        assert_eq!(answer.status(), 400);
        assert_eq!(
            answer.json::<Json>().await.expect("JSON")["code"],
            "BadJsonBody"
        );
    }
    let (status, answer) = server
        .post(
            "/api/query",
            None,
            &json!({"path": "functions:count", "format": "xml"}),
        )
        .await;
    assert_eq!((status, &answer["code"]), (400, &json!("BadFormat")));
    let (_, answer) = server
        .post(
            "/api/query",
            None,
            &json!({"path": "functions:get", "args": {"id": "nonsense"}}),
        )
        .await;
    assert!(
        answer["errorMessage"]
            .as_str()
            .expect("text")
            .contains("Invalid argument `id` for `db.get`"),
        "{answer}"
    );
    let (_, answer) = server
        .post(
            "/api/query",
            None,
            &json!({"path": "functions:get", "args": {"$bad": 1}}),
        )
        .await;
    assert_eq!(answer["status"], "error");
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_of_every_origin_may_ask() {
    let server = Server::start().await;
    let preflight = server
        .request(Method::OPTIONS, "/api/mutation")
        .header("origin", "https://app.example.com")
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "convex-client,content-type",
        )
        .send()
        .await
        .expect("answered");
    let header = |name: &str| {
        preflight
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(
        header("access-control-allow-origin"),
        "https://app.example.com"
    );
    assert_eq!(header("access-control-allow-credentials"), "true");
    assert_eq!(
        header("access-control-allow-headers"),
        "convex-client,content-type"
    );
    assert_eq!(header("access-control-max-age"), "86400");
    let version = server
        .request(Method::GET, "/version")
        .send()
        .await
        .expect("answered");
    assert_eq!(version.status(), 200);
    let name = server
        .request(Method::GET, "//instance_name")
        .send()
        .await
        .expect("answered");
    assert_eq!(name.text().await.expect("text"), "local");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_rendered_in_process_at_one_timestamp() {
    let server = Server::start().await;
    let deployment = &server.deployment;
    let ada = std::sync::Arc::new(
        deployment
            .authenticate(&token("ada", 60))
            .await
            .expect("valid"),
    );
    let ts = deployment.latest_ts();
    let (result, committed) = deployment
        .mutation("functions:increment", json!({"by": 3}), &ada)
        .await
        .expect("runs");
    assert_eq!(result.value.as_deref(), Ok("3.0"));
    assert!(committed > ts);
    let before = deployment
        .query_at("functions:count", json!({}), &ada, ts)
        .await
        .expect("runs");
    assert_eq!(before.value.as_deref(), Ok("0.0"));
    let after = deployment
        .query("functions:count", json!({}), &ada)
        .await
        .expect("runs");
    assert_eq!(after.value.as_deref(), Ok("3.0"));
    let whoami = deployment
        .query("functions:whoami", json!({}), &ada)
        .await
        .expect("runs");
    assert!(whoami.value.expect("value").contains("id.example.com|ada"));
}
