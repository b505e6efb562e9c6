//! Components: functions with tables, jobs, files and variables of their own, in the transactions of those who call
//! them.

use crate::push::Developer;
use crate::support::{FUNCTIONS, Server, bundle, module, token};
use serde_json::{Value as Json, json};

/// The app, which hands on what it is asked to.
const APP: &str = r#"
const reference = (component, name) => ({ reference: `_reference/childComponent/${component}/lib/${name}` });
export const ask = query(any, ({ component, name, args = {} }) => call("1.0/runUdf", { udfType: "query", args, ...reference(component, name) }));
export const tell = mutation(any, ({ component, name, args = {} }) => call("1.0/runUdf", { udfType: "mutation", args, ...reference(component, name) }));
export const act = action(any, ({ kind, component, name, args = {} }) => call(`1.0/actions/${kind}`, { args, ...reference(component, name) }));
export const insert = mutation(any, ({ by }) => call("1.0/insert", { table: "entries", value: { by, app: true } }));
export const entries = query(any, async () => (await collect({ type: "FullTableScan", tableName: "entries", order: null })).map(({ by }) => by));
export const tries = mutation(any, async ({ caught }) => {
  await call("1.0/insert", { table: "entries", value: { by: 1, app: true } });
  const told = call("1.0/runUdf", { udfType: "mutation", args: { by: 7, fails: caught }, ...reference("one", "add") });
  if (!caught) throw (await told, new Error("the app fails"));
  return told.catch((error) => error.message);
});
export const near = action(any, ({ at }) => call("1.0/actions/vectorSearch", { query: { indexName: "places.by_at", vector: at } }));
export const handle = mutation(any, () => call("1.0/createFunctionHandle", { name: "functions:insert", version: "1.48.0" }));
"#;

fn functions(source: &str) -> String {
    let (helpers, _) = FUNCTIONS.split_once("export const put").expect("helpers");
    format!("{helpers}{source}")
}

fn component_module() -> Json {
    let source = functions(include_str!("component.js"));
    json!(module("lib.js", source))
}

fn schema_module() -> Json {
    let entries = json!({"tableName": "entries", "indexes": [], "documentType": {"type": "object", "value": {"by": {"fieldType": {"type": "number"}, "optional": false}}}});
    let by_at = json!({"indexDescriptor": "by_at", "vectorField": "at", "dimensions": 2, "filterFields": []});
    let places = json!({"tableName": "places", "indexes": [], "vectorIndexes": [by_at], "documentType": {"type": "any"}});
    let text = json!({"tables": [entries, places], "schemaValidation": true}).to_string();
    let source = format!("export default {{ tables: {{}}, export: () => {text:?} }};");
    json!(module("schema.js", source))
}

/// A definition that uses others: names, and where their definitions are.
fn definition(uses: &[(&str, &str)], env: &Json) -> Json {
    let imports = uses.iter().enumerate().map(|(position, (_, path))| {
        use base64::Engine as _;
        let name = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(path);
        format!("import used{position} from \"./_componentDeps/{name}\";")
    });
    let children = uses.iter().enumerate().map(|(position, (name, _))| {
        format!("{{ name: {name:?}, path: used{position}.componentDefinitionPath, args: [], env: {env} }}")
    });
    let (imports, children): (Vec<_>, Vec<_>) = (imports.collect(), children.collect());
    let source = format!(
        "{} export default {{ use() {{}}, export: () => ({{ name: 'x', childComponents: [{}], httpMounts: {{}} }}) }};",
        imports.concat(),
        children.join(",")
    );
    json!(module("convex.config.js", source))
}

fn component(path: &str, definition: Json) -> Json {
    json!({"definitionPath": path, "definition": definition, "dependencies": [], "schema": schema_module(),
        "functions": [component_module()], "udfServerVersion": "1.48.0"})
}

/// The app uses a component twice, which uses another one.
pub(crate) fn app() -> Json {
    let env = json!([["COLOUR", {"type": "envVar", "name": "PAINT"}]]);
    let components = [
        component("../outer", definition(&[("child", "../inner")], &json!([]))),
        component("../inner", definition(&[], &json!([]))),
    ];
    let functions = module("functions.js", functions(APP));
    let mut modules = bundle().modules;
    modules.retain(|module| module.path == "auth.config.js");
    modules.push(functions);
    json!({"dryRun": false, "functions": "convex/", "componentDefinitions": components, "appDefinition": {
        "definition": definition(&[("one", "../outer"), ("two", "../outer")], &env),
        "changedModules": modules, "unchangedModuleHashes": [], "dependencies": [], "schema": null}})
}

