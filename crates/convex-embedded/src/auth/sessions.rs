//! Which connections belong to which session of an issuer, and which sessions have ended.
//!
//! A session is what the claim `sid` of a token names. Its end is told to every connection that speaks for it, and
//! its tokens are refused from then on, so that a client does not come back with the one it still has.

use super::Caller;
use crate::Error;
use crate::commits::deletions;
use convex_host::Host;
use convex_store::Store;
use parking_lot::Mutex;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// How long an ended session is remembered; longer than its tokens are valid.
const REMEMBER: Duration = Duration::from_secs(3600);
/// Most ended sessions that are remembered; beyond it the earliest are forgotten.
const MAX_ENDED: usize = 100_000;

/// The sessions of one deployment.
pub(crate) struct Sessions {
    state: Mutex<State>,
    host: Arc<dyn Host>,
}

#[derive(Default)]
struct State {
    connections: HashMap<Arc<str>, HashMap<u64, Arc<Notify>>>,
    next: u64,
    ended: HashMap<Arc<str>, Duration>,
    /// The same, the earliest first.
    order: VecDeque<(Arc<str>, Duration)>,
}

/// A connection that is told when its session ends; dropping it ends that.
pub(crate) struct Presence {
    sessions: Arc<Sessions>,
    session: Arc<str>,
    connection: u64,
}

impl Sessions {
    pub(crate) fn new(host: Arc<dyn Host>) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::default(),
            host,
        })
    }

    /// Refuses callers whose session has ended.
    pub(crate) fn admit(&self, caller: Caller) -> Result<Caller, Error> {
        match caller.session() {
            Some(session) if self.state.lock().has_ended(session, self.host.monotonic()) => {
                Err(ended())
            }
            _ => Ok(caller),
        }
    }

    /// As [`Self::admit`], and tells `waker` when the session ends. Nothing is between the two.
    pub(crate) fn join(
        self: &Arc<Self>,
        caller: &Caller,
        waker: &Arc<Notify>,
    ) -> Result<Option<Presence>, Error> {
        let Some(session) = caller.session() else {
            return Ok(None);
        };
        let mut state = self.state.lock();
        if state.has_ended(session, self.host.monotonic()) {
            return Err(ended());
        }
        let connection = state.next;
        state.next += 1;
        state
            .connections
            .entry(session.clone())
            .or_default()
            .insert(connection, waker.clone());
        Ok(Some(Presence {
            sessions: self.clone(),
            session: session.clone(),
            connection,
        }))
    }

    /// Tells every connection of the session, and refuses its tokens from now on. How many there were.
    pub(crate) fn end(&self, session: &str) -> usize {
        let now = self.host.monotonic();
        let mut state = self.state.lock();
        state.forget(now);
        let name: Arc<str> = Arc::from(session);
        if state.ended.insert(name.clone(), now).is_none() {
            state.order.push_back((name, now));
        }
        let connections = state.connections.get(session);
        for waker in connections.into_iter().flat_map(HashMap::values) {
            waker.notify_one();
        }
        connections.map_or(0, HashMap::len)
    }

    /// Ends the sessions whose documents commits delete from a table, until the store is closed.
    pub(crate) async fn follow(self: Arc<Self>, store: Store, table: String) {
        let mut committed = store.watch();
        let mut processed = *committed.borrow_and_update();
        while committed.changed().await.is_ok() {
            let latest = *committed.borrow_and_update();
            let ended = match store.changes_since(processed) {
                Some(commits) => deletions(&store, &table, &commits)
                    .map(|change| change.id.to_text())
                    .collect(),
                None => self.missing(&store, &table),
            };
            processed = latest;
            for session in ended {
                let sockets = self.end(&session);
                tracing::debug!(sockets, "a session ended");
            }
        }
    }

    /// After a gap: the sessions of connections that have no document any more.
    fn missing(&self, store: &Store, table: &str) -> Vec<String> {
        let connected: Vec<_> = self.state.lock().connections.keys().cloned().collect();
        let mut tx = store.begin();
        let is_missing = |session: &Arc<str>| {
            let id = tx.normalize_id(table, session);
            id.is_none_or(|id| matches!(tx.get(id), Ok(None)))
        };
        let missing = connected.into_iter().filter(is_missing);
        missing.map(|session| session.to_string()).collect()
    }
}

