//! The deployment: opened on a persistence and a bundle, served by a router, stopped cleanly.

mod changes;
mod loaded;

use crate::auth::{
    AdminKeys, Caller, HttpKeySource, InstanceSecret, KeySource, Operators, Sessions, Verifier,
};
use crate::clock;
use crate::components::{AppSource, digest};
use crate::copies::CopyPlace;
use crate::crons::{self, Crons};
use crate::environment::{SealedVariables, Unsealed, ValueCipher, Variables};
use crate::files::{FileBytes, Files, MemoryFiles};
use crate::functions::{
    ActionCall, CallArgs, Callee, Engine, EngineParts, MutationCall, QueryCall, random_request_id,
    storage_error, system_tables,
};
use crate::node::{Node, NodeLauncher};
use crate::push::{self, Pushes};
use crate::scheduler::Scheduler;
use crate::session::Now;
use crate::snapshots::{self, Snapshots};
use crate::socket::Link;
use crate::syscalls::CursorKey;
use crate::tasks::{Tasks, blocking};
use crate::wire::Token;
use crate::{Error, FunctionResult};
pub(crate) use changes::{Next, auth_config, schemas_of};
use changes::{define_tables, mount, stored_over};
use convex_host::{Host, SystemHost};
use convex_runtime::{Bundle, NativeFunctions, Runtime, RuntimeOptions};
use convex_store::{Persistence, Store, Timestamp, Transaction};
use loaded::Loader;
use parking_lot::RwLock;
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex as AsyncMutex;
use tokio_util::sync::CancellationToken;

/// How long running functions may take to end when the deployment stops. Transactions do; an action that streams may
/// have minutes to go, and is taken for interrupted by what it works for.
const STOP_WITHIN: Duration = Duration::from_secs(3);

/// What a deployment is opened with.
pub struct DeploymentOptions {
    /// Where the data is.
    pub persistence: Box<dyn Persistence>,
    /// Where the bytes of stored files are.
    pub files: Arc<dyn FileBytes>,
    /// The functions.
    pub bundle: Bundle,
    /// Functions in Rust instead of the bundle: for simulations.
    pub native: Option<Arc<dyn NativeFunctions>>,
    /// What `process.env` shows, besides what is kept with the data; see [`Deployment::provide`].
    /// `CONVEX_CLOUD_URL` is where clients reach the deployment: addresses of files begin with it.
    pub env: Variables,
    /// What the values of stored variables are encrypted with.
    pub variables: Arc<dyn ValueCipher>,
    /// Clocks and entropy.
    pub host: Arc<dyn Host>,
    /// The deployment's name, the first part of its admin key.
    pub name: String,
    /// What the admin key and cursors derive from.
    pub secret: InstanceSecret,
    /// Limits of functions.
    pub runtime: RuntimeOptions,
    /// Whether clients get only `Server Error` instead of the text of failures.
    pub redact_errors: bool,
    /// Where the keys of token issuers come from.
    pub keys: Arc<dyn KeySource>,
    /// Who starts Node.js for modules marked `"use node"`.
    pub node: Option<Arc<dyn NodeLauncher>>,
    /// Where copies of the data go, if any are to be made.
    pub copies: Option<Arc<dyn CopyPlace>>,
    /// Which users may look into the deployment.
    pub operators: Option<Operators>,
}

impl DeploymentOptions {
    /// The usual options. Files are in memory, and the values of variables stay as they are.
    pub fn new(persistence: Box<dyn Persistence>, bundle: Bundle, secret: InstanceSecret) -> Self {
        Self {
            persistence,
            files: Arc::new(MemoryFiles::default()),
            bundle,
            native: None,
            env: Variables::new(),
            variables: Arc::new(Unsealed),
            host: Arc::new(SystemHost::new()),
            name: "local".to_owned(),
            secret,
            runtime: RuntimeOptions::default(),
            redact_errors: false,
            keys: Arc::new(HttpKeySource::default()),
            node: None,
            copies: None,
            operators: None,
        }
    }
}

