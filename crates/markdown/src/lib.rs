//! What people and models write, as HTML that is safe to show: CommonMark with tables, task lists,
//! strikethrough, footnotes, bare addresses and formulas.
//!
//! It deliberately knows no page, no message and no network: text in, blocks of HTML out. A [`Block`] stands
//! by itself, so a page that shows a text while it grows changes one block and leaves the others alone.
//! `app` depends on it, on the server with the feature `highlight`, in the browser without.
//!
//! # What is never in the HTML
//!
//! Tags that were written in the text: they are shown as text. Addresses other than `http`, `https` and
//! `mailto`, and those of pages that show something by its id. Pictures from elsewhere: they become links. Attributes `style`, which a content security policy
//! refuses: colours are classes.
//!
//! # A text that grows
//!
//! ```
//! use markdown::{Options, Stream};
//!
//! let mut stream = Stream::new(Options::new("m1"));
//! stream.push("Some **bo");
//! assert!(stream.blocks().next().unwrap().html.contains("<strong>bo</strong>"));
//! ```

mod address;
mod amend;
mod block;
mod code;
mod diff;
mod footnotes;
#[cfg(feature = "highlight")]
mod highlight;
mod html;
mod inline;
mod latex;
mod maths;
mod mention;
mod plain;
mod stream;

pub use block::{Block, Options, render};
#[cfg(feature = "highlight")]
pub use highlight::highlight;
pub use mention::{MENTION, Mention, mention};
pub use stream::Stream;
