//! Who may look into the deployment, and mend its documents, from its page: the owner, at this machine, while the
//! deployment is in this process. Their tokens say so to the deployment; for everybody else the page is one that does not
//! exist.

use super::dispatch::App;
use super::near::is_near;
use crate::identity::{Session, is_owner};
use axum::extract::Request;

/// Whether a request comes from where the owner may.
pub(super) fn is_at_hand(app: &App, request: &Request) -> bool {
    app.pages.side().embedded().is_some() && is_near(app, request)
}

/// Whether the session may, if its request [comes from there](is_at_hand).
pub(super) fn operates(is_at_hand: bool, session: Option<&Session>) -> bool {
    is_at_hand && session.is_some_and(|session| is_owner(&session.person))
}

/// Whether a page, or a form of one, is for those only.
pub(super) fn is_for_operators(path: &str) -> bool {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let first = match parts.next() {
        Some("do") => parts.next(),
        first => first,
    };
    first == Some("_deployment")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_page_is_for_operators_and_no_other_page() {
        for path in [
            "/_deployment",
            "/_deployment/",
            "//_deployment/logs",
            "/do/_deployment/cancel_job",
        ] {
            assert!(is_for_operators(path), "{path}");
        }
        for path in [
            "/",
            "/tasks",
            "/tasks/_deployment",
            "/_deployments",
            "/do/tick",
        ] {
            assert!(!is_for_operators(path), "{path}");
        }
    }
}
