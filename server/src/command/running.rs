//! The server that uses a data directory, as commands beside it speak with it.

use crate::data_dir::DataDir;
use crate::deployment;
use crate::failure::Failure;
use crate::identity::Secrets;
use convex_host::Host;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value as Json;

/// A server that listens, and the key to its deployment.
pub(super) struct Running {
    client: Client,
    origin: String,
    authorization: String,
}

impl Running {
    /// The server that uses the directory; it says where as soon as it listens.
    pub(super) fn of(directory: &DataDir, host: &dyn Host) -> Result<Self, Failure> {
        let address = directory.address().ok_or_else(away)?;
        let secrets = Secrets::load_or_create(directory, host)?;
        Ok(Self {
            client: Client::new(),
            origin: format!("http://{address}"),
            authorization: format!("Convex {}", deployment::admin_key(&secrets)?),
        })
    }

    /// A request to its deployment.
    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .client
            .request(method, format!("{}{path}", self.origin));
        request.header("authorization", &self.authorization)
    }

    /// Asks for something that is done by asking.
    pub(super) async fn ask(&self, path: &str) -> Result<Json, Failure> {
        json(self.request(Method::POST, path)).await
    }
}

/// What the server answers.
pub(super) async fn json(request: RequestBuilder) -> Result<Json, Failure> {
    answer(request).await?.json().await.map_err(unanswered)
}

/// The answer, if it is none that says what is wrong.
pub(super) async fn answer(request: RequestBuilder) -> Result<Response, Failure> {
    let answer = request.send().await.map_err(unanswered)?;
    if answer.status().is_success() {
        return Ok(answer);
    }
    let body: Json = answer.json().await.map_err(unanswered)?;
    let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
    Err(Failure::Deployment {
        code: text("code"),
        message: text("message"),
    })
}

pub(super) fn unanswered(error: reqwest::Error) -> Failure {
    Failure::Deployment {
        code: "ServerAway".to_owned(),
        message: format!("the server that uses the data did not answer: {error}"),
    }
}

fn away() -> Failure {
    Failure::Deployment {
        code: "ServerAway".to_owned(),
        message: "no server uses the data; start one with `conclave serve` first".to_owned(),
    }
}
