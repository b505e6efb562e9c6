//! Deciding when to evaluate, and turning results into Transitions.

use super::queries::{Evaluated, Plan, PlannedQuery};
use super::{Effect, Frame, MAX_UNSENT_TRANSITIONS, Now, Session};
use crate::outcome::QueryOutcome;
use crate::wire::{CHUNK_BYTES, QueryChange, ServerMessage, StateVersion, transition_frames};
use std::sync::Arc;

impl Session {
    /// A commit touched a subscribed query.
    pub fn on_stale(&mut self, now: Now) {
        if self.closed {
            return;
        }
        self.stale = true;
        self.plan_if_needed(now);
    }

    /// The driver has handed a frame of this many bytes to the network.
    pub fn on_sent(&mut self, now: Now, frame: Frame, bytes: usize) {
        match frame {
            Frame::Message => self.unsent_bytes = self.unsent_bytes.saturating_sub(bytes),
            Frame::Part => {}
            Frame::Transition => {
                self.unsent_transitions = self.unsent_transitions.saturating_sub(1);
                if !self.closed {
                    self.plan_if_needed(now);
                }
            }
        }
    }

    /// Whether an evaluation has to wait until what was sent before has gone out.
    pub fn waits_for_room(&self) -> bool {
        self.unsent_transitions >= MAX_UNSENT_TRANSITIONS
    }

    /// The answer to [`Effect::Evaluate`]. `committing` says whether a mutation of this connection may
    /// have committed without its response having been handled yet.
    pub fn on_evaluated(&mut self, now: Now, evaluated: Evaluated, committing: bool) {
        if self.closed {
            return;
        }
        if self.mutating && committing {
            self.held = Some(evaluated);
            return;
        }
        self.apply(now, evaluated);
        self.plan_if_needed(now);
    }

    /// The mutation that held results back will not commit this time.
    pub fn on_commit_abandoned(&mut self, now: Now) {
        if self.closed {
            return;
        }
        if let Some(held) = self.held.take() {
            self.apply(now, held);
            self.plan_if_needed(now);
        }
    }

    /// Starts an evaluation if there is a reason to and none is under way.
    pub(super) fn plan_if_needed(&mut self, now: Now) {
        let waiting = self.evaluating.is_some() || self.verifying || self.closed;
        if waiting || self.waits_for_room() {
            return;
        }
        let versions_differ =
            self.sent.query_set != self.query_set || self.sent.identity != self.authenticates;
        if !(versions_differ || self.stale || self.owed.is_some()) || !self.caller_is_current(now) {
            return;
        }
        self.stale = false;
        let planned = |(id, query): (&u32, &super::QueryState)| PlannedQuery {
            query_id: *id,
            spec: query.spec.clone(),
            journal: query.journal.clone(),
        };
        let plan = Plan {
            query_set: self.query_set,
            identity: self.authenticates,
            caller: self.caller.clone(),
            min_ts: self.sent.ts.max(self.owed.unwrap_or(0)),
            queries: self.queries.iter().map(planned).collect(),
        };
        self.evaluating = Some(plan.clone());
        self.effects.push_back(Effect::Evaluate(plan));
    }

    /// Sends what differs from the last Transition; nothing at all if nothing does and none is owed.
    pub(super) fn apply(&mut self, now: Now, evaluated: Evaluated) {
        let Some(plan) = self.evaluating.take() else {
            return;
        };
        let start = self.sent;
        let end = StateVersion {
            query_set: plan.query_set,
            identity: plan.identity,
            ts: evaluated.ts.max(start.ts),
        };
        let changes = self.changes(&plan, evaluated.results);
        let settles = self.owed.is_some_and(|owed| owed <= end.ts);
        if settles {
            self.owed = None;
        }
        let versions_differ = (start.query_set, start.identity) != (end.query_set, end.identity);
        if changes.is_empty() && !settles && !versions_differ {
            return;
        }
        self.sent = end;
        self.send_transition(
            now,
            &ServerMessage::Transition {
                start,
                end,
                changes,
            },
        );
    }

    fn changes(&mut self, plan: &Plan, results: Vec<Arc<QueryOutcome>>) -> Vec<QueryChange> {
        let mut changes = Vec::new();
        self.removed.retain(|&(query_id, version)| {
            let acknowledged = version <= plan.query_set;
            if acknowledged {
                changes.push(QueryChange::Removed { query_id });
            }
            !acknowledged
        });
        for (planned, outcome) in plan.queries.iter().zip(results) {
            // Removed, or removed and added again, while it was evaluated.
            let Some(query) = self.queries.get_mut(&planned.query_id) else {
                continue;
            };
            if !Arc::ptr_eq(&query.spec, &planned.spec) {
                continue;
            }
            query.journal.clone_from(&outcome.journal);
            if query
                .sent
                .as_ref()
                .is_some_and(|sent| sent.result == outcome.result)
            {
                continue;
            }
            changes.push(change(planned.query_id, &outcome));
            query.sent = Some(outcome);
        }
        changes
    }

    fn send_transition(&mut self, now: Now, message: &ServerMessage) {
        self.last_sent = now.monotonic;
        self.unsent_transitions += 1;
        self.transitions += 1;
        let limit = if self.chunks { CHUNK_BYTES } else { usize::MAX };
        let frames = transition_frames(message.to_text(), limit, self.transitions);
        let last = frames.len().saturating_sub(1);
        for (number, text) in frames.into_iter().enumerate() {
            let frame = if number == last {
                Frame::Transition
            } else {
                Frame::Part
            };
            self.effects.push_back(Effect::Send { text, frame });
        }
    }
}

fn change(query_id: u32, outcome: &QueryOutcome) -> QueryChange {
    let log_lines = outcome.result.log_lines.clone();
    let journal = outcome.journal.clone();
    match &outcome.result.value {
        Ok(value) => QueryChange::Updated {
            query_id,
            value: value.clone(),
            log_lines,
            journal,
        },
        Err(failure) => QueryChange::Failed {
            query_id,
            message: failure.message.clone(),
            data: failure.data.clone(),
            log_lines,
            journal,
        },
    }
}
