//! The page that the server shows instead of one that it cannot give: a document without script, so that it
//! needs nothing of what may be the trouble.

use leptos::prelude::use_context;

use super::auth::{Document, document, heading, lead, link};
use crate::components::reference::reference_field;
use crate::identity::Problem;
use crate::node::el;

/// What the server says, if it has anything else to say than a page.
pub(crate) fn provided() -> Option<Document> {
    use_context::<Problem>().map(page)
}

fn page(
    Problem {
        title,
        message,
        again,
        reference,
    }: Problem,
) -> Document {
    let links = el("p").class("auth-foot");
    let links = match again {
        Some(address) => links.has(link(address, "Try again")).says(" "),
        None => links,
    };
    let links = links.has(link("/", "To the first page"));
    let mut parts = vec![heading(title), lead(message), links];
    parts.extend(reference.map(reference_field));
    document((title, parts))
}
