use super::limits::Limits;
use super::mails;
use super::owner_link::OwnerLinks;
use super::providers::Providers;
use super::records::{NewPerson, Records, Unavailable, Verification};
use super::refused::Refused;
use super::sessions::{Client, Session};
use convex_host::Host;
use identity::password::{self, Hasher, Verdict};
use identity::{Cipher, ISSUER, Mailer, Person, digest, hex, random_token};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

const NAME_MAX: usize = 200;
/// Of RFC 5321, less the brackets.
const EMAIL_MAX: usize = 254;

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum SignUp {
    /// Everybody who reaches the server.
    Open,
    /// Nobody: people are there already, or come through the owner's link.
    Closed,
}

/// What people do with their accounts. Clones are one.
pub(crate) struct Accounts {
    pub(super) records: Arc<dyn Records>,
    pub(super) host: Arc<dyn Host>,
    pub(super) cipher: Cipher,
    pub(super) providers: Providers,
    /// Where browsers reach the server.
    pub(super) origin: String,
    pub(super) sign_up: SignUp,
    hasher: Hasher,
    limits: Limits,
    mailer: Mailer,
    links: OwnerLinks,
}

/// What [`Accounts`] is made of.
pub(crate) struct Parts {
    pub(crate) records: Arc<dyn Records>,
    pub(crate) host: Arc<dyn Host>,
    pub(crate) cipher: Cipher,
    pub(crate) providers: Providers,
    pub(crate) origin: String,
    pub(crate) sign_up: SignUp,
    pub(crate) hasher: Hasher,
    pub(crate) mailer: Mailer,
    pub(crate) links: OwnerLinks,
}

/// The form was taken; a mail says how to go on. The same for everybody.
pub(crate) struct SignedUp {
    /// For a cookie: the browser that the account will belong to.
    pub(crate) browser: String,
}

/// What a link in a mail led to.
pub(crate) enum Verified {
    /// The account is made, and this browser signed in to it.
    SignedIn {
        secret: String,
        next: Option<String>,
    },
    /// The account is made, but another browser asked for it: whoever opened the mail chooses the password.
    ChoosePassword { token: String },
    /// The address of somebody who has an account is proven.
    Address,
}

