//! The crate from outside: bundles in, outcomes out. One binary, because linking costs more than testing.

mod actions;
mod analysis;
mod console;
mod contexts;
mod determinism;
mod errors;
mod http_actions;
mod keys;
mod limits;
mod real_bundle;
mod rewind;
mod support;
mod transactions;
mod web;
