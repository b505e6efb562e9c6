//! What people do with their passwords.

use super::accounts::{Accounts, HOUR, identifier};
use super::limits::{Guess, MailKind};
use super::mails;
use super::refused::Refused;
use super::sessions::{Client, Session};
use identity::password::{self, Verdict};
use identity::{Person, random_token};

/// Of an address, in bytes: RFC 5321, less the brackets.
const EMAIL_MAX: usize = 254;

/// What the cookie of a known browser is sealed for.
const DEVICE: &str = "device";

impl Accounts {
    /// With e-mail and password: the value of the browser's cookie.
    pub(crate) async fn sign_in(
        &self,
        email: &str,
        password: &str,
        client: &Client,
    ) -> Result<String, Refused> {
        let email = normalised(email);
        // Before anything is looked up: a crowd at the door must not cost those who are inside.
        let place = self.hasher.place()?;
        let guess = self.guess(&email, &email, client);
        self.limits.admit_password(&guess)?;
        let not_compared = || self.limits.password_was_not_compared(&guess);
        let account = self.records.password_account(&email).await;
        let account = account.inspect_err(|_| not_compared())?;
        let kept = account.as_ref().map(|account| &*account.password_hash);
        let verdict = place.verify(password, kept).await;
        let verdict = verdict.inspect_err(|_| not_compared())?;
        let Some(account) = account.filter(|_| verdict != Verdict::Wrong) else {
            return Err(Refused::Credentials(self.limits.tries_left(&guess)));
        };
        self.limits.password_was_right(&guess);
        // Another time will do where many wait.
        if verdict == Verdict::RightButDated
            && let Ok(hash) = self.hasher.hash(password).await
        {
            let user_id = &account.person.user_id;
            self.records.set_password(user_id, hash).await?;
        }
        Ok(self.begin(&account.person, client).await?)
    }

    /// For a cookie: tells a browser that has signed in to an account from those of guessers. It lets nobody
    /// in.
    pub(crate) fn device(&self, email: &str) -> String {
        let id = random_token(self.host.as_ref());
        let device = format!("{id} {}", normalised(email));
        self.cipher.seal(DEVICE, &device)
    }

    /// A try at the password of `account`, whose person signs in with `email`.
    fn guess<'a>(&self, account: &'a str, email: &str, client: &Client) -> Guess<'a> {
        let device = client.device.as_deref();
        let device = device.and_then(|device| self.cipher.open(DEVICE, device));
        let is_own = |device: &String| device.split_once(' ').is_some_and(|(_, of)| of == email);
        Guess {
            account,
            address: client.address,
            device: device.filter(is_own),
        }
    }

    /// Sends a link for choosing a new password, if there is an account.
    pub(crate) async fn forgot(&self, email: &str, client: &Client) -> Result<(), Refused> {
        let email = checked_email(email)?;
        self.limits.admit_form(client.address)?;
        let account = self.records.password_account(&email).await?;
        // Both write once, and neither waits for the mail.
        match account.filter(|_| self.limits.admits_mail(MailKind::Reset, &email)) {
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
        let identifier = identifier("reset", token);
        let person = self.records.person_of_reset(&identifier).await?;
        let person = person.ok_or(Refused::Link)?;
        password::check(password, &[&person.name, &person.email])?;
        let hash = self.hasher.hash(password).await?;
        if !self.records.reset_password(&identifier, hash).await? {
            return Err(Refused::Link);
        }
        self.mailer
            .send(mails::password_changed(&self.origin, &person.email));
        Ok(())
    }

    /// Chooses another password while signed in, and signs out everywhere else. Whoever has none yet needs
    /// none for that; says whether there was one.
    pub(crate) async fn change_password(
        &self,
        session: &Session,
        current: &str,
        password: &str,
        client: &Client,
    ) -> Result<bool, Refused> {
        let person = &session.person;
        password::check(password, &[&person.name, &person.email])?;
        let has_password = self.check_current(person, current, client).await?;
        if !has_password && !person.email_verified {
            return Err(Refused::Input(
                "Confirm your e-mail address first: it is what you will sign in with.",
            ));
        }
        let hash = self.hasher.hash(password).await?;
        let (user_id, session_id) = (&person.user_id, &session.id);
        let change = self.records.change_password(user_id, hash, session_id);
        if !change.await? {
            return Err(Refused::AddressTaken);
        }
        self.mailer
            .send(mails::password_changed(&self.origin, &person.email));
        Ok(has_password)
    }

    /// The current password of somebody who has one; false for somebody who has none.
    pub(super) async fn check_current(
        &self,
        person: &Person,
        password: &str,
        client: &Client,
    ) -> Result<bool, Refused> {
        let Some(kept) = self.records.password_of(&person.user_id).await? else {
            return Ok(false);
        };
        let guess = self.guess(&person.user_id, &person.email, client);
        let place = self.hasher.place()?;
        self.limits.admit_password(&guess)?;
        let verdict = place.verify(password, Some(&kept)).await;
        match verdict.inspect_err(|_| self.limits.password_was_not_compared(&guess))? {
            Verdict::Wrong => Err(Refused::CurrentPassword),
            Verdict::Right | Verdict::RightButDated => {
                self.limits.password_was_right(&guess);
                Ok(true)
            }
        }
    }
}

fn normalised(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Whether a mail gets there is seen when its link comes back; this only catches slips.
pub(super) fn checked_email(email: &str) -> Result<String, Refused> {
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
