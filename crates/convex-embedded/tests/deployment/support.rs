//! A deployment over hand-written functions, and plain clients for it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use convex_embedded::{
    Bundle, Deployment, DeploymentOptions, InstanceSecret, ModuleSource, RuntimeOptions,
};
use convex_host::{Host, SystemHost};
use convex_store::{MemoryPersistence, Persistence};
use futures::{SinkExt as _, StreamExt as _};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use p256::pkcs8::EncodePrivateKey as _;
use serde_json::{Value as Json, json};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

pub(crate) const FUNCTIONS: &str = include_str!("functions.js");

pub(crate) fn module(path: &str, source: String) -> ModuleSource {
    ModuleSource {
        path: path.to_owned(),
        source,
        source_map: None,
        environment: None,
    }
}

fn schema() -> Json {
    let number = json!({"fieldType": {"type": "number"}, "optional": false});
    let items = json!({"type": "object", "value": {"key": number, "note": {"fieldType": {"type": "string"}, "optional": true}}});
    let table = |name: &str, indexes: Json, document: Json| {
        json!({"tableName": name, "indexes": indexes, "stagedDbIndexes": [], "searchIndexes": [], "stagedSearchIndexes": [],
            "vectorIndexes": [], "stagedVectorIndexes": [], "documentType": document})
    };
    let by_key = json!([{"indexDescriptor": "by_key", "fields": ["key"]}]);
    let mut notes = table("notes", json!([]), json!({"type": "any"}));
    notes["searchIndexes"] =
        json!([{"indexDescriptor": "by_body", "searchField": "body", "filterFields": ["who"]}]);
    let mut points = table("points", json!([]), json!({"type": "any"}));
    points["vectorIndexes"] = json!([{"indexDescriptor": "by_at", "vectorField": "at", "dimensions": 2, "filterFields": ["who", "kind"]}]);
    json!({"tables": [table("items", by_key, items), table("counters", json!([]), json!({"type": "any"})), notes, points], "schemaValidation": true})
}

/// The issuer's key; its public half is in the functions' auth.config.
pub(crate) fn issuer_key() -> EncodingKey {
    let key = p256::SecretKey::from_slice(&[9; 32]).expect("key");
    EncodingKey::from_ec_der(key.to_pkcs8_der().expect("pkcs8").as_bytes())
}

pub(crate) fn token(subject: &str, expires_in: i64) -> String {
    token_issued(subject, 0, expires_in)
}

/// A token that was made `age` seconds ago, with an id of its own.
pub(crate) fn token_issued(subject: &str, age: i64, expires_in: i64) -> String {
    signed(&claims(subject, age, expires_in))
}

/// A token that belongs to a session.
pub(crate) fn session_token(subject: &str, session: &str) -> String {
    let mut claims = claims(subject, 0, 60);
    claims["sid"] = Json::from(session);
    signed(&claims)
}

/// A token that says whether its holder may look into the deployment.
pub(crate) fn operator_token(subject: &str, operates: bool) -> String {
    let mut claims = claims(subject, 0, 60);
    claims["operator"] = Json::from(operates);
    signed(&claims)
}

fn claims(subject: &str, age: i64, expires_in: i64) -> Json {
    let now = SystemHost::new().unix_nanos() as i64 / 1_000_000_000;
    json!({"iss": "https://id.example.com", "sub": subject, "aud": "convex", "iat": now - age, "nbf": now - age,
        "jti": format!("{subject}-{age}"), "exp": now + expires_in})
}

fn signed(claims: &Json) -> String {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some("k".to_owned());
    jsonwebtoken::encode(&header, claims, &issuer_key()).expect("signed")
}

pub(crate) fn bundle_of(functions: &str) -> Bundle {
    let mut jwk = Jwk::from_encoding_key(&issuer_key(), Algorithm::ES256).expect("public key");
    jwk.common.key_id = Some("k".to_owned());
    let jwks = format!(
        "data:application/json;base64,{}",
        STANDARD.encode(json!({ "keys": [jwk] }).to_string())
    );
    let auth = json!({"providers": [{"type": "customJwt", "issuer": "https://id.example.com", "applicationID": "convex", "jwks": jwks, "algorithm": "ES256"}]});
    Bundle::from(vec![
        module("functions.js", functions.to_owned()),
        module(
            "schema.js",
            format!(
                "export default {{ tables: {{}}, export: () => {:?} }};",
                schema().to_string()
            ),
        ),
        module("auth.config.js", format!("export default {auth};")),
    ])
}

