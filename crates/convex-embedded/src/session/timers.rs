//! Keep-alive, silence and the end of the deployment.

use super::{DROP_AFTER, Effect, Now, PING_AFTER, Session};
use crate::Error;
use crate::wire::ServerMessage;
use std::time::Duration;

impl Session {
    /// Any frame arrived, a WebSocket pong included.
    pub fn on_heard(&mut self, now: Now) {
        self.last_heard = now.monotonic;
    }

    /// When [`Session::on_timer`] wants to be called, on the monotonic clock.
    pub fn deadline(&self) -> Duration {
        (self.last_sent + PING_AFTER).min(self.last_heard + DROP_AFTER)
    }

    /// Says `Ping` into silence of ours, and gives up on silence of the client's.
    pub fn on_timer(&mut self, now: Now) {
        if self.closed {
            return;
        }
        if now.monotonic >= self.last_heard + DROP_AFTER {
            self.close(Some(1000), "ClientDisconnect");
        } else if now.monotonic >= self.last_sent + PING_AFTER {
            self.send(now, &ServerMessage::Ping);
        }
    }

    /// An evaluation or the deployment itself failed; the client reconnects and asks again.
    pub fn on_failure(&mut self, error: &Error) {
        if !self.closed {
            self.close(Some(error.close_code()), &error.code);
        }
    }

    /// The deployment stops: clients come back after a short while, without a report of an error.
    pub fn on_shutdown(&mut self) {
        if !self.closed {
            self.effects
                .retain(|effect| matches!(effect, Effect::Send { .. }));
            self.close(Some(1012), "InternalServerError");
        }
    }
}
