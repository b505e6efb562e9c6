//! A small note while the live connection is lost. Quiet when all is well.

use leptos::prelude::*;

/// The note.
#[component]
pub(crate) fn ConnectionNote() -> impl IntoView {}
