//! x
use leptos::prelude::*;
use crate::layout::page::Page;
pub(crate) fn page() -> AnyView { view! { <Page title="tasks"><p>"tasks"</p></Page> }.into_any() }