/// What is kept of the form until the address is proven.
#[derive(Serialize, Deserialize)]
struct PendingSignUp {
    name: String,
    email: String,
    password_hash: String,
    /// Hash of the browser's cookie.
    browser: String,
    next: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct PendingAddress {
    user_id: String,
    email: String,
}

impl Accounts {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            limits: Limits::new(parts.host.clone()),
            records: parts.records,
            host: parts.host,
            cipher: parts.cipher,
            providers: parts.providers,
            origin: parts.origin,
            sign_up: parts.sign_up,
            hasher: parts.hasher,
            mailer: parts.mailer,
            links: parts.links,
        }
    }

    /// Where mails that cannot be sent are read.
    pub(crate) fn mailer(&self) -> &Mailer {
        &self.mailer
    }

    pub(crate) fn providers(&self) -> &Providers {
        &self.providers
    }

    pub(crate) fn cipher(&self) -> &Cipher {
        &self.cipher
    }

    pub(crate) fn is_sign_up_open(&self) -> bool {
        self.sign_up == SignUp::Open
    }

    /// With e-mail and password: the value of the browser's cookie.
    pub(crate) async fn sign_in(
        &self,
        email: &str,
        password: &str,
        client: &Client,
    ) -> Result<String, Refused> {
        let email = normalised(email);
        self.limits.admit_password(&email, client.address)?;
        let account = self.records.password_account(&email).await;
        let account = account.inspect_err(|_| self.not_compared(&email, client))?;
        let kept = account.as_ref().map(|account| &*account.password_hash);
        let verdict = self.hasher.verify(password, kept).await;
        let verdict = verdict.inspect_err(|_| self.not_compared(&email, client))?;
        let Some(account) = account.filter(|_| verdict != Verdict::Wrong) else {
            return Err(Refused::Credentials);
        };
        self.limits.password_was_right(&email, client.address);
        if verdict == Verdict::RightButDated {
            let hash = self.hasher.hash(password).await?;
            let user_id = &account.person.user_id;
            self.records.set_password(user_id, hash).await?;
        }
        Ok(self.begin(&account.person, client).await?)
    }

    fn not_compared(&self, email: &str, client: &Client) {
        self.limits.password_was_not_compared(email, client.address);
    }

    /// Asks for an account. Whether the address is known shows in the mail only, not in the answer, and not in
    /// how long it takes: both hash once, look once and write once.
    pub(crate) async fn sign_up(
        &self,
        name: &str,
        email: &str,
        password: &str,
        next: Option<String>,
        client: &Client,
    ) -> Result<SignedUp, Refused> {
        if !self.is_sign_up_open() {
            return Err(Refused::SignUpClosed);
        }
        let (name, email) = (checked_name(name)?, checked_email(email)?);
        password::check(password, &[&name, &email])?;
        self.limits.admit_form(client.address)?;
        let password_hash = self.hasher.hash(password).await?;
        let known = self.records.password_account(&email).await?.is_some();
        let browser = random_token(self.host.as_ref());
        let pending = PendingSignUp {
            name,
            email: email.clone(),
            password_hash,
            browser: digest(&browser),
            next,
        };
        let purpose = if known { "nothing" } else { "sign-up" };
        let token = self.issue(purpose, &pending, DAY).await?;
        if self.limits.admits_mail(&email) {
            self.mailer.send(match known {
                true => mails::account_exists(&self.origin, &email),
                false => mails::confirm_sign_up(&self.origin, &email, &token),
            });
        }
        Ok(SignedUp { browser })
    }

    /// Uses the link of a mail up. `browser` is the cookie that signing up has set, if it has.
    pub(crate) async fn verify(
        &self,
        token: &str,
        browser: Option<&str>,
        client: &Client,
    ) -> Result<Verified, Refused> {
        self.limits.admit_form(client.address)?;
        if let Some(pending) = self.consume::<PendingSignUp>("sign-up", token).await? {
            return self.complete_sign_up(pending, browser, client).await;
        }
        let pending = self.consume::<PendingAddress>("address", token).await?;
        let pending = pending.ok_or(Refused::Link)?;
        self.records
            .confirm_email(&pending.user_id, &pending.email)
            .await?;
        Ok(Verified::Address)
    }

    /// Whoever opens the mail owns the address, whoever typed the password maybe not: only the browser that
    /// has done both gets in with it. Otherwise somebody could make an account for a stranger's address, wait
    /// for the stranger's click, and know the password.
    async fn complete_sign_up(
        &self,
        pending: PendingSignUp,
        browser: Option<&str>,
        client: &Client,
    ) -> Result<Verified, Refused> {
        let is_same = browser.is_some_and(|browser| digest(browser) == pending.browser);
        let password_hash = if is_same {
            pending.password_hash
        } else {
            self.hasher.hash(&random_token(self.host.as_ref())).await?
        };
        let person = NewPerson {
            external_id: self.new_external_id(),
            name: pending.name,
            email: pending.email,
        };
        let person = self.records.sign_up(person, password_hash).await?;
        let person = person.ok_or(Refused::Link)?;
        if is_same {
            let secret = self.begin(&person, client).await?;
            let next = pending.next;
            return Ok(Verified::SignedIn { secret, next });
        }
        let token = self.issue_for(&person, "reset", HOUR).await?;
        Ok(Verified::ChoosePassword { token })
    }

    /// Sends a link for choosing a new password, if there is an account.
    pub(crate) async fn forgot(&self, email: &str, client: &Client) -> Result<(), Refused> {
        let email = checked_email(email)?;
        self.limits.admit_form(client.address)?;
        let account = self.records.password_account(&email).await?;
        // Both write once, and neither waits for the mail.
        match account.filter(|_| self.limits.admits_mail(&email)) {
            None => self.issue("nothing", &"", HOUR).await.map(drop)?,
            Some(account) => {
                let token = self.issue_for(&account.person, "reset", HOUR).await?;
                self.mailer.send(mails::reset(&self.origin, &email, &token));
            }
        }
        Ok(())
    }

    /// Chooses a new password with the link of a mail, and signs out everywhere.
    pub(crate) async fn reset(
        &self,
        token: &str,
        password: &str,
        client: &Client,
    ) -> Result<(), Refused> {
        password::check(password, &[])?;
        self.limits.admit_form(client.address)?;
        let hash = self.hasher.hash(password).await?;
        let identifier = identifier("reset", token);
        let is_done = self.records.reset_password(&identifier, hash).await?;
        is_done.then_some(()).ok_or(Refused::Link)
    }

    /// Sends the link that proves the address of whoever is signed in.
    pub(crate) async fn resend_verification(&self, session: &Session) -> Result<(), Refused> {
        let person = &session.person;
        if person.email_verified
            || person.email.is_empty()
            || !self.limits.admits_mail(&person.email)
        {
            return Ok(());
        }
        let pending = PendingAddress {
            user_id: person.user_id.clone(),
            email: person.email.clone(),
        };
        let token = self.issue("address", &pending, DAY).await?;
        let mail = mails::confirm_address(&self.origin, &person.email, &token);
        self.mailer.send(mail);
        Ok(())
    }

    /// Chooses another password while signed in, and signs out everywhere else. Whoever has none yet needs
    /// none for that.
    pub(crate) async fn change_password(
        &self,
        session: &Session,
        current: &str,
        password: &str,
        client: &Client,
    ) -> Result<(), Refused> {
        let person = &session.person;
        password::check(password, &[&person.name, &person.email])?;
        self.check_current(person, current, client).await?;
        let hash = self.hasher.hash(password).await?;
        self.records.set_password(&person.user_id, hash).await?;
        self.records
            .end_sessions(&person.user_id, Some(&session.id))
            .await?;
        if self.limits.admits_mail(&person.email) {
            self.mailer
                .send(mails::password_changed(&self.origin, &person.email));
        }
        Ok(())
    }

    /// Begins the grace period after which everything of the person goes, and signs out everywhere. Whoever
    /// has no password writes the word `DELETE`.
    pub(crate) async fn delete(
        &self,
        session: &Session,
        proof: &str,
        client: &Client,
    ) -> Result<(), Refused> {
        let person = &session.person;
        let has_password = self.check_current(person, proof, client).await?;
        if !has_password && proof != "DELETE" {
            return Err(Refused::Input("Write the word DELETE to confirm."));
        }
        self.records.request_deletion(&person.user_id).await?;
        Ok(self.records.end_sessions(&person.user_id, None).await?)
    }

    /// The current password of somebody who has one; false for somebody who has none.
    async fn check_current(
        &self,
        person: &Person,
        password: &str,
        client: &Client,
    ) -> Result<bool, Refused> {
        let Some(kept) = self.records.password_of(&person.user_id).await? else {
            return Ok(false);
        };
        let account = &person.user_id;
        self.limits.admit_password(account, client.address)?;
        let verdict = self.hasher.verify(password, Some(&kept)).await;
        match verdict.inspect_err(|_| self.not_compared(account, client))? {
            Verdict::Wrong => Err(Refused::CurrentPassword),
            Verdict::Right | Verdict::RightButDated => {
                self.limits.password_was_right(account, client.address);
                Ok(true)
            }
        }
    }

    /// Signs the owner in with a link: the value of the browser's cookie.
    pub(crate) async fn redeem(&self, ticket: &str, client: &Client) -> Result<String, Refused> {
        let ticket = self.links.check(ticket).ok_or(Refused::Link)?;
        let used = Verification {
            identifier: format!("owner-link:{}", ticket.id),
            value: String::new(),
            // The table forgets the link when it would have ended anyway.
            expires_at: Duration::from_secs(ticket.ends_at).as_secs_f64() * 1000.0,
        };
        if !self.records.issue(used).await? {
            return Err(Refused::Link);
        }
        let owner = NewPerson {
            external_id: format!("{ISSUER}|owner"),
            name: "Owner".to_owned(),
            email: "owner@conclave.localhost".to_owned(),
        };
        let person = self.records.owner(owner).await?;
        Ok(self.begin(&person, client).await?)
    }

    /// Whether anybody can sign in without the owner's link.
    pub(crate) async fn exist(&self) -> Result<bool, Unavailable> {
        self.records.has_accounts().await
    }

    /// Chosen once per person, and never told from anything else.
    pub(super) fn new_external_id(&self) -> String {
        format!("{ISSUER}|{}", hex(&self.host.seed()[..16]))
    }

    async fn issue_for(
        &self,
        person: &Person,
        purpose: &str,
        lifetime: Duration,
    ) -> Result<String, Unavailable> {
        self.issue_text(purpose, person.user_id.clone(), lifetime)
            .await
    }

    async fn issue(
        &self,
        purpose: &str,
        about: &impl Serialize,
        lifetime: Duration,
    ) -> Result<String, Unavailable> {
        let value = serde_json::to_string(about).unwrap_or_default();
        self.issue_text(purpose, value, lifetime).await
    }

    /// A token that is good once for a purpose.
    async fn issue_text(
        &self,
        purpose: &str,
        value: String,
        lifetime: Duration,
    ) -> Result<String, Unavailable> {
        let token = random_token(self.host.as_ref());
        let verification = Verification {
            identifier: identifier(purpose, &token),
            value,
            expires_at: self.host.unix_millis() + lifetime.as_secs_f64() * 1000.0,
        };
        self.records.issue(verification).await?;
        Ok(token)
    }

    async fn consume<T: for<'a> Deserialize<'a>>(
        &self,
        purpose: &str,
        token: &str,
    ) -> Result<Option<T>, Unavailable> {
        let value = self.records.consume(&identifier(purpose, token)).await?;
        Ok(value.and_then(|value| serde_json::from_str(&value).ok()))
    }
}

fn identifier(purpose: &str, token: &str) -> String {
    format!("{purpose}:{}", digest(token))
}

fn normalised(email: &str) -> String {
    email.trim().to_lowercase()
}

fn checked_name(name: &str) -> Result<String, Refused> {
    let name = name.trim();
    let is_fine = !name.is_empty() && name.encode_utf16().count() <= NAME_MAX;
    is_fine
        .then(|| name.to_owned())
        .ok_or(Refused::Input("Write your name, in up to 200 characters."))
}

/// Whether a mail gets there is seen when its link comes back; this only catches slips.
fn checked_email(email: &str) -> Result<String, Refused> {
    let email = normalised(email);
    let is_fine = email.len() <= EMAIL_MAX
        && !email.contains(|character: char| character.is_whitespace() || character.is_control())
        && email
            .rsplit_once('@')
            .is_some_and(|(local, host)| !local.is_empty() && host.contains(|c| c != '.'));
    is_fine.then_some(email).ok_or(Refused::Input(
        "Write your e-mail address, like name@example.org.",
    ))
}
