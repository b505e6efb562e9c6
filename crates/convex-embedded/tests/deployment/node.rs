//! Modules marked `"use node"`, where there is a Node.js; it is what builds this project, so there is one.

use crate::push::Developer;
use crate::support::{FUNCTIONS, Server, bundle, module, options};
use async_trait::async_trait;
use convex_embedded::{ModuleSource, NodeLauncher, NodePackage, NodeProcess, RuntimeOptions};
use convex_host::SystemHost;
use convex_store::MemoryPersistence;
use serde_json::{Value as Json, json};
use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use tokio::process::Command;

/// With the folder of packages that it has, if any.
#[derive(Default)]
struct Launcher(Option<PathBuf>);

#[async_trait]
impl NodeLauncher for Launcher {
    fn start(&self, arguments: &[&str]) -> io::Result<NodeProcess> {
        let mut child = Command::new("node")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        Ok(NodeProcess {
            input: Box::new(input.expect("piped")),
            output: Box::new(output.expect("piped")),
            life: Box::new(child),
        })
    }

    async fn packages(&self, packages: &[NodePackage]) -> Result<PathBuf, String> {
        assert_eq!(
            (&*packages[0].name, &*packages[0].version),
            ("greeting", "1.2.3")
        );
        self.0
            .clone()
            .ok_or_else(|| "there is no greeting".to_owned())
    }
}

/// No Node.js anywhere.
struct Missing;

impl NodeLauncher for Missing {
    fn start(&self, _: &[&str]) -> io::Result<NodeProcess> {
        Err(io::ErrorKind::NotFound.into())
    }
}

const NODE: &str = r#""use node";
  import { createHash } from "node:crypto";
  import { suffix } from "../_deps/node/chunk.js";
  const call = async (op, args) => JSON.parse(await Convex.asyncSyscall(op, JSON.stringify(args)));
  const action = (handler, extra = {}) => ({ isAction: true, isPublic: true,
    exportArgs: () => '{"type":"any"}', exportReturns: () => "null", ...extra,
    invokeAction: async (requestId, text) => JSON.stringify((await handler(JSON.parse(text)[0])) ?? null) });
  export const hash = action(({ text }) => createHash("sha256").update(text + suffix).digest("hex"));
  export const variables = action(() => ({ GREETING: process.env.GREETING, HOME: process.env.HOME }));
  export const count = action(async () => {
    await call("1.0/actions/mutation", { name: "functions:increment", args: { by: 3 } });
    return call("1.0/actions/query", { name: "functions:count", args: {} });
  });
  export const store = action(async () => {
    const blob = new Blob(["kept"], { type: "text/plain" });
    const storageId = await Convex.jsSyscall("storage/storeBlob", { requestId: "", version: "1.48.0", blob });
    return (await Convex.jsSyscall("storage/getBlob", { requestId: "", version: "1.48.0", storageId })).text();
  });
  export const whoami = action(() => call("1.0/getUserIdentity", {}));
  export const fails = action(() => { throw new TypeError("boom"); });
  export const refuses = action(() => {
    throw Object.assign(new Error("x"), { [Symbol.for("ConvexError")]: true, data: JSON.stringify({ code: 7 }) });
  });
  export const nested = action(() => call("1.0/actions/action", { name: "lib/node:hash", args: { text: "a" } }));
  export const leaves = action(() => process.exit(3));
  export const hidden = action(() => 1, { isPublic: false, isInternal: true });
"#;

fn node_module(path: &str, source: &str) -> ModuleSource {
    ModuleSource {
        environment: Some("node".to_owned()),
        ..module(path, source.to_owned())
    }
}

fn modules() -> Vec<ModuleSource> {
    let chunk = "export const suffix = '!';";
    vec![
        node_module("lib/node.js", NODE),
        node_module("_deps/node/chunk.js", chunk),
        module("functions.js", FUNCTIONS.to_owned()),
    ]
}

async fn server(launcher: impl NodeLauncher) -> Server {
    let mut options = options(
        Box::new(MemoryPersistence::new()),
        Arc::new(SystemHost::new()),
        bundle(),
    );
    options.node = Some(Arc::new(launcher));
    options
        .env
        .insert("GREETING".to_owned(), "hello".to_owned());
    options.runtime = RuntimeOptions::default();
    Server::serve(options).await
}

