//! What happens between the calls: telling a connection everything, taking its messages, losing it.

use crate::{
    Instant, LocalStore, Outcome, RequestId,
    auth::Step,
    backoff, chunks,
    requests::Settled,
    wire::{ServerMessage, Transition, Version},
};

use super::{Client, Effect, INACTIVITY, Recovery, Socket};

impl Client {
    pub(super) fn open(&mut self, now: Instant) {
        self.socket = Socket::Opening {
            deadline: now + INACTIVITY,
        };
        self.effects.push_back(Effect::OpenSocket);
    }

    /// Tells a new connection who we are and what we want, once both are known.
    pub(super) fn begin(&mut self) {
        let Socket::Open {
            deadline,
            begun: false,
        } = self.socket
        else {
            return;
        };
        if self.auth.is_paused() {
            return;
        }
        self.socket = Socket::Open {
            deadline,
            begun: true,
        };
        if let Some(text) = self.auth.announce() {
            self.effects.push_back(Effect::Send(text));
        }
        self.effects.push_back(Effect::Send(self.queries.restart()));
        for text in self.requests.send_unsent() {
            self.effects.push_back(Effect::Send(text));
        }
        self.recovery = Some(Recovery {
            requests: self.requests.unanswered().collect(),
            results: false,
        });
    }

    /// Sends what has gathered.
    pub(super) fn flush(&mut self) {
        if !matches!(self.socket, Socket::Open { begun: true, .. }) || self.auth.is_paused() {
            return;
        }
        let texts = self
            .queries
            .flush()
            .into_iter()
            .chain(self.requests.send_unsent());
        self.effects.extend(texts.map(Effect::Send));
    }

    pub(super) fn report(&mut self) {
        let now = (self.connection_state(), self.auth.state());
        if now.0 != self.reported.0 {
            self.effects.push_back(Effect::Connection);
        }
        if now.1 != self.reported.1 {
            self.effects.push_back(Effect::Auth);
        }
        self.reported = now;
    }

    pub(super) fn follow(&mut self, step: Step, now: Instant) {
        match step {
            Step::Nothing => {}
            Step::Fetch { force, attempt } => self
                .effects
                .push_back(Effect::FetchToken { force, attempt }),
            Step::Announce => match self.socket {
                Socket::Open { begun: true, .. } => {
                    let text = self.auth.announce();
                    self.effects.extend(text.map(Effect::Send));
                }
                Socket::Open { .. } => self.begin(),
                Socket::Parked => self.open(now),
                _ => {}
            },
            Step::Park { attempt } => {
                self.drop_socket("AuthError".to_owned());
                self.socket = Socket::Parked;
                self.effects.push_back(Effect::FetchToken {
                    force: true,
                    attempt,
                });
            }
            Step::Reconnect => {
                self.drop_socket("AuthError".to_owned());
                self.open(now);
            }
            Step::Hold => {
                self.drop_socket("SignedOut".to_owned());
                if !matches!(self.socket, Socket::Idle | Socket::Closed) {
                    self.socket = Socket::Parked;
                }
            }
        }
    }

    /// Whether this says that the session has ended.
    fn ends_session(&self, outcome: &Outcome) -> bool {
        match (self.ends_session, outcome) {
            (Some(ends_session), Err(error)) => ends_session(error),
            _ => false,
        }
    }

    /// The session has ended: what is shown stays, and what is on its way goes again with the next one.
    fn lose_session(&mut self, now: Instant) {
        let step = self.auth.lost();
        self.follow(step, now);
    }

    pub(super) fn message(&mut self, message: ServerMessage, now: Instant) {
        let is_part = matches!(message, ServerMessage::Chunk { .. } | ServerMessage::Ping);
        if self.chunks.is_collecting() && !is_part {
            return self.give_up(backoff::INVALID_MESSAGE, now);
        }
        match message {
            ServerMessage::Transition(transition) => self.transition(transition, now),
            ServerMessage::Chunk {
                text,
                part,
                total,
                id,
            } => match self.chunks.push(&text, part, total, id) {
                chunks::Progress::Incomplete => {}
                chunks::Progress::Broken => self.give_up(backoff::INVALID_MESSAGE, now),
                chunks::Progress::Complete(text) => match ServerMessage::parse(&text) {
                    Ok(ServerMessage::Transition(transition)) => self.transition(transition, now),
                    _ => self.give_up(backoff::INVALID_MESSAGE, now),
                },
            },
            ServerMessage::MutationResponse {
                request,
                outcome,
                ts,
            } => {
                if self.ends_session(&outcome) {
                    return self.lose_session(now);
                }
                if let Some(ts) = ts {
                    self.observe(ts);
                }
                let settled = self.requests.mutation_response(request, outcome, ts);
                self.settle(settled.into_iter().collect());
                self.answered(request);
            }
            ServerMessage::ActionResponse { request, outcome } => {
                let settled = self.requests.action_response(request, outcome);
                self.settle(settled.into_iter().collect());
                self.answered(request);
            }
            ServerMessage::AuthError {
                base_version,
                update_attempted,
                ..
            } => {
                let step = self.auth.refused(base_version, update_attempted);
                self.follow(step, now);
            }
            ServerMessage::FatalError(message) => {
                self.stop(&message);
                self.effects.push_back(Effect::Stopped(message));
            }
            ServerMessage::Ping | ServerMessage::Unknown => {}
        }
    }

