//! convex-runtime
