//! Where the browser gets its tokens from.

use std::{borrow::Cow, future::Future, pin::Pin, sync::Arc};

use convex_typed::ConvexError;

/// A token, or `None` if nobody is signed in; `Err` if that could not be found out right now.
pub(crate) type Fetched = Result<Option<String>, TokenUnavailable>;

/// The token could not be fetched for now, for example because the network is down. The client tries
/// again with growing delays and leaves the current identity alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenUnavailable;

type Fetch = dyn Fn(bool) -> Pin<Box<dyn Future<Output = Fetched>>> + Send + Sync;

/// How [`ConvexProvider`](crate::ConvexProvider) gets the signed-in user's token.
///
/// **Server**: never called. **Hydrating** and **browser**: called before the first message is sent, again
/// shortly before the token expires, and when the deployment refuses a token.
#[derive(Clone)]
#[cfg_attr(
    not(feature = "hydrate"),
    allow(dead_code, reason = "only the browser fetches")
)]
pub struct TokenFetcher {
    pub(crate) source: Source,
    pub(crate) ends_session: Option<fn(&ConvexError) -> bool>,
}

#[derive(Clone)]
#[cfg_attr(
    not(feature = "hydrate"),
    allow(dead_code, reason = "only the browser fetches")
)]
pub(crate) enum Source {
    Url(Cow<'static, str>),
    Function(Arc<Fetch>),
}

impl TokenFetcher {
    /// `POST`s to a URL of the same origin, with cookies. The answer is `{"token": "…"}`, or
    /// `{"token": null}` or 401 if nobody is signed in; anything else counts as unavailable.
    pub fn post(url: impl Into<Cow<'static, str>>) -> Self {
        Source::Url(url.into()).into()
    }

    /// Calls a function. Its argument says whether a cached token must not be used.
    pub fn new<F, Fut>(fetch: F) -> Self
    where
        F: Fn(bool) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Option<String>, TokenUnavailable>> + 'static,
    {
        Source::Function(Arc::new(move |force| Box::pin(fetch(force)))).into()
    }

    /// For an application that is of use to somebody only: while nobody is signed in nothing is sent, what is shown
    /// stays, and calls wait; [`use_auth_state`](crate::use_auth_state) says so. Failures for which `ends_session`
    /// holds are never shown: they say that the session has ended. Once somebody has signed in again,
    /// [`refresh_auth`](crate::ConvexClient::refresh_auth) goes on with everything, so the source must give no token
    /// of another person.
    #[must_use]
    pub fn required(self, ends_session: fn(&ConvexError) -> bool) -> Self {
        Self {
            ends_session: Some(ends_session),
            ..self
        }
    }
}

impl From<Source> for TokenFetcher {
    fn from(source: Source) -> Self {
        Self {
            source,
            ends_session: None,
        }
    }
}
