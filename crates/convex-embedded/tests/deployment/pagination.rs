//! Pages: cursors, ends, splits and the journal.

use crate::support::Server;
use serde_json::{Value as Json, json};

async fn filled(keys: std::ops::Range<u32>) -> Server {
    let server = Server::start().await;
    for key in keys {
        server.mutation("put", json!({"key": key})).await;
    }
    server
}

fn keys(page: &Json) -> Vec<u64> {
    page["page"]
        .as_array()
        .expect("page")
        .iter()
        .map(|row| row["key"].as_f64().expect("key") as u64)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_without_peeking() {
    let server = filled(0..4).await;
    let first = server.query("page", json!({})).await;
    assert_eq!(
        (
            keys(&first),
            &first["isDone"],
            &first["splitCursor"],
            &first["pageStatus"]
        ),
        (vec![0, 1], &json!(false), &json!(null), &json!(null))
    );
    let second = server
        .query("page", json!({"cursor": first["continueCursor"]}))
        .await;
    assert_eq!(
        (keys(&second), &second["isDone"]),
        (vec![2, 3], &json!(false)),
        "exactly as many rows as asked for are not known to be the last"
    );
    let third = server
        .query("page", json!({"cursor": second["continueCursor"]}))
        .await;
    assert_eq!((keys(&third), &third["isDone"]), (vec![], &json!(true)));
    let after_end = server
        .query("page", json!({"cursor": third["continueCursor"]}))
        .await;
    assert_eq!(
        (keys(&after_end), &after_end["isDone"]),
        (vec![], &json!(true))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_cursor_takes_everything_up_to_it_however_much_that_is() {
    let server = filled(0..5).await;
    let page = server.query("page", json!({"pageSize": 4})).await;
    let split = server
        .query(
            "page",
            json!({"endCursor": page["splitCursor"], "pageSize": 1}),
        )
        .await;
    let rest = server.query("page", json!({"cursor": page["splitCursor"], "endCursor": page["continueCursor"], "pageSize": 1})).await;
    assert_eq!(
        (keys(&split), keys(&rest)),
        (vec![0, 1, 2], vec![3]),
        "a page splits in two without gap or overlap"
    );
    assert_eq!(rest["continueCursor"], page["continueCursor"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn descending_pages_with_filters_and_maxima() {
    let server = filled(0..6).await;
    let first = server
        .query("page", json!({"order": "desc", "even": true}))
        .await;
    assert_eq!(keys(&first), [4, 2]);
    let rest = server
        .query(
            "page",
            json!({"order": "desc", "even": true, "cursor": first["continueCursor"]}),
        )
        .await;
    assert_eq!((keys(&rest), &rest["isDone"]), (vec![0], &json!(true)));
    let short = server
        .query("page", json!({"pageSize": 5, "maximumRowsRead": 3}))
        .await;
    assert_eq!(
        (keys(&short), &short["isDone"], &short["pageStatus"]),
        (vec![0, 1, 2], &json!(false), &json!("SplitRequired"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn cursors_of_other_queries_and_senseless_sizes_are_refused() {
    let server = filled(0..3).await;
    let page = server.query("page", json!({})).await;
    let foreign = server
        .answer(
            "query",
            "page",
            json!({"order": "desc", "cursor": page["continueCursor"]}),
        )
        .await;
    assert!(
        foreign["errorMessage"]
            .as_str()
            .expect("text")
            .contains("InvalidCursor"),
        "{foreign}"
    );
    for (size, text) in [
        (0, "Must request at least 1 document while paginating"),
        (32_001, "at most 32000"),
    ] {
        let refused = server
            .answer("query", "page", json!({"pageSize": size}))
            .await;
        assert!(
            refused["errorMessage"]
                .as_str()
                .expect("text")
                .contains(text),
            "{refused}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscribed_page_keeps_its_end_when_rows_come_and_go() {
    let server = filled(0..4).await;
    let mut socket = server.socket().await;
    socket.subscribe("page", json!({})).await;
    let page = socket.updated().await;
    assert_eq!(keys(&page), [0, 1]);
    // Within the page: it grows. Its last row is deleted: it shrinks. It never takes rows of the next page.
    server.mutation("put", json!({"key": 0.5})).await;
    let grown = socket.updated().await;
    assert_eq!(grown["page"].as_array().expect("page").len(), 3);
    assert_eq!(grown["continueCursor"], page["continueCursor"]);
    server
        .mutation("remove", json!({"id": page["page"][1]["_id"]}))
        .await;
    let shrunk = socket.updated().await;
    assert_eq!(
        (
            shrunk["page"].as_array().expect("page").len(),
            &shrunk["continueCursor"]
        ),
        (2, &page["continueCursor"])
    );
}