impl State {
    fn has_ended(&self, session: &str, now: Duration) -> bool {
        let at = self.ended.get(session);
        at.is_some_and(|at| now < *at + REMEMBER)
    }

    fn forget(&mut self, now: Duration) {
        while let Some((session, at)) = self.order.front() {
            if self.order.len() < MAX_ENDED && now < *at + REMEMBER {
                return;
            }
            self.ended.remove(session);
            self.order.pop_front();
        }
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        let mut state = self.sessions.state.lock();
        if let Some(connections) = state.connections.get_mut(&self.session) {
            connections.remove(&self.connection);
            if connections.is_empty() {
                state.connections.remove(&self.session);
            }
        }
    }
}

fn ended() -> Error {
    Error::unauthenticated(
        "SessionEnded",
        "The session of this token has ended; sign in again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::UserIdentity;
    use convex_host::SimHost;
    use convex_store::MemoryPersistence;
    use convex_values::Object;
    use serde_json::json;

    fn caller(session: &str) -> Caller {
        let attributes = json!({"issuer": "i", "subject": "s", "sid": session});
        let attributes = attributes.as_object().cloned().unwrap_or_default();
        let identity = UserIdentity::from_attributes(attributes).expect("complete");
        Caller::user(identity, None, None)
    }

    #[test]
    fn connections_that_are_gone_leave_nothing_behind() {
        let sessions = Sessions::new(Arc::new(SimHost::new(1, 0)));
        let waker = Arc::default();
        let join = |session: &str| sessions.join(&caller(session), &waker).expect("admitted");
        let both = [join("a"), join("a")];
        let other = join("b");
        assert_eq!(sessions.end("a"), 2);
        drop((both, other));
        assert!(sessions.state.lock().connections.is_empty());
        assert_eq!(Arc::strong_count(&waker), 1);
        assert!(
            sessions
                .join(&Caller::anonymous(), &waker)
                .is_ok_and(|none| none.is_none())
        );
    }

    #[tokio::test]
    async fn deleting_a_document_of_the_table_ends_its_session_whoever_does_it() {
        let host = Arc::new(SimHost::new(1, 0));
        let data = Box::new(MemoryPersistence::new());
        let store = Store::open(data, host.clone()).expect("empty");
        let mut tx = store.begin();
        let kept = tx.insert("sessions", Object::new()).expect("valid");
        let deleted = tx.insert("sessions", Object::new()).expect("valid");
        store.commit(tx).await.expect("committed");
        let sessions = Sessions::new(host);
        let waker = Arc::new(Notify::new());
        let presence = sessions.join(&caller(&deleted.to_text()), &waker);
        tokio::spawn(
            sessions
                .clone()
                .follow(store.clone(), "sessions".to_owned()),
        );
        // It has to be waiting before there is something to see.
        tokio::task::yield_now().await;
        let mut tx = store.begin();
        tx.delete(deleted).expect("there");
        store.commit(tx).await.expect("committed");
        waker.notified().await;
        assert!(sessions.admit(caller(&deleted.to_text())).is_err());
        assert!(sessions.admit(caller(&kept.to_text())).is_ok());
        assert!(presence.is_ok());
    }

    #[test]
    fn an_ended_session_is_refused_for_as_long_as_tokens_live_and_then_forgotten() {
        let host = Arc::new(SimHost::new(1, 0));
        let sessions = Sessions::new(host.clone());
        let code = |session: &str| sessions.admit(caller(session)).map_err(|error| error.code);
        sessions.end("a");
        sessions.end("a");
        assert_eq!(code("a"), Err("SessionEnded".into()));
        assert!(sessions.join(&caller("a"), &Arc::default()).is_err());
        assert!(code("b").is_ok());
        host.advance(REMEMBER);
        assert!(code("a").is_ok());
        sessions.end("b");
        assert_eq!(sessions.state.lock().ended.len(), 1);
        assert_eq!(sessions.state.lock().order.len(), 1);
    }
}
