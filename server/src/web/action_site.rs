//! HTTP actions on a site of their own.

use super::dispatch::{call, check_upgrade, trace};
use super::guard::Origins;
use super::headers;
use axum::Router;
use axum::extract::Request;
use axum::middleware;
use axum::response::IntoResponse;
use convex_host::Host;
use std::sync::Arc;

/// The site. With pages on the same host, whose cookies browsers send here too, as they tell cookies apart by host and
/// not by port: actions neither see nor set those, and what they answer runs nothing beside them.
pub(crate) fn action_site(
    origins: Origins,
    beside_pages: bool,
    actions: Router,
    host: Arc<dyn Host>,
) -> Router {
    let answer = move |mut request: Request| {
        let (origins, actions) = (origins.clone(), actions.clone());
        async move {
            let allowed = origins
                .check_host(&request)
                .and_then(|()| check_upgrade(&origins, &request));
            if let Err(refusal) = allowed {
                return refusal.into_response();
            }
            if beside_pages {
                headers::hide_own_cookies(request.headers_mut());
            }
            let mut response = call(actions, request).await;
            if beside_pages {
                headers::refuse_own_cookies(response.headers_mut());
                headers::sandbox(response.headers_mut());
            }
            headers::no_sniffing(response.headers_mut());
            response
        }
    };
    Router::new()
        .fallback(answer)
        .layer(middleware::from_fn_with_state(host, trace))
}
