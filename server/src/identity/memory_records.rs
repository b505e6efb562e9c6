//! The tables of identity as tests need them: what `convex/` does is proven there.

use super::records::{
    Connected, Connection, ExpiringGrant, NewPerson, NewSession, Origin, PasswordAccount, Records,
    SealedGrant, SealedKey, SessionRecord, Unavailable, Verification,
};
use async_trait::async_trait;
use identity::Person;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

#[derive(Default)]
pub(crate) struct MemoryRecords {
    tables: Mutex<Tables>,
    /// Whether sessions cannot be looked up.
    is_away: AtomicBool,
}

#[derive(Default)]
struct Tables {
    sessions: HashMap<String, (NewSession, String)>,
    people: HashMap<String, Person>,
    passwords: HashMap<String, String>,
    connections: HashMap<(String, String), String>,
    verifications: HashMap<String, String>,
    deletions: Vec<String>,
    keys: Vec<SealedKey>,
    count: usize,
}

impl MemoryRecords {
    /// Everything that is kept, as text.
    pub(crate) fn dump(&self) -> String {
        let tables = self.tables.lock();
        format!(
            "{:?} {:?} {:?} {:?} {:?}",
            tables.sessions, tables.people, tables.passwords, tables.verifications, tables.keys
        )
    }

    /// From now on sessions can be looked up, or not.
    pub(crate) fn go_away(&self, is_away: bool) {
        self.is_away.store(is_away, Ordering::Relaxed);
    }

    /// Who has asked to be deleted.
    pub(crate) fn deletions(&self) -> Vec<String> {
        self.tables.lock().deletions.clone()
    }
}

impl Tables {
    fn id(&mut self) -> String {
        self.count += 1;
        format!("id{}", self.count)
    }

    fn insert(&mut self, person: NewPerson) -> Person {
        let person = Person {
            user_id: self.id(),
            external_id: person.external_id,
            name: person.name,
            email: person.email,
            image: None,
            email_verified: true,
        };
        self.people.insert(person.user_id.clone(), person.clone());
        person
    }

    fn replace_password(&mut self, user_id: &str, hash: String, except: Option<&str>) {
        self.passwords.insert(user_id.to_owned(), hash);
        self.verifications.retain(|identifier, value| {
            !(identifier.starts_with("reset:") && value.as_str() == user_id)
        });
        self.sessions
            .retain(|_, (session, id)| session.user_id != user_id || Some(id.as_str()) == except);
    }

    fn by_email(&self, email: &str) -> Option<&Person> {
        let has_password = |person: &&Person| self.passwords.contains_key(&person.user_id);
        self.people
            .values()
            .filter(has_password)
            .find(|person| person.email == email)
    }
}

#[async_trait]
impl Records for MemoryRecords {
    async fn session(&self, token_hash: &str) -> Result<Option<SessionRecord>, Unavailable> {
        if self.is_away.load(Ordering::Relaxed) {
            return Err(Unavailable("away".to_owned()));
        }
        let tables = self.tables.lock();
        let found = tables.sessions.get(token_hash);
        Ok(found.map(|(session, session_id)| SessionRecord {
            session_id: session_id.clone(),
            last_seen_at: session.expires_at,
            ends_at: session.expires_at,
            person: tables.people[&session.user_id].clone(),
        }))
    }

    async fn create_session(&self, session: NewSession) -> Result<String, Unavailable> {
        let mut tables = self.tables.lock();
        let id = tables.id();
        tables
            .sessions
            .insert(session.token_hash.clone(), (session, id.clone()));
        Ok(id)
    }

    async fn touch_session(&self, _session_id: &str, _origin: Origin) -> Result<(), Unavailable> {
        Ok(())
    }

    async fn end_session(&self, session_id: &str) -> Result<(), Unavailable> {
        self.tables
            .lock()
            .sessions
            .retain(|_, (_, id)| id != session_id);
        Ok(())
    }

    async fn end_sessions(&self, user_id: &str, except: Option<&str>) -> Result<(), Unavailable> {
        self.tables
            .lock()
            .sessions
            .retain(|_, (session, id)| session.user_id != user_id || Some(id.as_str()) == except);
        Ok(())
    }

    async fn has_accounts(&self) -> Result<bool, Unavailable> {
        Ok(!self.tables.lock().passwords.is_empty())
    }

    async fn owner(&self, owner: NewPerson) -> Result<Person, Unavailable> {
        let mut tables = self.tables.lock();
        let known = tables
            .people
            .values()
            .find(|person| person.external_id == owner.external_id);
        let known = known.cloned();
        Ok(known.unwrap_or_else(|| tables.insert(owner)))
    }

