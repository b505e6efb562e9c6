//! Streaming export: a copy that is made page by page and then follows.

use crate::support::Server;
use convex_host::SystemHost;
use convex_store::MemoryPersistence;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;

struct Connector<'s> {
    server: &'s Server,
    authorization: String,
    copy: BTreeMap<String, Json>,
}

impl<'s> Connector<'s> {
    fn of(server: &'s Server) -> Self {
        Self {
            server,
            authorization: format!("Convex {}", server.deployment.admin_key()),
            copy: BTreeMap::new(),
        }
    }

    async fn ask(&self, path: &str, body: Json) -> Json {
        let path = format!("/api/{path}");
        let answer = self
            .server
            .post(&path, Some(&self.authorization), &body)
            .await;
        assert_eq!(answer.0, 200, "{}", answer.1);
        answer.1
    }

    fn apply(&mut self, values: &Json) {
        for row in values.as_array().expect("a list") {
            let id = row["_id"].as_str().expect("an id").to_owned();
            if row["_deleted"] == true {
                self.copy.remove(&id);
            } else {
                self.copy.insert(id, row.clone());
            }
        }
    }

    /// Lists everything of one table; gives the snapshot's timestamp.
    async fn list(&mut self, table: &str) -> Json {
        let mut request = json!({"tableName": table});
        loop {
            let page = self.ask("list_snapshot", request.clone()).await;
            self.apply(&page["values"]);
            if page["hasMore"] == false {
                return page["snapshot"].clone();
            }
            request["snapshot"] = page["snapshot"].clone();
            request["cursor"] = page["cursor"].clone();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_complete_after_its_pages_and_follows_every_change() {
    let server = Server::start().await;
    let first = server.mutation("put", json!({"key": 1})).await;
    server.mutation("fill", json!({"count": 1198})).await;
    server.mutation("increment", json!({})).await;
    let mut connector = Connector::of(&server);
    let snapshot = connector.list("items").await;
    assert_eq!(connector.copy.len(), 1199, "and no counter");
    server.mutation("remove", json!({"id": first})).await;
    let last = server.mutation("put", json!({"key": 9})).await;
    let request = json!({"cursor": snapshot, "tableName": "items"});
    let news = connector.ask("document_deltas", request).await;
    assert_eq!(news["values"].as_array().map(Vec::len), Some(2));
    connector.apply(&news["values"]);
    assert_eq!(connector.copy.len(), 1199);
    let row = &connector.copy[last.as_str().expect("an id")];
    assert_eq!((&row["_table"], &row["key"]), (&json!("items"), &json!(9)));
    let nothing = connector
        .ask("document_deltas", json!({"cursor": news["cursor"]}))
        .await;
    assert_eq!(nothing["values"], json!([]));
    assert_eq!(nothing["hasMore"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connector_that_cannot_go_on_is_told_to_begin_anew() {
    let (data, host) = (MemoryPersistence::new(), Arc::new(SystemHost::new()));
    let before = Server::open(Box::new(data.clone()), host.clone()).await;
    before.mutation("put", json!({"key": 1})).await;
    before.deployment.shutdown().await;
    let server = Server::open(Box::new(data), host).await;
    let connector = Connector::of(&server);
    let key = Some(connector.authorization.as_str());
    let old = server
        .post("/api/document_deltas", key, &json!({"cursor": 1}))
        .await;
    assert_eq!(
        (old.0, &old.1["code"]),
        (400, &json!("DocumentDeltasCursorTooOld"))
    );
    let none = server.post("/api/list_snapshot", None, &json!({})).await;
    assert_eq!((none.0, &none.1["code"]), (403, &json!("AdminRequired")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_rows_look_like_follows_from_the_schema() {
    let server = Server::start().await;
    let get = async |path: &str| -> Json {
        let request = server.request(reqwest::Method::GET, path);
        let key = format!("Convex {}", server.deployment.admin_key());
        let answer = request.header("authorization", key).send().await;
        answer.expect("answered").json().await.expect("JSON")
    };
    let schemas = get("/api/json_schemas?deltaSchema=true&format=json").await;
    assert!(schemas["items"]["properties"]["key"]["anyOf"].is_array());
    let columns = get("/api/get_table_column_names").await;
    let tables = columns["byComponent"][""].as_array().expect("a list");
    let items = tables.iter().find(|table| table["name"] == "items");
    assert_eq!(
        items.expect("items")["columns"],
        json!(["_creationTime", "_id", "key", "note"])
    );
    assert_eq!(
        get("/api/test_streaming_export_connection").await,
        Json::Null
    );
    let listed = get("/api/list_snapshot?tableName=items").await;
    assert_eq!(listed["values"], json!([]));
}
