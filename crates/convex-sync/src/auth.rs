//! The token's life: fetched, sent, confirmed, refreshed, refused.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use convex_typed::json::{Json, Misfits};

use crate::{
    AuthState, Instant,
    backoff::{self, Jitter},
};

/// A token is replaced this long before it ends.
const LEEWAY: Duration = Duration::from_secs(10);
/// A refresh never comes sooner than this after the last one, whatever the token says.
const MIN_REFRESH: Duration = Duration::from_secs(1);
/// Timers far beyond a session's length are of no use, and browsers cannot keep them.
const MAX_REFRESH: Duration = Duration::from_secs(20 * 24 * 3600);
/// How often a token that the deployment refuses is replaced before giving up.
const MAX_REJECTIONS: u32 = 3;
/// How often a session may end while tokens are to be had before that is believed.
const MAX_LOSSES: u32 = 3;

#[derive(Debug, Clone, PartialEq)]
enum Phase {
    /// No token, and none is wanted or to be had.
    Anonymous,
    /// A token is being fetched.
    Fetching { force: bool },
    /// Fetching failed; the next try waits.
    Retrying { force: bool, at: Instant },
    /// The token is, or will be, with the deployment.
    Confirming,
    /// Results are computed for the token's user.
    Confirmed,
}

#[derive(Debug)]
struct Token {
    text: String,
    expires: Option<Instant>,
}

/// What has to happen after an event.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    Nothing,
    /// Ask the application for a token; the number names the request.
    Fetch {
        force: bool,
        attempt: u32,
    },
    /// Tell the connection who we are now, if there is one.
    Announce,
    /// Give up the connection and make a new one once there is a token.
    Park {
        attempt: u32,
    },
    /// Give up the connection and make a new one at once.
    Reconnect,
    /// Give up the connection, and make a new one when somebody is signed in again.
    Hold,
}

/// The identity of a client.
#[derive(Debug)]
pub(crate) struct Auth {
    phase: Phase,
    /// Whether the application has a source of tokens.
    configured: bool,
    /// Whether nothing may be said for nobody.
    required: bool,
    token: Option<Token>,
    /// Whether messages have to wait for the token.
    paused: bool,
    /// How many identities this connection has been told.
    version: u32,
    rejections: u32,
    losses: u32,
    failures: u32,
    attempt: u32,
    state: AuthState,
}

impl Auth {
    pub(crate) fn new() -> Self {
        Self {
            phase: Phase::Anonymous,
            configured: false,
            required: false,
            token: None,
            paused: false,
            version: 0,
            rejections: 0,
            losses: 0,
            failures: 0,
            attempt: 0,
            state: AuthState::Unauthenticated,
        }
    }

    pub(crate) fn state(&self) -> AuthState {
        self.state
    }

    pub(crate) fn is_paused(&self) -> bool {
        self.paused
    }

    /// From now on nothing is said while nobody is signed in.
    pub(crate) fn require(&mut self) {
        self.required = true;
    }

    /// There is a source of tokens, or it has a new user.
    pub(crate) fn configure(&mut self) -> Step {
        self.configured = true;
        self.rejections = 0;
        self.losses = 0;
        self.paused = true;
        self.state = AuthState::Loading;
        self.fetch(false)
    }

    /// There is no source of tokens any more.
    pub(crate) fn clear(&mut self) -> Step {
        self.configured = false;
        self.attempt += 1;
        self.leave(Step::Announce)
    }

    pub(crate) fn token(
        &mut self,
        attempt: u32,
        answer: Result<Option<String>, ()>,
        now: Instant,
        jitter: &mut Jitter,
    ) -> Step {
        let Phase::Fetching { force } = self.phase else {
            return Step::Nothing;
        };
        if attempt != self.attempt {
            return Step::Nothing;
        }
        match answer {
            Ok(Some(text)) => {
                let expires = lifetime(&text).map(|lifetime| now + lifetime.min(MAX_REFRESH));
                self.token = Some(Token { text, expires });
                self.phase = Phase::Confirming;
                self.paused = false;
                self.failures = 0;
                Step::Announce
            }
            // Perhaps only the cache is empty.
            Ok(None) if !force => self.fetch(true),
            Ok(None) => self.leave(Step::Announce),
            Err(()) => {
                let delay = backoff::delay("", self.failures, jitter);
                self.failures += 1;
                self.phase = Phase::Retrying {
                    force,
                    at: now + delay,
                };
                Step::Nothing
            }
        }
    }

