//! Vector search in actions.

use crate::support::Server;
use serde_json::{Value as Json, json};

async fn embed(server: &Server, at: [f64; 2], who: &str) -> Json {
    server
        .mutation("embed", json!({"at": at, "who": who}))
        .await
}

async fn nearest(server: &Server, query: Json) -> Json {
    server.answer("action", "nearest", query).await
}

fn equals(field: &str, value: &str) -> Json {
    json!({"$eq": [{"$field": field}, {"$literal": value}]})
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_finds_the_nearest_vectors_narrowed_by_any_of_its_filters() {
    let server = Server::start().await;
    let east = embed(&server, [2.0, 0.0], "ada").await;
    let north = embed(&server, [0.0, 3.0], "bob").await;
    let west = embed(&server, [-1.0, 0.0], "eve").await;
    let ids = |answer: &Json| -> Vec<Json> {
        let found = answer["value"]["results"].as_array().expect("a list");
        found.iter().map(|one| one["_id"].clone()).collect()
    };
    let all = nearest(&server, json!({"vector": [1, 0], "limit": null})).await;
    assert_eq!(ids(&all), [east.clone(), north.clone(), west.clone()]);
    let scores = &all["value"]["results"];
    assert_eq!(
        (&scores[0]["_score"], &scores[2]["_score"]),
        (&json!(1), &json!(-1))
    );
    let one = nearest(&server, json!({"vector": [1, 0], "limit": 1})).await;
    assert_eq!(ids(&one), [east]);
    let either = json!({"$or": [equals("who", "bob"), {"$or": [equals("who", "eve"), equals("kind", "x")]}]});
    let narrowed = nearest(
        &server,
        json!({"vector": [1, 0], "expressions": either.to_string()}),
    )
    .await;
    assert_eq!(ids(&narrowed), [north, west.clone()]);
    server.mutation("remove", json!({"id": west})).await;
    let rest = nearest(&server, json!({"vector": [-1, 0], "limit": 256})).await;
    assert_eq!(ids(&rest).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vector_search_that_cannot_be_made_says_why() {
    let server = Server::start().await;
    for (query, expected) in [
        (
            json!({"vector": [1]}),
            "Expected a vector with dimensions 2, received 1.",
        ),
        (
            json!({"vector": [1, 0], "limit": 257}),
            "Vector queries can fetch at most 256 results, requested 257.",
        ),
        (
            json!({"vector": [1, 0], "limit": 1.5}),
            "it must be a whole number",
        ),
        (json!({"vector": "x"}), "it must be an array of numbers"),
        (
            json!({"vector": [1, 0], "expressions": equals("at", "x").to_string()}),
            "isn't indexed for filtering",
        ),
        (
            json!({"vector": [1, 0], "expressions": "{\"$and\": []}"}),
            "Filters should be a combination of `q.eq` and `q.or`.",
        ),
        (
            json!({"vector": [1, 0], "indexName": "points.other"}),
            "Index points.other not found.",
        ),
    ] {
        let answer = nearest(&server, query).await;
        let told = answer["errorMessage"].as_str().unwrap_or_default();
        assert!(told.contains(expected), "{answer}");
    }
}
