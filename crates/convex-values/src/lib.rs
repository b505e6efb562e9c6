//! convex-values
