//! Choosing a theme.

use axum::http::{HeaderValue, header::SET_COOKIE};
use leptos::prelude::*;

use super::back::Form;
use crate::layout::theme::{COOKIE, Theme};

/// Keeps the reader's choice in a cookie.
#[server(prefix = "/do", endpoint = "set_theme")]
pub async fn set_theme(theme: String) -> Result<(), ServerFnError> {
    let theme = Theme::from_name(&theme).name();
    let cookie = format!("{COOKIE}={theme}; Path=/; Max-Age=31536000; SameSite=Lax");
    if let (Some(response), Ok(value)) = (
        use_context::<leptos_axum::ResponseOptions>(),
        HeaderValue::from_str(&cookie),
    ) {
        response.append_header(SET_COOKIE, value);
    }
    Form::new("set_theme").back(Ok(()));
    Ok(())
}
