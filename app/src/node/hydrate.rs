//! What the browser does: build a node or take up the server's, follow signals, come and go.

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::owner::Owner;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::renderer::{CastFrom, RemoveEventHandler, Rndr};
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Position, PositionState};
use leptos::wasm_bindgen::{JsCast, JsValue};

use super::{El, Follow, Text};

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element on the page, with what keeps it alive.
pub(crate) struct Standing {
    element: Element,
    children: Vec<AnyViewState>,
    _following: Vec<RenderEffect<Option<Text>>>,
    _handlers: Vec<RemoveEventHandler<Element>>,
}

impl El {
    /// Makes the node live. `fresh`: it was just made and has no attributes yet.
    fn enliven(&mut self, element: &Element, fresh: bool) -> Standing {
        if fresh {
            for (name, value) in &self.attributes {
                Rndr::set_attribute(element, name, value);
            }
        }
        let _following = self
            .following
            .drain(..)
            .map(|(name, value)| follow(element.clone(), name, value, fresh))
            .collect();
        let _handlers = self
            .handlers
            .drain(..)
            .map(|(event, handler)| {
                let mut handler = handler.take();
                let owner = Owner::current().unwrap_or_default();
                let handler = move |event: JsValue| owner.with(|| handler(event.unchecked_into()));
                Rndr::add_event_listener(element, event, Box::new(handler))
            })
            .collect();
        for claim in self.claims.drain(..) {
            claim(element);
        }
        Standing {
            element: element.clone(),
            children: Vec::with_capacity(self.children.len()),
            _following,
            _handlers,
        }
    }

    pub(super) fn take_up(mut self, cursor: &Cursor, position: &PositionState) -> Standing {
        let element = enter(cursor, position);
        let mut standing = self.enliven(&element, false);
        for child in self.children {
            standing
                .children
                .push(child.hydrate::<true>(cursor, position));
        }
        leave(element, cursor, position);
        standing
    }

    pub(super) async fn take_up_waiting(
        mut self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> Standing {
        if !self.waits {
            return self.take_up(cursor, position);
        }
        let element = enter(cursor, position);
        let mut standing = self.enliven(&element, false);
        for child in self.children {
            standing
                .children
                .push(child.hydrate_async(cursor, position).await);
        }
        leave(element, cursor, position);
        standing
    }
}

/// Goes to the node of the next element.
fn enter(cursor: &Cursor, position: &PositionState) -> Element {
    match position.get() {
        Position::FirstChild => cursor.child(),
        Position::Current => {}
        _ => cursor.sibling(),
    }
    position.set(Position::FirstChild);
    #[expect(
        clippy::expect_used,
        reason = "markup that is not the server's cannot be taken up; tests walk over every page"
    )]
    Element::cast_from(cursor.current()).expect("element")
}

fn leave(element: Element, cursor: &Cursor, position: &PositionState) {
    cursor.set(element.into());
    position.set(Position::NextChild);
}

/// Keeps an attribute as the signals say. What the server wrote is right already.
fn follow(
    element: Element,
    name: &'static str,
    value: Follow,
    fresh: bool,
) -> RenderEffect<Option<Text>> {
    RenderEffect::new(move |before: Option<Option<Text>>| {
        let value = value();
        let stays = match &before {
            Some(before) => *before == value,
            None => !fresh,
        };
        if !stays {
            match &value {
                Some(value) => Rndr::set_attribute(&element, name, value),
                None => Rndr::remove_attribute(&element, name),
            }
        }
        value
    })
}

impl Render for El {
    type State = Standing;

    fn build(mut self) -> Standing {
        let namespace = matches!(self.tag, "svg" | "use").then_some(SVG);
        let element = Rndr::create_element(self.tag, namespace);
        let mut standing = self.enliven(&element, true);
        for child in self.children {
            let mut child = child.build();
            child.mount(&element, None);
            standing.children.push(child);
        }
        standing
    }

    /// Another element takes the place: all are of one type, so nothing says that it is alike.
    fn rebuild(self, state: &mut Standing) {
        let mut new = self.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

impl Mountable for Standing {
    fn unmount(&mut self) {
        Rndr::remove(&self.element);
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        Rndr::insert_node(parent, &self.element, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match Rndr::get_parent(&self.element).and_then(Element::cast_from) {
            Some(parent) => {
                child.mount(&parent, Some(&self.element));
                true
            }
            None => false,
        }
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.element.clone()]
    }
}
