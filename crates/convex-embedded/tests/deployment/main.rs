//! The deployment from outside, over real sockets. One binary, because linking costs more than testing.

mod actions;
mod cache;
mod components;
mod connectors;
mod copies;
mod crons;
mod environment;
mod http;
mod http_actions;
mod incomplete;
mod inspect;
mod mutations;
mod node;
mod operators;
mod pagination;
mod push;
mod pushed_code;
mod scheduler;
mod search;
mod sessions;
mod snapshots;
mod storage;
mod support;
mod sync;
mod vectors;
