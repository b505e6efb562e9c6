//! Pages as a browser without script gets them, over a deployment that answers from a table.

#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a failed expectation fails the test")]

mod account;
mod auth;
mod chats;
mod forms;
mod offline;
mod reading;
mod sharing;
mod support;
mod threads;
