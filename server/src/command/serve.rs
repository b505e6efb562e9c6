use super::action_site::{self, ActionSite};
use super::{DataOption, Durability, ListenOptions};
use crate::bundler;
use crate::data_dir::DataDir;
use crate::deployment::{self, Settings, Side};
use crate::environment::Environment;
use crate::failure::Failure;
use crate::identity::{
    Accounts, ConvexRecords, Limits, Purpose, Secrets, SignUp, Tickets, maintain,
};
use crate::model::{Files, LocalModels};
use crate::output;
use crate::site::{self, Site};
use crate::web::{self, App, Listening, Origins, Pages, Remote};
use axum::Router;
use clap::{Args, Parser};
use convex_embedded::Deployment;
use convex_host::Host;
use identity::password::Hasher;
use identity::{Cipher, Tokens};
use std::net::{IpAddr, SocketAddr};
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
    /// Who may make an account; without it everybody on this machine, and whoever is invited elsewhere.
    #[arg(long, value_enum)]
    sign_up: Option<SignUp>,
    /// A proxy in front of the server, whose `X-Forwarded-For` says where requests come from; may be given
    /// several times.
    #[arg(long, value_name = "ADDRESS")]
    trust_proxy: Vec<IpAddr>,
    /// Where the files of the local model are; without it, where `cargo xtask model` puts them.
    #[arg(long, value_name = "DIR")]
    model_dir: Option<PathBuf>,
    /// Offer neither the local model nor those of an Ollama.
    #[arg(long, conflicts_with_all = ["model_dir", "local_model"])]
    no_local_model: bool,
    /// Offer the local model, and an Ollama where it usually is, also if other machines reach the server.
    #[arg(long)]
    local_model: bool,
}

#[derive(Args)]
pub(super) struct DeploymentOnly {
    #[command(flatten)]
    listen: ListenOptions,
    #[command(flatten)]
    data: DataOption,
    /// A folder of Convex functions, a project with one, or a folder that holds a bundle.json; without it, those that
    /// `npx convex` has pushed, at first none.
    #[arg(long, value_name = "DIR")]
    functions: Option<PathBuf>,
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

impl Serve {
    /// Whether other machines reach the pages, directly or through something in front.
    fn is_remote(&self, addr: SocketAddr) -> bool {
        !addr.ip().is_loopback() || self.origin.is_some()
    }

    /// Whether models that happen to be on this machine are offered: to everybody who uses it, but to others only if
    /// that was said.
    fn offers_what_is_here(&self, addr: SocketAddr) -> bool {
        self.local_model || !self.is_remote(addr)
    }

    fn local_models(
        &self,
        addr: SocketAddr,
        environment: &Environment,
        host: Arc<dyn Host>,
    ) -> LocalModels {
        let offers = self.offers_what_is_here(addr);
        let is_offered = offers || self.model_dir.is_some();
        let files = is_offered.then(|| Files::at(self.model_dir.clone()));
        LocalModels::new(files.flatten(), environment.ollama(offers), host)
    }

    fn sign_up(&self, addr: SocketAddr) -> SignUp {
        let usual = match self.is_remote(addr) {
            true => SignUp::Invite,
            false => SignUp::Open,
        };
        self.sign_up.unwrap_or(usual)
    }

    /// Whoever opens the server to others has an account, or has said that it is meant so; and is told what
    /// would go wrong later.
    async fn check_exposure(
        &self,
        addr: SocketAddr,
        origins: &Origins,
        accounts: &Accounts,
    ) -> Result<(), Failure> {
        let is_direct = !addr.ip().is_loopback();
        let is_meant = self.listen.allow_remote || self.sign_up(addr) == SignUp::Open;
        if !origins.is_loopback() && !is_meant && !accounts.exist().await? {
            return Err(Failure::RemoteAddress(addr));
        }
        if is_direct && self.origin.is_none() {
            tracing::warn!(
                "links in mails lead to http://{addr}; say --origin for another address"
            );
        }
        if self.origin.is_some() && self.trust_proxy.is_empty() {
            tracing::warn!(
                "everybody seems to come from what stands in front of the server, so one who guesses passwords \
                 keeps all from signing in; say --trust-proxy with its address"
            );
        }
        Ok(())
    }

