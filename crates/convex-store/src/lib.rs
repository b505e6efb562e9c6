//! convex-store