pub(crate) fn bundle() -> Bundle {
    bundle_of(FUNCTIONS)
}

pub(crate) fn options(
    persistence: Box<dyn Persistence>,
    host: Arc<dyn Host>,
    bundle: Bundle,
) -> DeploymentOptions {
    let mut options =
        DeploymentOptions::new(persistence, bundle, InstanceSecret::from_bytes([7; 32]));
    options.host = host;
    options
}

/// A deployment on a port of its own.
pub(crate) struct Server {
    pub(crate) deployment: Deployment,
    pub(crate) address: SocketAddr,
    http: reqwest::Client,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::open(
            Box::new(MemoryPersistence::new()),
            Arc::new(SystemHost::new()),
        )
        .await
    }

    pub(crate) async fn open(persistence: Box<dyn Persistence>, host: Arc<dyn Host>) -> Self {
        Self::open_with(persistence, host, bundle()).await
    }

    pub(crate) async fn with_limits(limits: RuntimeOptions) -> Self {
        let (persistence, host) = (MemoryPersistence::new(), SystemHost::new());
        let mut options = options(Box::new(persistence), Arc::new(host), bundle());
        options.runtime = limits;
        Self::serve(options).await
    }

    /// With other modules beside the usual functions; those of one path replace them.
    pub(crate) async fn with_modules(modules: Vec<ModuleSource>) -> Self {
        let mut bundle = bundle();
        bundle
            .modules
            .retain(|old| modules.iter().all(|new| new.path != old.path));
        bundle.modules.extend(modules);
        let persistence = Box::new(MemoryPersistence::new());
        Self::open_with(persistence, Arc::new(SystemHost::new()), bundle).await
    }

    async fn open_with(
        persistence: Box<dyn Persistence>,
        host: Arc<dyn Host>,
        bundle: Bundle,
    ) -> Self {
        Self::serve(options(persistence, host, bundle)).await
    }

    pub(crate) async fn serve(options: DeploymentOptions) -> Self {
        let deployment = Deployment::open(options).await.expect("opens");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let router = deployment.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            deployment,
            address,
            http: reqwest::Client::new(),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, self.url(path))
    }

    /// A POST with a JSON body; status and JSON answer.
    pub(crate) async fn post(
        &self,
        path: &str,
        authorization: Option<&str>,
        body: &Json,
    ) -> (u16, Json) {
        let mut request = self.request(reqwest::Method::POST, path).json(body);
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        let answer = request.send().await.expect("answered");
        let status = answer.status().as_u16();
        (status, plain(answer.json().await.unwrap_or(Json::Null)))
    }

    async fn call(&self, kind: &str, name: &str, args: Json) -> Json {
        let body = json!({"path": format!("functions:{name}"), "args": args, "format": "convex_encoded_json"});
        let (status, answer) = self.post(&format!("/api/{kind}"), None, &body).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    /// A query's value.
    pub(crate) async fn query(&self, name: &str, args: Json) -> Json {
        success(self.call("query", name, args).await)
    }

    /// A mutation's value.
    pub(crate) async fn mutation(&self, name: &str, args: Json) -> Json {
        success(self.call("mutation", name, args).await)
    }

    /// The whole answer, for failures.
    pub(crate) async fn answer(&self, kind: &str, name: &str, args: Json) -> Json {
        self.call(kind, name, args).await
    }

    pub(crate) async fn socket(&self) -> Socket {
        Socket::open(
            self,
            "/api/1.48.0/sync",
            "5f1c3ea2-0000-4000-8000-000000000000",
        )
        .await
    }
}

