//! convex-api
