//! What did not work, as the answer to whoever asked: a page for browsers that open an address, JSON for
//! programs.

use super::dispatch::App;
use super::guard::Refusal;
use super::pages;
use super::reference::Reference;
use app::own_path;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::sync::Arc;

/// Seconds after which a queue that is full now has surely moved on.
const BUSY_FOR: u32 = 5;

/// Why an address gives nothing. Each has a status, a stable code, and a sentence that says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    NotFound,
    /// The address takes other methods: these.
    WrongMethod(&'static str),
    TooLarge,
    /// Sent in another encoding than a form's own.
    NotAForm,
    /// A form that is none of ours, or not all of it.
    BadForm,
    UnknownHost,
    ForeignOrigin,
    DeploymentElsewhere,
    /// As many passwords as may wait are waiting.
    Busy,
    /// The deployment, where people and sessions are kept, does not answer.
    Unavailable,
    /// What nobody on the other side can help.
    Internal,
}

impl Problem {
    fn status(self) -> StatusCode {
        match self {
            Self::NotFound | Self::DeploymentElsewhere => StatusCode::NOT_FOUND,
            Self::WrongMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotAForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BadForm => StatusCode::BAD_REQUEST,
            Self::UnknownHost => StatusCode::MISDIRECTED_REQUEST,
            Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::Busy | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::NotFound => "NotFound",
            Self::WrongMethod(_) => "WrongMethod",
            Self::TooLarge => "TooLarge",
            Self::NotAForm => "NotAForm",
            Self::BadForm => "BadForm",
            Self::UnknownHost => "UnknownHost",
            Self::ForeignOrigin => "ForeignOrigin",
            Self::DeploymentElsewhere => "DeploymentElsewhere",
            Self::Busy => "BUSY",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "InternalServerError",
        }
    }

    /// The heading of its page.
    fn title(self) -> &'static str {
        match self {
            Self::NotFound => "Nothing here",
            Self::WrongMethod(_) | Self::DeploymentElsewhere => "Nothing to show",
            Self::TooLarge => "Too long",
            Self::NotAForm | Self::BadForm => "Not one of our forms",
            Self::UnknownHost => "Another name",
            Self::ForeignOrigin => "Sent from elsewhere",
            Self::Busy => "One moment",
            Self::Unavailable => "Not available",
            Self::Internal => "Something went wrong",
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::NotFound => {
                "This address leads nowhere: what was here may have been deleted, or the link is incomplete."
            }
            Self::WrongMethod(_) => {
                "This address takes forms and shows nothing itself; open the page that the form is on."
            }
            Self::TooLarge => {
                "That is more than a form may hold; go back, shorten what you typed, and send it again."
            }
            Self::NotAForm => {
                "This address takes a form as browsers send it; open the page that the form is on, and send it from there."
            }
            Self::BadForm => {
                "The form is none of this server's, or something of it is missing; go back, reload its page, and send it again."
            }
            Self::UnknownHost => {
                "This server does not answer under that name; open it by the address that it printed."
            }
            Self::ForeignOrigin => {
                "A page of another origin caused this request; open the server's own pages instead."
            }
            Self::DeploymentElsewhere => "This server uses another deployment; call that one.",
            Self::Busy => "Too many people sign in at this moment; try again in a few seconds.",
            Self::Unavailable => {
                "The server cannot reach its data at this moment, and has changed nothing; reload this page to try again."
            }
            Self::Internal => {
                "Something went wrong on the server; its log says what. If you sent a form, see whether it was done before you send it again."
            }
        }
    }

    /// Headers that tell programs the same.
    fn describe(self, headers: &mut HeaderMap) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::WrongMethod(allowed) => {
                headers.insert(ALLOW, HeaderValue::from_static(allowed));
            }
            Self::Busy | Self::Unavailable => {
                headers.insert(RETRY_AFTER, HeaderValue::from(BUSY_FOR));
            }
            _ => {}
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({ "code": self.code(), "message": self.message() });
        let mut response = (self.status(), axum::Json(body)).into_response();
        self.describe(response.headers_mut());
        // For `present`, which knows who asks.
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::UnknownHost => Self::UnknownHost,
            Refusal::ForeignOrigin => Self::ForeignOrigin,
        }
    }
}

/// Whether a browser shows the answer as a page. Older ones do not say so, but name HTML first.
pub(super) fn opens_page(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => text(ACCEPT.as_str()).is_some_and(|accepted| accepted.contains("text/html")),
    }
}

/// Turns problems into pages for those who look at them.
pub(super) async fn present(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let asked = opens_page(request.headers()).then(|| head_of(&request));
    let reference = request.extensions().get::<Reference>().cloned();
    let response = next.run(request).await;
    match (asked, response.extensions().get::<Problem>()) {
        (Some(asked), Some(problem)) => {
            let shown = shown(*problem, &asked, reference);
            let mut page = pages::problem(&app, shown, asked).await;
            *page.status_mut() = response.status();
            let (mut told, _) = response.into_parts();
            for name in [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING] {
                told.headers.remove(name);
            }
            page.headers_mut().extend(told.headers);
            page
        }
        _ => response,
    }
}

/// The page of an address that is one to others, for those to whom it leads nowhere. As other pages, it is one for
/// programs, too.
pub(super) async fn nowhere(app: &App, request: Request) -> Response {
    let problem = Problem::NotFound;
    let shown = shown(problem, &request, None);
    let mut page = pages::problem(app, shown, head_of(&request)).await;
    *page.status_mut() = problem.status();
    problem.describe(page.headers_mut());
    page
}

fn shown(problem: Problem, asked: &Request, reference: Option<Reference>) -> app::Problem {
    let address = asked.uri().path_and_query();
    let may_work = matches!(problem, Problem::Busy | Problem::Unavailable);
    let again = address
        .and_then(|address| own_path(address.as_str()))
        .filter(|_| may_work && asked.method() == Method::GET);
    app::Problem {
        title: problem.title(),
        message: problem.message(),
        again: again.map(str::to_owned),
        // Of the others the log knows no more than the page.
        reference: reference
            .filter(|_| problem.status().is_server_error())
            .map(|reference| reference.as_str().to_owned()),
    }
}

/// A request without its body, which somebody else reads.
fn head_of(request: &Request) -> Request {
    let mut head = Request::new(axum::body::Body::empty());
    *head.method_mut() = request.method().clone();
    *head.uri_mut() = request.uri().clone();
    *head.headers_mut() = request.headers().clone();
    head
}