    /// Opens the deployment in this process, or finds the one elsewhere.
    async fn deployment(
        &self,
        opening: Opening<'_>,
        environment: &Environment,
    ) -> Result<Side, Failure> {
        if let Some(url) = &self.convex_url {
            let remote = Remote::new(url, &environment.admin_key()?)?;
            return Ok(Side::Remote(Arc::new(remote)));
        }
        let bundle = site::functions().ok_or(Failure::SiteMissing)?;
        let mut env = deployment::environment(opening.origins, opening.site, opening.secrets);
        env.extend(environment.gateways());
        let mut models = (!self.no_local_model)
            .then(|| self.local_models(opening.addr, environment, opening.host.clone()));
        if let Some(models) = &mut models {
            env.extend(models.found().await);
        }
        let settings = Settings {
            env,
            durability: self.durability,
            redact_errors: self.listen.allow_remote
                || self.is_remote(opening.addr)
                || self.listen.has_remote_site(),
        };
        let Opening {
            directory,
            secrets,
            tokens,
            host,
            ..
        } = opening;
        let deployment =
            deployment::open(directory, secrets, &bundle, settings, tokens, host).await?;
        if let Some(models) = models {
            models.keep_offering(deployment.clone());
        }
        // Elsewhere the queries of such a session fail all the same: its row, which they have read, is gone.
        deployment.end_sessions_deleted_from(deployment::SESSIONS);
        Ok(Side::Embedded(deployment))
    }
}

/// What opening a deployment needs.
struct Opening<'a> {
    directory: &'a DataDir,
    secrets: &'a Secrets,
    origins: &'a Origins,
    /// Where HTTP actions are.
    site: String,
    addr: SocketAddr,
    tokens: Arc<Tokens>,
    host: Arc<dyn Host>,
}

/// The product: pages, sign-in, files, and a deployment.
pub(super) fn serve(options: Serve, host: Arc<dyn Host>) -> Result<(), Failure> {
    start(async move {
        // Rendering starts tasks of its own; it wants to know where. A second call changes nothing.
        let _ = any_spawner::Executor::init_tokio();
        let site = Site::open()?;
        let environment = Environment::of_process();
        let directory = DataDir::open(&options.data.data)?;
        let _occupied = directory.occupy()?;
        directory.forget_public_origin()?;
        let listening = Listening::bind(options.listen.addr).await?;
        let addr = listening.addr();
        directory.write_address(addr)?;
        let secrets = Secrets::load_or_create(&directory, host.as_ref())?;
        let tokens = Arc::new(Tokens::new(&secrets.signing_keys, host.clone())?);
        let origins = Origins::new(addr, options.origin.as_deref());
        let action_site = match options.convex_url {
            Some(_) => {
                options.listen.warn_without_site();
                None
            }
            None => options.listen.action_site(&origins, &directory).await?,
        };
        let opening = Opening {
            directory: &directory,
            secrets: &secrets,
            origins: &origins,
            site: action_site::address(action_site.as_ref(), &origins),
            addr,
            tokens: tokens.clone(),
            host: host.clone(),
        };
        let side = Arc::new(options.deployment(opening, &environment).await?);
        let tickets = Tickets::new(&secrets.instance_secret, host.clone());
        let link = tickets.mint(Purpose::Owner, origins.public());
        let accounts = Arc::new(Accounts {
            records: Arc::new(ConvexRecords::new(side.clone())),
            cipher: Cipher::new(&secrets.encryption_key()?, host.clone()),
            providers: environment.providers(&host)?,
            origin: origins.public().to_owned(),
            sign_up: options.sign_up(addr),
            key_checks: environment.key_checks()?,
            hasher: Hasher::new(host.clone()),
            mailer: environment.mailer(host.clone())?,
            tickets,
            host: host.clone(),
            limits: Limits::new(host.clone()),
        });
        options.check_exposure(addr, &origins, &accounts).await?;
        directory.write_public_origin(origins.public())?;
        output::line(&format!("Conclave is ready: {}", origins.public()));
        if origins.is_loopback() {
            output::line(&format!("Sign in once with:  {link}"));
        }
        tokio::spawn(maintain(
            accounts.clone(),
            tokens.clone(),
            directory,
            host.clone(),
        ));
        let embedded = side.embedded().cloned();
        let app = Arc::new(App {
            pages: Pages::new(&site, side),
            accounts,
            origins,
            site,
            tokens,
            proxies: options.trust_proxy,
            host: host.clone(),
        });
        let serving = Serving {
            listening,
            router: web::router(app, embedded.as_ref().map(Deployment::router)),
            action_site,
            has_pages: true,
        };
        serving.run(embedded, host).await
    })
}

