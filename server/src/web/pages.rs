//! Pages and their form handlers, with what rendering needs to know about a request.

use super::auth::{self, Visitor, redirect};
use super::dispatch::App;
use super::headers::{KEPT_POLICY, connect_sources, page_policy};
use super::operator::{is_at_hand, is_for_operators, operates};
use super::problem::{self, Problem};
use crate::deployment::{Access, Side};
use crate::identity::Session;
use crate::site::{Site, is_watched};
use app::{Operates, Refusal, RefusalCookie, RenderedAt, SignInOptions, own_path, shell};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, Uri};
use axum::response::{Html, IntoResponse};
use convex_leptos::{QueryBackend, Turns, provide_query_backend};
use identity::{TOKEN_LIFETIME, TokensError};
use leptos::WasmSplitManifest;
use leptos::config::{Env, LeptosOptions, get_config_from_str};
use leptos::nonce::use_nonce;
use leptos::prelude::{ArcStoredValue, provide_context, use_context};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
use leptos_axum::{ResponseOptions, handle_server_fns_with_context, render_app_async_with_context};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// The loader's name as the site tool writes it.
const SPLIT_LOADER: &str = "__wasm_split.______________________.js";

/// The page for browsers without a session.
const SIGN_IN: &str = "/sign-in";

/// Pages for people who are not signed in; others have no business there.
const ENTRANCES: [&str; 3] = [SIGN_IN, "/sign-up", "/forgot"];

/// Bytes of a form below `/do` at most: twice the longest message whose every character is sent as nine.
const FORM_LENGTH_MAX: usize = 2 << 20;

/// Where links in mails lead: good with a session and without.
const LINKED: [&str; 2] = ["/reset", "/verify"];

/// Below it, chats are read by whoever has their link.
const SHARED: &str = "/shared/";

/// What all pages share.
pub(crate) struct Pages {
    options: LeptosOptions,
    /// Per lazy part of the pages, the chunks to preload.
    chunks: HashMap<String, Vec<String>>,
    /// What the code of pages may connect to, as their policy says it.
    connect: String,
    side: Arc<Side>,
    /// Per session, with and without looking into the deployment, what its last token is good for: signing and
    /// verifying one costs more than a query.
    accesses: Mutex<HashMap<(String, bool), Kept>>,
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
    pub(crate) fn new(site: &Site, side: Arc<Side>) -> Self {
        let env = if cfg!(debug_assertions) {
            Env::DEV
        } else {
            Env::PROD
        };
        let mut options = settings();
        options.site_pkg_dir = site.package().into();
        options.env = env;
        let watcher = is_watched().then_some(options.reload_port);
        Self {
            connect: connect_sources(side.origin(), watcher),
            options,
            chunks: site.split_manifest(),
            side,
            accesses: Mutex::default(),
        }
    }

    /// The deployment that the pages use.
    pub(super) fn side(&self) -> &Side {
        &self.side
    }

    /// For a session that ends.
    pub(super) fn forget(&self, session: &Session) {
        let mut accesses = self.accesses.lock();
        accesses.retain(|(id, _), _| *id != session.id);
    }

    /// One request's access to the deployment.
    pub(super) async fn backend(
        &self,
        app: &App,
        session: Option<&Session>,
    ) -> Arc<dyn QueryBackend> {
        self.backend_for(app, session, false).await
    }

    /// The same for somebody who may look into the deployment, or not.
    async fn backend_for(
        &self,
        app: &App,
        session: Option<&Session>,
        operates: bool,
    ) -> Arc<dyn QueryBackend> {
        let access = match session {
            Some(session) => self.access(app, session, operates).await,
            None => self.side.access(None).await,
        };
        self.side.backend(&access)
    }

    async fn access(&self, app: &App, session: &Session, operates: bool) -> Access {
        let now = app.host.monotonic();
        let key = (session.id.clone(), operates);
        if let Some(kept) = self.accesses.lock().get(&key)
            && now < kept.until
        {
            return kept.access.clone();
        }
        let token = token_for(app, session, operates)
            .inspect_err(|error| tracing::error!(%error, "cannot sign a token"))
            .ok();
        let access = self.side.access(token).await;
        let kept = Kept {
            access: access.clone(),
            until: now + TOKEN_LIFETIME.saturating_sub(RENEW_BEFORE),
        };
        let mut accesses = self.accesses.lock();
        accesses.retain(|_, kept| now < kept.until);
        accesses.insert(key, kept);
        access
    }
}

/// A token for a session, which says whether it may look into the deployment.
pub(super) fn token_for(
    app: &App,
    session: &Session,
    operates: bool,
) -> Result<String, TokensError> {
    match operates {
        true => app.tokens.mint_for_operator(&session.person, &session.id),
        false => app.tokens.mint(&session.person, &session.id),
    }
}

/// GET: renders the page, once all its data is there.
pub(super) async fn page(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let visitor = Visitor::of(&app, &request);
    let session = match visitor.session(&app).await {
        Ok(session) => session,
        Err(why) => return auth::unavailable(&why),
    };
    let is_over = session.is_none() && visitor.has_cookie();
    let response = page_for(app.clone(), visitor, session, request).await;
    match is_over {
        true => auth::ended(&app, response),
        false => response,
    }
}

