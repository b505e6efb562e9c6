//! Text search in functions: relevance, pages, and who is told of a change.

use crate::support::Server;
use serde_json::{Value as Json, json};

async fn write(server: &Server, body: &str, who: &str) {
    server
        .mutation("write", json!({"body": body, "who": who}))
        .await;
}

async fn bodies(server: &Server, args: Json) -> Json {
    server.query("search", args).await["bodies"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_words_and_beginnings_of_the_last_one_narrowed_by_filters() {
    let server = Server::start().await;
    for (body, who) in [
        ("Green tea", "ada"),
        ("teapots", "bob"),
        ("coffee", "ada"),
        ("tea tea", "bob"),
    ] {
        write(&server, body, who).await;
    }
    let tea = bodies(&server, json!({"text": "tea"})).await;
    assert_eq!(tea.as_array().map(Vec::len), Some(3), "{tea}");
    let of_ada = json!({"text": "TEA", "filters": {"who": "ada"}});
    assert_eq!(bodies(&server, of_ada).await, json!(["Green tea"]));
    let best = json!({"text": "tea", "take": 1, "filters": {"who": "bob"}});
    assert_eq!(
        bodies(&server, best).await.as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(bodies(&server, json!({"text": ""})).await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscribed_search_follows_what_it_looks_for_and_nothing_else() {
    let server = Server::start().await;
    let mut socket = server.socket().await;
    let args = json!({"text": "tea", "filters": {"who": "ada"}});
    socket.subscribe("search", args.clone()).await;
    let first = socket.updated().await;
    assert_eq!(first["bodies"], json!([]));
    write(&server, "coffee", "ada").await;
    write(&server, "tea", "bob").await;
    let run = |result: &Json| result["run"].clone();
    let unchanged = server.query("search", args).await;
    assert_eq!(
        run(&unchanged),
        run(&first),
        "what was computed is still good"
    );
    write(&server, "teapot", "ada").await;
    assert_eq!(socket.updated().await["bodies"], json!(["teapot"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_search_join_up() {
    let server = Server::start().await;
    for number in 0..5 {
        write(&server, &format!("word {}", "word ".repeat(number)), "ada").await;
    }
    let all = bodies(&server, json!({"text": "word"})).await;
    let mut joined = Vec::new();
    let mut cursor = Json::Null;
    loop {
        let args = json!({"text": "word", "cursor": cursor});
        let page = server.query("searchPage", args).await;
        joined.extend(page["page"].as_array().cloned().unwrap_or_default());
        assert_eq!(page["splitCursor"], Json::Null);
        if page["isDone"] == json!(true) {
            break;
        }
        cursor = page["continueCursor"].clone();
    }
    assert_eq!(Json::Array(joined), all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_the_index_cannot_answer_says_why() {
    let server = Server::start().await;
    let search = |field: &str| json!({"type": "Search", "fieldPath": field, "value": "a"});
    let equal = |field: &str| json!({"type": "Eq", "fieldPath": field, "value": 1});
    for (filters, expected) in [
        (json!([]), "does not contain any search filters"),
        (
            json!([search("who")]),
            "doesn't match the indexed `searchField`",
        ),
        (
            json!([search("body"), search("body")]),
            "contains multiple search filters",
        ),
        (
            json!([search("body"), equal("body")]),
            "not indexed for filtering",
        ),
        (
            json!([search("body"), equal("who"), equal("who")]),
            "more than one filter",
        ),
    ] {
        let answer = server
            .answer("query", "searchWrongly", json!({ "filters": filters }))
            .await;
        let text = answer["errorMessage"].as_str().unwrap_or_default();
        assert!(text.contains(expected), "{answer}");
    }
}
