//! Which deployment the pages use: the one in this process, or one elsewhere.

use crate::backup::Copies;
use crate::command::Durability;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::identity::{Secrets, Unavailable};
use crate::packages::Packages;
use crate::process::NodeOnPath;
use crate::sealed_values::SealedValues;
use crate::web::{Asked, Origins, Remote, RemoteBackend};
use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use convex_embedded::auth::{AdminKeys, Fetched, HttpKeySource, KeySource, Operators};
use convex_embedded::{
    Bundle, Caller, Deployment, DeploymentOptions, DirectoryFiles, Error, FunctionResult,
    InstanceSecret, SqlitePersistence,
};
use convex_host::Host;
use convex_leptos::{ConvexError, ErrorKind, QueryBackend};
use identity::{ISSUER, OPERATOR_CLAIM, Tokens};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;
use tower::ServiceExt;

/// The first part of admin keys.
const NAME: &str = "conclave";

/// The product's table of sessions: whoever deletes a row of it, functions for people included, signs a browser
/// out.
pub(crate) const SESSIONS: &str = "sessions";

type Outcome = Result<Arc<str>, ConvexError>;

/// Where queries go.
pub(crate) enum Side {
    Embedded(Deployment),
    Remote(Arc<Remote>),
}

/// Somebody whom the deployment knows by a token, or nobody. Cheap to clone; good as long as the token.
#[derive(Clone)]
pub(crate) enum Access {
    Embedded(Arc<Caller>),
    Remote(Option<String>),
}

impl Side {
    /// What a token, or none, is good for.
    pub(crate) async fn access(&self, token: Option<String>) -> Access {
        match (self, token) {
            (Self::Remote(_), token) => Access::Remote(token),
            (Self::Embedded(_), None) => Access::Embedded(Arc::new(Caller::anonymous())),
            (Self::Embedded(deployment), Some(token)) => {
                let caller = deployment.authenticate(&token).await.unwrap_or_else(|error| {
                    tracing::error!(%error, "the deployment refuses our own token; check auth.config.ts");
                    Caller::unknown()
                });
                Access::Embedded(Arc::new(caller))
            }
        }
    }

    /// One request's view, all of it at one timestamp.
    pub(crate) fn backend(&self, access: &Access) -> Arc<dyn QueryBackend> {
        match (self, access) {
            (Self::Embedded(deployment), Access::Embedded(caller)) => Arc::new(EmbeddedBackend {
                ts: deployment.latest_ts(),
                deployment: deployment.clone(),
                caller: caller.clone(),
            }),
            (Self::Embedded(deployment), Access::Remote(_)) => Arc::new(EmbeddedBackend {
                ts: deployment.latest_ts(),
                deployment: deployment.clone(),
                caller: Arc::new(Caller::anonymous()),
            }),
            (Self::Remote(remote), Access::Remote(token)) => {
                Arc::new(RemoteBackend::new(remote.clone(), token.clone()))
            }
            (Self::Remote(remote), Access::Embedded(_)) => {
                Arc::new(RemoteBackend::new(remote.clone(), None))
            }
        }
    }

    /// The one in this process.
    pub(crate) fn embedded(&self) -> Option<&Deployment> {
        match self {
            Self::Embedded(deployment) => Some(deployment),
            Self::Remote(_) => None,
        }
    }

    /// Runs an internal query, for the server itself.
    pub(crate) async fn internal_query(&self, path: &str, args: Json) -> Outcome {
        match self {
            Self::Remote(remote) => remote.call_internal("query", path, &args.to_string()).await,
            Self::Embedded(deployment) => {
                let (admin, ts) = (Arc::new(Caller::admin(None)), deployment.latest_ts());
                outcome(deployment.query_at(path, args, &admin, ts).await)
            }
        }
    }

    /// Runs an internal mutation, for the server itself.
    pub(crate) async fn internal_mutation(&self, path: &str, args: Json) -> Outcome {
        match self {
            Self::Remote(remote) => {
                let args = args.to_string();
                remote.call_internal("mutation", path, &args).await
            }
            Self::Embedded(deployment) => {
                let admin = Arc::new(Caller::admin(None));
                let result = deployment.mutation(path, args, &admin).await;
                outcome(result.map(|(result, _)| result))
            }
        }
    }