async fn page_for(
    app: Arc<App>,
    visitor: Visitor,
    session: Option<Session>,
    request: Request,
) -> Response<Body> {
    let path = request.uri().path();
    let (is_entrance, is_linked) = (ENTRANCES.contains(&path), LINKED.contains(&path));
    let is_shared = path.starts_with(SHARED);
    // It shows everybody the same.
    let session = session.filter(|_| !is_shared);
    match &session {
        None if !is_entrance && !is_linked && !is_shared => {
            return redirect(&sign_in_for(request.uri()), []);
        }
        Some(_) if is_entrance => return redirect(&next_of(request.uri()), []),
        _ => {}
    }
    let operates = operates(is_at_hand(&app, &request), session.as_ref());
    if is_for_operators(path) && !operates {
        return problem::nowhere(&app, request).await;
    }
    let pages = &app.pages;
    let backend = pages.backend_for(&app, session.as_ref(), operates).await;
    let options = app.pages.options.clone();
    let cookie = auth::refusal_cookie(&app);
    let refusal = Refusal::of_headers(request.headers(), &cookie);
    let is_signed_in = session.is_some();
    let turns = Turns::default();
    let given = turns.clone();
    let context = move || {
        given.provide();
        provide(&app, &backend, visitor.invitation.as_deref(), is_signed_in);
        if operates {
            provide_context(Operates);
        }
        if let Some(refusal) = &refusal {
            provide_refusal(refusal, &cookie);
        }
    };
    let render = render_app_async_with_context(context, move || shell(options.clone()));
    let mut response = turns.keep(render(request)).await;
    if is_shared {
        keep_quiet(response.headers_mut());
    }
    response
}

/// Neither search engines nor the pages that a chat links to learn of the address by which it is read.
fn keep_quiet(headers: &mut HeaderMap) {
    let robots = HeaderName::from_static("x-robots-tag");
    headers.insert(robots, HeaderValue::from_static("noindex, nofollow"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
}

/// The page that stands in for others while there is no network: the same for everybody, and nothing of anybody.
pub(super) fn offline(app: &App) -> Response<Body> {
    let headers = [
        (CONTENT_SECURITY_POLICY, KEPT_POLICY),
        (CACHE_CONTROL, "no-cache"),
    ];
    let document = app::offline_document(app.pages.options.clone());
    (headers, Html(document)).into_response()
}

/// POST of a form or of the browser's code: a server function.
pub(super) async fn form(app: Arc<App>, request: Request) -> Response<Body> {
    let session = match Visitor::of(&app, &request).session(&app).await {
        Ok(session) => session,
        Err(why) => return auth::unavailable(&why),
    };
    let operates = operates(is_at_hand(&app, &request), session.as_ref());
    if is_for_operators(request.uri().path()) && !operates {
        return Problem::NotFound.into_response();
    }
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, FORM_LENGTH_MAX).await else {
        return Problem::TooLarge.into_response();
    };
    let request = Request::from_parts(head, Body::from(body));
    let pages = &app.pages;
    let backend = pages.backend_for(&app, session.as_ref(), operates).await;
    let is_signed_in = session.is_some();
    let context = move || provide(&app, &backend, None, is_signed_in);
    let response = handle_server_fns_with_context(context, request).await;
    let response = response.into_response();
    // What a handler refuses leads back to its page. Only what cannot be read, or has no handler, is marked or
    // has another status.
    let is_handled = response.status().is_success() || response.status().is_redirection();
    match is_handled && !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        true => response,
        false => Problem::BadForm.into_response(),
    }
}

/// The page that says what did not work. It asks the deployment for nothing.
pub(super) async fn problem(app: &App, problem: app::Problem, request: Request) -> Response<Body> {
    let options = app.pages.options.clone();
    let connect = app.pages.connect.clone();
    let context = move || {
        provide_context(problem.clone());
        provide_policy(&connect);
    };
    render_app_async_with_context(context, move || shell(options.clone()))(request).await
}

/// Where somebody wanted to go who is signed in already.
fn next_of(uri: &Uri) -> String {
    let query = uri.query().unwrap_or("").as_bytes();
    let next = url::form_urlencoded::parse(query).find(|(name, _)| name == "next");
    let next = next.map(|(_, next)| next.into_owned());
    next.filter(|next| own_path(next).is_some())
        .unwrap_or_else(|| "/".to_owned())
}

/// The page for signing in, and from there to where somebody wanted to go.
pub(super) fn sign_in_for(wanted: &Uri) -> String {
    let wanted = wanted
        .path_and_query()
        .map_or("/", |wanted| wanted.as_str());
    match own_path(wanted).filter(|path| *path != "/") {
        None => SIGN_IN.to_owned(),
        Some(path) => {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("next", path)
                .finish();
            format!("{SIGN_IN}?{query}")
        }
    }
}

/// Says once why the last form was refused.
fn provide_refusal(refusal: &Refusal, cookie: &RefusalCookie) {
    provide_context(refusal.clone());
    if let (Some(response), Ok(cleared)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(&cookie.cleared()),
    ) {
        response.append_header(SET_COOKIE, cleared);
    }
}

/// The context of one request.
fn provide(
    app: &App,
    backend: &Arc<dyn QueryBackend>,
    invitation: Option<&str>,
    is_signed_in: bool,
) {
    provide_query_backend(backend.clone());
    provide_context(auth::refusal_cookie(app));
    provide_context(RenderedAt(app.host.unix_millis()));
    provide_context(SignInOptions {
        github: app.accounts.providers.github.is_some(),
        oidc: app.accounts.providers.labels(),
        sign_up: app.accounts.may_sign_up(invitation),
        owner: app.origins.is_loopback(),
        outbox: auth::has_outbox(app),
        is_signed_in,
    });
    let package = format!("/{}", app.pages.options.site_pkg_dir);
    let manifest = (package, app.pages.chunks.clone(), SPLIT_LOADER.to_owned());
    provide_context(WasmSplitManifest(ArcStoredValue::new(manifest)));
    provide_policy(&app.pages.connect);
}

/// What every page carries.
fn provide_policy(connect: &str) {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else {
        return;
    };
    let policy = page_policy(&nonce, connect);
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
    response.insert_header(CACHE_CONTROL, HeaderValue::from_static("no-store"));
}
