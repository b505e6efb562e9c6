//! convex-typed
