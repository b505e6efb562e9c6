//! x
use leptos::prelude::*;
use crate::layout::page::Page;
pub(crate) fn page() -> AnyView { view! { <Page title="todos"><p>"todos"</p></Page> }.into_any() }
