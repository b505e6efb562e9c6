use super::records::Unavailable;
use crate::provider_keys::KeyRefusal;
use identity::oauth::OauthError;
use identity::password::{Busy, LENGTH_MAX, LENGTH_MIN, Weakness};
use std::time::Duration;

/// Why somebody did not get what a form asked for. Each has a stable code and a sentence that says what to
/// do; neither tells whether anybody has an account.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error("{0}")]
    Input(&'static str),
    #[error("A password has {LENGTH_MIN} to {LENGTH_MAX} characters. Choose another one.")]
    WeakPassword,
    #[error("This password is among the first that anybody would try. Choose another one.")]
    CommonPassword,
    /// With how many more tries there are.
    #[error(
        "E-mail address or password is wrong. Check both, or ask for a link to choose a new password.{}", in_tries(*.0)
    )]
    Credentials(usize),
    #[error("The current password is wrong. Check it and try again.")]
    CurrentPassword,
    #[error("Too many attempts. Try again in {}.", in_words(.0))]
    TooMany(Duration),
    #[error("This link has expired or was used before. Ask for another one.")]
    Link,
    #[error(
        "If this link confirms the address of your account, sign in first and open it again. Otherwise it has expired or was used before: ask for another one."
    )]
    LinkWithoutSession,
    #[error(
        "The owner's link works only on the machine of the server, and only while nothing stands in front of it. Start the server there without --origin and open the link that it prints."
    )]
    OwnerElsewhere,
    #[error("Strangers cannot make accounts here. Ask whoever runs this server.")]
    SignUpClosed,
    #[error("This account there already signs somebody else in here.")]
    AccountTaken,
    #[error(
        "There is an account with this e-mail address. Sign in to it, then connect the other one on your account page."
    )]
    AddressTaken,
    #[error("Signing in there was cancelled or took too long. Try again.")]
    FlowLost,
    #[error("The provider cannot be reached at this moment. Try again later.")]
    Provider(OauthError),
    #[error("The provider does not accept this key. Copy all of it, or make another one there.")]
    BadKey,
    #[error(
        "The provider has had too many requests with this key, so it was not saved. Paste it again later."
    )]
    KeyRateLimited,
    #[error(
        "The provider cannot be reached at this moment, so the key was not saved. Paste it again later."
    )]
    KeyUnchecked,
    #[error("Too many people sign in at this moment. Try again in a few seconds.")]
    Busy,
    #[error("The server cannot reach its data at this moment. Try again later.")]
    Unavailable(#[from] Unavailable),
}

impl Refused {
    /// Short and stable; pages match on it.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Input(_) => "INVALID_INPUT",
            Self::WeakPassword => "WEAK_PASSWORD",
            Self::CommonPassword => "COMMON_PASSWORD",
            Self::Credentials(_) | Self::CurrentPassword => "BAD_CREDENTIALS",
            Self::TooMany(_) => "TOO_MANY_ATTEMPTS",
            Self::Link | Self::LinkWithoutSession => "LINK_INVALID",
            Self::OwnerElsewhere => "OWNER_ELSEWHERE",
            Self::SignUpClosed => "SIGN_UP_CLOSED",
            Self::AccountTaken => "ACCOUNT_TAKEN",
            Self::AddressTaken => "ADDRESS_TAKEN",
            Self::FlowLost => "FLOW_LOST",
            Self::Provider(_) => "PROVIDER_UNAVAILABLE",
            Self::BadKey => "BAD_KEY",
            Self::KeyRateLimited => "KEY_RATE_LIMITED",
            Self::KeyUnchecked => "PROVIDER_UNREACHABLE",
            Self::Busy => "BUSY",
            Self::Unavailable(_) => "UNAVAILABLE",
        }
    }
}

impl From<Busy> for Refused {
    fn from(_: Busy) -> Self {
        Self::Busy
    }
}

impl From<Weakness> for Refused {
    fn from(weakness: Weakness) -> Self {
        match weakness {
            Weakness::Length => Self::WeakPassword,
            Weakness::Common => Self::CommonPassword,
        }
    }
}

impl From<OauthError> for Refused {
    fn from(error: OauthError) -> Self {
        tracing::warn!(%error, "signing in at another provider failed");
        match error {
            OauthError::Refused(_) => Self::FlowLost,
            OauthError::Unavailable(_) => Self::Provider(error),
        }
    }
}

impl From<KeyRefusal> for Refused {
    fn from(refusal: KeyRefusal) -> Self {
        match refusal {
            KeyRefusal::Bad => Self::BadKey,
            KeyRefusal::RateLimited => Self::KeyRateLimited,
            KeyRefusal::Unreachable => Self::KeyUnchecked,
        }
    }
}

/// From so few tries on it is said how many there are.
const FEW_TRIES: usize = 3;

fn in_tries(left: usize) -> String {
    match left {
        0 => " That was the last try for now: wait a quarter of an hour.".to_owned(),
        1 => " There is one more try; after it, wait a quarter of an hour.".to_owned(),
        few if few <= FEW_TRIES => {
            format!(" There are {few} more tries; after them, wait a quarter of an hour.")
        }
        _ => String::new(),
    }
}

fn in_words(wait: &Duration) -> String {
    match wait.as_secs().div_ceil(60) {
        0 | 1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}
