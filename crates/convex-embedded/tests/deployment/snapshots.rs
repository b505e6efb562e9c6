//! Exports and imports, as files that go round.

use crate::support::Server;
use reqwest::Method;
use serde_json::{Value as Json, json};

struct Admin<'s> {
    server: &'s Server,
    authorization: String,
}

impl<'s> Admin<'s> {
    fn of(server: &'s Server) -> Self {
        Self {
            server,
            authorization: format!("Convex {}", server.deployment.admin_key()),
        }
    }

    async fn post(&self, path: &str, body: Json) -> Json {
        let (status, answer) = self
            .server
            .post(path, Some(&self.authorization), &body)
            .await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    async fn upload(&self, bytes: Vec<u8>, import: Json) -> Json {
        let upload = self.post("/api/import/start_upload", json!({})).await;
        let token = upload["uploadToken"].as_str().expect("a token").to_owned();
        let mut parts = Vec::new();
        for (number, part) in bytes.chunks(7000).enumerate() {
            let path = format!(
                "/api/import/upload_part?uploadToken={token}&partNumber={}",
                number + 1
            );
            let request = self.server.request(Method::POST, &path);
            let request = request.header("authorization", &self.authorization);
            let answer = request.body(part.to_vec()).send().await.expect("answered");
            parts.push(answer.json::<Json>().await.expect("a token"));
        }
        let body = json!({"import": import, "uploadToken": token, "partTokens": parts});
        let answer = self.post("/api/import/finish_upload", body).await;
        answer["importId"].clone()
    }

    async fn query(&self, path: &str, args: Json) -> Json {
        let body = json!({"path": path, "args": args, "format": "convex_encoded_json"});
        self.post("/api/query", body).await["value"].clone()
    }

    /// The state of an import that does not change by itself any more.
    async fn settled(&self, import: &Json) -> Json {
        loop {
            let found = self
                .query("_system/cli/queryImport", json!({ "importId": import }))
                .await;
            let state = found["state"].clone();
            if !matches!(state["state"].as_str(), Some("uploaded" | "in_progress")) {
                return state;
            }
            tokio::task::yield_now().await;
        }
    }

    async fn import(&self, bytes: Vec<u8>, import: Json) -> Json {
        let id = self.upload(bytes, import).await;
        let state = self.settled(&id).await;
        if state["state"] != "waiting_for_confirmation" {
            return state;
        }
        self.post("/api/perform_import", json!({ "importId": id }))
            .await;
        self.settled(&id).await
    }

    async fn export(&self) -> Vec<u8> {
        self.post("/api/export/request/zip?includeStorage=true", json!({}))
            .await;
        let complete = loop {
            let found = self.query("_system/cli/exports:getLatest", json!({})).await;
            match found["state"].as_str() {
                Some("in_progress") => tokio::task::yield_now().await,
                state => {
                    assert_eq!(state, Some("completed"), "{found}");
                    break found;
                }
            }
        };
        let path = format!(
            "/api/export/zip/{}",
            complete["_id"].as_str().expect("an id")
        );
        let request = self.server.request(Method::GET, &path);
        let request = request.header("authorization", &self.authorization);
        let answer = request.send().await.expect("answered");
        assert_eq!(answer.status(), 200);
        answer.bytes().await.expect("a zip").to_vec()
    }

    async fn rows(&self, table: &str) -> Json {
        let options = json!({"cursor": null, "numItems": 1000});
        let args = json!({"table": table, "order": "asc", "paginationOpts": options});
        self.query("_system/cli/tableData", args).await["page"].clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_comes_back_as_it_was_and_references_stay_right_elsewhere() {
    let server = Server::start().await;
    let admin = Admin::of(&server);
    let id = server.mutation("put", json!({"key": 1})).await;
    let lines = format!("{{\"body\":\"see\",\"who\":{id}}}\n");
    let import = json!({"tableName": "notes", "mode": "append", "format": "jsonLines"});
    let state = admin.import(lines.into_bytes(), import).await;
    assert_eq!(state["state"], "completed", "{state}");
    let zip = admin.export().await;
    let before = (admin.rows("items").await, admin.rows("notes").await);
    server.mutation("put", json!({"key": 2})).await;
    let everything = json!({"mode": "replaceAll", "format": "zip"});
    let state = admin.import(zip.clone(), everything.clone()).await;
    assert_eq!(state["state"], "completed", "{state}");
    assert_eq!(
        (admin.rows("items").await, admin.rows("notes").await),
        before
    );
    // Elsewhere the number of the table belongs to another one.
    let other = Server::start().await;
    let elsewhere = Admin::of(&other);
    let first = json!({"tableName": "aaa", "mode": "requireEmpty", "format": "jsonArray"});
    elsewhere.import(b"[{}]".to_vec(), first).await;
    let state = elsewhere.import(zip, everything).await;
    assert_eq!(state["state"], "completed", "{state}");
    let (items, notes) = (elsewhere.rows("items").await, elsewhere.rows("notes").await);
    assert_eq!(notes[0]["who"], items[0]["_id"]);
    assert_eq!(elsewhere.rows("aaa").await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_does_not_fit_changes_nothing_and_says_why() {
    let server = Server::start().await;
    let admin = Admin::of(&server);
    server.mutation("put", json!({"key": 1})).await;
    let before = admin.rows("items").await;
    let import = |mode: &str| json!({"tableName": "items", "mode": mode, "format": "jsonLines"});
    for (text, mode, expected) in [
        ("{\"key\":2}", "requireEmpty", "has documents already"),
        (
            "{\"key\":2}\n{\"key\":\"x\"}",
            "replace",
            "does not match the schema",
        ),
        ("{\"key\":", "append", "line 1"),
    ] {
        let state = admin.import(text.as_bytes().to_vec(), import(mode)).await;
        assert_eq!(state["state"], "failed", "{state}");
        let message = state["error_message"].as_str().expect("a text");
        assert!(message.contains(expected), "{message}");
        assert_eq!(admin.rows("items").await, before);
    }
    let (status, _) = server
        .post("/api/import/start_upload", None, &json!({}))
        .await;
    assert_eq!(status, 403);
}
