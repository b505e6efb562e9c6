//! Pushes: other functions for a deployment that goes on.

use crate::support::{Server, bundle, bundle_of, module, options};
use convex_embedded::{Bundle, MemoryFiles, ModuleSource};
use convex_host::SystemHost;
use convex_store::MemoryPersistence;
use serde_json::{Value as Json, json};
use std::sync::Arc;

const GREETING: &str = r#"
  const query = (handler) => Object.assign(() => {}, { isQuery: true, isPublic: true,
    exportArgs: () => '{"type":"any"}', exportReturns: () => "null",
    invokeQuery: async (args) => JSON.stringify(await handler(JSON.parse(args)[0])) });
  export const hello = query(async () => "GREETING");
"#;

/// Modules of another app, whose only function greets so.
fn greeting(text: &str) -> Vec<ModuleSource> {
    vec![module("functions.js", GREETING.replace("GREETING", text))]
}

fn schema(document: &Json) -> ModuleSource {
    let table = json!({"tableName": "items", "indexes": [{"indexDescriptor": "by_note", "fields": ["note"]}], "documentType": document});
    let text = json!({"tables": [table], "schemaValidation": true}).to_string();
    let source = format!("export default {{ tables: {{}}, export: () => {text:?} }};");
    module("schema.js", source)
}

fn items(key: &str) -> Json {
    let field =
        |name: &str, optional: bool| json!({"fieldType": {"type": name}, "optional": optional});
    json!({"type": "object", "value": {"key": field(key, false), "note": field("string", true)}})
}

pub(crate) struct Developer<'s> {
    server: &'s Server,
    authorization: String,
}

impl<'s> Developer<'s> {
    pub(crate) fn of(server: &'s Server) -> Self {
        Self {
            server,
            authorization: format!("Convex {}", server.deployment.admin_key()),
        }
    }

    pub(crate) async fn post(&self, path: &str, body: &Json) -> (u16, Json) {
        let path = format!("/api/deploy2/{path}");
        self.server
            .post(&path, Some(&self.authorization), body)
            .await
    }

    pub(crate) async fn start(&self, modules: &[ModuleSource]) -> (u16, Json) {
        let (schema, functions): (Vec<_>, Vec<_>) = modules
            .iter()
            .partition(|module| module.path == "schema.js");
        let app = json!({"changedModules": functions, "schema": schema.first(), "unchangedModuleHashes": [], "dependencies": []});
        let body = json!({"dryRun": false, "functions": "convex/", "appDefinition": app, "componentDefinitions": []});
        self.post("start_push", &body).await
    }