    async fn password_account(&self, email: &str) -> Result<Option<PasswordAccount>, Unavailable> {
        let tables = self.tables.lock();
        Ok(tables.by_email(email).map(|person| PasswordAccount {
            person: person.clone(),
            password_hash: tables.passwords[&person.user_id].clone(),
        }))
    }

    async fn password_of(&self, user_id: &str) -> Result<Option<String>, Unavailable> {
        Ok(self.tables.lock().passwords.get(user_id).cloned())
    }

    async fn sign_up(
        &self,
        person: NewPerson,
        password_hash: String,
    ) -> Result<Option<Person>, Unavailable> {
        let mut tables = self.tables.lock();
        if tables.by_email(&person.email).is_some() {
            return Ok(None);
        }
        let person = tables.insert(person);
        tables
            .passwords
            .insert(person.user_id.clone(), password_hash);
        Ok(Some(person))
    }

    async fn set_password(&self, user_id: &str, password_hash: String) -> Result<(), Unavailable> {
        let mut tables = self.tables.lock();
        tables.passwords.insert(user_id.to_owned(), password_hash);
        Ok(())
    }

    async fn change_password(
        &self,
        user_id: &str,
        password_hash: String,
        except: &str,
    ) -> Result<bool, Unavailable> {
        let mut tables = self.tables.lock();
        let email = tables.people[user_id].email.clone();
        let holder = tables.by_email(&email);
        let is_own = |holder: &Person| holder.user_id == user_id;
        if !holder.is_none_or(is_own) {
            return Ok(false);
        }
        tables.replace_password(user_id, password_hash, Some(except));
        Ok(true)
    }

    async fn person_of_reset(&self, identifier: &str) -> Result<Option<Person>, Unavailable> {
        let tables = self.tables.lock();
        let user_id = tables.verifications.get(identifier);
        Ok(user_id.and_then(|user_id| tables.people.get(user_id).cloned()))
    }

    async fn reset_password(
        &self,
        identifier: &str,
        password_hash: String,
    ) -> Result<bool, Unavailable> {
        let mut tables = self.tables.lock();
        let Some(user_id) = tables.verifications.remove(identifier) else {
            return Ok(false);
        };
        tables.replace_password(&user_id, password_hash, None);
        Ok(true)
    }

    async fn confirm_email(&self, user_id: &str, _email: &str) -> Result<(), Unavailable> {
        if let Some(person) = self.tables.lock().people.get_mut(user_id) {
            person.email_verified = true;
        }
        Ok(())
    }

    async fn connect(&self, connection: Connection) -> Result<Connected, Unavailable> {
        let mut tables = self.tables.lock();
        let key = (connection.provider_id, connection.account_id);
        if let Some(user_id) = tables.connections.get(&key) {
            let person = tables.people[user_id].clone();
            return Ok(Connected::Known { person });
        }
        if let Some(user_id) = connection.link_to {
            tables.connections.insert(key, user_id);
            return Ok(Connected::Linked);
        }
        let Some(profile) = connection.profile else {
            return Ok(Connected::Closed);
        };
        let mut person = tables.insert(NewPerson {
            external_id: profile.external_id,
            name: profile.name,
            email: profile.email,
        });
        person.email_verified = profile.email_verified;
        let kept = person.clone();
        tables.people.insert(person.user_id.clone(), kept);
        tables.connections.insert(key, person.user_id.clone());
        Ok(Connected::Created { person })
    }

    async fn expiring_grants(
        &self,
        _providers: &[String],
        _before: f64,
    ) -> Result<Vec<ExpiringGrant>, Unavailable> {
        Ok(Vec::new())
    }

    async fn put_grant(&self, _id: &str, _grant: Option<SealedGrant>) -> Result<(), Unavailable> {
        Ok(())
    }

    async fn put_provider_key(&self, key: SealedKey) -> Result<(), Unavailable> {
        self.tables.lock().keys.push(key);
        Ok(())
    }

    async fn request_deletion(&self, user_id: &str) -> Result<(), Unavailable> {
        self.tables.lock().deletions.push(user_id.to_owned());
        Ok(())
    }

    async fn issue(&self, verification: Verification) -> Result<bool, Unavailable> {
        let mut tables = self.tables.lock();
        let identifier = verification.identifier;
        let is_new = !tables.verifications.contains_key(&identifier);
        tables
            .verifications
            .entry(identifier)
            .or_insert(verification.value);
        Ok(is_new)
    }

    async fn consume(&self, identifier: &str) -> Result<Option<String>, Unavailable> {
        Ok(self.tables.lock().verifications.remove(identifier))
    }
}
