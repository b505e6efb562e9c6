//! x
use leptos::prelude::*;
use crate::layout::page::Page;
pub(crate) fn page() -> AnyView { view! { <Page title="task"><p>"task"</p></Page> }.into_any() }
