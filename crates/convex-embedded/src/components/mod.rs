//! Components: apps inside the app, each with functions, tables, files, jobs and variables of its own.
//!
//! A push brings definitions (`convex.config.ts`): the app's, and one of every kind of component. `load` evaluates
//! them and compiles their functions; what comes out, an [`App`], depends on no data. `tree` mounts it: one
//! [`Instance`] for the app and for every place where a component is used, named by its path (`workflow/workpool`).
//! Functions of the same definition share their bytecode, whatever instance they run in.
//!
//! An instance owns a namespace of the store, so that its names and ids mean nothing in another one; `namespaces`
//! remembers which. One that a later push leaves out keeps its namespace and its documents, and gets them back when
//! it is mounted again.
//!
//! This module knows no function and no transaction. The registry of functions is built on it.

mod definition;
mod load;
mod namespaces;
mod path;
mod source;
mod tree;

pub(crate) use definition::Definition;
pub(crate) use load::{App, Part};
pub(crate) use namespaces::{Namespaces, system_table, write};
pub(crate) use path::ComponentPath;
pub(crate) use source::{AppSource, ComponentSource, digest};
pub(crate) use tree::{Instance, SITE_URL, mount};