async fn server() -> Server {
    let server = Server::start().await;
    Developer::of(&server).push_body(&app()).await;
    server
}

fn call(component: &str, name: &str, args: Json) -> Json {
    json!({"component": component, "name": name, "args": args})
}

pub(crate) async fn tell(server: &Server, component: &str, name: &str, args: Json) -> Json {
    server.mutation("tell", call(component, name, args)).await
}

pub(crate) async fn ask(server: &Server, component: &str, name: &str) -> Json {
    server.query("ask", call(component, name, json!({}))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_place_where_a_component_is_used_has_documents_of_its_own() {
    let server = server().await;
    server.mutation("insert", json!({"by": 1})).await;
    assert_eq!(
        tell(&server, "one", "add", json!({"by": 2, "deeper": {"by": 3}})).await,
        json!(1)
    );
    assert_eq!(
        tell(&server, "two", "add", json!({"by": 4})).await,
        json!(1)
    );
    assert_eq!(server.query("entries", json!({})).await, json!([1]));
    for (component, name, expected) in [
        ("one", "total", 2),
        ("one", "below", 3),
        ("two", "total", 4),
        ("two", "below", 0),
    ] {
        assert_eq!(
            ask(&server, component, name).await,
            json!(expected),
            "{component} {name}"
        );
    }
    let page = ask(&server, "two", "page").await;
    assert_eq!(page["page"][0]["by"], json!(4), "{page}");
    let id = &ask(&server, "one", "ids").await[0];
    let found = server
        .query("ask", call("one", "get", json!({"id": id})))
        .await;
    assert_eq!(found["by"], json!(2));
    let foreign = server
        .answer("query", "ask", call("two", "get", json!({"id": id})))
        .await;
    assert!(
        foreign["errorMessage"]
            .to_string()
            .contains("ArgumentValidationError"),
        "{foreign}"
    );
    let place = ask(&server, "two", "where").await;
    assert_eq!(place, json!({"name": "lib:where", "componentPath": "two"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_is_part_of_its_callers_transaction() {
    let server = server().await;
    let failed = server
        .answer("mutation", "tries", json!({"caught": false}))
        .await;
    assert_eq!(failed["status"], "error");
    assert_eq!(ask(&server, "one", "total").await, json!(0));
    assert_eq!(server.query("entries", json!({})).await, json!([]));
    let caught = server.mutation("tries", json!({"caught": true})).await;
    assert!(
        caught.to_string().contains("the component fails"),
        "{caught}"
    );
    assert_eq!(ask(&server, "one", "total").await, json!(0));
    assert_eq!(server.query("entries", json!({})).await, json!([1]));
    let mut socket = server.socket().await;
    socket
        .subscribe("ask", call("one", "below", json!({})))
        .await;
    assert_eq!(socket.updated().await, json!(0));
    tell(&server, "one", "add", json!({"deeper": {"by": 9}})).await;
    assert_eq!(socket.updated().await, json!(9));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vector_search_of_a_component_finds_its_own_documents() {
    let server = server().await;
    let place = async |component: &str, at: Json| {
        tell(&server, component, "place", json!({ "at": at })).await
    };
    let one = place("one", json!([1, 0])).await;
    let two = place("two", json!([0, 1])).await;
    for (component, id) in [("one", &one["_id"]), ("two", &two["_id"])] {
        let mut args = call(component, "near", json!({"at": [1, 1]}));
        args["kind"] = json!("action");
        let answer = server.answer("action", "act", args).await;
        let found = answer["value"]["results"].as_array().expect("a list");
        assert_eq!(found.len(), 1, "{answer}");
        assert_eq!(&found[0]["_id"], id);
    }
    let of_the_app = server.answer("action", "near", json!({"at": [1, 1]})).await;
    let told = of_the_app["errorMessage"].as_str().expect("fails");
    assert!(told.contains("Index places.by_at not found"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_public_functions_of_direct_children_can_be_called_but_handles_lead_anywhere() {
    let server = server().await;
    for (component, name) in [
        ("one", "hidden"),
        ("one", "gone"),
        ("child", "add"),
        ("three", "add"),
    ] {
        let refused = server
            .answer("mutation", "tell", call(component, name, json!({})))
            .await;
        assert!(
            refused["errorMessage"]
                .to_string()
                .contains("Could not find"),
            "{refused}"
        );
    }
    let direct = json!({"path": "lib:add", "componentPath": "one", "args": {}, "format": "json"});
    let (_, refused) = server.post("/api/mutation", None, &direct).await;
    assert!(
        refused["errorMessage"]
            .to_string()
            .contains("Could not find public function"),
        "{refused}"
    );
    let handle = tell(&server, "one", "handle", json!({})).await;
    tell(
        &server,
        "two",
        "through",
        json!({"handle": handle, "args": {"by": 6}}),
    )
    .await;
    assert_eq!(ask(&server, "one", "total").await, json!(6));
    let app = server.mutation("handle", json!({})).await;
    tell(
        &server,
        "two",
        "through",
        json!({"handle": app, "args": {"by": 8}}),
    )
    .await;
    assert_eq!(server.query("entries", json!({})).await, json!([8]));
    let key = format!("Convex {}", server.deployment.admin_key());
    let (_, admin) = server.post("/api/mutation", Some(&key), &direct).await;
    assert_eq!(admin["status"], "success", "{admin}");
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_belong_to_the_component_that_schedules_them_and_run_in_that_of_their_function() {
    let server = server().await;
    let mut socket = server.socket().await;
    socket
        .subscribe("ask", call("one", "jobs", json!({})))
        .await;
    assert_eq!(socket.updated().await, json!([]));
    let app = server.mutation("handle", json!({})).await;
    tell(&server, "one", "later", json!({"args": {"by": 3}})).await;
    tell(
        &server,
        "one",
        "later",
        json!({"handle": app, "args": {"by": 4}}),
    )
    .await;
    let done = json!([
        ["lib.js:hidden", "success"],
        ["functions.js:insert", "success"]
    ]);
    while socket.updated().await != done {}
    assert_eq!(ask(&server, "one", "total").await, json!(3));
    assert_eq!(server.query("entries", json!({})).await, json!([4]));
    assert_eq!(ask(&server, "two", "jobs").await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_sees_the_variables_it_is_given_and_nobodys_identity_from_an_action() {
    let server = server().await;
    assert_eq!(ask(&server, "one", "env").await, json!([null, null]));
    let key = format!("Convex {}", server.deployment.admin_key());
    let changes =
        json!({"changes": [{"name": "PAINT", "value": "red"}, {"name": "SECRET", "value": "s"}]});
    let path = "/api/update_environment_variables";
    assert_eq!(server.post(path, Some(&key), &changes).await.0, 200);
    assert_eq!(ask(&server, "one", "env").await, json!(["red", null]));
    let args = json!({"kind": "action", "component": "one", "name": "keep"});
    let body = json!({"path": "functions:act", "args": args, "format": "json"});
    let authorization = format!("Bearer {}", token("u1", 60));
    let (_, answer) = server
        .post("/api/action", Some(&authorization), &body)
        .await;
    assert_eq!(
        (&answer["value"][0], &answer["value"][1]),
        (&json!(1), &json!(null)),
        "{answer}"
    );
    let url = answer["value"][2].as_str().expect("an address");
    let (_, path) = url.split_once("/api/").expect("a path");
    let uploaded = server
        .request(reqwest::Method::POST, &format!("/api/{path}"))
        .body("four");
    assert_eq!(uploaded.send().await.expect("answered").status(), 200);
    assert_eq!(ask(&server, "one", "files").await, json!([4]));
    assert_eq!(ask(&server, "two", "files").await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_that_is_left_out_keeps_its_documents_until_it_is_back() {
    let server = server().await;
    tell(&server, "one", "add", json!({"by": 2})).await;
    let developer = Developer::of(&server);
    let mut without = app();
    without["appDefinition"]["definition"] = definition(&[("two", "../outer")], &json!([]));
    let diff = developer.push_body(&without).await;
    assert_eq!(diff["componentDiffs"]["one"]["diffType"]["type"], "unmount");
    let gone = server
        .answer("query", "ask", call("one", "total", json!({})))
        .await;
    assert!(
        gone["errorMessage"]
            .to_string()
            .contains("Could not find the component 'one'"),
        "{gone}"
    );
    assert_eq!(ask(&server, "two", "total").await, json!(0));
    developer.push_body(&app()).await;
    assert_eq!(ask(&server, "one", "total").await, json!(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_components_is_told_at_the_start_of_the_push() {
    let server = Server::start().await;
    let developer = Developer::of(&server);
    let mut circle = app();
    let inner = component("../inner", definition(&[("back", "../outer")], &json!([])));
    circle["componentDefinitions"][1] = inner;
    let mut missing = app();
    missing["componentDefinitions"] = json!([]);
    let mut twice = app();
    twice["appDefinition"]["definition"] =
        definition(&[("one", "../outer"), ("one", "../inner")], &json!([]));
    for body in [circle, missing, twice] {
        let (status, answer) = developer.post("start_push", &body).await;
        assert_eq!(
            (status, &answer["code"]),
            (400, &json!("InvalidConvexConfig")),
            "{answer}"
        );
    }
}
