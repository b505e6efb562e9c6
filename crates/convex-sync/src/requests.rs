//! Mutations and actions between call and result.

use convex_typed::{ConvexError, ErrorKind};

use crate::{Outcome, wire, wire::Timestamp};

/// Names a call; unique for the life of a client, shared by mutations and actions.
pub type RequestId = u32;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Mutation,
    Action,
}

#[derive(Debug)]
enum Progress {
    /// Not on the wire yet.
    Unsent,
    /// Sent on the current connection.
    InFlight,
    /// A mutation that is committed; its result is out once results of `ts` or later are applied.
    Committed { ts: Timestamp, outcome: Outcome },
}

#[derive(Debug)]
struct Request {
    id: RequestId,
    kind: Kind,
    path: String,
    args: String,
    progress: Progress,
}

impl Request {
    fn text(&self) -> String {
        let kind = match self.kind {
            Kind::Mutation => "Mutation",
            Kind::Action => "Action",
        };
        wire::request(kind, self.id, &self.path, &self.args)
    }
}

/// A call that has come to its end.
pub(crate) type Settled = (RequestId, Outcome);

/// All calls without a result, in the order of their making.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    next: RequestId,
    open: Vec<Request>,
}

impl Requests {
    pub(crate) fn add(&mut self, kind: Kind, path: &str, args: &str) -> RequestId {
        let id = self.next;
        self.next += 1;
        let (path, args) = (path.to_owned(), args.to_owned());
        self.open.push(Request {
            id,
            kind,
            path,
            args,
            progress: Progress::Unsent,
        });
        id
    }

    /// The texts of all unsent calls, which count as sent from now on.
    pub(crate) fn send_unsent(&mut self) -> Vec<String> {
        let unsent = self
            .open
            .iter_mut()
            .filter(|request| matches!(request.progress, Progress::Unsent));
        unsent
            .map(|request| {
                request.progress = Progress::InFlight;
                request.text()
            })
            .collect()
    }

    /// The connection is gone. Mutations will be sent again, even answered ones whose effects are not
    /// visible yet: the deployment recognises them. Actions that were sent end here.
    pub(crate) fn disconnected(&mut self) -> Vec<Settled> {
        let mut lost = Vec::new();
        self.open.retain_mut(|request| {
            let in_flight = !matches!(request.progress, Progress::Unsent);
            if request.kind == Kind::Action && in_flight {
                let error = ConvexError::new(
                    ErrorKind::ConnectionLost,
                    "connection lost while the action was in flight",
                );
                lost.push((request.id, Err(error)));
                return false;
            }
            request.progress = Progress::Unsent;
            true
        });
        lost
    }

    /// A mutation was answered. Failures end it; a success waits for its timestamp.
    pub(crate) fn mutation_response(
        &mut self,
        id: RequestId,
        outcome: Outcome,
        ts: Option<Timestamp>,
    ) -> Option<Settled> {
        let position = self.position(id, Kind::Mutation)?;
        match (outcome, ts) {
            (Ok(value), Some(ts)) => {
                self.open[position].progress = Progress::Committed {
                    ts,
                    outcome: Ok(value),
                };
                None
            }
            (outcome, _) => {
                self.open.remove(position);
                Some((id, outcome))
            }
        }
    }

    pub(crate) fn action_response(&mut self, id: RequestId, outcome: Outcome) -> Option<Settled> {
        let position = self.position(id, Kind::Action)?;
        self.open.remove(position);
        Some((id, outcome))
    }

    fn position(&self, id: RequestId, kind: Kind) -> Option<usize> {
        self.open
            .iter()
            .position(|request| request.id == id && request.kind == kind)
    }

    /// Results of this timestamp are applied: ends the mutations that are in them.
    pub(crate) fn reached(&mut self, now: Timestamp) -> Vec<Settled> {
        let mut settled = Vec::new();
        self.open.retain(|request| match &request.progress {
            Progress::Committed { ts, outcome } if *ts <= now => {
                settled.push((request.id, outcome.clone()));
                false
            }
            _ => true,
        });
        settled
    }

    /// The client stops: nothing will be answered any more.
    pub(crate) fn close(&mut self, message: &str) -> Vec<Settled> {
        let error = ConvexError::new(ErrorKind::Closed, message);
        std::mem::take(&mut self.open)
            .into_iter()
            .map(|request| (request.id, Err(error.clone())))
            .collect()
    }

    /// Whether the call has not come to its end.
    pub(crate) fn is_open(&self, id: RequestId) -> bool {
        self.open.iter().any(|request| request.id == id)
    }

    /// Calls that the current connection has still to answer.
    pub(crate) fn unanswered(&self) -> impl Iterator<Item = RequestId> + '_ {
        let in_flight = self
            .open
            .iter()
            .filter(|request| matches!(request.progress, Progress::InFlight));
        in_flight.map(|request| request.id)
    }

    pub(crate) fn count(&self, kind: Kind) -> u32 {
        self.open
            .iter()
            .filter(|request| request.kind == kind)
            .count() as u32
    }
}
