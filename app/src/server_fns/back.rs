//! Doing a mutation for a form and finding the way back.

use axum::http::header::REFERER;
use axum::http::request::Parts;
use convex_typed::{ConvexError, Mutation};
use leptos::prelude::*;

use crate::notices::Notice;

/// Runs a mutation with the identity of the request.
pub(super) async fn mutate<M: Mutation>(
    mutation: M,
    args: M::Args,
) -> Result<M::Returns, ConvexError> {
    convex_leptos::call_mutation(mutation, args).await
}

/// Sends the browser back to the page it came from, which says that something did not work if it did not.
pub(super) fn back<T>(outcome: Result<T, ConvexError>) {
    back_with(outcome, None);
}

/// The same with something to say about a success: what was done, and to what.
pub(super) fn back_with<T>(outcome: Result<T, ConvexError>, said: Option<(Notice, &str)>) {
    let said = match outcome {
        Ok(_) => said,
        Err(_) => Some((Notice::NotSaved, "")),
    };
    leptos_axum::redirect(&address(&origin_path(), said));
}

/// Sends the browser to another page with something to say.
pub(super) fn to(path: &str, notice: Notice, about: &str) {
    leptos_axum::redirect(&address(path, Some((notice, about))));
}

/// Path and query of the page that the form was on.
fn origin_path() -> String {
    use_context::<Parts>()
        .and_then(|parts| {
            let referer = parts.headers.get(REFERER)?.to_str().ok()?;
            Some(path_of(referer).to_owned())
        })
        .unwrap_or_else(|| "/".to_owned())
}

/// The local part of an address: a redirect must never leave this server.
fn path_of(address: &str) -> &str {
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => address,
    };
    if path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') {
        path
    } else {
        "/"
    }
}

/// `path` without an earlier notice, and with this one.
fn address(path: &str, said: Option<(Notice, &str)>) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let kept = query.split('&').filter(|pair| {
        !pair.is_empty() && !pair.starts_with("notice=") && !pair.starts_with("about=")
    });
    let mut pairs: Vec<String> = kept.map(str::to_owned).collect();
    if let Some((notice, about)) = said {
        pairs.push(format!("notice={}", notice.code()));
        if !about.is_empty() {
            pairs.push(format!("about={about}"));
        }
    }
    if pairs.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", pairs.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leaves_this_server() {
        assert_eq!(
            path_of("http://127.0.0.1:3000/tasks?group=repo"),
            "/tasks?group=repo"
        );
        assert_eq!(path_of("https://host"), "/");
        assert_eq!(path_of("https://host//evil.example/x"), "/");
        assert_eq!(path_of("//evil.example"), "/");
        assert_eq!(path_of("/\\evil.example"), "/");
        assert_eq!(path_of("javascript:alert(1)"), "/");
    }

    #[test]
    fn a_notice_replaces_the_one_before_and_keeps_the_filter() {
        assert_eq!(
            address(
                "/todos?status=open&notice=todo-trashed&about=a",
                Some((Notice::TodoTrashed, "b"))
            ),
            "/todos?status=open&notice=todo-trashed&about=b"
        );
        assert_eq!(address("/todos?notice=not-saved", None), "/todos");
    }
}
