//! convex-leptos
