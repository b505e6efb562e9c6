//! The view that writes the payload into the document, after everything before it has been rendered.

use std::sync::Arc;

use leptos::tachys::{
    html::attribute::{Attribute, any_attribute::AnyAttribute},
    hydration::Cursor,
    ssr::StreamBuilder,
    view::{Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr},
};

use super::preload::Preload;
use crate::payload::ELEMENT_ID;

/// `<script type="application/json" id="convex">` with what the page's queries came to.
pub(crate) struct PayloadScript {
    preload: Arc<Preload>,
}

impl PayloadScript {
    pub(super) fn new(preload: Arc<Preload>) -> Self {
        Self { preload }
    }

    fn html(&self) -> String {
        let text = self.preload.payload().to_script_text();
        format!("<script type=\"application/json\" id=\"{ELEMENT_ID}\">{text}</script>")
    }
}

impl Render for PayloadScript {
    type State = ();

    fn build(self) -> Self::State {}

    fn rebuild(self, _state: &mut Self::State) {}
}

impl AddAnyAttr for PayloadScript {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for PayloadScript {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self.preload.settled().await;
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        buf.push_str(&self.html());
        *position = Position::NextChild;
    }

    /// Chunks are awaited in the document's order, so by the time this one is polled everything
    /// before it is rendered, and its queries are known.
    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        let id = buf.clone_id();
        buf.push_async(async move {
            self.preload.settled().await;
            let mut builder = StreamBuilder::new(id);
            builder.push_sync(&self.html());
            builder.finish().take_chunks()
        });
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        _cursor: &Cursor,
        _position: &PositionState,
    ) -> Self::State {
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}
