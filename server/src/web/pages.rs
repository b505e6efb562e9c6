//! Pages and their form handlers, with what rendering needs to know about a request.

use super::auth::{redirect, session_of};
use super::dispatch::App;
use super::headers::page_policy;
use crate::deployment::{Access, Side};
use crate::identity::{Session, TOKEN_LIFETIME};
use crate::site::Site;
use app::{RenderedAt, shell};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderValue, Response};
use axum::response::IntoResponse;
use convex_leptos::{QueryBackend, provide_query_backend};
use leptos::WasmSplitManifest;
use leptos::config::{Env, LeptosOptions, get_config_from_str};
use leptos::nonce::use_nonce;
use leptos::prelude::{ArcStoredValue, provide_context, use_context};
use leptos_axum::{ResponseOptions, handle_server_fns_with_context, render_app_async_with_context};
use parking_lot::Mutex;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

/// The loader's name as the site tool writes it.
const SPLIT_LOADER: &str = "__wasm_split.______________________.js";

/// The page for browsers without a session.
const SIGN_IN: &str = "/sign-in";

/// What all pages share.
pub(crate) struct Pages {
    options: LeptosOptions,
    /// Per lazy part of the pages, the chunks to preload.
    chunks: HashMap<String, Vec<String>>,
    side: Side,
    /// Sessions whose user is known to exist in the deployment.
    welcomed: Mutex<HashSet<String>>,
    /// Per session, what its last token is good for: signing and verifying one costs more than a query.
    accesses: Mutex<HashMap<String, Kept>>,
}

/// The settings of `Leptos.toml`, with those of the environment over them.
fn settings() -> LeptosOptions {
    get_config_from_str(include_str!("../../../Leptos.toml")).unwrap_or_else(|failure| {
        tracing::warn!(%failure, "a setting of the environment is ignored");
        LeptosOptions::builder().output_name("conclave").build()
    })
}

struct Kept {
    access: Access,
    /// By the monotonic clock.
    until: Duration,
}

/// A token is renewed this long before it ends, so that no request runs out of it.
const RENEW_BEFORE: Duration = Duration::from_secs(60);

impl Pages {
    pub(crate) fn new(site: &Site, side: Side) -> Self {
        let env = if cfg!(debug_assertions) {
            Env::DEV
        } else {
            Env::PROD
        };
        let mut options = settings();
        options.site_pkg_dir = site.package().into();
        options.env = env;
        Self {
            options,
            chunks: site.split_manifest(),
            side,
            welcomed: Mutex::default(),
            accesses: Mutex::default(),
        }
    }

    /// Makes sure that the deployment knows the session's person. Once per session and start: the data may
    /// have been replaced since.
    pub(super) async fn welcome(&self, app: &App, session: &Session) {
        if self.welcomed.lock().contains(&session.id) {
            return;
        }
        match self
            .backend(app, Some(session))
            .await
            .mutation("auth:upsertUser", "{}")
            .await
        {
            Ok(_) => {
                let mut welcomed = self.welcomed.lock();
                welcomed.retain(|id| app.sessions.is_live(id));
                welcomed.insert(session.id.clone());
            }
            Err(error) => tracing::warn!(%error, "cannot tell the deployment who signed in"),
        }
    }

    /// For a session that ends.
    pub(super) fn forget(&self, session: &Session) {
        self.welcomed.lock().remove(&session.id);
        self.accesses.lock().remove(&session.id);
    }

    /// One request's access to the deployment.
    async fn backend(&self, app: &App, session: Option<&Session>) -> Arc<dyn QueryBackend> {
        let access = match session {
            Some(session) => self.access(app, session).await,
            None => self.side.access(None).await,
        };
        self.side.backend(&access)
    }

    async fn access(&self, app: &App, session: &Session) -> Access {
        let now = app.host.monotonic();
        if let Some(kept) = self.accesses.lock().get(&session.id)
            && now < kept.until
        {
            return kept.access.clone();
        }
        let token = app
            .tokens
            .mint(&session.person)
            .inspect_err(|failure| tracing::error!(%failure, "cannot sign a token"))
            .ok();
        let access = self.side.access(token).await;
        let kept = Kept {
            access: access.clone(),
            until: now + TOKEN_LIFETIME.saturating_sub(RENEW_BEFORE),
        };
        let mut accesses = self.accesses.lock();
        accesses.retain(|_, kept| now < kept.until);
        accesses.insert(session.id.clone(), kept);
        access
    }
}

/// GET: renders the page, once all its data is there.
pub(super) async fn page(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let session = session_of(&app, request.headers());
    let is_sign_in = request.uri().path() == SIGN_IN;
    match &session {
        None if !is_sign_in => return redirect(SIGN_IN, None).into_response(),
        Some(_) if is_sign_in => return redirect("/", None).into_response(),
        Some(session) => app.pages.welcome(&app, session).await,
        None => {}
    }
    let backend = app.pages.backend(&app, session.as_ref()).await;
    let options = app.pages.options.clone();
    let context = move || provide(&app, &backend);
    render_app_async_with_context(context, move || shell(options.clone()))(request).await
}

/// POST of a form or of the browser's code: a server function.
pub(super) async fn form(app: Arc<App>, request: Request) -> Response<Body> {
    let session = session_of(&app, request.headers());
    let backend = app.pages.backend(&app, session.as_ref()).await;
    let context = move || provide(&app, &backend);
    handle_server_fns_with_context(context, request)
        .await
        .into_response()
}

/// The context of one request.
fn provide(app: &App, backend: &Arc<dyn QueryBackend>) {
    provide_query_backend(backend.clone());
    provide_context(RenderedAt(app.host.unix_millis()));
    let package = format!("/{}", app.pages.options.site_pkg_dir);
    let manifest = (package, app.pages.chunks.clone(), SPLIT_LOADER.to_owned());
    provide_context(WasmSplitManifest(ArcStoredValue::new(manifest)));
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else {
        return;
    };
    let policy = page_policy(&nonce, app.pages.side.origin());
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
    response.insert_header(CACHE_CONTROL, HeaderValue::from_static("no-store"));
}
