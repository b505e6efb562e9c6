//! `ConvexProvider`.

use leptos::prelude::*;

use crate::TokenFetcher;
#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
use crate::browser as platform;
#[cfg(not(all(feature = "hydrate", not(feature = "ssr"))))]
use crate::server as platform;

/// Gives the hooks below it a client. Put one around the whole application, inside the body.
///
/// **Server**: collects the page's queries, asks the request's
/// [`QueryBackend`](crate::ConvexProvider) once for each, and writes a data script behind its children.
/// **Hydrating**: reads that script before the children are made.
/// **Browser**: opens the socket once the page stands and keeps it; reconnects when it breaks, at once
/// when the browser comes online or the page becomes visible.
///
/// The socket goes to the page's own origin, or to the address the server's backend names.
#[expect(
    unreachable_pub,
    reason = "the macro makes items that only the crate sees"
)]
#[component]
pub fn ConvexProvider(
    /// Where tokens come from; without it the client stays anonymous.
    #[prop(optional_no_strip, into)]
    token: Option<TokenFetcher>,
    /// True once the whole page is taken up, which only the entry point knows where code of the page comes
    /// late. Without it the page counts as standing when effects run for the first time.
    #[prop(optional_no_strip)]
    standing: Option<Signal<bool>>,
    /// Everything that uses hooks.
    children: Children,
) -> impl IntoView {
    let script = platform::provide(token, standing);
    (children(), script())
}
