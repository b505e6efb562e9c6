//! The forms: what each sends, whom it is for, and where it leads.

use super::browser::{DEVICE, INVITE, SIGN_UP, SameSite, Visitor, other_cookie, session_cookie};
use super::fields::Fields;
use super::{CLEAR_SITE_DATA, emptied, private, redirect, refuse, unavailable};
use crate::identity::{NewAccount, Refused, Session, Verified};
use crate::web::dispatch::App;
use crate::web::near::is_near;
use crate::web::problem::{Problem, opens_page};
use app::own_path;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{ACCEPT, HeaderMap, SET_COOKIE};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::time::Duration;

/// How long the browser that signed up is known by its cookie: as long as the link in the mail is good.
const SIGN_UP_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a browser that has signed in with a password is told from others. Each time begins it anew.
const DEVICE_LIFETIME: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A form below `/auth`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    SignUp,
    SignIn,
    SignOut,
    Forgot,
    Reset,
    Verify,
    ResendVerification,
    Password,
    Delete,
    Keys,
}

const FORMS: [(&str, Form); 10] = [
    ("sign-up", Form::SignUp),
    ("sign-in", Form::SignIn),
    ("sign-out", Form::SignOut),
    ("forgot", Form::Forgot),
    ("reset", Form::Reset),
    ("verify", Form::Verify),
    ("resend-verification", Form::ResendVerification),
    ("password", Form::Password),
    ("delete", Form::Delete),
    ("keys", Form::Keys),
];

/// The form that is sent to a path.
pub(super) fn find(path: &str) -> Option<Form> {
    let name = path.strip_prefix("/auth/")?;
    let found = FORMS.iter().find(|(known, _)| *known == name);
    found.map(|(_, form)| *form)
}

impl Form {
    /// The last part of its address.
    fn name(self) -> &'static str {
        let found = FORMS.iter().find(|(_, form)| *form == self);
        found.map_or("", |(name, _)| name)
    }

    /// The page that it stands on.
    fn page(self, fields: &Fields) -> String {
        let with = |page: &str, field: &str| match fields.get(field) {
            "" => page.to_owned(),
            value => {
                let query = url::form_urlencoded::Serializer::new(String::new())
                    .append_pair(field, value)
                    .finish();
                format!("{page}?{query}")
            }
        };
        match self {
            Self::SignUp => with("/sign-up", "next"),
            Self::SignIn => with("/sign-in", "next"),
            Self::SignOut => "/sign-in".to_owned(),
            Self::Forgot => "/forgot".to_owned(),
            Self::Reset => with("/reset", "token"),
            Self::Verify => with("/verify", "token"),
            Self::Keys => "/settings".to_owned(),
            Self::ResendVerification | Self::Password | Self::Delete => "/account".to_owned(),
        }
    }
}

/// A form that somebody sent, and who.
struct Sent<'a> {
    app: &'a App,
    fields: Fields,
    visitor: Visitor,
    session: Option<Session>,
}

pub(super) async fn answer(app: &App, form: Form, request: Request) -> Response {
    let visitor = Visitor::of(app, &request);
    let is_program = !opens_page(request.headers());
    let is_told = wants_json(request.headers());
    let session = match visitor.session(app).await {
        Ok(session) => session,
        Err(why) => return unavailable(&why),
    };
    let fields = match Fields::read(request).await {
        Ok(fields) => fields,
        Err(problem) => return problem.into_response(),
    };
    let sent = Sent {
        app,
        fields,
        visitor,
        session,
    };
    let done = match form {
        Form::SignUp => sent.sign_up().await,
        Form::SignIn => sent.sign_in().await,
        Form::SignOut => sent.sign_out().await,
        Form::Forgot => sent.forgot().await,
        Form::Reset => sent.reset().await,
        Form::Verify => sent.verify().await,
        Form::ResendVerification => sent.resend_verification().await,
        Form::Password => sent.password().await,
        Form::Delete => sent.delete().await,
        Form::Keys => sent.keys().await,
    };
    if is_told {
        return done.map_or_else(|refused| told_why(&refused), told);
    }
    done.unwrap_or_else(|refused| {
        if is_program && matches!(refused, Refused::Busy) {
            return Problem::Busy.into_response();
        }
        let page = form.page(&sent.fields);
        let values = sent.fields.kept(&["name", "email", "next", "provider"]);
        refuse(app, form.name(), &page, &refused, values)
    })
}

