//! Copies of a deployment that goes on.

use crate::support::{Server, bundle, options};
use convex_embedded::{CopyPlace, Empty, MemoryFiles};
use convex_host::SystemHost;
use convex_store::MemoryPersistence;
use serde_json::{Value as Json, json};
use std::sync::Arc;

#[derive(Clone, Default)]
struct Place {
    data: MemoryPersistence,
    files: MemoryFiles,
}

impl CopyPlace for Place {
    fn begin(&self) -> Result<Empty, String> {
        Ok((Box::new(self.data.clone()), Arc::new(self.files.clone())))
    }
}

async fn server(on: &Place, copies: Option<Place>) -> Server {
    let data = Box::new(on.data.clone());
    let mut options = options(data, Arc::new(SystemHost::new()), bundle());
    options.files = Arc::new(on.files.clone());
    options.copies = copies.map(|place| Arc::new(place) as Arc<dyn CopyPlace>);
    Server::serve(options).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_opens_as_a_deployment_with_documents_and_files_as_they_were() {
    let place = Place::default();
    let server_before = server(&Place::default(), Some(place.clone())).await;
    let id = server_before.mutation("put", json!({"key": 1})).await;
    let stored = server_before
        .answer("action", "storeFromAction", json!({"text": "kept"}))
        .await;
    let key = format!("Convex {}", server_before.deployment.admin_key());
    let path = "/api/v1/copy_data";
    let copied = server_before.post(path, Some(&key), &Json::Null).await;
    assert_eq!(copied.0, 200, "{}", copied.1);
    server_before.mutation("remove", json!({"id": id})).await;
    assert_eq!(server_before.post(path, None, &Json::Null).await.0, 403);

    let copy = server(&place, None).await;
    let item = copy.query("get", json!({"id": id})).await;
    assert_eq!(item["key"], 1);
    let storage_id = &stored["value"]["storageId"];
    let url = copy
        .query("fileUrl", json!({"storageId": storage_id}))
        .await;
    let name = url.as_str().and_then(|url| url.rsplit('/').next());
    let path = format!("/api/storage/{}", name.expect("an address"));
    let request = copy.request(reqwest::Method::GET, &path);
    let text = request.send().await.expect("answered").text().await;
    assert_eq!(text.expect("text"), "kept");
    let refused = copy.post("/api/v1/copy_data", Some(&key), &Json::Null);
    assert_eq!(refused.await.1["code"], "CopiesNotSupported");
}
