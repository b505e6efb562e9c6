//! Functions that need what this deployment does not have: the rest works, and what does not says why.

use crate::support::{Server, module, token};
use convex_embedded::ModuleSource;
use serde_json::json;

fn node_module() -> ModuleSource {
    ModuleSource {
        environment: Some("node".to_owned()),
        ..module("files.js", "import fs from 'fs';".to_owned())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_for_node_stops_nothing_but_calls_of_its_own_functions() {
    let server = Server::with_modules(vec![node_module()]).await;
    server.mutation("put", json!({"key": 1})).await;
    let call = json!({"path": "files:read", "args": {}, "format": "json"});
    let (status, answer) = server.post("/api/action", None, &call).await;
    assert_eq!((status, &answer["status"]), (200, &json!("error")));
    let message = answer["errorMessage"].as_str().expect("text");
    assert!(
        message.contains("NodeModule: `files:read` is in a module marked \"use node\""),
        "{message}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issuer_whose_variable_is_not_set_is_not_trusted_and_stops_nothing() {
    let config =
        "export default { providers: [{ domain: process.env.ISSUER, applicationID: 'convex' }] };";
    let throwing = "throw new Error(`set ${process.env.ISSUER}`);";
    for source in [config, throwing] {
        let server = Server::with_modules(vec![module("auth.config.js", source.to_owned())]).await;
        server.mutation("put", json!({"key": 1})).await;
        let error = server.deployment.authenticate(&token("u1", 60)).await;
        assert_eq!(error.expect_err("refused").code, "NoAuthProvider");
    }
}
