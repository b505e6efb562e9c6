//! Mutations, one after another, and actions, all at once.

use super::{Effect, MAX_PENDING_MUTATIONS, MAX_RUNNING_ACTIONS, Now, Session};
use crate::auth::Caller;
use crate::outcome::FunctionResult;
use crate::wire::{RequestMessage, ServerMessage};
use std::sync::Arc;

/// A mutation or an action to run.
#[derive(Debug)]
pub struct Request {
    /// Unknown if the client never said Connect; then nothing is de-duplicated.
    pub session_id: Option<Arc<str>>,
    /// What the client sent.
    pub message: RequestMessage,
    /// The caller at the time the message was handled.
    pub caller: Arc<Caller>,
}

/// A finished mutation or action.
#[derive(Debug)]
pub struct Completion {
    /// The client's id.
    pub request_id: u32,
    /// What the function gave.
    pub result: FunctionResult,
    /// The commit's timestamp, or for actions and failures the newest timestamp when it ended.
    pub ts: u64,
}

impl Session {
    pub(super) fn enqueue_mutation(&mut self, now: Now, message: RequestMessage, bytes: usize) {
        if !self.caller_is_current(now) {
            return;
        }
        if self.mutations.len() >= MAX_PENDING_MUTATIONS {
            return self.close(Some(1013), "TooManyConcurrentRequests");
        }
        if !self.hold(bytes) {
            return;
        }
        let request = self.request(message);
        self.mutations.push_back((request, bytes));
        self.start_next_mutation();
    }

    pub(super) fn start_action(&mut self, now: Now, message: RequestMessage, bytes: usize) {
        if !self.caller_is_current(now) {
            return;
        }
        if self.acting.len() >= MAX_RUNNING_ACTIONS {
            return self.close(Some(1013), "TooManyConcurrentRequests");
        }
        if !self.hold(bytes) {
            return;
        }
        self.acting.push((message.request_id, bytes));
        let request = self.request(message);
        self.effects.push_back(Effect::Act(request));
    }

    fn request(&self, message: RequestMessage) -> Request {
        Request {
            session_id: self.session_id.clone(),
            message,
            caller: self.caller.clone(),
        }
    }

    fn start_next_mutation(&mut self) {
        if self.mutating {
            return;
        }
        if let Some((request, bytes)) = self.mutations.pop_front() {
            self.mutating = true;
            self.release(bytes);
            self.effects.push_back(Effect::Mutate(request));
        }
    }

    /// A mutation ended. Its response goes out before anything that shows its effect.
    pub fn on_mutation_done(&mut self, now: Now, done: Completion) {
        if self.closed {
            return;
        }
        self.mutating = false;
        let Completion {
            request_id,
            result,
            ts,
        } = done;
        let FunctionResult { value, log_lines } = result;
        let result = value.map(|value| (value, ts));
        self.send(
            now,
            &ServerMessage::MutationResponse {
                request_id,
                result,
                log_lines,
            },
        );
        self.owe(ts);
        self.start_next_mutation();
        if let Some(held) = self.held.take() {
            self.apply(now, held);
        }
        self.plan_if_needed(now);
    }

    /// An action ended.
    pub fn on_action_done(&mut self, now: Now, done: Completion) {
        if self.closed {
            return;
        }
        let Completion {
            request_id,
            result,
            ts,
        } = done;
        let running = self.acting.iter().position(|(id, _)| *id == request_id);
        if let Some((_, bytes)) = running.map(|at| self.acting.swap_remove(at)) {
            self.release(bytes);
        }
        let FunctionResult { value, log_lines } = result;
        self.send(
            now,
            &ServerMessage::ActionResponse {
                request_id,
                result: value,
                log_lines,
            },
        );
        self.owe(ts);
        self.plan_if_needed(now);
    }

    /// Clients complete their promises at the next Transition, so one follows every response.
    fn owe(&mut self, ts: u64) {
        self.owed = Some(self.owed.map_or(ts, |owed| owed.max(ts)));
    }
}
