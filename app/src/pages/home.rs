//! x
use leptos::prelude::*;
use crate::layout::page::Page;
pub(crate) fn page() -> AnyView { view! { <Page title="home"><p>"home"</p></Page> }.into_any() }
