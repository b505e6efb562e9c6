//! Files: uploads, downloads, transactions around them, and what a crash leaves.

use crate::support::{Server, options};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use convex_embedded::{FileBytes, MemoryFiles};
use convex_host::SystemHost;
use convex_store::MemoryPersistence;
use reqwest::{Method, Response};
use serde_json::{Value as Json, json};
use std::io::Write as _;
use std::sync::Arc;

/// SHA-256 of `hello world`.
const DIGEST: &str = "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=";

/// The address without the origin, which tests do not know beforehand.
fn path_of(url: &Json) -> String {
    let url = url.as_str().expect("an address");
    url.strip_prefix("http://127.0.0.1:3210")
        .expect("the deployment's origin")
        .to_owned()
}

async fn upload(server: &Server, headers: &[(&str, &str)], body: &'static str) -> (u16, Json) {
    let url = server.mutation("uploadUrl", json!({})).await;
    let mut request = server.request(Method::POST, &path_of(&url)).body(body);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.expect("answered");
    let status = answer.status().as_u16();
    (status, answer.json().await.expect("JSON"))
}

async fn hello(server: &Server) -> String {
    let headers = [("content-type", "text/plain; charset=utf-8")];
    let (status, answer) = upload(server, &headers, "hello world").await;
    assert_eq!(status, 200, "{answer}");
    answer["storageId"].as_str().expect("an id").to_owned()
}

