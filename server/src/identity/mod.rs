//! Who is who: accounts, sessions, links in mails, other providers, and the secrets of the instance.
//!
//! Nothing here knows HTTP: the `web` modules turn requests into these calls. Nothing here knows the
//! deployment either, apart from one implementation of [`Records`].

mod accounts;
mod convex_records;
mod flows;
mod limits;
mod mails;
#[cfg(test)]
mod memory_records;
mod passwords;
mod providers;
mod records;
mod refused;
mod secrets;
mod sessions;
mod sign_up;
mod tickets;
mod upkeep;

pub(crate) use accounts::{Accounts, SignUp, is_owner};
pub(crate) use convex_records::{ConvexRecords, SeededPerson};
pub(crate) use flows::{Arrival, Departure, Landed};
pub(crate) use limits::Limits;
#[cfg(test)]
pub(crate) use memory_records::MemoryRecords;
pub(crate) use providers::Providers;
#[cfg(test)]
pub(crate) use records::{Connected, ConnectedProfile, Connection, NewSession};
pub(crate) use records::{Records, Unavailable};
pub(crate) use refused::Refused;
pub(crate) use secrets::Secrets;
pub(crate) use sessions::{Client, LIFETIME as SESSION_LIFETIME, Session};
pub(crate) use sign_up::{NewAccount, Verified};
pub(crate) use tickets::{Purpose, Tickets};
pub(crate) use upkeep::maintain;