    /// What is asked of the bytes under the address that a function has got for a stored file.
    pub(crate) async fn stored(&self, url: &str, asked: Asked) -> Result<Response, Unavailable> {
        let response = match self {
            Self::Remote(remote) => remote.stored(url, asked).await?,
            Self::Embedded(deployment) => served(deployment, url, asked).await?,
        };
        match response.status() {
            // The last one: there is no such part.
            StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                Ok(response)
            }
            status => Err(Unavailable(format!("a stored file: {status}"))),
        }
    }

    /// The origin under which browsers find it, if not here.
    pub(crate) fn origin(&self) -> Option<&str> {
        match self {
            Self::Embedded(_) => None,
            Self::Remote(remote) => Some(remote.origin()),
        }
    }
}

/// What the embedded deployment answers under an address of its own.
async fn served(deployment: &Deployment, url: &str, asked: Asked) -> Result<Response, Unavailable> {
    let failed = |why: &dyn Display| Unavailable(format!("a stored file: {why}"));
    let url = reqwest::Url::parse(url).map_err(|error| failed(&error))?;
    let request = Request::builder().method(asked.method).uri(url.path());
    let mut request = request
        .body(Body::empty())
        .map_err(|error| failed(&error))?;
    *request.headers_mut() = asked.headers;
    match deployment.router().oneshot(request).await {
        Ok(response) => Ok(response),
        Err(never) => match never {},
    }
}

/// Where the embedded deployment finds the keys of our tokens; answered in this process.
const KEY_SET: &str = "https://conclave.localhost/.well-known/jwks.json";

/// The variable that names issuers whose tokens are good, too; see `convex/auth.config.ts`.
const OIDC_ISSUERS: &str = "CONCLAVE_OIDC_ISSUERS";

/// The variable that says how many tasks of a person can be active at once; see `convex/lib/tasks.ts`.
const ACTIVE_TASKS_MAX: &str = "CONCLAVE_ACTIVE_TASKS_MAX";

/// Where others reach the server, unless `conclave env` says otherwise.
const REMOTE_ACTIVE_TASKS: &str = "5";

/// The variable that says how many answers a person can have within an hour; see `convex/lib/allowances.ts`.
const ANSWERS_PER_HOUR: &str = "CONCLAVE_ANSWERS_PER_HOUR";

/// Where others reach the server, unless `conclave env` says otherwise.
const REMOTE_ANSWERS: &str = "200";

/// The environment variables that every deployment has: its addresses, of which `site` is that of its HTTP actions,
/// whose tokens are good, and what is encrypted with.
pub(crate) fn environment(
    origins: &Origins,
    site: String,
    secrets: &Secrets,
) -> BTreeMap<String, String> {
    let origin = origins.public();
    let mut variables = BTreeMap::new();
    if !origins.is_loopback() {
        variables.insert(ACTIVE_TASKS_MAX.to_owned(), REMOTE_ACTIVE_TASKS.to_owned());
        variables.insert(ANSWERS_PER_HOUR.to_owned(), REMOTE_ANSWERS.to_owned());
    }
    let pairs = [
        ("CONVEX_CLOUD_URL", origin.to_owned()),
        ("CONVEX_SITE_URL", site),
        ("CONCLAVE_ISSUER", ISSUER.to_owned()),
        ("CONCLAVE_JWKS", KEY_SET.to_owned()),
        (
            OIDC_ISSUERS,
            std::env::var(OIDC_ISSUERS).unwrap_or_else(|_| "none".to_owned()),
        ),
        ("CONCLAVE_ENCRYPTION_KEY", secrets.encryption_key.clone()),
    ];
    variables.extend(pairs.map(|(name, value)| (name.to_owned(), value)));
    variables
}

/// The keys of all issuers: ours without a request, so that it knows a new key at once.
struct Keys {
    tokens: Arc<Tokens>,
    others: HttpKeySource,
}

#[async_trait]
impl KeySource for Keys {
    async fn get(&self, url: &str) -> Result<Fetched, String> {
        if url != KEY_SET {
            return self.others.get(url).await;
        }
        Ok(Fetched {
            status: 200,
            content_type: "application/jwk-set+json".to_owned(),
            body: self.tokens.key_set().into_bytes(),
        })
    }
}

/// How a deployment is to be.
pub(crate) struct Settings {
    /// What functions see of the environment.
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) durability: Durability,
    /// Whether callers learn only that something failed: for whoever is not on this machine.
    pub(crate) redact_errors: bool,
}

