use super::guard::{Origins, Refusal};
use super::pages::{self, Pages};
use super::problem::{self, Problem};
use super::reference::{self, Reference};
use super::{auth, files, headers, transcripts};
use crate::identity::Accounts;
use crate::site::{self, Site};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use convex_embedded::Stopping;
use convex_host::Host;
use identity::Tokens;
use std::net::IpAddr;
use std::sync::Arc;
use tower::ServiceExt;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tracing::Instrument;

/// Everything that answering a request may need.
pub(crate) struct App {
    pub(crate) origins: Origins,
    pub(crate) site: Site,
    pub(crate) accounts: Arc<Accounts>,
    pub(crate) tokens: Arc<Tokens>,
    /// Whose `X-Forwarded-For` is believed.
    pub(crate) proxies: Vec<IpAddr>,
    pub(crate) pages: Pages,
    pub(crate) host: Arc<dyn Host>,
}

/// Who answers.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Deployment,
    /// The deployment's HTTP actions.
    Actions,
    Auth,
    Outbox,
    Forms,
    Rest,
}

#[derive(Clone)]
struct Dispatcher {
    app: Arc<App>,
    /// Missing when another deployment is used.
    deployment: Option<Router>,
    pages: Router,
}

/// The whole server: deployment, files and pages under one address.
pub(crate) fn router(app: Arc<App>, deployment: Option<Router>) -> Router {
    let pages = Router::new()
        .fallback(pages::page)
        .with_state(app.clone())
        // Cheap on purpose: it runs for every page, and files have better copies already.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    let host = app.host.clone();
    let dispatcher = Dispatcher {
        app: app.clone(),
        deployment,
        pages,
    };
    let is_secure = dispatcher.app.origins.is_secure();
    Router::new()
        .fallback(dispatch)
        .with_state(dispatcher)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(app, problem::present))
        // Outside of what may panic, so that every answer carries them.
        .layer(middleware::map_response(move |response| {
            protect(is_secure, response)
        }))
        .layer(middleware::from_fn_with_state(host, trace))
}

async fn protect(is_secure: bool, mut response: Response) -> Response {
    headers::apply(response.headers_mut());
    if is_secure {
        headers::only_tls(response.headers_mut());
    }
    response
}

/// Only a deployment: for other programs' functions.
pub(crate) fn deployment_only(origins: Origins, deployment: Router, host: Arc<dyn Host>) -> Router {
    let answer = move |mut request: Request| {
        let (origins, deployment) = (origins.clone(), deployment.clone());
        async move {
            // Pages of developers call it from anywhere; only sockets, which no CORS guards, look who asks.
            let allowed = origins
                .check_host(&request)
                .and_then(|()| check_upgrade(&origins, &request));
            let mut response = match allowed {
                Ok(()) => {
                    collapse_slashes(&mut request);
                    let is_action = part_of(request.uri().path()) == Part::Actions;
                    let response = call(deployment, request).await;
                    if is_action {
                        response
                    } else {
                        worded(response)
                    }
                }
                Err(refusal) => refusal.into_response(),
            };
            headers::no_sniffing(response.headers_mut());
            response
        }
    };
    Router::new()
        .fallback(answer)
        .layer(middleware::from_fn_with_state(host, trace))
}

async fn dispatch(State(dispatcher): State<Dispatcher>, mut request: Request) -> Response {
    let app = &dispatcher.app;
    if let Err(refusal) = app.origins.check_host(&request) {
        return refusal.into_response();
    }
    collapse_slashes(&mut request);
    match part_of(request.uri().path()) {
        Part::Deployment => forward(&dispatcher, false, request).await,
        Part::Actions => {
            let mut response = forward(&dispatcher, true, request).await;
            headers::confine(response.headers_mut());
            response
        }
        Part::Auth => auth::answer(app, request).await,
        Part::Outbox => auth::outbox(app, &request),
        Part::Forms if request.method() != Method::POST => {
            Problem::WrongMethod("POST").into_response()
        }
        Part::Forms => match app.origins.check_same_origin(&request) {
            Ok(()) => pages::form(app.clone(), request).await,
            Err(refusal) => refusal.into_response(),
        },
        Part::Rest => answer_rest(&dispatcher, request).await,
    }
}

async fn forward(dispatcher: &Dispatcher, is_action: bool, mut request: Request) -> Response {
    let Some(deployment) = &dispatcher.deployment else {
        return Problem::DeploymentElsewhere.into_response();
    };
    // The session is between browsers and this server: HTTP actions, which see all headers, must not have it.
    request.headers_mut().remove(axum::http::header::COOKIE);
    let origins = &dispatcher.app.origins;
    let allowed = if is_action {
        // Who may call an HTTP action is its own affair.
        check_upgrade(origins, &request)
    } else {
        origins.check_call(&request)
    };
    match allowed {
        Ok(()) if is_action => call(deployment.clone(), request).await,
        Ok(()) => worded(call(deployment.clone(), request).await),
        Err(refusal) => refusal.into_response(),
    }
}

/// Gives words to an answer that an address leads nowhere. A browser would save one without a type as an empty file.
fn worded(response: Response) -> Response {
    let is_bare = !response.headers().contains_key(CONTENT_TYPE);
    if response.status() != StatusCode::NOT_FOUND || !is_bare {
        return response;
    }
    let (mut told, _) = response.into_parts();
    told.headers.remove(CONTENT_LENGTH);
    let mut worded = Problem::NotFound.into_response();
    worded.headers_mut().extend(told.headers);
    worded
}

