//! How an answer came about, for whoever asks.

use convex_api::{
    ContextUsed, GenerationSettings, MessageId, MessagePart, MessagePartKind, RunProvenance,
    message_parts, streaming,
};
use convex_leptos::{PaginationOptions, UsePaginatedQuery, use_paginated_query, use_query};
use leptos::prelude::*;
use markdown::Options;

use crate::components::answer::{PARTS, THOUGHT, hidden_thoughts};
use crate::components::live::{Readiness, live};
use crate::components::prose::{Prose, prose};
use crate::node::{El, el, showing};
use crate::text::count;

pub(super) fn facts(id: MessageId, is_open: RwSignal<bool>) -> AnyView {
    let (message_id, thoughts) = (id.clone(), Options::new(format!("f{id}")));
    let parts = use_paginated_query(message_parts::ByMessage, move || {
        is_open.get().then(|| message_parts::ByMessageArgs {
            message_id: message_id.clone(),
            pagination_opts: PaginationOptions::first(PARTS),
        })
    });
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
                .shows(reasoning(parts, thoughts.clone()))
        })
    })
}

/// What the model said to itself before it answered.
fn reasoning(parts: UsePaginatedQuery<MessagePart>, options: Options) -> AnyView {
    let text = Memo::new(move |_| {
        parts.with(|state| {
            let parts = state.as_ref().ready().map_or(&[][..], Vec::as_slice);
            let thoughts = parts
                .iter()
                .filter(|part| part.kind == MessagePartKind::Reasoning);
            let thoughts = thoughts.filter_map(|part| part.text.clone());
            thoughts.collect::<Vec<_>>().join("\n\n")
        })
    });
    let has_hidden = Memo::new(move |_| {
        parts.with(|state| {
            let parts = state.as_ref().ready().map_or(&[][..], Vec::as_slice);
            let is_hidden = |part: &MessagePart| part.kind == MessagePartKind::RedactedReasoning;
            parts.iter().any(is_hidden)
        })
    });
    let is_there = Memo::new(move |_| has_hidden.get() || text.with(|text| !text.is_empty()));
    let read = move |seen: &mut dyn FnMut(&str, bool)| text.with(|text| seen(text, false));
    showing(move || {
        is_there.get().then(|| {
            el("details")
                .class("reasoning")
                .has(el("summary").says(THOUGHT))
                .has(prose(Prose::new(options.clone(), read)))
                .shows(showing(move || has_hidden.get().then(hidden_thoughts)))
        })
    })
}

fn list(provenance: &RunProvenance) -> El {
    let seconds = |millis: f64| format!("{:.1} s", millis / 1000.0);
    let facts = [
        (
            "Model",
            Some(provenance.model_name.clone()).filter(|name| !name.is_empty()),
        ),
        (
            "Provider",
            Some(provenance.provider_name.clone()).filter(|name| !name.is_empty()),
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
        ("Settings", provenance.settings.as_ref().map(settings)),
        ("Tools", provenance.settings.as_ref().map(tools)),
        ("Ended", provenance.finish_reason.as_deref().map(ended)),
    ];
    let facts = facts
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    facts.fold(el("dl").class("facts"), |list, (name, value)| {
        list.has(el("dt").says(name)).has(el("dd").says(value))
    })
}

/// Why an answer ended, as runs put it. What nobody here knows stays as its provider has put it.
fn ended(reason: &str) -> String {
    match reason {
        "stop" | "complete" => "by itself, complete",
        "length" => "at the length that an answer may have",
        "content-filter" => "by a filter of the provider",
        "stopped" => "by you",
        "failed" => "with a failure",
        "interrupted" => "because it was cut off",
        other => other,
    }
    .to_owned()
}

/// What the provider was asked for beside the answer.
fn settings(settings: &GenerationSettings) -> String {
    let mut parts = vec![format!("at most {} tokens", settings.max_tokens)];
    if let Some(tokens) = settings.thinking_tokens {
        parts.push(format!("{tokens} of them to think"));
    }
    match settings.temperature {
        Some(temperature) => parts.push(format!("temperature {temperature}")),
        None => parts.push("the usual temperature".to_owned()),
    }
    parts.join(", ")
}

/// What the model could use to answer.
fn tools(settings: &GenerationSettings) -> String {
    match settings.tools.is_empty() {
        true => "none".to_owned(),
        false => settings.tools.join(", "),
    }
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
