//! What the server says about sign-in to the pages it renders, and how a refused form says why on the next
//! page.
//!
//! Both exist while a request is answered and nowhere else: the browser takes the parts made from them as
//! they came.

use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::request::cookie_of;

/// Ways to sign in that this server offers. Provided as a context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInOptions {
    /// Whether GitHub is configured.
    pub github: bool,
    /// Other issuers: the id that their address has, and what their button says.
    pub oidc: Vec<(String, String)>,
    /// Whether strangers may make an account.
    pub sign_up: bool,
    /// Whether the owner's one-time link works here.
    pub owner: bool,
    /// Whether mails are shown at `/outbox` instead of being sent.
    pub outbox: bool,
    /// Whether whoever asks is signed in already.
    pub is_signed_in: bool,
}

/// Provided as a context where whoever asks may look into the deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operates;

/// Why there is nothing to see at an address. Provided as a context, it is what the page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// A few words: the heading.
    pub title: &'static str,
    /// A sentence that says what to do.
    pub message: &'static str,
    /// The address, if asking for it again may help.
    pub again: Option<String>,
    /// What the log calls it, if it knows more.
    pub reference: Option<String>,
}

/// Why the last form was refused. Provided as a context for the page that follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The form: the last part of the address it posts to, such as `sign-in`.
    pub form: String,
    /// A stable code.
    pub code: String,
    /// A sentence for people that says what to do.
    pub message: String,
    /// What was typed, by field; never a password.
    pub values: Vec<(String, String)>,
    /// What the log calls it, if it knows more.
    #[serde(default)]
    pub reference: Option<String>,
}

/// The cookie that carries a refusal over a redirect. Provided as a context; whoever provides a refusal takes
/// its cookie back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusalCookie {
    /// With the port or prefix that all cookies of the server have.
    pub name: String,
    /// Whether browsers come over TLS.
    pub is_secure: bool,
}

impl Default for RefusalCookie {
    fn default() -> Self {
        Self {
            name: Self::BASE.to_owned(),
            is_secure: false,
        }
    }
}

impl RefusalCookie {
    /// The name without port or prefix.
    pub const BASE: &str = "conclave_refusal";

    /// `Set-Cookie` that takes the cookie back.
    #[must_use]
    pub fn cleared(&self) -> String {
        self.set("", 0)
    }

    fn set(&self, value: &str, seconds: u32) -> String {
        let name = &self.name;
        let secure = if self.is_secure { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
    }
}

impl Refusal {
    /// Forms that have a place of their own for the reason; for all others it stands at the top of the page.
    const WITH_PLACE: [&str; 10] = [
        "sign-in",
        "sign-up",
        "forgot",
        "reset",
        "verify",
        "password",
        "delete",
        "keys",
        "resend-verification",
        "replace_document",
    ];

    /// Browsers drop cookies of more than 4,096 bytes, and names and attributes count.
    const LENGTH_MAX: usize = 3_800;

    /// Whether the form itself shows the reason.
    pub(crate) fn has_place(&self) -> bool {
        Self::WITH_PLACE.contains(&self.form.as_str())
    }

    /// Whether it is about this field.
    pub(crate) fn blames(&self, field: &str) -> bool {
        match self.code.as_str() {
            "WEAK_PASSWORD" | "COMMON_PASSWORD" => field == "password",
            "BAD_CREDENTIALS" => matches!(field, "email" | "password" | "current"),
            "BAD_KEY" => field == "key",
            _ => false,
        }
    }

    /// What was typed into a field.
    pub(crate) fn value(&self, field: &str) -> Option<&str> {
        self.values
            .iter()
            .find_map(|(name, text)| (name == field).then_some(text.as_str()))
    }

    /// `Set-Cookie` for the answer that redirects to the form's page. Texts that do not fit are left out,
    /// the longest first: the browser's way back still has them.
    #[must_use]
    pub fn to_set_cookie(&self, cookie: &RefusalCookie) -> String {
        let mut refusal = self.clone();
        let mut value = refusal.encode();
        while value.len() > Self::LENGTH_MAX && !refusal.values.is_empty() {
            let lengths = refusal.values.iter().map(|(_, text)| text.len());
            let longest = lengths.enumerate().max_by_key(|(_, length)| *length);
            let at = longest.map_or(0, |(at, _)| at);
            refusal.values.remove(at);
            value = refusal.encode();
        }
        cookie.set(&value, 60)
    }

    /// The refusal that a request carries.
    #[must_use]
    pub fn of_headers(headers: &HeaderMap, cookie: &RefusalCookie) -> Option<Self> {
        let value = cookie_of(headers, &cookie.name)?;
        let json = URL_SAFE_NO_PAD.decode(value).ok()?;
        serde_json::from_slice(&json).ok()
    }

    fn encode(&self) -> String {
        // Texts alone can always be written.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::COOKIE;

    fn refusal(typed: &str) -> Refusal {
        Refusal {
            form: "sign-in".to_owned(),
            code: "BAD_CREDENTIALS".to_owned(),
            message: "E-mail or password is wrong; check “both”".to_owned(),
            values: vec![
                ("email".to_owned(), "a;b=c@d.e".to_owned()),
                ("note".to_owned(), typed.to_owned()),
            ],
            reference: Some("00ff".to_owned()),
        }
    }

    fn carried(refusal: &Refusal) -> Option<Refusal> {
        let cookie = refusal.to_set_cookie(&RefusalCookie::default());
        assert!(cookie.len() < 4_096, "{}", cookie.len());
        let pair = cookie.split(';').next().unwrap_or_default();
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, format!("theme=dark; {pair}").parse().ok()?);
        Refusal::of_headers(&headers, &RefusalCookie::default())
    }

    #[test]
    fn a_refusal_survives_the_redirect() {
        let refusal = refusal("typed\r\nSet-Cookie: x=y");
        assert_eq!(carried(&refusal), Some(refusal));
    }

    #[test]
    fn texts_too_long_for_a_cookie_are_left_out_and_the_reason_is_kept() {
        let long = refusal(&"x".repeat(100_000));
        let kept = carried(&long).unwrap_or_else(|| panic!("nothing was carried"));
        assert_eq!(kept.message, long.message);
        assert_eq!(kept.values, long.values[..1]);
    }

    #[test]
    fn a_cookie_that_is_none_of_ours_is_no_refusal() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "conclave_refusal=%7B%7D; a".parse().unwrap());
        let cookie = RefusalCookie::default();
        assert_eq!(Refusal::of_headers(&headers, &cookie), None);
    }
}
