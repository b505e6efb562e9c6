//! What the server writes, and what makes an element a view at all.

use std::fmt::Write;
use std::future::Future;

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::ssr::StreamBuilder;
use leptos::tachys::view::{Position, PositionState};

use super::El;
use crate::text::escape_html;

/// Elements that end where they begin.
const VOID: [&str; 5] = ["input", "br", "hr", "img", "link"];

impl El {
    /// The opening tag.
    fn open(&self) -> String {
        let mut html = format!("<{}", self.tag);
        for (name, value) in &self.attributes {
            attribute(&mut html, name, value);
        }
        for (name, value) in &self.following {
            if let Some(value) = value() {
                attribute(&mut html, name, &value);
            }
        }
        html.push('>');
        html
    }

    /// The closing tag.
    fn close(tag: &str) -> String {
        if VOID.contains(&tag) {
            String::new()
        } else {
            format!("</{tag}>")
        }
    }
}

fn attribute(html: &mut String, name: &str, value: &str) {
    let value = escape_html(value);
    // Writing to a string cannot fail.
    let _ = write!(html, " {name}=\"{value}\"");
}

impl AddAnyAttr for El {
    type Output<NewAttr: Attribute> = Self;

    // Nothing in the product adds attributes to a view from outside.
    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for El {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {
        for (_, value) in &self.following {
            drop(value());
        }
        for child in &mut self.children {
            child.dry_resolve();
        }
    }

    async fn resolve(mut self) -> Self {
        let mut children = Vec::with_capacity(self.children.len());
        for child in self.children {
            children.push(child.resolve().await);
        }
        self.children = children;
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        _escape: bool,
        mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        buf.push_str(&self.open());
        *position = Position::FirstChild;
        for child in self.children {
            child.to_html_with_buf(buf, position, true, mark_branches, Vec::new());
        }
        buf.push_str(&Self::close(self.tag));
        *position = Position::NextChild;
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        _escape: bool,
        mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        buf.push_sync(&self.open());
        *position = Position::FirstChild;
        for child in self.children {
            child.to_html_async_with_buf::<OUT_OF_ORDER>(
                buf,
                position,
                true,
                mark_branches,
                Vec::new(),
            );
        }
        buf.push_sync(&Self::close(self.tag));
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> Self::State {
        self.take_up(cursor, position)
    }

    fn hydrate_async(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> impl Future<Output = Self::State> {
        self.take_up_waiting(cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }
}
