//! Choosing a theme.

use leptos::prelude::*;

use super::back::Form;
use crate::layout::theme::{COOKIE, Theme};
use crate::request::keep_cookie;

/// Keeps the reader's choice in a cookie.
#[server(prefix = "/do", endpoint = "set_theme")]
pub async fn set_theme(theme: String) -> Result<(), ServerFnError> {
    keep_cookie(COOKIE, Theme::from_name(&theme).name());
    Form::new("set_theme").back(Ok(()));
    Ok(())
}
