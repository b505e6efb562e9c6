//! Choosing a theme, and choices that are kept in cookies.

use axum::http::{HeaderValue, header::SET_COOKIE};
use leptos::prelude::*;

use super::back::Form;
use crate::layout::theme::{COOKIE, Theme};

/// Keeps the reader's choice in a cookie.
#[server(prefix = "/do", endpoint = "set_theme")]
pub async fn set_theme(theme: String) -> Result<(), ServerFnError> {
    keep(COOKIE, Theme::from_name(&theme).name());
    Form::new("set_theme").back(Ok(()));
    Ok(())
}

/// Keeps a choice in this browser for a year, so that the first bytes of a page can follow it.
pub(super) fn keep(cookie: &str, choice: &str) {
    let cookie = format!("{cookie}={choice}; Path=/; Max-Age=31536000; SameSite=Lax");
    if let (Some(response), Ok(value)) = (
        use_context::<leptos_axum::ResponseOptions>(),
        HeaderValue::from_str(&cookie),
    ) {
        response.append_header(SET_COOKIE, value);
    }
}
