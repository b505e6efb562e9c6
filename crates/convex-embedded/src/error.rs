//! What can go wrong outside a user's function, and how each kind travels over HTTP and the socket.
//!
//! An [`Error`] never carries what a user's function threw: that is an application result
//! ([`crate::FunctionFailure`]) and travels with status 200.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::borrow::Cow;
use std::fmt;

const SHUTTING_DOWN: &str = "ShuttingDown";

/// What the caller can do about an error; decides status and close codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// The request itself is wrong; repeating it will not help.
    BadRequest,
    /// No, or no valid, credential.
    Unauthenticated,
    /// A valid credential that may not do this.
    Forbidden,
    /// The thing addressed does not exist.
    NotFound,
    /// Too much is going on; try again later.
    Overloaded,
    /// A temporary condition of the deployment; try again later.
    Unavailable,
    /// A defect or an environment failure on our side.
    Internal,
}

/// An error outside a user's function: class, short stable code and a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Decides how the error travels.
    pub class: ErrorClass,
    /// Short CamelCase code, stable across versions.
    pub code: Cow<'static, str>,
    /// One sentence that tells the reader what to do.
    pub message: String,
}

impl Error {
    /// An error of the given class.
    pub fn new(class: ErrorClass, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            class,
            code: Cow::Borrowed(code),
            message: message.into(),
        }
    }

    /// The request is wrong.
    pub fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorClass::BadRequest, code, message)
    }

    /// The credential is missing or invalid.
    pub fn unauthenticated(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorClass::Unauthenticated, code, message)
    }

    /// A defect or an environment failure. Its code on the wire is always `InternalServerError`.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorClass::Internal, "InternalServerError", message)
    }

    /// The deployment is stopping.
    pub fn shutting_down() -> Self {
        Self::new(
            ErrorClass::Unavailable,
            SHUTTING_DOWN,
            "The deployment is stopping; connect again in a moment.",
        )
    }

    /// HTTP status of this error.
    pub fn status(&self) -> StatusCode {
        match self.class {
            ErrorClass::BadRequest => StatusCode::BAD_REQUEST,
            ErrorClass::Unauthenticated => StatusCode::UNAUTHORIZED,
            ErrorClass::Forbidden => StatusCode::FORBIDDEN,
            ErrorClass::NotFound => StatusCode::NOT_FOUND,
            ErrorClass::Overloaded => StatusCode::TOO_MANY_REQUESTS,
            ErrorClass::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            ErrorClass::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// WebSocket close code of this error.
    pub fn close_code(&self) -> u16 {
        match self.class {
            ErrorClass::BadRequest
            | ErrorClass::Unauthenticated
            | ErrorClass::Forbidden
            | ErrorClass::NotFound => 1000,
            ErrorClass::Overloaded | ErrorClass::Unavailable => 1013,
            ErrorClass::Internal => 1011,
        }
    }

    /// Whether a socket answers this error with `AuthError`.
    pub fn is_auth(&self) -> bool {
        matches!(
            self.class,
            ErrorClass::Unauthenticated | ErrorClass::Forbidden | ErrorClass::BadRequest
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Error {}

/// In the extensions of an answer that refuses because the deployment is stopping. Nothing has failed: whoever asked
/// comes back.
#[derive(Debug, Clone, Copy)]
pub struct Stopping;

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        // What went wrong inside is for the operator; whoever asked can only ask again.
        let message = if self.class == ErrorClass::Internal {
            tracing::error!(message = %self.message, "request failed");
            "The deployment could not complete the request; try again later. Its log says why."
        } else {
            self.message.as_str()
        };
        let body = serde_json::json!({ "code": self.code, "message": message });
        let mut response = (self.status(), axum::Json(body)).into_response();
        if self.code == SHUTTING_DOWN {
            response.extensions_mut().insert(Stopping);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_decides_status_and_close_code() {
        assert_eq!(Error::internal("x").status(), 500);
        assert_eq!(Error::internal("x").close_code(), 1011);
        assert_eq!(Error::unauthenticated("NoAuthProvider", "x").status(), 401);
        assert_eq!(Error::shutting_down().close_code(), 1013);
    }

    #[test]
    fn a_refusal_because_of_a_stop_can_be_told_from_a_failure() {
        let is_stop = |error: Error| {
            error
                .into_response()
                .extensions()
                .get::<Stopping>()
                .is_some()
        };
        assert!(is_stop(Error::shutting_down()));
        assert!(!is_stop(Error::new(
            ErrorClass::Unavailable,
            "StorageFailed",
            "x"
        )));
    }
}
