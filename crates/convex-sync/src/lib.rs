//! convex-sync
