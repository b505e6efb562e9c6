//! The official Rust client, unmodified, against a deployment in this process; with `CONCLAVE_PROGRAM` in the
//! environment, against the one that this program serves.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic")]

use std::{
    collections::BTreeMap,
    ffi::OsString,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use convex::{ConvexClient, FunctionResult, Value};
use convex_embedded::{Bundle, Deployment, DeploymentOptions, InstanceSecret};
use convex_store::{Durability, SqlitePersistence};
use futures::StreamExt;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use p256::pkcs8::EncodePrivateKey as _;
use serde_json::json;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};

/// A deployment of the functions in `end2end/clients`, on a port of its own.
struct Server {
    data: TempDir,
    address: SocketAddr,
    running: Running,
}

/// Where the deployment runs.
enum Running {
    Here {
        deployment: Box<Deployment>,
        serving: JoinHandle<()>,
    },
    There {
        _program: Program,
    },
}

/// A process that ends with its owner.
struct Program {
    child: Child,
    /// Kept, so that the program can go on writing.
    _output: BufReader<ChildStdout>,
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Running {
    /// A program is killed; its clients must cope with that, too.
    async fn stop(self) {
        if let Self::Here {
            deployment,
            serving,
        } = self
        {
            serving.abort();
            deployment.shutdown().await;
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn start(program: OsString, data: &Path, address: SocketAddr) -> (Running, SocketAddr) {
    let mut child = Command::new(program)
        .args(["deployment", "--addr", &address.to_string()])
        .arg("--data")
        .arg(data)
        .arg("--functions")
        .arg(data.join(FUNCTIONS))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    output.read_line(&mut said).unwrap();
    let program = Program {
        child,
        _output: output,
    };
    let (_, address) = said.trim().split_once("http://").expect("it says where");
    let running = Running::There { _program: program };
    (running, address.parse().unwrap())
}

/// The functions, beside the data: with an issuer whose tokens they believe.
const FUNCTIONS: &str = "functions";

fn write_functions(data: &Path) {
    let functions = data.join(FUNCTIONS);
    std::fs::create_dir(&functions).unwrap();
    for entry in std::fs::read_dir(root().join("end2end/clients/functions")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), functions.join(entry.file_name())).unwrap();
    }
    let mut jwk = Jwk::from_encoding_key(&issuer_key(), Algorithm::ES256).unwrap();
    jwk.common.key_id = Some(KEY_ID.to_owned());
    let jwks = STANDARD.encode(json!({ "keys": [jwk] }).to_string());
    let provider = json!({
        "type": "customJwt",
        "issuer": ISSUER,
        "applicationID": "convex",
        "jwks": format!("data:application/json;base64,{jwks}"),
        "algorithm": "ES256",
    });
    let config = format!("export default {{ providers: [{provider}] }};");
    std::fs::write(functions.join("auth.config.ts"), config).unwrap();
}

const ISSUER: &str = "https://id.example.com";
const KEY_ID: &str = "k";

fn issuer_key() -> EncodingKey {
    let key = p256::SecretKey::from_slice(&[7; 32]).unwrap();
    EncodingKey::from_ec_der(key.to_pkcs8_der().unwrap().as_bytes())
}

/// A token that names somebody.
fn token(name: &str) -> String {
    let now = jsonwebtoken::get_current_timestamp();
    let claims = json!({ "iss": ISSUER, "aud": "convex", "sub": name, "name": name, "iat": now, "exp": now + 3600 });
    let header = Header {
        kid: Some(KEY_ID.to_owned()),
        ..Header::new(Algorithm::ES256)
    };
    jsonwebtoken::encode(&header, &claims, &issuer_key()).unwrap()
}

fn bundle(functions: &Path) -> Bundle {
    let root = root();
    let out = tempfile::tempdir().unwrap();
    let file: PathBuf = out.path().join("bundle.json");
    let bundled = Command::new("node")
        .arg(root.join("xtask/js/bundle.mjs"))
        .arg("--functions")
        .arg(functions)
        .arg("--out")
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        bundled.status.success(),
        "{}",
        String::from_utf8_lossy(&bundled.stderr)
    );
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

async fn serve(data: &Path, address: SocketAddr) -> (Running, SocketAddr) {
    if let Some(program) = std::env::var_os("CONCLAVE_PROGRAM") {
        return start(program, data, address);
    }
    let persistence = SqlitePersistence::open(data.join("data.sqlite3"), Durability::Full).unwrap();
    let secret = InstanceSecret::from_bytes([7; 32]);
    let options =
        DeploymentOptions::new(Box::new(persistence), bundle(&data.join(FUNCTIONS)), secret);
    let deployment = Deployment::open(options).await.unwrap();
    let listener = TcpListener::bind(address).await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = deployment.router();
    let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let running = Running::Here {
        deployment: Box::new(deployment),
        serving,
    };
    (running, address)
}

impl Server {
    async fn start() -> Self {
        // Below the repository, whose packages the functions import.
        let parent = root().join("target/clients");
        std::fs::create_dir_all(&parent).unwrap();
        let data = tempfile::tempdir_in(parent).unwrap();
        write_functions(data.path());
        let (running, address) = serve(data.path(), ([127, 0, 0, 1], 0).into()).await;
        Self {
            data,
            address,
            running,
        }
    }

    /// Ends this deployment and opens another one on the same data and address.
    async fn restart(self) -> Self {
        let Self {
            data,
            address,
            running,
        } = self;
        running.stop().await;
        let (running, address) = serve(data.path(), address).await;
        Self {
            data,
            address,
            running,
        }
    }

    async fn client(&self) -> ConvexClient {
        ConvexClient::new(&format!("http://{}", self.address))
            .await
            .unwrap()
    }
}

fn args<const N: usize>(fields: [(&str, Value); N]) -> BTreeMap<String, Value> {
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// What does not come at all is a failure, not a test that never ends.
async fn soon<T>(awaited: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), awaited)
        .await
        .expect("it never came")
}

fn value(result: FunctionResult) -> Value {
    match result {
        FunctionResult::Value(value) => value,
        other => panic!("an error instead of a value: {other:?}"),
    }
}

fn message(result: FunctionResult) -> String {
    match result {
        FunctionResult::ErrorMessage(message) => message,
        other => panic!("not a plain error: {other:?}"),
    }
}

fn list(values: &[&str]) -> Value {
    Value::Array(values.iter().map(|&text| text.into()).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_sees_what_a_mutation_wrote() {
    let server = Server::start().await;
    let mut client = server.client().await;
    let written = client
        .mutation(
            "items:put",
            args([("key", "k".into()), ("value", "é😀".into())]),
        )
        .await
        .unwrap();
    assert!(matches!(value(written), Value::String(_)));
    let found = client
        .query("items:list", args([("key", "k".into())]))
        .await
        .unwrap();
    assert_eq!(value(found), list(&["é😀"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn special_values_arrive_as_what_they_are() {
    let server = Server::start().await;
    let mut client = server.client().await;
    for number in [0.0, -0.0, f64::INFINITY, f64::NAN, 5e-324, 0.1] {
        let sent = args([
            ("big", Value::Int64(i64::MIN + 4)),
            ("bytes", Value::Bytes(vec![0, 1, 255])),
            ("float", Value::Float64(number)),
        ]);
        let Value::Object(fields) = value(client.query("values:arithmetic", sent).await.unwrap())
        else {
            panic!("not an object");
        };
        assert_eq!(fields["big"], Value::Int64(i64::MIN + 5));
        assert_eq!(fields["bytes"], Value::Bytes(vec![255, 1, 0]));
        let Value::Float64(negated) = fields["float"] else {
            panic!("not a float64")
        };
        assert!(negated == -number || number.is_nan());
        assert!(number.is_nan() || negated.is_sign_negative() != number.is_sign_negative());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_runs_functions() {
    let server = Server::start().await;
    let mut client = server.client().await;
    let result = client
        .action("actions:throughFunctions", args([("key", "k".into())]))
        .await
        .unwrap();
    let expected = args([("before", 0.0.into()), ("after", 2.0.into())]);
    assert_eq!(value(result), Value::Object(expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_convex_error_carries_its_data() {
    let server = Server::start().await;
    let mut client = server.client().await;
    let data = Value::Object(args([("code", Value::Int64(7))]));
    let sent = args([("data", data.clone())]);
    for result in [
        client.query("errors:inQuery", sent.clone()).await.unwrap(),
        client
            .mutation("errors:inMutation", sent.clone())
            .await
            .unwrap(),
        client
            .action("errors:inAction", sent.clone())
            .await
            .unwrap(),
    ] {
        match result {
            FunctionResult::ConvexError(error) => assert_eq!(error.data, data),
            other => panic!("not a ConvexError: {other:?}"),
        }
    }
    let found = client
        .query("items:list", args([("key", "errors".into())]))
        .await
        .unwrap();
    assert_eq!(value(found), list(&[]));
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_errors_carry_their_messages() {
    let server = Server::start().await;
    let mut client = server.client().await;
    for said in [
        message(client.query("errors:plainInQuery", args([])).await.unwrap()),
        message(
            client
                .mutation("errors:plainInMutation", args([]))
                .await
                .unwrap(),
        ),
        message(
            client
                .action("errors:plainInAction", args([]))
                .await
                .unwrap(),
        ),
    ] {
        assert!(said.contains("plain words"), "{said}");
    }
    let said = message(client.query("nope:nope", args([])).await.unwrap());
    assert!(
        said.contains("Could not find public function for 'nope:nope'"),
        "{said}"
    );
    let said = message(client.query("values:strict", args([])).await.unwrap());
    assert!(said.contains("missing the required field `name`"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_without_gap_or_overlap() {
    let server = Server::start().await;
    let mut client = server.client().await;
    for number in 0..7 {
        let put = args([("key", "k".into()), ("value", f64::from(number).into())]);
        value(client.mutation("items:put", put).await.unwrap());
    }
    let (mut seen, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let options = args([("numItems", 3.0.into()), ("cursor", cursor)]);
        let sent = args([
            ("key", "k".into()),
            ("paginationOpts", Value::Object(options)),
        ]);
        let page = value(client.query("items:page", sent).await.unwrap());
        let Value::Object(mut page) = page else {
            panic!("not a page: {page:?}")
        };
        let Some(Value::Array(items)) = page.remove("page") else {
            panic!("no items: {page:?}")
        };
        assert!(items.len() <= 3);
        seen.extend(items.into_iter().map(|item| match item {
            Value::Object(fields) => fields["value"].clone(),
            other => panic!("not an item: {other:?}"),
        }));
        if page["isDone"] == Value::Boolean(true) {
            break;
        }
        cursor = page["continueCursor"].clone();
    }
    let expected: Vec<Value> = (0..7)
        .rev()
        .map(|number| f64::from(number).into())
        .collect();
    assert_eq!(seen, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_follows_another_clients_mutation() {
    let server = Server::start().await;
    let mut watcher = server.client().await;
    let mut writer = server.client().await;
    let mut results = watcher
        .subscribe("items:list", args([("key", "k".into())]))
        .await
        .unwrap();
    assert_eq!(value(soon(results.next()).await.unwrap()), list(&[]));
    writer
        .mutation(
            "items:put",
            args([("key", "k".into()), ("value", "one".into())]),
        )
        .await
        .unwrap();
    assert_eq!(value(soon(results.next()).await.unwrap()), list(&["one"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_goes_on_after_a_restart() {
    let server = Server::start().await;
    let mut client = server.client().await;
    let mut results = client
        .subscribe("items:list", args([("key", "k".into())]))
        .await
        .unwrap();
    assert_eq!(value(soon(results.next()).await.unwrap()), list(&[]));
    let put = |text: &str| args([("key", "k".into()), ("value", text.into())]);
    value(
        soon(client.mutation("items:put", put("before")))
            .await
            .unwrap(),
    );
    let server = server.restart().await;
    value(
        soon(client.mutation("items:put", put("after")))
            .await
            .unwrap(),
    );
    let expected = list(&["before", "after"]);
    // What was shown before may be shown again; nothing may be missing in the end.
    while value(soon(results.next()).await.unwrap()) != expected {}
    let mut fresh = server.client().await;
    let found = fresh
        .query("items:list", args([("key", "k".into())]))
        .await
        .unwrap();
    assert_eq!(value(found), expected);
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_says_who_calls_until_it_is_taken_back() {
    let server = Server::start().await;
    let mut client = server.client().await;
    let mut seen = client.subscribe("people:me", args([])).await.unwrap();
    assert_eq!(value(soon(seen.next()).await.unwrap()), Value::Null);
    client.set_auth(Some(token("Clara"))).await;
    // What was shown before may be shown again.
    while value(soon(seen.next()).await.unwrap()) != "Clara".into() {}
    let called = soon(client.action("people:meInAction", args([])));
    assert_eq!(value(called.await.unwrap()), "Clara".into());
    let key = || args([("key", "k".into())]);
    let signed = soon(client.mutation("people:sign", key()));
    assert_eq!(value(signed.await.unwrap()), Value::Null);
    client.set_auth(None).await;
    while value(soon(seen.next()).await.unwrap()) != Value::Null {}
    let refused = soon(client.mutation("people:sign", key())).await.unwrap();
    assert!(matches!(refused, FunctionResult::ConvexError(_)));
    let found = client.query("items:list", key()).await.unwrap();
    assert_eq!(value(found), list(&["Clara"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_in_subscription_goes_on_after_a_restart() {
    let server = Server::start().await;
    let mut client = server.client().await;
    client.set_auth(Some(token("Clara"))).await;
    let mut seen = client.subscribe("people:me", args([])).await.unwrap();
    assert_eq!(value(soon(seen.next()).await.unwrap()), "Clara".into());
    let _server = server.restart().await;
    let key = || args([("key", "k".into())]);
    let signed = soon(client.mutation("people:sign", key())).await.unwrap();
    assert_eq!(value(signed), Value::Null);
    let found = client.query("items:list", key()).await.unwrap();
    assert_eq!(value(found), list(&["Clara"]));
}