    /// A new connection is open and has been told nothing yet. A token that has expired meanwhile is
    /// not even tried.
    pub(crate) fn begin(&mut self, now: Instant) -> Step {
        self.version = 0;
        if self.phase == Phase::Confirmed {
            self.phase = Phase::Confirming;
        }
        let expires = self.token.as_ref().and_then(|token| token.expires);
        if expires.is_none_or(|expires| now < expires) {
            return Step::Nothing;
        }
        self.paused = true;
        if self.is_fetching() {
            Step::Nothing
        } else {
            self.fetch(true)
        }
    }

    /// The message about who we are; `None` if the connection knows already.
    pub(crate) fn announce(&mut self) -> Option<String> {
        let token = self.token.as_ref().map(|token| token.text.as_str());
        if token.is_none() && self.version == 0 {
            return None;
        }
        let text = crate::wire::authenticate(self.version, token);
        self.version += 1;
        Some(text)
    }

    /// Results for this identity have arrived.
    pub(crate) fn transition(&mut self, identity: u32) {
        if self.phase == Phase::Confirming && self.version > 0 && identity >= self.version {
            self.phase = Phase::Confirmed;
            self.rejections = 0;
            self.state = AuthState::Authenticated;
        }
    }

    /// The number of identities that the connection has to confirm.
    pub(crate) fn version(&self) -> u32 {
        self.version
    }

    pub(crate) fn refused(&mut self, base_version: u32, update_attempted: Option<bool>) -> Step {
        let expired_while_confirming =
            self.phase == Phase::Confirming && update_attempted == Some(false);
        if expired_while_confirming || base_version + 1 < self.version || !self.configured {
            return Step::Nothing;
        }
        self.rejections += 1;
        if self.rejections >= MAX_REJECTIONS {
            return self.leave(Step::Reconnect);
        }
        self.renew()
    }

    /// Results say that the session has ended. There may be another one of the same person by now.
    pub(crate) fn lost(&mut self) -> Step {
        self.losses += 1;
        if self.losses >= MAX_LOSSES {
            return self.leave(Step::Reconnect);
        }
        self.renew()
    }

    fn renew(&mut self) -> Step {
        self.paused = true;
        self.token = None;
        self.state = AuthState::Loading;
        match self.fetch(true) {
            Step::Fetch { attempt, .. } => Step::Park { attempt },
            step => step,
        }
    }

    pub(crate) fn timeout(&self) -> Option<Instant> {
        match &self.phase {
            Phase::Retrying { at, .. } => Some(*at),
            Phase::Confirmed => self
                .token
                .as_ref()
                .and_then(|token| token.expires)
                .map(|expires| expires - LEEWAY),
            _ => None,
        }
    }

    pub(crate) fn timer(&mut self, now: Instant) -> Step {
        match (&self.phase, self.timeout()) {
            (Phase::Retrying { force, .. }, Some(at)) if at <= now => {
                let force = *force;
                self.fetch(force)
            }
            (Phase::Confirmed, Some(at)) if at <= now => self.fetch(true),
            _ => Step::Nothing,
        }
    }

    fn is_fetching(&self) -> bool {
        matches!(self.phase, Phase::Fetching { .. } | Phase::Retrying { .. })
    }

    fn fetch(&mut self, force: bool) -> Step {
        self.phase = Phase::Fetching { force };
        self.attempt += 1;
        Step::Fetch {
            force,
            attempt: self.attempt,
        }
    }

    /// Nobody is signed in: goes on for nobody, unless that is of no use.
    fn leave(&mut self, otherwise: Step) -> Step {
        self.phase = Phase::Anonymous;
        self.token = None;
        self.paused = self.required;
        self.state = AuthState::Unauthenticated;
        if self.required { Step::Hold } else { otherwise }
    }
}

/// How long a token lives from its making. The clocks of both sides do not matter: a token that the
/// application hands over is taken for fresh.
fn lifetime(token: &str) -> Option<Duration> {
    let payload = token.split('.').nth(1)?;
    let payload = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
    let claims = Json::new(&payload).and_then(Json::fields).ok()?;
    let mut misfits = Misfits::default();
    let seconds: f64 =
        claims.required::<f64>("exp", &mut misfits) - claims.required::<f64>("iat", &mut misfits);
    let seconds = misfits.check(seconds).ok()?;
    if !seconds.is_finite() || seconds < 0.0 {
        return None;
    }
    Some(Duration::from_secs_f64(seconds.min(1e9)).max(LEEWAY + MIN_REFRESH))
}