async fn get(server: &Server, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = server.request(Method::GET, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.expect("answered")
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().expect("text"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uploaded_file_comes_back_with_its_type_and_its_digest() {
    let server = Server::start().await;
    let storage_id = hello(&server).await;
    let args = json!({ "storageId": storage_id });
    let path = path_of(&server.query("fileUrl", args.clone()).await);
    let response = get(&server, &path, &[]).await;
    assert_eq!(response.status(), 200);
    for (name, expected) in [
        ("content-type", "text/plain; charset=utf-8"),
        ("content-length", "11"),
        ("digest", &format!("sha-256={DIGEST}")),
        ("etag", &format!("\"{DIGEST}\"")),
        ("cache-control", "private, max-age=2592000"),
        ("accept-ranges", "bytes"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(header(&response, name), expected, "{name}");
    }
    assert!(header(&response, "content-security-policy").contains("sandbox"));
    assert_eq!(response.text().await.expect("text"), "hello world");
    let metadata = server.query("fileMetadata", args).await;
    assert_eq!(
        (&metadata["size"], &metadata["contentType"]),
        (&json!(11), &json!("text/plain; charset=utf-8"))
    );
    assert!(
        metadata["sha256"]
            .as_str()
            .is_some_and(|hex| hex.starts_with("b94d27b9"))
    );
    let document = server
        .query("fileDocument", json!({ "id": storage_id }))
        .await;
    assert_eq!(
        (&document["sha256"], &document["size"], &document["_id"]),
        (&json!(DIGEST), &json!(11), &json!(storage_id))
    );
    assert_eq!(document.as_object().map(serde_json::Map::len), Some(5));
    // What older clients have in place of the id.
    let name = json!({ "storageId": metadata["storageId"] });
    assert_eq!(path_of(&server.query("fileUrl", name).await), path);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_file_and_one_that_is_known_already() {
    let server = Server::start().await;
    let args = json!({ "storageId": hello(&server).await });
    let path = path_of(&server.query("fileUrl", args).await);
    let part = get(&server, &path, &[("range", "bytes=6-")]).await;
    assert_eq!(part.status(), 206);
    assert_eq!(header(&part, "content-range"), "bytes 6-10/11");
    assert_eq!(part.text().await.expect("text"), "world");
    for range in ["bytes=0-1,3-4", "bytes=11-"] {
        let refused = get(&server, &path, &[("range", range)]).await;
        assert_eq!(refused.status(), 416, "{range}");
        assert_eq!(header(&refused, "content-range"), "bytes */11");
    }
    let known = format!("\"{DIGEST}\"");
    let unchanged = get(&server, &path, &[("if-none-match", &known)]).await;
    assert_eq!(unchanged.status(), 304);
    let head = server.request(Method::HEAD, &path).send().await;
    let head = head.expect("answered");
    assert_eq!(header(&head, "content-length"), "11");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_tokens_digests_and_addresses_are_refused() {
    let server = Server::start().await;
    let right = format!("sha-256={DIGEST}");
    assert_eq!(
        upload(&server, &[("digest", &right)], "hello world")
            .await
            .0,
        200
    );
    let (status, answer) = upload(&server, &[("digest", &right)], "hello").await;
    assert_eq!((status, &answer["code"]), (400, &json!("Sha256Mismatch")));
    for token in ["", "?token=AAAA"] {
        let path = format!("/api/storage/upload{token}");
        let (status, answer) = server.post(&path, None, &json!({})).await;
        assert_eq!(
            (status, &answer["code"]),
            (401, &json!("StorageTokenInvalid"))
        );
    }
    let unknown = "/api/storage/00000000-0000-4000-8000-000000000000";
    assert_eq!(get(&server, unknown, &[]).await.status(), 404);
    for path in ["/api/storage/x", "/api/storage/..%2f..%2fetc%2fpasswd"] {
        let answer: Json = get(&server, path, &[]).await.json().await.expect("JSON");
        assert_eq!(answer["code"], "InvalidStoragePath", "{path}");
    }
    assert_eq!(
        server
            .query("fileRows", json!({}))
            .await
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_mutations_and_actions_are_there_with_their_commit_and_not_without() {
    let files = MemoryFiles::default();
    let server = server_with(&files, &MemoryPersistence::new()).await;
    let blob = STANDARD.encode("hello world");
    let args = json!({"blob": blob, "contentType": "text/plain"});
    let storage_id = server.mutation("storeFile", args.clone()).await;
    let read = server
        .mutation("readFile", json!({ "storageId": storage_id }))
        .await;
    assert_eq!(read, json!({"blob": blob, "contentType": "text/plain"}));
    let mut failing = args.clone();
    failing["fail"] = json!(true);
    let answer = server.answer("mutation", "storeFile", failing).await;
    assert_eq!(answer["status"], "error");
    assert_eq!(
        server.mutation("storeInChild", args.clone()).await,
        json!(1)
    );
    let mut wrong = args;
    wrong["sha256"] = json!("AAAA");
    let answer = server.answer("mutation", "storeFile", wrong).await;
    let text = answer["errorMessage"].as_str().expect("text");
    assert!(text.contains("Sha256 mismatch"), "{text}");
    assert_eq!(
        files.names().expect("listed").len(),
        1,
        "the others left nothing"
    );
    let stored = server.answer(
        "action",
        "storeFromAction",
        json!({"text": "from an action"}),
    );
    let stored = stored.await["value"].clone();
    assert_eq!(
        (&stored["type"], &stored["text"]),
        (&json!("text/plain"), &json!("from an action"))
    );
    let response = get(&server, &path_of(&stored["url"]), &[]).await;
    assert_eq!(response.text().await.expect("text"), "from an action");
    let answer = server.answer("query", "queryStores", json!({})).await;
    assert_eq!(answer["status"], "error");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_file_is_gone_for_queries_at_once_and_from_the_disk_soon() {
    let files = MemoryFiles::default();
    let server = server_with(&files, &MemoryPersistence::new()).await;
    let args = json!({ "storageId": hello(&server).await });
    let mut socket = server.socket().await;
    socket.subscribe("fileUrl", args.clone()).await;
    let path = path_of(&socket.updated().await);
    server.mutation("deleteFile", args.clone()).await;
    assert_eq!(socket.updated().await, Json::Null);
    assert_eq!(get(&server, &path, &[]).await.status(), 404);
    let answer = server.answer("mutation", "deleteFile", args).await;
    let text = answer["errorMessage"].as_str().expect("text");
    assert!(text.contains("not found"), "{text}");
    while !files.names().expect("listed").is_empty() {
        tokio::task::yield_now().await;
    }
    let answer = server
        .answer("query", "fileUrl", json!({"storageId": "nonsense"}))
        .await;
    let text = answer["errorMessage"].as_str().expect("text");
    assert!(text.contains("Invalid argument `storageId`"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_removes_what_a_crash_left_and_nothing_else() {
    let (files, data) = (MemoryFiles::default(), MemoryPersistence::new());
    let server = server_with(&files, &data).await;
    let args = json!({ "storageId": hello(&server).await });
    let path = path_of(&server.query("fileUrl", args).await);
    server.deployment.shutdown().await;
    let mut left = files.create("half an upload").expect("created");
    left.write_all(b"hel").expect("written");
    left.finish().expect("there");
    let server = server_with(&files, &data).await;
    assert_eq!(files.names().expect("listed").len(), 1);
    let response = get(&server, &path, &[]).await;
    assert_eq!(response.text().await.expect("text"), "hello world");
}

async fn server_with(files: &MemoryFiles, data: &MemoryPersistence) -> Server {
    let (host, bundle) = (Arc::new(SystemHost::new()), crate::support::bundle());
    let mut options = options(Box::new(data.clone()), host, bundle);
    options.files = Arc::new(files.clone());
    Server::serve(options).await
}