/// Whole numbers as integers, so that they compare with literals.
fn plain(json: Json) -> Json {
    match json {
        Json::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => Json::from(float as i64),
            _ => Json::Number(number),
        },
        Json::Array(elements) => elements.into_iter().map(plain).collect(),
        Json::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, plain(value)))
            .collect(),
        json => json,
    }
}

fn success(mut answer: Json) -> Json {
    assert_eq!(answer["status"], "success", "{answer}");
    answer["value"].take()
}

/// A client that checks the chain of versions and otherwise hides nothing.
pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    version: Json,
    query_set: u32,
}

impl Socket {
    pub(crate) async fn open(server: &Server, path: &str, session: &str) -> Self {
        let mut socket = Self::silent(server, path).await;
        socket.send(json!({"type": "Connect", "sessionId": session, "connectionCount": 0, "lastCloseReason": "InitialConnect", "clientTs": 0})).await;
        socket
    }

    /// Without the first message.
    pub(crate) async fn silent(server: &Server, path: &str) -> Self {
        let url = format!("ws://{}{path}", server.address);
        let (stream, _) = tokio_tungstenite::connect_async(url)
            .await
            .expect("connected");
        Self {
            stream,
            version: json!({"querySet": 0, "identity": 0, "ts": "AAAAAAAAAAA="}),
            query_set: 0,
        }
    }

    pub(crate) async fn send(&mut self, message: Json) {
        self.send_text(message.to_string()).await;
    }

    pub(crate) async fn send_text(&mut self, text: String) {
        self.stream.send(Message::text(text)).await.expect("sent");
    }

    /// Subscribes; the query's id is the position of the call.
    pub(crate) async fn subscribe(&mut self, name: &str, args: Json) {
        let id = self.query_set;
        self.query_set += 1;
        self.send(json!({"type": "ModifyQuerySet", "baseVersion": id, "newVersion": id + 1, "modifications": [
            {"type": "Add", "queryId": id, "udfPath": format!("functions:{name}"), "args": [args]}]}))
            .await;
    }

    /// Says who it is, as the first to do so on this connection.
    pub(crate) async fn authenticate(&mut self, token: &str) {
        self.send(
            json!({"type": "Authenticate", "baseVersion": 0, "tokenType": "User", "value": token}),
        )
        .await;
    }

    pub(crate) async fn request(&mut self, kind: &str, id: u32, name: &str, args: Json) {
        self.send(json!({"type": kind, "requestId": id, "udfPath": format!("functions:{name}"), "args": [args]})).await;
    }

    /// The next message that is not a Ping; a close frame as `{"close": code, "reason": …}`.
    pub(crate) async fn next(&mut self) -> Json {
        loop {
            match self.stream.next().await.expect("open").expect("a frame") {
                Message::Text(text) => {
                    let message = plain(serde_json::from_str(&text).expect("JSON"));
                    if message["type"] == "Transition" {
                        assert_eq!(
                            message["startVersion"], self.version,
                            "the chain of versions breaks"
                        );
                        self.version = message["endVersion"].clone();
                    }
                    if message["type"] != "Ping" {
                        return message;
                    }
                }
                Message::Close(frame) => {
                    let frame =
                        frame.map(|frame| (u16::from(frame.code), frame.reason.to_string()));
                    return json!({"close": frame.as_ref().map(|frame| frame.0), "reason": frame.map(|frame| frame.1)});
                }
                _ => {}
            }
        }
    }

    /// The modifications of the next message, which must be a transition.
    pub(crate) async fn transition(&mut self) -> Vec<Json> {
        let mut message = self.next().await;
        assert_eq!(message["type"], "Transition", "{message}");
        message["modifications"]
            .as_array_mut()
            .map(std::mem::take)
            .expect("list")
    }

    /// The value of the only query that the next transition changes.
    pub(crate) async fn updated(&mut self) -> Json {
        let mut changes = self.transition().await;
        assert_eq!(changes.len(), 1, "{changes:?}");
        assert_eq!(changes[0]["type"], "QueryUpdated", "{changes:?}");
        changes[0]["value"].take()
    }

    pub(crate) fn version(&self) -> &Json {
        &self.version
    }
}
