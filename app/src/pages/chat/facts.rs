//! How an answer came about, for whoever asks.

use convex_api::{ContextUsed, MessageId, RunProvenance, streaming};
use convex_leptos::use_query;
use leptos::prelude::*;

use crate::components::live::{Readiness, live};
use crate::node::{El, el, showing};
use crate::text::count;

pub(super) fn facts(id: MessageId, is_open: RwSignal<bool>) -> AnyView {
    let provenance = use_query(streaming::Provenance, move || {
        is_open.get().then(|| streaming::ProvenanceArgs {
            message_id: id.clone(),
        })
    });
    showing(move || {
        let shown = move || {
            provenance.with(
                |state| match state.as_ref().ready().and_then(Option::as_ref) {
                    Some(provenance) => list(provenance).view(),
                    None => el("p")
                        .says("Nothing is known about how this came about.")
                        .view(),
                },
            )
        };
        is_open.get().then(|| {
            el("div")
                .class("answer-facts")
                .shows(live(move || provenance.with(Readiness::of), shown))
        })
    })
}

fn list(provenance: &RunProvenance) -> El {
    let seconds = |millis: f64| format!("{:.1} s", millis / 1000.0);
    let facts = [
        (
            "Model",
            Some(provenance.model.clone()).filter(|name| !name.is_empty()),
        ),
        (
            "Provider",
            Some(provenance.provider.clone()).filter(|name| !name.is_empty()),
        ),
        ("First word after", provenance.first_token_ms.map(seconds)),
        ("Took", provenance.duration_ms.map(seconds)),
        (
            "Tokens",
            provenance.usage.as_ref().map(|usage| {
                format!(
                    "{} read, {} written",
                    usage.prompt_tokens, usage.completion_tokens
                )
            }),
        ),
        (
            "Cost",
            provenance.cost.map(|dollars| format!("${dollars:.4}")),
        ),
        ("What it was told", provenance.context.as_ref().map(told)),
        ("Ended", provenance.finish_reason.clone()),
    ];
    let facts = facts
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    facts.fold(el("dl").class("facts"), |list, (name, value)| {
        list.has(el("dt").says(name)).has(el("dd").says(value))
    })
}

/// What the model knew when it answered.
fn told(context: &ContextUsed) -> String {
    let number = |count: f64| count as usize;
    let mut parts = vec![count(number(context.message_count), "message", "messages")];
    if context.summary_to_position.is_some() {
        parts.push("a summary of what was before".to_owned());
    }
    if !context.attachments.is_empty() {
        parts.push(count(context.attachments.len(), "file", "files"));
    }
    if context.memory_count > 0.0 {
        parts.push(count(number(context.memory_count), "memory", "memories"));
    }
    if context.has_rules {
        parts.push("your rules".to_owned());
    }
    parts.join(", ")
}
