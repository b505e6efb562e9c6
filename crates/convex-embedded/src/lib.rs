//! convex-embedded
