use super::{DataOption, Durability, ListenOptions};
use crate::bundler;
use crate::data_dir::DataDir;
use crate::deployment::{self, Settings, Side};
use crate::failure::Failure;
use crate::identity::{OwnerLinks, Secrets, Sessions, Tokens};
use crate::output;
use crate::site::{self, Site};
use crate::web::{self, App, Listening, Origins, Pages, Remote};
use axum::Router;
use clap::{Args, Parser};
use convex_embedded::Deployment;
use convex_host::Host;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How long work on threads of its own may take once everything else has ended.
const LAST_MOMENTS: Duration = Duration::from_secs(1);

#[derive(Parser)]
pub(super) struct Serve {
    #[command(flatten)]
    listen: ListenOptions,
    #[command(flatten)]
    data: DataOption,
    /// Use another Convex deployment instead of the embedded one.
    #[arg(long, env = "CONVEX_URL", value_name = "URL")]
    convex_url: Option<String>,
    /// Where browsers reach the server, if something stands in front of it: https://host.
    #[arg(long, value_name = "ORIGIN", value_parser = web::parse_origin)]
    origin: Option<String>,
    /// What an acknowledged write has survived.
    #[arg(long, value_enum, default_value_t)]
    durability: Durability,
}

#[derive(Args)]
pub(super) struct DeploymentOnly {
    #[command(flatten)]
    listen: ListenOptions,
    #[command(flatten)]
    data: DataOption,
    /// A folder of Convex functions, a project with one, or a folder that holds a bundle.json.
    #[arg(long, value_name = "DIR")]
    functions: PathBuf,
    /// An environment variable for the functions; may be given several times.
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable)]
    env: Vec<(String, String)>,
    /// What an acknowledged write has survived.
    #[arg(long, value_enum, default_value_t)]
    durability: Durability,
}

fn variable(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE"),
    }
}

/// The product: pages, sign-in, files, and a deployment.
pub(super) fn serve(options: Serve, host: Arc<dyn Host>) -> Result<(), Failure> {
    start(async move {
        // Rendering starts tasks of its own; it wants to know where. A second call changes nothing.
        let _ = any_spawner::Executor::init_tokio();
        let site = Site::open()?;
        let directory = DataDir::open(&options.data.data)?;
        let _occupied = directory.occupy()?;
        let listening = Listening::bind(options.listen.addr, options.listen.allow_remote).await?;
        directory.write_address(listening.addr())?;
        let secrets = Secrets::load_or_create(&directory, host.as_ref())?;
        let tokens = Tokens::new(&secrets.signing_key, host.clone())?;
        let origins = Origins::new(listening.addr(), options.origin.as_deref());
        let links = OwnerLinks::new(&secrets.instance_secret, host.clone());
        let link = links.mint(origins.public());
        let embedded = match &options.convex_url {
            Some(_) => None,
            None => {
                let bundle = site::functions().ok_or(Failure::SiteMissing)?;
                let settings = Settings {
                    env: deployment::environment(&origins, &tokens),
                    durability: options.durability,
                    redact_errors: options.listen.allow_remote || options.origin.is_some(),
                };
                Some(deployment::open(&directory, &secrets, &bundle, settings, host.clone()).await?)
            }
        };
        let side = match (&embedded, &options.convex_url) {
            (Some(deployment), _) => Side::Embedded(deployment.clone()),
            (None, url) => Side::Remote(Arc::new(Remote::new(url.as_deref().unwrap_or(""))?)),
        };
        directory.write_public_origin(origins.public())?;
        output::line(&format!("Conclave is ready: {}", origins.public()));
        output::line(&format!("Sign in once with:  {link}"));
        let app = Arc::new(App {
            pages: Pages::new(&site, side),
            sessions: Sessions::load(&directory, host.clone())?,
            origins,
            site,
            links,
            tokens,
            host,
        });
        let router = web::router(app, embedded.as_ref().map(Deployment::router));
        run(listening, router, embedded).await
    })
}

/// Somebody else's functions, for their clients.
pub(super) fn deployment_only(options: DeploymentOnly, host: Arc<dyn Host>) -> Result<(), Failure> {
    start(async move {
        let directory = DataDir::open(&options.data.data)?;
        let _occupied = directory.occupy()?;
        let listening = Listening::bind(options.listen.addr, options.listen.allow_remote).await?;
        directory.write_address(listening.addr())?;
        let bundle = bundler::bundle(&options.functions, &options.data.data).await?;
        let secrets = Secrets::load_or_create(&directory, host.as_ref())?;
        let tokens = Tokens::new(&secrets.signing_key, host.clone())?;
        let origins = Origins::new(listening.addr(), None);
        let mut env = deployment::environment(&origins, &tokens);
        env.extend(options.env);
        let settings = Settings {
            env,
            durability: options.durability,
            redact_errors: options.listen.allow_remote,
        };
        let deployment =
            deployment::open(&directory, &secrets, &bundle, settings, host.clone()).await?;
        output::line(&format!("The deployment is ready: {}", origins.public()));
        let router = web::deployment_only(origins, deployment.router(), host);
        run(listening, router, Some(deployment)).await
    })
}

/// Serves until the program is asked to stop. The deployment closes its sockets first: they would keep the
/// server waiting.
async fn run(
    listening: Listening,
    router: Router,
    deployment: Option<Deployment>,
) -> Result<(), Failure> {
    web::serve(listening, router, async move {
        if let Some(deployment) = deployment {
            deployment.shutdown().await;
        }
    })
    .await
}

fn start(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::Stopped)?;
    let outcome = runtime.block_on(work);
    // Blocking work that never ends must not keep the program.
    runtime.shutdown_timeout(LAST_MOMENTS);
    outcome
}

#[cfg(test)]
mod tests {
    use super::variable;

    #[test]
    fn a_variable_is_a_name_and_whatever_follows_the_first_equals_sign() {
        let pair = |name: &str, value: &str| Ok((name.to_owned(), value.to_owned()));
        assert_eq!(variable("A=b=c"), pair("A", "b=c"));
        assert_eq!(variable("A="), pair("A", ""));
        assert!(variable("A").is_err());
        assert!(variable("=b").is_err());
    }
}
