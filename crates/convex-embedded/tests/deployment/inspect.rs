//! What administrators see: logs, tables, functions, and queries that are run once.

use crate::support::Server;
use reqwest::Method;
use serde_json::{Value as Json, json};

fn authorization(server: &Server) -> String {
    format!("Convex {}", server.deployment.admin_key())
}

async fn get(server: &Server, path: &str) -> (u16, Json) {
    let request = server.request(Method::GET, path);
    let request = request.header("authorization", authorization(server));
    let answer = request.send().await.expect("answered");
    let status = answer.status().as_u16();
    (status, answer.json().await.expect("JSON"))
}

async fn system_query(server: &Server, path: &str, args: Json) -> Json {
    let body = json!({"path": path, "args": args, "format": "convex_encoded_json"});
    let authorization = authorization(server);
    let (_, answer) = server.post("/api/query", Some(&authorization), &body).await;
    answer["value"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_the_log_sees_every_run_from_there_on() {
    let server = Server::start().await;
    server.mutation("put", json!({"key": 1})).await;
    let (_, first) = get(&server, "/api/stream_function_logs?cursor=0").await;
    assert_eq!(first["entries"][0]["identifier"], "functions:put");
    server.mutation("put", json!({"key": 2})).await;
    server.answer("mutation", "putWrong", json!({})).await;
    let next = format!("/api/stream_function_logs?cursor={}", first["newCursor"]);
    let (_, second) = get(&server, &next).await;
    let entries = second["entries"].as_array().expect("a list");
    assert_eq!(entries.len(), 2, "{second}");
    assert_eq!(entries[0]["kind"], "Completion");
    assert_eq!(entries[0]["logLines"], json!(["[LOG] 'put' 2"]));
    let error = entries[1]["error"].as_str().expect("a text");
    assert!(error.contains("does not match the schema"), "{error}");
    let stranger = server.request(Method::GET, "/api/stream_function_logs");
    assert_eq!(stranger.send().await.expect("answered").status(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_can_be_read_page_by_page() {
    let server = Server::start().await;
    for key in 0..3 {
        server.mutation("put", json!({ "key": key })).await;
    }
    let options = json!({"cursor": null, "numItems": 10});
    let tables = system_query(
        &server,
        "_system/cli/tables:default",
        json!({"paginationOpts": options}),
    );
    let tables = tables.await["page"].clone();
    assert_eq!(
        tables,
        json!([{"name": "counters"}, {"name": "items"}, {"name": "notes"}, {"name": "points"}])
    );
    let mut keys = Vec::new();
    let mut cursor = Json::Null;
    loop {
        let args = json!({"table": "items", "order": "desc", "paginationOpts": {"cursor": cursor, "numItems": 2}});
        let page = system_query(&server, "_system/cli/tableData", args).await;
        let rows = page["page"].as_array().expect("a page");
        keys.extend(rows.iter().map(|row| row["key"].clone()));
        if page["isDone"] == true {
            break;
        }
        cursor = page["continueCursor"].clone();
    }
    assert_eq!(keys, [json!(2), json!(1), json!(0)]);
    let size = system_query(
        &server,
        "_system/cli/tableSize",
        json!({"tableName": "items"}),
    );
    assert_eq!(size.await, json!(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_to_a_table_is_told_of_every_write_to_it_and_of_no_other() {
    let server = Server::start().await;
    let key = server.deployment.admin_key();
    let mut socket = server.socket().await;
    socket
        .send(json!({"type": "Authenticate", "baseVersion": 0, "tokenType": "Admin", "value": key}))
        .await;
    let add = json!({"type": "Add", "queryId": 0, "udfPath": "_system/cli/queryTable:default", "args": [{"tableName": "items"}]});
    socket
        .send(json!({"type": "ModifyQuerySet", "baseVersion": 0, "newVersion": 1, "modifications": [add]}))
        .await;
    let mut first = Vec::new();
    while first.is_empty() {
        first = socket.transition().await;
    }
    server.mutation("increment", json!({"by": 1})).await;
    server.mutation("put", json!({"key": 1})).await;
    assert_ne!(socket.updated().await, first[0]["value"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_functions_are_listed_with_their_validators() {
    let server = Server::start().await;
    let spec = system_query(&server, "_system/cli/modules:apiSpec", json!({})).await;
    let functions = spec.as_array().expect("a list");
    let is_put = |entry: &&Json| entry["identifier"] == "functions.js:put";
    let put = functions.iter().find(is_put).expect("listed");
    assert_eq!(put["functionType"], "Mutation");
    assert_eq!(put["args"]["value"]["key"]["fieldType"]["type"], "number");
    assert_eq!(put["returns"], json!({"type": "any"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_can_be_run_from_its_source_and_only_reads() {
    let server = Server::start().await;
    for key in 0..3 {
        server.mutation("put", json!({ "key": key })).await;
    }
    let run = async |handler: &str| {
        let source = format!(
            "import {{ query }} from \"convex:/_system/repl/wrappers.js\";\nexport default query({{ handler: {handler} }});"
        );
        let body = json!({"args": {}, "bundle": {"path": "testQuery.js", "source": source}, "format": "convex_encoded_json"});
        let authorization = authorization(&server);
        let answer = server
            .post("/api/run_test_function", Some(&authorization), &body)
            .await;
        answer.1
    };
    let range = "async (ctx) => (await ctx.db.query('items').withIndex('by_key', (q) => q.gte('key', 1)).order('desc').collect()).map((item) => item.key)";
    assert_eq!(run(range).await["value"], json!([2, 1]));
    let filter = "async (ctx) => (await ctx.db.query('items').filter((q) => q.eq(q.field('key'), 1)).unique()).note";
    assert_eq!(run(filter).await["value"], json!("n"));
    let bytes = "() => [5n, -0, new Uint8Array([1, 2]).buffer]";
    let expected =
        json!([{"$integer": "BQAAAAAAAAA="}, {"$float": "AAAAAAAAAIA="}, {"$bytes": "AQI="}]);
    assert_eq!(run(bytes).await["value"], expected);
    let write = run("(ctx) => ctx.db.insert('items', { key: 9 })").await;
    assert_eq!(write["status"], "error");
    let broken = run("=>").await;
    assert_eq!(broken["status"], "error");
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_for_a_prometheus_are_for_whoever_has_the_key() {
    let server = Server::start().await;
    server.mutation("put", json!({"key": 1})).await;
    for _ in 0..2 {
        server.query("count", json!({})).await;
    }
    server.answer("query", "fail", json!({})).await;
    let get = || server.request(reqwest::Method::GET, "/metrics");
    let refused = get().send().await.expect("answered").status();
    assert_eq!(refused, 403);
    let key = format!("Convex {}", server.deployment.admin_key());
    let answer = get().header("authorization", key).send().await;
    let text = answer.expect("answered").text().await.expect("text");
    for line in [
        "convex_function_executions_total{kind=\"Mutation\",outcome=\"success\"} 1",
        "convex_function_executions_total{kind=\"Query\",outcome=\"error\"} 1",
        "convex_function_duration_seconds_count{kind=\"Mutation\"} 1",
        "convex_query_cache_hits_total 1",
        "convex_documents{component=\"\",table=\"items\"} 1",
        "convex_sync_connections 0",
    ] {
        assert!(text.lines().any(|other| other == line), "{line}\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_over_time_have_a_value_where_something_ran() {
    let server = Server::start().await;
    server.mutation("put", json!({"key": 1})).await;
    server.answer("mutation", "putWrong", json!({})).await;
    let instant = |secs: u64| json!({"secs_since_epoch": secs, "nanos_since_epoch": 0});
    // Whenever this runs, it is in there.
    let window = json!({"start": instant(0), "end": instant(100_000_000_000), "num_buckets": 1});
    let window = window.to_string();
    let asked = async |name: &str, more: &str| {
        let window = urlencoded(&window);
        get(
            &server,
            &format!("/api/app_metrics/{name}?window={window}{more}"),
        )
        .await
    };
    let (_, runs) = asked("udf_rate", "&path=functions:put&metric=invocations").await;
    assert_eq!(runs, json!([[instant(0), 1.0]]));
    let (_, failures) = asked("failure_percentage_top_k", "&k=1").await;
    assert_eq!(failures[0][0], "functions:putWrong");
    assert_eq!(failures[0][1][0][1], 100.0);
    let (_, calls) = asked("function_call_count_top_k", "&k=1").await;
    assert_eq!(calls[1][0], "_rest");
    let (_, latency) = asked(
        "latency_percentiles",
        "&path=functions:put&percentiles=[50]",
    )
    .await;
    assert!(
        latency[0][1][0][1].as_f64().expect("a number") > 0.0,
        "{latency}"
    );
    let (_, never) = asked("udf_rate", "&path=functions:count").await;
    assert_eq!(never[0][1], Json::Null);
    for _ in 0..4 {
        server.query("count", json!({})).await;
    }
    let (_, hits) = asked("udf_rate", "&path=functions:count&metric=cacheHits").await;
    assert_eq!(hits[0][1], 3.0);
    let (_, cached) = asked("cache_hit_percentage", "&path=functions:count").await;
    assert_eq!(cached[0][1], 75.0);
    let (_, most) = asked("cache_hit_percentage_top_k", "&k=1").await;
    assert_eq!(most[0][0], "functions:count");
    let (_, lag) = asked("scheduled_job_lag", "").await;
    assert_eq!(lag, json!([[instant(0), null]]));
    assert_eq!(asked("udf_rate", "").await.0, 400);
    let stranger = server.request(
        Method::GET,
        &format!(
            "/api/app_metrics/udf_rate?path=x&window={}",
            urlencoded(&window)
        ),
    );
    assert_eq!(stranger.send().await.expect("answered").status(), 403);
}

/// A text as part of an address.
fn urlencoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}