/// What all connections and requests share.
pub(crate) struct Shared {
    pub(crate) engine: Arc<Engine>,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) admin: AdminKeys,
    pub(crate) verifier: Verifier,
    pub(crate) stop: CancellationToken,
    /// Runs that must not be cut off.
    pub(crate) tasks: Tasks,
    /// What the program around the deployment provides; stored variables win over these.
    provided: RwLock<Variables>,
    /// Held by whoever changes functions or variables.
    pub(crate) changing: AsyncMutex<()>,
    pub(crate) pushes: Pushes,
    pub(crate) snapshots: Snapshots,
    pub(crate) copies: Option<Arc<dyn CopyPlace>>,
    /// Held by the copy that is made.
    pub(crate) copying: AsyncMutex<()>,
    /// Digest of the functions that the program brings itself.
    pub(crate) own_functions: RwLock<String>,
}

impl Shared {
    pub(crate) fn now(&self) -> Now {
        Now {
            monotonic: self.engine.host.monotonic(),
            unix_secs: self.engine.host.unix_nanos() / 1_000_000_000,
        }
    }

    /// The user a token stands for, if the token's session has not ended.
    pub(crate) async fn user(&self, token: &str) -> Result<Caller, Error> {
        self.sessions.admit(self.verifier.verify(token).await?)
    }

    /// Who a credential of the socket stands for.
    pub(crate) async fn verify(&self, token: Token) -> Result<Caller, Error> {
        match token {
            Token::None => Ok(Caller::anonymous()),
            Token::User(token) => self.user(&token).await,
            Token::Admin { key, acting_as } => {
                self.admin.check(&key)?;
                crate::auth::acting_identity(acting_as).map(Caller::admin)
            }
        }
    }
}

/// A running deployment. Clones are handles to the same one.
#[derive(Clone)]
pub struct Deployment {
    shared: Arc<Shared>,
}

