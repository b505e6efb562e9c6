//! Doing a mutation for a form and finding the way back.

use axum::http::HeaderValue;
use axum::http::header::{REFERER, SET_COOKIE};
use axum::http::request::Parts;
use convex_typed::{ConvexError, Mutation};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::identity::{Refusal, RefusalCookie};
use crate::notices::Notice;
use crate::request::own_path;

/// Runs a mutation with the identity of the request.
pub(super) async fn mutate<M: Mutation>(
    mutation: M,
    args: M::Args,
) -> Result<M::Returns, ConvexError> {
    convex_leptos::call_mutation(mutation, args).await
}

/// A posted form: where the browser goes next, and what the page says there.
pub(super) struct Form {
    name: &'static str,
    values: Vec<(String, String)>,
}

impl Form {
    /// The form that posts to `/do/<name>`.
    pub(super) fn new(name: &'static str) -> Self {
        Self {
            name,
            values: Vec::new(),
        }
    }

    /// With a field, which is shown again as it was sent if the form is refused.
    pub(super) fn with(mut self, field: &str, value: &str) -> Self {
        self.values.push((field.to_owned(), value.to_owned()));
        self
    }

    /// Back to the page it came from. A refused form shows there why, and what was typed.
    pub(super) fn back<T>(self, outcome: Result<T, ConvexError>) {
        self.back_with(outcome, None);
    }

    /// The same with something to say about a success: what was done, and to what.
    pub(super) fn back_with<T>(
        self,
        outcome: Result<T, ConvexError>,
        said: Option<(Notice, &str)>,
    ) {
        match outcome {
            Ok(_) => leptos_axum::redirect(&address(&origin_path(), said)),
            Err(error) => self.refuse(&error),
        }
    }

    /// Back to a part of the page it came from.
    pub(super) fn back_to<T>(
        self,
        outcome: Result<T, ConvexError>,
        part: impl FnOnce(&T) -> String,
    ) {
        self.on_to(outcome, |value| {
            format!("{}#{}", address(&origin_path(), None), part(value))
        });
    }

    /// On to another page if it worked, otherwise back.
    pub(super) fn on_to<T>(self, outcome: Result<T, ConvexError>, next: impl FnOnce(&T) -> String) {
        match outcome {
            Ok(value) => leptos_axum::redirect(&next(&value)),
            Err(error) => self.refuse(&error),
        }
    }

    fn refuse(self, error: &ConvexError) {
        let refusal = Refusal {
            form: self.name.to_owned(),
            code: code_of(error),
            message: error.user_message(),
            values: self.values,
            reference: error.request_id().map(str::to_owned),
        };
        let cookie = use_context::<RefusalCookie>().unwrap_or_default();
        if let (Some(response), Ok(cookie)) = (
            use_context::<ResponseOptions>(),
            HeaderValue::from_str(&refusal.to_set_cookie(&cookie)),
        ) {
            response.append_header(SET_COOKIE, cookie);
        }
        leptos_axum::redirect(&address(&origin_path(), None));
    }
}

/// The code that the function gave its refusal, or the class of the failure.
fn code_of(error: &ConvexError) -> String {
    let code = error.data_field("code");
    code.unwrap_or_else(|| error.kind().code().to_owned())
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

/// The local part of an address.
fn path_of(address: &str) -> &str {
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => address,
    };
    own_path(path).unwrap_or("/")
}

/// The address of a page that says what was done, and to what.
pub(super) fn saying(path: &str, notice: Notice, about: &str) -> String {
    address(path, Some((notice, about)))
}

/// `path` without an earlier notice, and with this one.
fn address(path: &str, said: Option<(Notice, &str)>) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let kept = query.split('&').filter(|pair| {
        let said = ["notice=", "about=", "done="];
        !pair.is_empty() && !said.iter().any(|said| pair.starts_with(said))
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
        assert_eq!(address("/settings?done=key", None), "/settings");
    }
}
