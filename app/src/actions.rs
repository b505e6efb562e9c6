//! What people do, as mutations over the live connection that the page shows at once.
//!
//! Each page makes the handles it needs. A failure becomes a message; the optimistic layer takes itself
//! back.

pub(crate) mod account;
pub(crate) mod chats;
pub(crate) mod deployment;
pub(crate) mod memories;
pub(crate) mod settings;
pub(crate) mod tasks;
pub(crate) mod threads;
pub(crate) mod todos;

use std::future::Future;
use std::pin::Pin;

use convex_api::{Message, MessageRole, ThreadId, UserId};
use convex_leptos::{ConvexError, Mutation, UseMutation};

use crate::layout::ui::Ui;

/// A document that the server has not confirmed yet has an id with this beginning: it can be looked at
/// only. Ids of the deployment are letters and digits.
const PENDING: &str = "pending-";

/// The id of the `nth` document that is still to be confirmed.
pub(crate) fn pending_id(nth: usize) -> String {
    format!("{PENDING}{nth}")
}

/// Whether a document is still to be confirmed.
pub(crate) fn is_pending(id: &str) -> bool {
    id.starts_with(PENDING)
}

/// A message behind the `newest` of those that are shown, as it will probably be; only what pages show of it
/// matters.
pub(crate) fn provisional_message(
    shown: &[Message],
    newest: Option<&Message>,
    role: MessageRole,
    thread_id: ThreadId,
    content: &str,
) -> Message {
    let pending = shown.iter().filter(|it| is_pending(it.id.as_str()));
    Message {
        creation_time: 0.0,
        id: pending_id(pending.count()).into(),
        advisor_id: None,
        completion_tokens: None,
        content: content.to_owned(),
        content_json: None,
        created_at: 0.0,
        deleted_at: None,
        edited_at: None,
        finish_reason: None,
        has_calls: None,
        has_files: None,
        llm_model: None,
        mentions: None,
        position: newest.map_or(1.0, |newest| newest.position + 1.0),
        prompt_tokens: None,
        role,
        stacked_task_id: None,
        status: None,
        thread_id,
        total_tokens: None,
        user_id: UserId::from(""),
    }
}

/// What becomes of a call: why it was refused, or none.
pub(crate) type Outcome = Pin<Box<dyn Future<Output = Option<ConvexError>>>>;

/// Calls a mutation; a failure is told to the reader.
fn run<M: Mutation>(ui: Ui, mutation: UseMutation<M>, args: M::Args) {
    report(ui, outcome(mutation, args));
}

/// Calls a mutation for somebody who knows what to do with a failure.
pub(crate) fn outcome<M: Mutation>(mutation: UseMutation<M>, args: M::Args) -> Outcome {
    let call = mutation.call(args);
    Box::pin(async move { call.await.err() })
}

/// The part of [`run`] that is the same for all mutations.
fn report(ui: Ui, outcome: Outcome) {
    leptos::task::spawn_local(async move {
        if let Some(error) = outcome.await {
            ui.refuse(&error);
        }
    });
}