/// Opens the deployment of a data directory.
pub(crate) async fn open(
    directory: &DataDir,
    secrets: &Secrets,
    bundle: &str,
    settings: Settings,
    tokens: Arc<Tokens>,
    host: Arc<dyn Host>,
) -> Result<Deployment, Failure> {
    let bundle =
        Bundle::from_json(bundle).map_err(|error| Failure::Functions(error.to_string()))?;
    let path = directory.database();
    let persistence =
        SqlitePersistence::open(&path, settings.durability.into()).map_err(|error| {
            Failure::Data {
                code: error.code(),
                message: error.to_string(),
            }
        })?;
    let files = directory.files();
    let files = DirectoryFiles::open(&files).map_err(Failure::file("create", &files))?;
    let mut options =
        DeploymentOptions::new(Box::new(persistence), bundle, instance_secret(secrets)?);
    options.files = Arc::new(files);
    options.name = NAME.to_owned();
    options.variables = Arc::new(SealedValues::new(secrets, host.clone())?);
    options.node = Some(Arc::new(NodeOnPath::new(Packages::of(
        directory,
        host.clone(),
    ))));
    options.host = host;
    options.copies = Some(Arc::new(Copies::of(directory)));
    options.operators = Some(Operators {
        issuer: ISSUER.to_owned(),
        claim: OPERATOR_CLAIM.to_owned(),
    });
    options.env = settings.env;
    options.redact_errors = settings.redact_errors;
    options.keys = Arc::new(Keys {
        tokens,
        others: HttpKeySource::default(),
    });
    Deployment::open(options)
        .await
        .map_err(|error| Failure::Deployment {
            code: error.code.into_owned(),
            message: error.message,
        })
}

/// The key that may do everything.
pub(crate) fn admin_key(secrets: &Secrets) -> Result<String, Failure> {
    Ok(AdminKeys::new(NAME, instance_secret(secrets)?).mint())
}

fn instance_secret(secrets: &Secrets) -> Result<InstanceSecret, Failure> {
    InstanceSecret::from_hex(&secrets.instance_secret).ok_or_else(|| Failure::Deployment {
        code: "BadSecret".to_owned(),
        message:
            "the instance secret in secrets.json is not 64 hexadecimal digits; restore the file"
                .to_owned(),
    })
}

struct EmbeddedBackend {
    deployment: Deployment,
    caller: Arc<Caller>,
    ts: u64,
}

#[async_trait]
impl QueryBackend for EmbeddedBackend {
    async fn query(&self, path: &str, args: &str) -> Outcome {
        outcome(
            self.deployment
                .query_at(path, parse(args)?, &self.caller, self.ts)
                .await,
        )
    }

    async fn mutation(&self, path: &str, args: &str) -> Outcome {
        let result = self
            .deployment
            .mutation(path, parse(args)?, &self.caller)
            .await;
        outcome(result.map(|(result, _)| result))
    }

    async fn action(&self, path: &str, args: &str) -> Outcome {
        outcome(
            self.deployment
                .action(path, parse(args)?, &self.caller)
                .await,
        )
    }

    fn timestamp(&self) -> Option<u64> {
        Some(self.ts)
    }
}

fn parse(args: &str) -> Result<Json, ConvexError> {
    serde_json::from_str(args)
        .map_err(|error| ConvexError::new(ErrorKind::Encode, error.to_string()))
}

fn outcome(result: Result<FunctionResult, Error>) -> Outcome {
    match result {
        Ok(result) => result
            .value
            .map_err(|failure| ConvexError::from_wire(failure.message, failure.data)),
        Err(error) => {
            tracing::warn!(%error, "the deployment could not answer a page");
            Err(ConvexError::new(ErrorKind::Server, error.to_string()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    #[test]
    fn functions_see_where_browsers_reach_them_and_limits_where_others_do() {
        let folder = tempfile::tempdir().unwrap();
        let host = Arc::new(SimHost::new(1, 1_000_000_000_000));
        let directory = DataDir::open(folder.path()).unwrap();
        let secrets = Secrets::load_or_create(&directory, host.as_ref()).unwrap();
        let address = "127.0.0.1:3000".parse().unwrap();
        for (public, expected) in [
            (None, "http://127.0.0.1:3000"),
            (Some("https://a.example/"), "https://a.example"),
        ] {
            let site = "http://127.0.0.1:3001".to_owned();
            let env = environment(&Origins::new(address, public), site, &secrets);
            assert_eq!(env["CONVEX_CLOUD_URL"], expected);
            assert_eq!(env["CONVEX_SITE_URL"], "http://127.0.0.1:3001");
            let limit = env.get(ACTIVE_TASKS_MAX).map(String::as_str);
            assert_eq!(limit, public.map(|_| "5"));
            let limit = env.get(ANSWERS_PER_HOUR).map(String::as_str);
            assert_eq!(limit, public.map(|_| "200"));
        }
    }
}