impl Deployment {
    /// Opens the data, loads the functions, applies their schema and starts the scheduler.
    ///
    /// # Errors
    /// If the data cannot be opened, the program's functions cannot be loaded, or stored documents do not match
    /// the schema. Nothing has changed then. Pushed functions that cannot be loaded are no error: calls say so.
    pub async fn open(options: DeploymentOptions) -> Result<Self, Error> {
        let DeploymentOptions {
            persistence,
            files,
            bundle,
            native,
            env,
            variables,
            host,
            name,
            secret,
            runtime,
            redact_errors,
            keys,
            node,
            copies,
            operators,
        } = options;
        let node = Node::new(node);
        let store_host = host.clone();
        let open = move || Store::open(persistence, store_host);
        let opened = blocking(&*host, open).await?;
        let store = opened.map_err(|error| storage_error(&error))?;
        let runtime = match native {
            Some(functions) => Ok(Runtime::native(functions)),
            None => Runtime::new(runtime, host.clone()),
        };
        let runtime = runtime.map_err(|error| Error::internal(error.to_string()))?;
        let files = Files::new(files, &secret, origin(&env));
        let sealed_variables = SealedVariables::new(variables);
        sealed_variables.seal_open_ones(&store).await?;
        let visible = stored_over(&env, &store, &sealed_variables)?;
        let own = digest(&bundle);
        let pushed = push::in_force(&store, &files, &own)?;
        let is_pushed = pushed.is_some();
        let loader = Loader {
            runtime: &runtime,
            node: &node,
            store: &store,
        };
        let Next {
            deployed,
            auth,
            schemas,
        } = match pushed {
            Some(pushed) => loader.pushed(pushed, visible).await?,
            None => loader.load(AppSource::from(bundle), visible, 0).await?,
        };
        store
            .define_system_tables(system_tables())
            .await
            .map_err(|error| storage_error(&error))?;
        define_tables(&store, &deployed).await?;
        let cursors = CursorKey::new(&secret);
        let parts = EngineParts {
            store,
            runtime,
            node,
            host: host.clone(),
            name: name.clone(),
            cursors,
            files,
            sealed_variables,
            redact: redact_errors,
            deployed,
        };
        let engine = Engine::new(parts);
        let mounted = engine.deployed();
        let settle = |tx: &mut Transaction| {
            mount(tx, &mounted)?;
            snapshots::fail_interrupted(tx)?;
            // What was pushed over other functions is of no use any more.
            if is_pushed { Ok(()) } else { push::remove(tx) }
        };
        engine.write_with(&schemas, settle).await?;
        let shared = Arc::new(Shared {
            engine,
            sessions: Sessions::new(host.clone()),
            verifier: Verifier::new(auth, keys, host).with_operators(operators),
            admin: AdminKeys::new(name, secret),
            stop: CancellationToken::new(),
            tasks: Tasks::new(),
            provided: RwLock::new(env),
            changing: AsyncMutex::new(()),
            pushes: Pushes::default(),
            snapshots: Snapshots::default(),
            copies,
            copying: AsyncMutex::new(()),
            own_functions: RwLock::new(own),
        });
        let engine = shared.engine.clone();
        let sweep = move || engine.files.sweep(&engine.store);
        let swept = blocking(&*shared.engine.host, sweep).await?;
        swept.map_err(|error| storage_error(&error))?;
        if let Err(error) = clock::advance(&shared.engine).await {
            // Reading works all the same, and so does every client that has not seen newer data.
            tracing::warn!(%error, "the clock could not be written");
        }
        tokio::spawn(shared.engine.cache.clone().follow());
        let files = shared.engine.files.clone();
        tokio::spawn(files.follow(shared.engine.store.clone()));
        let scheduler = Scheduler::new(
            shared.engine.clone(),
            shared.stop.clone(),
            shared.tasks.clone(),
        );
        crons::synchronise(&shared.engine).await?;
        shared.tasks.spawn(scheduler.run());
        let crons = Crons::new(
            shared.engine.clone(),
            shared.stop.clone(),
            shared.tasks.clone(),
        );
        shared.tasks.spawn(crons.run());
        Ok(Self { shared })
    }

    /// The sync socket and the HTTP API, to be merged into a server's router.
    pub fn router(&self) -> axum::Router {
        crate::http::router(self.shared.clone())
    }

    /// The HTTP actions alone, at the root: what a site of their own answers.
    pub fn action_router(&self) -> axum::Router {
        crate::http::action_router(self.shared.clone())
    }

    /// Serves one sync connection to its end, over whatever carries its messages. With `chunks`, large ones come in
    /// pieces.
    pub async fn serve_sync(&self, link: impl Link, chunks: bool) {
        crate::socket::serve(link, self.shared.clone(), chunks).await;
    }

    /// The admin key.
    pub fn admin_key(&self) -> String {
        self.shared.admin.mint()
    }

    /// The timestamp of the latest commit: what a page takes once and hands to all its queries.
    pub fn latest_ts(&self) -> u64 {
        self.shared.engine.latest().0
    }

    /// The user a token stands for.
    ///
    /// # Errors
    /// If the token is not valid.
    pub async fn authenticate(&self, token: &str) -> Result<Caller, Error> {
        self.shared.user(token).await
    }

    /// Ends a session of the users' issuer, which the claim `sid` of their tokens names: every sync socket that
    /// speaks for it is told to authenticate anew and closed, and its tokens are refused from now on. That
    /// is remembered for an hour, and not across restarts: functions that read the session's document are what
    /// keeps data from those who were signed out.
    pub fn end_session(&self, sid: &str) {
        let sockets = self.shared.sessions.end(sid);
        tracing::debug!(sockets, "a session ended");
    }