type Done = Result<Response, Refused>;

/// Whether the sender is a page that stays where it is: it wants an answer to read, and to be led nowhere.
fn wants_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.starts_with("application/json"))
}

/// It was done: the same answer, leading nowhere.
fn told(done: Response) -> Response {
    let mut response = private(axum::Json(json!({ "code": null })).into_response());
    let (headers, of_done) = (response.headers_mut(), done.headers());
    for cookie in of_done.get_all(SET_COOKIE) {
        headers.append(SET_COOKIE, cookie.clone());
    }
    if let Some(forgotten) = of_done.get(CLEAR_SITE_DATA) {
        headers.insert(CLEAR_SITE_DATA, forgotten.clone());
    }
    response
}

/// It was not done. No failure of the request: whoever sent it has understood, and reads why.
fn told_why(refused: &Refused) -> Response {
    if let Refused::Unavailable(why) = refused {
        tracing::error!(%why, "request failed");
    }
    let body = json!({ "code": refused.code(), "message": refused.to_string() });
    private(axum::Json(body).into_response())
}

impl Sent<'_> {
    fn next(&self) -> Option<String> {
        own_path(self.fields.get("next")).map(str::to_owned)
    }

    async fn sign_up(&self) -> Done {
        let fields = &self.fields;
        let account = NewAccount {
            name: fields.get("name"),
            email: fields.get("email"),
            password: fields.get("password"),
        };
        let Visitor {
            client, invitation, ..
        } = &self.visitor;
        let accounts = &self.app.accounts;
        let signed_up = accounts
            .sign_up(account, self.next(), invitation.as_deref(), client)
            .await?;
        let cookie = other_cookie(
            self.app,
            SIGN_UP,
            &signed_up.browser,
            SIGN_UP_LIFETIME,
            SameSite::Strict,
        );
        Ok(redirect("/sign-up?sent=1", [cookie]))
    }

    async fn sign_in(&self) -> Done {
        let (email, password) = (self.fields.get("email"), self.fields.get("password"));
        let client = &self.visitor.client;
        let secret = self.app.accounts.sign_in(email, password, client).await?;
        let mut response = self.signed_in(&secret, self.next()).await;
        let device = self.app.accounts.device(email);
        let device = other_cookie(self.app, DEVICE, &device, DEVICE_LIFETIME, SameSite::Lax);
        if let Ok(device) = device.parse() {
            let headers = response.headers_mut();
            headers.append(axum::http::header::SET_COOKIE, device);
        }
        Ok(response)
    }

    /// The browser gets the new session; the one it had is over.
    async fn signed_in(&self, secret: &str, next: Option<String>) -> Response {
        self.end_session().await;
        let cookie = session_cookie(self.app, Some(secret));
        redirect(next.as_deref().unwrap_or("/"), [cookie])
    }

    async fn end_session(&self) {
        let Some(session) = &self.session else { return };
        self.app.pages.forget(session);
        if let Err(why) = self.app.accounts.end(session).await {
            tracing::error!(%why, "cannot end a session; it ends by time");
        }
    }

    async fn sign_out(&self) -> Done {
        if let Some(session) = &self.session {
            self.app.pages.forget(session);
            self.app.accounts.end(session).await?;
        }
        Ok(emptied(self.app, redirect("/sign-in?done=out", [])))
    }

    async fn forgot(&self) -> Done {
        let email = self.fields.get("email");
        let client = &self.visitor.client;
        self.app.accounts.forgot(email, client).await?;
        Ok(redirect("/forgot?sent=1", []))
    }

    async fn reset(&self) -> Done {
        let (token, password) = (self.fields.get("token"), self.fields.get("password"));
        let client = &self.visitor.client;
        self.app.accounts.reset(token, password, client).await?;
        Ok(redirect("/sign-in?done=reset", []))
    }

    async fn verify(&self) -> Done {
        let (token, browser) = (self.fields.get("token"), self.visitor.sign_up.as_deref());
        let client = &self.visitor.client;
        let (accounts, session) = (&self.app.accounts, self.session.as_ref());
        match accounts.verify(token, browser, session, client).await? {
            Verified::SignedIn { secret, next } => {
                let mut response = self.signed_in(&secret, next).await;
                let forget =
                    other_cookie(self.app, SIGN_UP, "", SIGN_UP_LIFETIME, SameSite::Strict);
                if let Ok(forget) = forget.parse() {
                    let headers = response.headers_mut();
                    headers.append(axum::http::header::SET_COOKIE, forget);
                }
                Ok(response)
            }
            Verified::ChoosePassword { token } => {
                Ok(redirect(&format!("/reset?token={token}"), []))
            }
            Verified::Address => Ok(redirect("/account?done=verified", [])),
        }
    }

    async fn resend_verification(&self) -> Done {
        let Some(session) = &self.session else {
            return Ok(redirect("/sign-in", []));
        };
        self.app.accounts.resend_verification(session).await?;
        Ok(redirect("/account?done=sent", []))
    }

    async fn password(&self) -> Done {
        let Some(session) = &self.session else {
            return Ok(redirect("/sign-in", []));
        };
        let (current, password) = (self.fields.get("current"), self.fields.get("password"));
        let accounts = &self.app.accounts;
        let had_one = accounts
            .change_password(session, current, password, &self.visitor.client)
            .await?;
        let done = match had_one {
            true => "/account?done=password",
            false => "/account?done=first-password",
        };
        Ok(redirect(done, []))
    }

    async fn delete(&self) -> Done {
        let Some(session) = &self.session else {
            return Ok(redirect("/sign-in", []));
        };
        let (proof, client) = (self.fields.get("password"), &self.visitor.client);
        self.app.accounts.delete(session, proof, client).await?;
        self.app.pages.forget(session);
        Ok(emptied(self.app, redirect("/sign-in?done=deletion", [])))
    }

    async fn keys(&self) -> Done {
        let Some(session) = &self.session else {
            return Ok(redirect("/sign-in", []));
        };
        let (provider, key) = (self.fields.get("provider"), self.fields.get("key"));
        let (accounts, client) = (&self.app.accounts, &self.visitor.client);
        accounts
            .put_provider_key(session, provider, key, client)
            .await?;
        Ok(redirect("/settings?done=key", []))
    }
}

