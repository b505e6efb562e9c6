//! Making an account: the form, the mail, and the link in it.

use super::accounts::{Accounts, DAY, HOUR};
use super::limits::MailKind;
use super::mails;
use super::passwords::checked_email;
use super::records::NewPerson;
use super::refused::Refused;
use super::sessions::{Client, Session};
use super::tickets::{Purpose, Ticket};
use identity::password;
use identity::{Person, digest, random_token};
use serde::{Deserialize, Serialize};

/// Of a name, in UTF-16 code units, as the functions count.
const NAME_MAX: usize = 200;

/// What somebody typed who wants an account.
pub(crate) struct NewAccount<'a> {
    pub(crate) name: &'a str,
    pub(crate) email: &'a str,
    pub(crate) password: &'a str,
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
    /// What allowed it, where not everybody may.
    invitation: Option<Ticket>,
}

impl Accounts {
    /// Asks for an account. Whether the address is known shows in the mail only, not in the answer, and not in
    /// how long it takes: both hash once, look once and write once.
    pub(crate) async fn sign_up(
        &self,
        NewAccount {
            name,
            email,
            password,
        }: NewAccount<'_>,
        next: Option<String>,
        invitation: Option<&str>,
        client: &Client,
    ) -> Result<SignedUp, Refused> {
        if !self.may_sign_up(invitation) {
            return Err(Refused::SignUpClosed);
        }
        let (name, email) = (checked_name(name)?, checked_email(email)?);
        password::check(password, &[&name, &email])?;
        let place = self.hasher.place()?;
        self.limits.admit_form(client.address)?;
        let password_hash = place.hash(password).await?;
        let known = self.records.password_account(&email).await?.is_some();
        let browser = random_token(self.host.as_ref());
        let pending = PendingSignUp {
            name,
            email: email.clone(),
            password_hash,
            browser: digest(&browser),
            next,
            invitation: self.invitation(invitation),
        };
        let purpose = if known { "nothing" } else { "sign-up" };
        let token = self.issue(purpose, &pending, DAY).await?;
        if self.limits.admits_mail(MailKind::SignUp, &email) {
            self.mailer.send(match known {
                true => mails::account_exists(&self.origin, &email),
                false => mails::confirm_sign_up(&self.origin, &email, &token),
            });
        }
        Ok(SignedUp { browser })
    }

    /// Uses the link of a mail up. `browser` is the cookie that signing up has set, if it has.
    ///
    /// An address is proven by whoever reads its mails and is signed in to the account that names it: either
    /// alone may be somebody who wants the other's account.
    pub(crate) async fn verify(
        &self,
        token: &str,
        browser: Option<&str>,
        session: Option<&Session>,
        client: &Client,
    ) -> Result<Verified, Refused> {
        self.limits.admit_form(client.address)?;
        if let Some(pending) = self.consume::<PendingSignUp>("sign-up", token).await? {
            return self.complete_sign_up(pending, browser, client).await;
        }
        let person = &session.ok_or(Refused::LinkWithoutSession)?.person;
        let purpose = address_of(person);
        let email: Option<String> = self.consume(&purpose, token).await?;
        let email = email.ok_or(Refused::Link)?;
        self.records.confirm_email(&person.user_id, &email).await?;
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
        if let Some(invitation) = &pending.invitation {
            self.use_up(Purpose::Invite, invitation).await?;
        }
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

    /// Sends the link that proves the address of whoever is signed in.
    pub(crate) async fn resend_verification(&self, session: &Session) -> Result<(), Refused> {
        let person = &session.person;
        if person.email_verified
            || person.email.is_empty()
            || !self.limits.admits_mail(MailKind::Address, &person.email)
        {
            return Ok(());
        }
        let purpose = address_of(person);
        let token = self.issue(&purpose, &person.email, DAY).await?;
        let mail = mails::confirm_address(&self.origin, person, &token);
        self.mailer.send(mail);
        Ok(())
    }
}

/// The person is part of what the link is found by: nobody else uses it up.
fn address_of(person: &Person) -> String {
    format!("address:{}", person.user_id)
}

fn checked_name(name: &str) -> Result<String, Refused> {
    let name = name.trim();
    let is_fine = !name.is_empty() && name.encode_utf16().count() <= NAME_MAX;
    is_fine
        .then(|| name.to_owned())
        .ok_or(Refused::Input("Write your name, in up to 200 characters."))
}