    async fn started(&self, modules: &[ModuleSource]) -> Json {
        let (status, answer) = self.start(modules).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    async fn wait(&self, started: &Json) -> Json {
        let body =
            json!({"schemaChange": started["schemaChange"], "timeoutMs": 10_000, "dryRun": false});
        self.post("wait_for_schema", &body).await.1
    }

    async fn finish(&self, started: &Json, dry_run: bool) -> (u16, Json) {
        let body = json!({"startPush": started, "dryRun": dry_run, "message": null});
        self.post("finish_push", &body).await
    }

    pub(crate) async fn push(&self, modules: &[ModuleSource]) -> Json {
        let started = self.started(modules).await;
        self.push_on(&started).await
    }

    /// Pushes what `start_push` is sent.
    pub(crate) async fn push_body(&self, body: &Json) -> Json {
        let (status, started) = self.post("start_push", body).await;
        assert_eq!(status, 200, "{started}");
        self.push_on(&started).await
    }

    async fn push_on(&self, started: &Json) -> Json {
        assert_eq!(self.wait(started).await, json!({"type": "complete"}));
        let (status, answer) = self.finish(started, false).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }
}

/// A data directory: a server that is opened on it again finds what the one before has left.
#[derive(Default)]
struct Disk {
    data: MemoryPersistence,
    files: MemoryFiles,
}

impl Disk {
    async fn open(&self, bundle: Bundle) -> Server {
        let host = Arc::new(SystemHost::new());
        let mut options = options(Box::new(self.data.clone()), host, bundle);
        options.files = Arc::new(self.files.clone());
        Server::serve(options).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_is_in_force_at_once_and_subscriptions_go_on_with_it() {
    let server = Disk::default().open(Bundle::default()).await;
    let developer = Developer::of(&server);
    let first = developer.push(&greeting("one")).await;
    let diff = &first["componentDiffs"][""]["moduleDiff"];
    assert_eq!(*diff, json!({"added": ["functions.js"], "removed": []}));
    let mut socket = server.socket().await;
    socket.subscribe("hello", json!({})).await;
    assert_eq!(socket.updated().await, json!("one"));
    let started = developer.started(&greeting("two")).await;
    assert_eq!(developer.finish(&started, true).await.0, 200);
    assert_eq!(server.query("hello", json!({})).await, json!("one"));
    assert_eq!(developer.finish(&started, false).await.0, 200);
    assert_eq!(socket.updated().await, json!("two"));
    assert_eq!(server.query("hello", json!({})).await, json!("two"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_pushed_outlives_a_restart_but_not_other_functions_of_the_program() {
    let disk = Disk::default();
    for text in ["one", "two"] {
        let server = disk.open(bundle()).await;
        Developer::of(&server).push(&greeting(text)).await;
        server.deployment.shutdown().await;
    }
    let server = disk.open(bundle()).await;
    assert_eq!(server.query("hello", json!({})).await, json!("two"));
    server.deployment.shutdown().await;
    let other = || bundle_of(&format!("{}\n", crate::support::FUNCTIONS));
    for functions in [other(), bundle()] {
        let server = disk.open(functions).await;
        server.mutation("put", json!({"key": 1})).await;
        let answer = server.answer("query", "hello", json!({})).await;
        assert_eq!(answer["status"], "error");
        server.deployment.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_does_not_match_fails_the_push_and_nothing_changes() {
    let server = Server::start().await;
    let id = server.mutation("put", json!({"key": 1})).await;
    let developer = Developer::of(&server);
    let mut modules = greeting("new");
    modules.push(schema(&items("string")));
    let started = developer.started(&modules).await;
    let indexes = &started["schemaChange"]["indexDiffs"][""];
    assert_eq!(indexes["added_indexes"][0]["name"], "items.by_note");
    let status = developer.wait(&started).await;
    assert_eq!(
        (&status["type"], &status["tableName"]),
        (&json!("failed"), &json!("items"))
    );
    let error = status["error"].as_str().expect("text");
    assert!(
        error.contains(id.as_str().unwrap_or("Document with ID")),
        "{error}"
    );
    // Whoever finishes all the same finds out, too.
    let (status, answer) = developer.finish(&started, false).await;
    assert_eq!(
        (status, &answer["code"]),
        (400, &json!("SchemaMismatchError"))
    );
    server.mutation("put", json!({"key": 2})).await;
    modules.pop();
    modules.push(schema(&items("number")));
    developer.push(&modules).await;
    assert_eq!(server.query("hello", json!({})).await, json!("new"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_that_others_have_overtaken_is_refused() {
    let server = Server::start().await;
    let developer = Developer::of(&server);
    let (one, two) = (
        developer.started(&greeting("one")).await,
        developer.started(&greeting("two")).await,
    );
    assert_eq!(developer.finish(&two, false).await.0, 200);
    assert_eq!(developer.wait(&one).await, json!({"type": "raceDetected"}));
    let code = |answer: (u16, Json)| (answer.0, answer.1["code"].clone());
    let refused = |code: &str| (400, json!(code));
    assert_eq!(
        code(developer.finish(&one, false).await),
        refused("ConcurrentPush")
    );
    assert_eq!(server.query("hello", json!({})).await, json!("two"));
    let three = developer.started(&greeting("three")).await;
    let changes = json!({"changes": [{"name": "A", "value": "1"}]});
    let path = "/api/update_environment_variables";
    let changed = server
        .post(path, Some(&developer.authorization), &changes)
        .await;
    assert_eq!(changed.0, 200);
    assert_eq!(
        code(developer.finish(&three, false).await),
        refused("RaceDetected")
    );
    assert_eq!(
        code(developer.finish(&two, false).await),
        refused("RaceDetected")
    );
    assert_eq!(server.query("hello", json!({})).await, json!("two"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_is_refused_at_the_start_with_its_code() {
    let server = Server::start().await;
    let developer = Developer::of(&server);
    let issuer =
        "export default { providers: [{ domain: process.env.ISSUER, applicationID: 'x' }] };";
    let bad_schema = "export default { tables: {}, export: () => '{\"tables\": 1}' };";
    for (path, source, expected) in [
        ("a.js", "export const = 1", "InvalidModules"),
        ("a.js", "throw new Error('at load')", "InvalidModules"),
        ("a.js", "import './b.js';", "InvalidModules"),
        ("../a.js", "", "BadConvexModuleIdentifier"),
        ("schema.js", bad_schema, "InvalidSchema"),
        (
            "auth.config.js",
            issuer,
            "AuthConfigMissingEnvironmentVariable",
        ),
    ] {
        let (status, answer) = developer.start(&[module(path, source.to_owned())]).await;
        assert_eq!(
            (status, &answer["code"]),
            (400, &json!(expected)),
            "{answer}"
        );
    }
    let (status, answer) = server
        .post(
            "/api/deploy2/start_push",
            None,
            &json!({"appDefinition": {}}),
        )
        .await;
    assert_eq!((status, &answer["code"]), (403, &json!("AdminRequired")));
    let key = server.deployment.admin_key();
    let body = json!({"adminKey": key, "appDefinition": {"changedModules": greeting("x")}});
    assert_eq!(
        server.post("/api/deploy2/start_push", None, &body).await.0,
        200
    );
    server.mutation("put", json!({"key": 1})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_that_never_ends_when_it_is_loaded_is_refused_and_what_is_there_goes_on() {
    let server = Server::start().await;
    let developer = Developer::of(&server);
    let endless = vec![module("functions.js", "for (;;) {}".to_owned())];
    let (status, answer) = developer.start(&endless).await;
    assert_eq!(status, 400, "{answer}");
    let message = answer["message"].as_str().unwrap_or_default();
    assert!(message.contains("functions"), "{answer}");
    assert_eq!(server.query("count", json!({})).await, json!(0));
}