/// Somebody else's functions, for their clients and developers.
pub(super) fn deployment_only(options: DeploymentOnly, host: Arc<dyn Host>) -> Result<(), Failure> {
    start(async move {
        let directory = DataDir::open(&options.data.data)?;
        let _occupied = directory.occupy()?;
        let listening = Listening::bind(options.listen.addr).await?;
        let addr = listening.addr();
        if !addr.ip().is_loopback() && !options.listen.allow_remote {
            return Err(Failure::RemoteAddress(addr));
        }
        directory.write_address(addr)?;
        let bundle = match &options.functions {
            Some(functions) => bundler::bundle(functions, &options.data.data).await?,
            None => bundler::NOTHING.to_owned(),
        };
        let secrets = Secrets::load_or_create(&directory, host.as_ref())?;
        let tokens = Arc::new(Tokens::new(&secrets.signing_keys, host.clone())?);
        let origins = Origins::new(addr, None);
        let action_site = options.listen.action_site(&origins, &directory).await?;
        let site = action_site::address(action_site.as_ref(), &origins);
        let mut env = deployment::environment(&origins, site.clone(), &secrets);
        env.extend(options.env);
        let settings = Settings {
            env,
            durability: options.durability,
            redact_errors: options.listen.allow_remote || options.listen.has_remote_site(),
        };
        let deployment = deployment::open(
            &directory,
            &secrets,
            &bundle,
            settings,
            tokens,
            host.clone(),
        )
        .await?;
        output::line(&format!("The deployment is ready: {}", origins.public()));
        output::line(&format!("Its HTTP actions are at:  {site}"));
        let serving = Serving {
            listening,
            router: web::deployment_only(origins, deployment.router(), host.clone()),
            action_site,
            has_pages: false,
        };
        serving.run(Some(deployment), host).await
    })
}

/// What is ready to answer.
struct Serving {
    listening: Listening,
    router: Router,
    action_site: Option<ActionSite>,
    has_pages: bool,
}

impl Serving {
    /// Serves until the program is asked to stop. The deployment closes its sockets first: they would keep the
    /// server waiting.
    async fn run(self, deployment: Option<Deployment>, host: Arc<dyn Host>) -> Result<(), Failure> {
        let Self {
            listening,
            router,
            action_site,
            has_pages,
        } = self;
        let closing = |deployment: Option<Deployment>| async move {
            if let Some(deployment) = deployment {
                deployment.shutdown().await;
            }
        };
        let beside = async {
            match (action_site, &deployment) {
                (Some(site), Some(deployment)) => {
                    let actions = deployment.action_router();
                    let router = web::action_site(site.origins, has_pages, actions, host);
                    web::serve(site.listening, router, closing(Some(deployment.clone()))).await
                }
                _ => Ok(()),
            }
        };
        let server = web::serve(listening, router, closing(deployment.clone()));
        tokio::try_join!(server, beside).map(|((), ())| ())
    }
}

pub(super) fn start(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
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
    use super::{Serve, variable};
    use clap::Parser;

    #[test]
    fn a_variable_is_a_name_and_whatever_follows_the_first_equals_sign() {
        let pair = |name: &str, value: &str| Ok((name.to_owned(), value.to_owned()));
        assert_eq!(variable("A=b=c"), pair("A", "b=c"));
        assert_eq!(variable("A="), pair("A", ""));
        assert!(variable("A").is_err());
        assert!(variable("=b").is_err());
    }

    #[test]
    fn a_server_that_others_reach_offers_what_is_on_its_machine_only_if_that_was_said() {
        let offers = |addr: &str, more: &[&str]| {
            let options = ["serve", "--data", "d", "--addr", addr];
            let options = Serve::parse_from(options.iter().chain(more));
            options.offers_what_is_here(options.listen.addr)
        };
        assert!(offers("127.0.0.1:4000", &[]));
        assert!(!offers("0.0.0.0:4000", &[]));
        assert!(!offers(
            "127.0.0.1:4000",
            &["--origin", "https://chat.example"]
        ));
        assert!(offers("0.0.0.0:4000", &["--local-model"]));
    }
}