/// A file of the site, or a page.
async fn answer_rest(dispatcher: &Dispatcher, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Problem::WrongMethod("GET, HEAD").into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    if let Some(attachment_id) = path.strip_prefix("files/") {
        let attachment_id = attachment_id.to_owned();
        return files::answer(&dispatcher.app, &attachment_id, request).await;
    }
    if let Some(chat_id) = transcripts::chat_of(path) {
        let chat_id = chat_id.to_owned();
        return transcripts::answer(&dispatcher.app, &chat_id, request).await;
    }
    if let Some(file) = dispatcher.app.site.find(path) {
        return site::answer(path, file, request.headers());
    }
    if path == "offline" {
        return pages::offline(&dispatcher.app);
    }
    if path.starts_with("pkg/") {
        return Problem::NotFound.into_response();
    }
    call(dispatcher.pages.clone(), request).await
}

pub(super) async fn call(router: Router, request: Request<Body>) -> Response {
    match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

pub(super) fn check_upgrade<B>(
    origins: &Origins,
    request: &axum::http::Request<B>,
) -> Result<(), Refusal> {
    if request.headers().contains_key(axum::http::header::UPGRADE) {
        origins.check_call(request)
    } else {
        Ok(())
    }
}

fn part_of(path: &str) -> Part {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or("");
    match first {
        "api" | "metrics" | "version" | "instance_name" | "instance_version" => Part::Deployment,
        "http" => Part::Actions,
        "auth" | ".well-known" => Part::Auth,
        "outbox" => Part::Outbox,
        "do" => Part::Forms,
        _ => Part::Rest,
    }
}

/// Clients glue `/api/…` to an address that ends with a slash.
fn collapse_slashes(request: &mut Request) {
    let path = request.uri().path();
    if !path.starts_with("//") {
        return;
    }
    let path = format!("/{}", path.trim_start_matches('/'));
    let target = match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    if let Ok(uri) = target.parse::<Uri>() {
        *request.uri_mut() = uri;
    }
}

/// A defect in one page must not look like a server that went away.
fn panicked(_panic: Box<dyn std::any::Any + Send>) -> Response {
    Problem::Internal.into_response()
}

/// One line per request, without anything that lets somebody in: no query, no ticket, no header. All that is logged
/// meanwhile carries the request's name.
pub(super) async fn trace(
    State(host): State<Arc<dyn Host>>,
    mut request: Request,
    next: Next,
) -> Response {
    let reference = Reference::new(&*host);
    let span = tracing::error_span!("request", id = reference.as_str());
    request.extensions_mut().insert(reference.clone());
    let mut response = traced(&*host, request, next).instrument(span).await;
    let name = reference.to_header();
    response.headers_mut().insert(reference::HEADER, name);
    response
}

async fn traced(host: &dyn Host, request: Request, next: Next) -> Response {
    let started = host.monotonic();
    let method = request.method().clone();
    let path = match request.uri().path() {
        // Doubled slashes are collapsed later.
        path if path.trim_start_matches('/').starts_with("auth/owner/") => {
            "/auth/owner/…".to_owned()
        }
        path if path.trim_start_matches('/').starts_with("auth/invite/") => {
            "/auth/invite/…".to_owned()
        }
        path if path.trim_start_matches('/').starts_with("shared/") => "/shared/…".to_owned(),
        path => path.to_owned(),
    };
    let response = next.run(request).await;
    let status = response.status();
    let took = host.monotonic().saturating_sub(started).as_secs_f64() * 1e3;
    if is_failure(&response) {
        tracing::error!(%method, path, %status, took_ms = took, "request failed");
    } else {
        tracing::debug!(%method, path, %status, took_ms = took, "request");
    }
    response
}

/// Clients that come back while the deployment stops are no failure of the server.
fn is_failure(response: &Response) -> bool {
    let is_stopping = response.extensions().get::<Stopping>().is_some();
    response.status().is_server_error() && !is_stopping
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_comes_back_during_a_stop_is_no_failure() {
        assert!(!is_failure(
            &convex_embedded::Error::shutting_down().into_response()
        ));
        assert!(is_failure(&Problem::Unavailable.into_response()));
        assert!(!is_failure(&Problem::NotFound.into_response()));
    }

    #[test]
    fn an_address_of_the_deployment_that_leads_nowhere_says_so() {
        let bare = worded(StatusCode::NOT_FOUND.into_response());
        assert_eq!(bare.status(), StatusCode::NOT_FOUND);
        assert_eq!(bare.headers()[CONTENT_TYPE], "application/json");
        let told = worded((StatusCode::NOT_FOUND, "No such file.").into_response());
        assert_eq!(told.headers()[CONTENT_TYPE], "text/plain; charset=utf-8");
        assert_eq!(
            worded(StatusCode::NO_CONTENT.into_response()).status(),
            StatusCode::NO_CONTENT
        );
    }

    #[test]
    fn addresses_of_the_deployment_are_told_from_pages() {
        for path in [
            "/api/query",
            "/api/1.48.0/sync",
            "/version",
            "/instance_name",
        ] {
            assert_eq!(part_of(path), Part::Deployment, "{path}");
        }
        for path in ["/", "/tasks", "/tasks/api", "/apiary", "/versions", "/echo"] {
            assert_eq!(part_of(path), Part::Rest, "{path}");
        }
        assert_eq!(part_of("/http/hook"), Part::Actions);
        assert_eq!(part_of("/auth/token"), Part::Auth);
        assert_eq!(part_of("/do/create_task"), Part::Forms);
    }

    #[test]
    fn doubled_slashes_of_clients_are_collapsed() {
        let mut request = Request::builder()
            .uri("//api/1.48.0/sync?x=1")
            .body(Body::empty())
            .unwrap();
        collapse_slashes(&mut request);
        assert_eq!(request.uri(), "/api/1.48.0/sync?x=1");
    }
}
