//! What the browser's code asks for because only the server can make it.

use convex_api::auth;
use convex_leptos::{NoArgs, call_query};
use leptos::prelude::*;

/// Code of a message with its colours, as HTML; empty where there are none for its language. It changes
/// nothing, and is for people who are signed in: it costs more than it takes to ask.
#[server(prefix = "/do", endpoint = "colour_code")]
pub async fn colour_code(language: String, code: String) -> Result<String, ServerFnError> {
    let user = call_query(auth::CurrentUser, NoArgs {}).await;
    let is_known = matches!(user, Ok(Some(_)));
    let html = is_known.then(|| markdown::highlight(&language, &code));
    Ok(html.flatten().unwrap_or_default())
}