/// GET `/auth/invite/…`: lets a browser make an account where strangers cannot. Nothing is used up before the
/// account is made.
pub(super) fn invite(app: &App, ticket: &str) -> Response {
    if !app.accounts.may_sign_up(Some(ticket)) {
        return redirect("/sign-up", []);
    }
    let cookie = other_cookie(app, INVITE, ticket, SIGN_UP_LIFETIME, SameSite::Lax);
    redirect("/sign-up", [cookie])
}

/// GET `/auth/owner/…`: uses the owner's link up. One that does not work leads to the page that says how to
/// get another one.
pub(super) async fn redeem(app: &App, ticket: &str, request: Request) -> Response {
    if is_prefetch(request.headers()) {
        // A browser that only looks ahead must not use the link up.
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let redeemed = if is_near(app, &request) {
        let client = Visitor::of(app, &request).client;
        app.accounts.redeem(ticket, &client).await
    } else {
        // The link is for whoever sits at this machine; it is also in its log.
        Err(Refused::OwnerElsewhere)
    };
    match redeemed {
        Ok(secret) => redirect("/", [session_cookie(app, Some(&secret))]),
        Err(Refused::Unavailable(why)) => unavailable(&why),
        Err(refused) => refuse(app, "owner", "/sign-in", &refused, Vec::new()),
    }
}

fn is_prefetch(headers: &HeaderMap) -> bool {
    headers
        .get("sec-purpose")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|purpose| purpose.contains("prefetch"))
}
