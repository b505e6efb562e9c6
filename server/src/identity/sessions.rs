use super::owner_link::Ticket;
use super::{Person, hex};
use crate::data_dir::{self, DataDir};
use crate::failure::Failure;
use convex_host::Host;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How long a browser stays signed in.
const LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    /// Stable while the session lives; not its secret.
    pub(crate) id: String,
    pub(crate) person: Person,
}

/// All sessions, and the links that are used up. Survives restarts; a stolen file opens no session,
/// because only hashes are kept.
pub(crate) struct Sessions {
    path: PathBuf,
    host: Arc<dyn Host>,
    book: Mutex<Book>,
}

/// The file. Times are seconds since the Unix epoch.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Book {
    /// Hash of the cookie's value → when it ends.
    sessions: BTreeMap<String, u64>,
    /// Tickets that were used, until they would have ended anyway.
    used_links: BTreeMap<String, u64>,
}

impl Sessions {
    /// Reads the sessions of earlier runs.
    pub(crate) fn load(directory: &DataDir, host: Arc<dyn Host>) -> Result<Self, Failure> {
        let path = directory.sessions();
        let book = match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| Failure::ForeignData {
                path: path.clone(),
                reason: format!("it holds no sessions ({error})"),
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Book::default(),
            Err(error) => return Err(Failure::file("read", &path)(error)),
        };
        Ok(Self {
            path,
            host,
            book: Mutex::new(book),
        })
    }

    /// Turns a ticket into a session: the value of its cookie, or nothing if the ticket was used before.
    pub(crate) fn redeem(&self, ticket: Ticket) -> Result<Option<String>, Failure> {
        let now = self.now();
        let mut book = self.book.lock();
        if book.used_links.contains_key(&ticket.id) {
            return Ok(None);
        }
        let secret = hex(&self.host.seed());
        let mut next = book.clone();
        next.forget_ended(now);
        next.used_links.insert(ticket.id, ticket.ends_at);
        next.sessions
            .insert(digest(&secret), now + LIFETIME.as_secs());
        // On disk first: a ticket whose use could be forgotten would work twice.
        self.save(&next)?;
        *book = next;
        Ok(Some(secret))
    }

    /// The session of a cookie's value.
    pub(crate) fn find(&self, secret: &str) -> Option<Session> {
        let id = digest(secret);
        let ends_at = *self.book.lock().sessions.get(&id)?;
        (self.now() < ends_at).then(|| Session {
            id,
            person: Person::owner(),
        })
    }

    /// Whether the session of an id still lives.
    pub(crate) fn is_live(&self, id: &str) -> bool {
        let ends_at = self.book.lock().sessions.get(id).copied();
        ends_at.is_some_and(|ends_at| self.now() < ends_at)
    }

    /// Ends a session.
    pub(crate) fn end(&self, session: &Session) -> Result<(), Failure> {
        let mut book = self.book.lock();
        let mut next = book.clone();
        next.sessions.remove(&session.id);
        self.save(&next)?;
        *book = next;
        Ok(())
    }

    /// For the cookie.
    pub(crate) fn lifetime(&self) -> Duration {
        LIFETIME
    }

    fn save(&self, book: &Book) -> Result<(), Failure> {
        let content = serde_json::to_vec_pretty(book).unwrap_or_default();
        data_dir::write_private(&self.path, &content)
    }

    fn now(&self) -> u64 {
        Duration::from_nanos(self.host.unix_nanos()).as_secs()
    }
}

impl Book {
    fn forget_ended(&mut self, now: u64) {
        self.sessions.retain(|_, ends_at| now < *ends_at);
        self.used_links.retain(|_, ends_at| now < *ends_at);
    }
}

fn digest(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    fn ticket() -> Ticket {
        Ticket {
            id: "t".to_owned(),
            ends_at: 900,
        }
    }

    #[test]
    fn a_link_signs_in_once_also_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDir::open(folder.path()).unwrap();
        let host = Arc::new(SimHost::new(1, 0));
        let sessions = Sessions::load(&directory, host.clone()).unwrap();
        let cookie = sessions.redeem(ticket()).unwrap().unwrap();
        assert_eq!(sessions.redeem(ticket()).unwrap(), None);

        let restarted = Sessions::load(&directory, host).unwrap();
        assert_eq!(restarted.redeem(ticket()).unwrap(), None);
        assert_eq!(restarted.find(&cookie).unwrap().person, Person::owner());
        assert_eq!(restarted.find("guess"), None);
    }

    #[test]
    fn a_session_ends_by_signing_out_or_by_time() {
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDir::open(folder.path()).unwrap();
        let host = Arc::new(SimHost::new(1, 0));
        let sessions = Sessions::load(&directory, host.clone()).unwrap();
        let cookie = sessions.redeem(ticket()).unwrap().unwrap();
        let session = sessions.find(&cookie).unwrap();
        assert!(sessions.is_live(&session.id));
        sessions.end(&session).unwrap();
        assert_eq!(sessions.find(&cookie), None);
        assert!(!sessions.is_live(&session.id));

        let other = Ticket {
            id: "u".to_owned(),
            ends_at: 900,
        };
        let cookie = sessions.redeem(other).unwrap().unwrap();
        host.advance(LIFETIME);
        assert_eq!(sessions.find(&cookie), None);
    }

    #[test]
    fn the_file_holds_no_cookie() {
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDir::open(folder.path()).unwrap();
        let sessions = Sessions::load(&directory, Arc::new(SimHost::new(1, 0))).unwrap();
        let cookie = sessions.redeem(ticket()).unwrap().unwrap();
        assert!(
            !fs::read_to_string(directory.sessions())
                .unwrap()
                .contains(&cookie)
        );
    }
}
