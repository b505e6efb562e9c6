//! Sessions of the users' issuer: what ends with them, and what does not.

use crate::support::{Server, Socket, session_token, token};
use serde_json::{Value as Json, json};

async fn signed_in(server: &Server, token: &str) -> Socket {
    let mut socket = server.socket().await;
    socket.authenticate(token).await;
    socket.subscribe("whoami", json!({})).await;
    // The identity may be confirmed before the subscription has arrived.
    let mut shown = Vec::new();
    while shown.is_empty() {
        shown = socket.transition().await;
    }
    assert!(shown[0]["value"]["identity"].is_object(), "{shown:?}");
    socket
}

/// Reads to the end of a connection that is told to authenticate anew.
async fn refused(mut socket: Socket, update_attempted: bool) -> String {
    let error = socket.next().await;
    assert_eq!(
        (&error["type"], &error["authUpdateAttempted"]),
        (&json!("AuthError"), &json!(update_attempted)),
        "{error}"
    );
    assert_eq!(socket.next().await["close"], json!(null));
    error["error"].as_str().expect("text").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_session_closes_all_of_its_sockets_and_no_other() {
    let server = Server::start().await;
    let (mine, other) = (session_token("ada", "one"), session_token("ada", "two"));
    let mut ending = Vec::new();
    for _ in 0..40 {
        ending.push(signed_in(&server, &mine).await);
    }
    let strangers = [other.clone(), token("ada", 60)];
    let mut staying = Vec::new();
    for token in &strangers {
        staying.push(signed_in(&server, token).await);
    }
    server.deployment.end_session("one");
    for socket in ending {
        assert!(refused(socket, false).await.contains("sign in again"));
    }
    for socket in &mut staying {
        socket.request("Mutation", 0, "increment", json!({})).await;
        assert_eq!(socket.next().await["success"], true);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_an_ended_session_is_refused_everywhere() {
    let server = Server::start().await;
    let mine = session_token("ada", "one");
    server.deployment.end_session("one");
    let mut socket = server.socket().await;
    socket.authenticate(&mine).await;
    assert!(refused(socket, true).await.contains("SessionEnded"));
    let body = json!({"path": "functions:whoami", "args": {}});
    let authorization = format!("Bearer {mine}");
    let (status, answer) = server.post("/api/query", Some(&authorization), &body).await;
    assert_eq!((status, &answer["code"]), (401, &json!("SessionEnded")));
    assert!(server.deployment.authenticate(&mine).await.is_err());
    let other = format!("Bearer {}", session_token("ada", "two"));
    assert_eq!(server.post("/api/query", Some(&other), &body).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_session_row_fails_every_query_that_read_it_in_one_transition() {
    let server = Server::start().await;
    let row = server.mutation("put", json!({"key": 1})).await;
    let row = row.as_str().expect("an id");
    let mut socket = server.socket().await;
    socket.authenticate(&session_token("ada", row)).await;
    for query in 0..3 {
        socket.subscribe("guarded", json!({ "query": query })).await;
    }
    let mut shown = 0;
    while shown < 3 {
        shown += socket.transition().await.len();
    }
    server.mutation("remove", json!({ "id": row })).await;
    let failed: Vec<Json> = socket.transition().await;
    assert_eq!(failed.len(), 3, "{failed:?}");
    for change in failed {
        assert_eq!(
            (&change["type"], &change["errorData"]["code"]),
            (&json!("QueryFailed"), &json!("UNAUTHENTICATED"))
        );
    }
}
