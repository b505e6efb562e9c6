//! Running functions: finding them, checking what goes in and out, caching, retrying, committing.
//!
//! The engine knows neither sockets nor HTTP: transports hand it a call and get encoded JSON text back.

mod action;
mod address;
mod adhoc;
mod cache;
mod call;
mod callee;
mod engine;
mod http_action;
mod mutation;
mod present;
mod query;
mod registry;
mod requests;
mod system;
mod system_mutation;
mod system_query;
mod turnover;

pub(crate) use action::ActionCall;
use action::NoNestedCalls;
pub(crate) use address::{Address, Target};
pub(crate) use cache::{Cache, Watch};
pub(crate) use call::{CallArgs, check_returns};
pub(crate) use callee::Callee;
pub(crate) use engine::{Engine, EngineParts, storage_error};
pub(crate) use mutation::{CommitSignal, MutationCall, MutationRun};
pub(crate) use present::{Presenter, random_request_id, request_id_of};
pub(crate) use query::QueryCall;
pub(crate) use registry::{Deployed, Entrance, Function, UNUSABLE};
pub(crate) use requests::{RequestKey, component_tables, sweep, system_tables};