    /// Applies new results, ends the mutations they contain, and shows both at once.
    pub(super) fn transition(&mut self, transition: Transition, now: Instant) {
        if transition.start != self.version {
            return self.give_up(backoff::VERSION_MISMATCH, now);
        }
        let mut outcomes = transition
            .changes
            .iter()
            .filter_map(|it| it.outcome.as_ref());
        if outcomes.any(|outcome| self.ends_session(outcome)) {
            return self.lose_session(now);
        }
        self.version = transition.end;
        self.observe(transition.end.ts);
        self.auth.transition(transition.end.identity);
        self.queries.apply(transition.changes);
        let settled = self.requests.reached(transition.end.ts);
        self.drop_layers(&settled);
        self.refresh();
        self.report_settled(settled);
        if let Some(recovery) = &mut self.recovery {
            recovery.results |=
                transition.end.query_set > 0 && transition.end.identity >= self.auth.version();
        }
        self.check_recovery();
    }

    pub(super) fn answered(&mut self, request: RequestId) {
        if let Some(recovery) = &mut self.recovery {
            recovery.requests.retain(|waiting| *waiting != request);
        }
        self.check_recovery();
    }

    pub(super) fn check_recovery(&mut self) {
        if self
            .recovery
            .as_ref()
            .is_some_and(|recovery| recovery.results && recovery.requests.is_empty())
        {
            self.recovery = None;
            self.retries = 0;
        }
    }

    pub(super) fn settle(&mut self, settled: Vec<Settled>) {
        if settled.is_empty() {
            return;
        }
        self.drop_layers(&settled);
        self.refresh();
        self.report_settled(settled);
    }

    pub(super) fn drop_layers(&mut self, settled: &[Settled]) {
        self.layers
            .retain(|(id, _)| settled.iter().all(|(ended, _)| ended != id));
    }

    pub(super) fn report_settled(&mut self, settled: Vec<Settled>) {
        self.effects.extend(
            settled
                .into_iter()
                .map(|(id, outcome)| Effect::Settled(id, outcome)),
        );
    }

    /// Makes the view anew and tells what differs.
    pub(super) fn refresh(&mut self) {
        let mut view = LocalStore::new(self.queries.results());
        for (_, layer) in &self.layers {
            layer(&mut view);
        }
        let changed = view.differences(&self.view);
        self.view = view;
        if !changed.is_empty() {
            self.effects.push_back(Effect::Changed(changed));
        }
    }

    /// The client itself ends the connection.
    pub(super) fn give_up(&mut self, reason: &str, now: Instant) {
        self.effects.push_back(Effect::CloseSocket);
        self.disconnected(reason.to_owned(), now);
    }

    pub(super) fn disconnected(&mut self, reason: String, now: Instant) {
        let delay = backoff::delay(&reason, self.retries, &mut self.jitter);
        self.retries = self.retries.saturating_add(1);
        self.forget_connection(reason);
        self.socket = Socket::Waiting { until: now + delay };
    }

    pub(super) fn drop_socket(&mut self, reason: String) {
        if matches!(self.socket, Socket::Opening { .. } | Socket::Open { .. }) {
            self.effects.push_back(Effect::CloseSocket);
        }
        self.forget_connection(reason);
    }

    pub(super) fn forget_connection(&mut self, reason: String) {
        self.last_close_reason = reason;
        self.version = Version::default();
        self.chunks.clear();
        self.recovery = None;
        self.queries.disconnected();
        let lost = self.requests.disconnected();
        self.settle(lost);
    }

    pub(super) fn stop(&mut self, message: &str) {
        if self.socket == Socket::Closed {
            return;
        }
        self.drop_socket(message.to_owned());
        self.socket = Socket::Closed;
        self.refuse_if_closed();
    }

    pub(super) fn refuse_if_closed(&mut self) {
        if self.socket == Socket::Closed {
            let refused = self.requests.close(&format!(
                "the client has stopped: {}",
                self.last_close_reason
            ));
            self.settle(refused);
        }
    }
}
