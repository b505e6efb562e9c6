//! HTTP: which part of the program answers a request, and what every answer carries.
//!
//! Three parts share one address: the deployment (`/api/…`, `/version` and its like), the site's files,
//! and the pages with their form handlers. The deployment's router is used as it is. Its HTTP actions are below
//! `/http`, and may have a site of their own beside it.

mod action_site;
mod auth;
mod dispatch;
mod files;
mod guard;
mod headers;
mod listen;
mod near;
mod operator;
mod pages;
mod problem;
mod reference;
mod remote;
#[cfg(test)]
mod tests;
mod transcripts;

pub(crate) use action_site::action_site;
pub(crate) use dispatch::{App, deployment_only, router};
pub(crate) use files::Asked;
pub(crate) use guard::{Origins, parse_origin};
pub(crate) use listen::{Listening, serve};
pub(crate) use pages::Pages;
pub(crate) use remote::{Remote, RemoteBackend};
