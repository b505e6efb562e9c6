//! The browser, behind a handful of functions. On the server each of them does nothing: handlers and
//! effects, which alone call them, never run there.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
pub(crate) use browser::*;

#[cfg(not(feature = "hydrate"))]
mod none;
#[cfg(not(feature = "hydrate"))]
pub(crate) use none::*;