async fn act(server: &Server, name: &str, args: Json) -> Json {
    let body =
        json!({"path": format!("lib/node:{name}"), "args": args, "format": "convex_encoded_json"});
    server.post("/api/action", None, &body).await.1
}

#[tokio::test(flavor = "multi_thread")]
async fn actions_in_node_do_what_other_actions_do() {
    let server = server(Launcher::default()).await;
    Developer::of(&server).push(&modules()).await;
    let value = async |name: &str, args: Json| act(&server, name, args).await["value"].clone();
    let hash = json!("56c82365edb1088db0c0c18905e3b5f9392582a05bb8372be1b7a78926ad4a1f");
    assert_eq!(value("hash", json!({"text": "ok"})).await, hash);
    assert_eq!(
        value("variables", json!({})).await,
        json!({"GREETING": "hello"}),
        "and nothing of the server's own environment"
    );
    assert_eq!(value("count", json!({})).await, json!(3));
    assert_eq!(value("store", json!({})).await, json!("kept"));
    assert_eq!(value("whoami", json!({})).await, Json::Null);
    assert!(value("nested", json!({})).await.is_string());
    let failed = act(&server, "fails", json!({})).await;
    let told = failed["errorMessage"].as_str().expect("fails");
    assert!(told.contains("Uncaught TypeError: boom"), "{told}");
    assert!(told.contains("lib/node.js:"), "{told}");
    assert_eq!(
        act(&server, "refuses", json!({})).await["errorData"],
        json!({"code": 7})
    );
    let gone = act(&server, "leaves", json!({})).await;
    assert_eq!(gone["status"], "error", "{gone}");
    let hidden = act(&server, "hidden", json!({})).await;
    let told = hidden["errorMessage"].as_str().expect("fails");
    assert!(told.contains("Could not find public function"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_node_modules_may_not_do_is_refused_when_they_are_pushed() {
    let server = server(Launcher::default()).await;
    let developer = Developer::of(&server);
    let query = "export const q = { isQuery: true, isPublic: true, exportArgs: () => 'null' };";
    for (path, source, told) in [
        ("a.js", query, "may only have actions"),
        ("a.js", "throw new Error('at load');", "at load"),
        ("a.js", "import 'not-installed';", "not-installed"),
        (
            "http.js",
            "export default 1;",
            "the deployment evaluates it itself",
        ),
    ] {
        let (status, answer) = developer.start(&[node_module(path, source)]).await;
        assert_eq!(
            (status, &answer["code"]),
            (400, &json!("InvalidModules")),
            "{answer}"
        );
        let message = answer["message"].as_str().expect("text");
        assert!(message.contains(told), "{message}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_node_a_push_that_needs_it_says_what_to_install() {
    let server = server(Missing).await;
    let (status, answer) = Developer::of(&server).start(&modules()).await;
    assert_eq!(
        (status, &answer["code"]),
        (400, &json!("NodeActionsNotSupported"))
    );
    let message = answer["message"].as_str().expect("text");
    assert!(message.contains("install it"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn modules_import_by_name_what_was_installed_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let package = folder.path().join("node_modules/greeting");
    std::fs::create_dir_all(&package).expect("created");
    std::fs::write(package.join("index.js"), "exports.greet = () => 'hello';").expect("written");
    let module = r#""use node"; import { greet } from "greeting";
      export const go = { isAction: true, isPublic: true, exportArgs: () => '{"type":"any"}',
        exportReturns: () => "null", invokeAction: async () => JSON.stringify(greet()) };"#;
    let push = |packages: Json| {
        let module = node_module("lib/node.js", module);
        json!({"appDefinition": {"changedModules": [module]}, "nodeDependencies": packages})
    };
    let named = push(json!([{"name": "greeting", "version": "1.2.3"}]));

    let has_it = server(Launcher(Some(folder.path().to_owned()))).await;
    let developer = Developer::of(&has_it);
    let (status, answer) = developer.post("start_push", &push(json!([]))).await;
    assert_eq!(status, 400, "{answer}");
    developer.push_body(&named).await;
    assert_eq!(act(&has_it, "go", json!({})).await["value"], "hello");

    let lacks_it = server(Launcher::default()).await;
    let (status, answer) = Developer::of(&lacks_it).post("start_push", &named).await;
    let message = answer["message"].as_str().expect("text");
    assert!(
        status == 400 && message.contains("there is no greeting"),
        "{answer}"
    );
}
