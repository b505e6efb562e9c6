//! The machine between the two models, and the steps that can happen to it.

use crate::model::{Client, PATHS, Server, caller};
use convex_embedded::FunctionResult;
use convex_embedded::session::{Completion, Effect, Frame, Now, Session};
use convex_embedded::wire::Token;
use std::sync::Arc;
use std::time::Duration;

pub(crate) struct World {
    pub(crate) session: Session,
    pub(crate) server: Server,
    pub(crate) client: Client,
    pub(crate) now: Now,
}

impl World {
    pub(crate) fn new() -> Self {
        let now = Now::default();
        let mut session = Session::new(now, false);
        session.on_text(
            now,
            r#"{"type":"Connect","sessionId":"s","connectionCount":0,"lastCloseReason":null}"#,
        );
        Self {
            session,
            server: Server {
                latest: 5,
                ..Server::default()
            },
            client: Client::default(),
            now,
        }
    }

    /// Delivers frames at once and keeps the work for later.
    pub(crate) fn drain(&mut self) {
        while let Some(effect) = self.session.poll() {
            match effect {
                Effect::Send { text, frame } => {
                    match frame {
                        Frame::Transition => self.server.unsent += 1,
                        frame => self.session.on_sent(self.now, frame, text.len()),
                    }
                    self.client.receive(&text, &self.server);
                }
                Effect::Verify(token) => {
                    assert!(
                        matches!(token, Token::User(_))
                            && !std::mem::replace(&mut self.server.verifying, true)
                    );
                }
                Effect::Mutate(request) => assert!(
                    self.server.mutating.replace(request).is_none(),
                    "two mutations at once"
                ),
                Effect::Act(request) => self.server.acting.push_back(request),
                Effect::Evaluate(plan) => {
                    let ts = self.server.latest;
                    assert!(
                        plan.min_ts <= ts && self.server.evaluating.replace((plan, ts)).is_none()
                    );
                }
                Effect::Close { code, reason } => panic!("closed with {code:?} {reason}"),
            }
        }
    }

    pub(crate) fn say(&mut self, text: &str) {
        self.session.on_text(self.now, text);
    }

    pub(crate) fn step(&mut self, op: u8, choice: usize) {
        let path = choice as u32 % PATHS;
        match op {
            0 => {
                let text = self.client.add(path);
                self.say(&text);
            }
            1 => {
                if let Some(text) = self.client.remove(choice) {
                    self.say(&text);
                }
            }
            2 => {
                let text = self.client.request("Mutation");
                self.say(&text);
            }
            3 => {
                let text = self.client.request("Action");
                self.say(&text);
            }
            4 => {
                let text = self.client.authenticate();
                self.say(&text);
            }
            5 => {
                self.server.commit(path);
                self.session.on_stale(self.now);
            }
            6 => self.commit_mutation(path, choice.is_multiple_of(5)),
            7 => self.deliver_mutation(),
            8 => self.finish_action(choice),
            9 => self.finish_verification(),
            10 => self.finish_evaluation(),
            11 if self.server.unsent > 0 => {
                self.server.unsent -= 1;
                self.session.on_sent(self.now, Frame::Transition, 0);
            }
            _ => {
                self.now.monotonic += Duration::from_secs(choice as u64 % 20);
                self.session.on_heard(self.now);
                self.session.on_timer(self.now);
            }
        }
        self.drain();
    }

    pub(crate) fn commit_mutation(&mut self, path: u32, fails: bool) {
        if self.server.committed.is_some() {
            return;
        }
        let Some(request) = &self.server.mutating else {
            return;
        };
        let id = request.message.request_id;
        if fails {
            self.server.mutating = None;
            let done = Completion {
                request_id: id,
                result: FunctionResult::failed("no"),
                ts: self.server.latest,
            };
            self.session.on_mutation_done(self.now, done);
        } else {
            let ts = self.server.commit(path);
            self.server.committed = Some((id, ts));
            self.session.on_stale(self.now);
        }
    }

    pub(crate) fn deliver_mutation(&mut self) {
        let Some((request_id, ts)) = self.server.committed.take() else {
            return;
        };
        self.server.mutating = None;
        let result = FunctionResult {
            value: Ok(Arc::from("null")),
            log_lines: Arc::from([]),
        };
        self.session.on_mutation_done(
            self.now,
            Completion {
                request_id,
                result,
                ts,
            },
        );
    }

    pub(crate) fn finish_action(&mut self, choice: usize) {
        let count = self.server.acting.len();
        let Some(request) = self.server.acting.remove(choice % count.max(1)) else {
            return;
        };
        let result = FunctionResult {
            value: Ok(Arc::from("null")),
            log_lines: Arc::from([]),
        };
        let done = Completion {
            request_id: request.message.request_id,
            result,
            ts: self.server.latest,
        };
        self.session.on_action_done(self.now, done);
    }

    pub(crate) fn finish_verification(&mut self) {
        if std::mem::take(&mut self.server.verifying) {
            self.server.authenticated += 1;
            self.session
                .on_verified(self.now, Ok(caller(self.server.authenticated)));
        }
    }

    pub(crate) fn finish_evaluation(&mut self) {
        let Some((plan, ts)) = self.server.evaluating.take() else {
            return;
        };
        let evaluated = self.server.evaluate(&plan, ts);
        self.session
            .on_evaluated(self.now, evaluated, self.server.committed.is_some());
    }

    /// Lets everything that was started come to its end.
    pub(crate) fn settle(&mut self) {
        for _ in 0..10_000 {
            let busy = self.server.verifying
                || self.server.mutating.is_some()
                || self.server.evaluating.is_some();
            if !busy && self.server.acting.is_empty() && self.server.unsent == 0 {
                return;
            }
            for op in [9, 6, 7, 8, 10, 11] {
                self.step(op, 1);
            }
        }
        panic!("the session never comes to rest");
    }
}