    /// Ends every session whose document, named by the claim `sid`, is deleted from a table from now on: as
    /// [`Self::end_session`] does, whoever deletes it.
    pub fn end_sessions_deleted_from(&self, table: &str) {
        let (sessions, store) = (self.shared.sessions.clone(), &self.shared.engine.store);
        tokio::spawn(sessions.follow(store.clone(), table.to_owned()));
    }

    /// Runs a query at a timestamp of the recent past. `args` is an object, or an array of one.
    ///
    /// # Errors
    /// Only of the deployment, such as a timestamp that is no longer kept; what the function throws is a
    /// result.
    pub async fn query_at(
        &self,
        path: &str,
        args: Json,
        caller: &Arc<Caller>,
        ts: u64,
    ) -> Result<FunctionResult, Error> {
        let call = QueryCall {
            callee: Callee::public(path),
            args: CallArgs::from_json(args),
            journal: None,
            caller,
        };
        let engine = &self.shared.engine;
        let (outcome, _) = engine.query(call, Timestamp(ts), None).await?;
        Ok(engine
            .presenter
            .result(&outcome.result, &random_request_id(&*engine.host)))
    }

    /// Runs a query at the latest commit.
    ///
    /// # Errors
    /// As [`Self::query_at`].
    pub async fn query(
        &self,
        path: &str,
        args: Json,
        caller: &Arc<Caller>,
    ) -> Result<FunctionResult, Error> {
        self.query_at(path, args, caller, self.latest_ts()).await
    }

    /// Runs a mutation; it is durable when this returns. Also gives the commit's timestamp.
    ///
    /// # Errors
    /// As [`Self::query_at`].
    pub async fn mutation(
        &self,
        path: &str,
        args: Json,
        caller: &Arc<Caller>,
    ) -> Result<(FunctionResult, u64), Error> {
        let engine = self.shared.engine.clone();
        let request_id = random_request_id(&*engine.host);
        let (path, caller) = (path.to_owned(), caller.clone());
        // In a task of its own: a request that goes away must not leave the outcome to chance.
        let run = async move {
            let shown_id = request_id.clone();
            let call = MutationCall {
                callee: Callee::public(&path),
                args: CallArgs::from_json(args),
                caller,
                key: None,
                request_id,
                signal: None,
            };
            let (result, ts) = engine.mutation(call).await?;
            Ok((engine.presenter.result(&result, &shown_id), ts.0))
        };
        self.shared
            .tasks
            .spawn(run)
            .await
            .map_err(|error| Error::internal(error.to_string()))?
    }

    /// Runs an action.
    ///
    /// # Errors
    /// As [`Self::query_at`].
    pub async fn action(
        &self,
        path: &str,
        args: Json,
        caller: &Arc<Caller>,
    ) -> Result<FunctionResult, Error> {
        let engine = &self.shared.engine;
        let request_id = random_request_id(&*engine.host);
        let call = ActionCall {
            callee: Callee::public(path),
            args: CallArgs::from_json(args),
            caller: caller.clone(),
            request_id: request_id.clone(),
        };
        let result = engine.action(call).await?;
        Ok(engine.presenter.result(&result, &request_id))
    }

    /// Closes the sockets so that clients come back later, lets running functions end, closes the data.
    pub async fn shutdown(&self) {
        self.shared.stop.cancel();
        if tokio::time::timeout(STOP_WITHIN, self.shared.tasks.idle())
            .await
            .is_err()
        {
            tracing::warn!("some functions did not end in time and are cut off");
        }
        self.shared.engine.store.shutdown().await;
    }
}

/// Where clients reach a deployment with these variables.
fn origin(env: &Variables) -> String {
    let known = env.get("CONVEX_CLOUD_URL").map(String::as_str);
    known
        .unwrap_or("http://127.0.0.1:3210")
        .trim_end_matches('/')
        .to_owned()
}
