//! x
mod back; mod theme;
pub use theme::SetTheme;
