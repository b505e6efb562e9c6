//! Elements without types of their own.
//!
//! The framework's macro gives each element a type made of everything inside it, and each type brings its
//! own code for building, hydrating, changing and removing: most of what a browser would load. Here there
//! is one type for all elements, so that code exists once; what differs is data. What all pages show and
//! what lists repeat is made of these; a view of the macro fits anywhere inside.
//!
//! The server writes exactly the markup that the browser walks over when it takes the page up: one
//! element is one node, children follow in order.

mod html;
mod hydrate;

use std::borrow::Cow;

use leptos::prelude::*;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::tachys::renderer::types;
use leptos::web_sys::Event;
use send_wrapper::SendWrapper;

/// The text of an attribute or a node.
pub(crate) type Text = Cow<'static, str>;

type Follow = Box<dyn Fn() -> Option<Text> + Send>;
type Handler = Box<dyn FnMut(Event)>;
type Claim = Box<dyn FnOnce(&types::Element) + Send>;

/// An element that is still to be written, built or taken up.
pub(crate) struct El {
    tag: &'static str,
    attributes: Vec<(&'static str, Text)>,
    /// Attributes that follow signals; none removes the attribute.
    following: Vec<(&'static str, Follow)>,
    handlers: Vec<(&'static str, SendWrapper<Handler>)>,
    claims: Vec<Claim>,
    children: Vec<AnyView>,
    /// Whether something inside may have to be waited for when the page is taken up.
    waits: bool,
}

/// An element with this tag.
pub(crate) fn el(tag: &'static str) -> El {
    El {
        tag,
        attributes: Vec::new(),
        following: Vec::new(),
        handlers: Vec::new(),
        claims: Vec::new(),
        children: Vec::new(),
        waits: false,
    }
}

impl El {
    /// With an attribute.
    pub(crate) fn is(mut self, name: &'static str, value: impl Into<Text>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// With an attribute, if this is true.
    pub(crate) fn when(self, on: bool, name: &'static str, value: impl Into<Text>) -> Self {
        if on { self.is(name, value) } else { self }
    }

    /// With the attribute `class`.
    pub(crate) fn class(self, names: &'static str) -> Self {
        self.is("class", names)
    }

    /// Of no use without script, and not there then.
    pub(crate) fn needs_script(mut self) -> Self {
        for (name, value) in &mut self.attributes {
            if *name == "class" {
                value.to_mut().push_str(" with-script");
            }
        }
        self
    }

    /// With an attribute that follows signals. None: without it.
    pub(crate) fn follows(
        mut self,
        name: &'static str,
        value: impl Fn() -> Option<Text> + Send + 'static,
    ) -> Self {
        self.following.push((name, Box::new(value)));
        self
    }

    /// With an attribute without value, as long as this is true.
    pub(crate) fn follows_flag(
        self,
        name: &'static str,
        on: impl Fn() -> bool + Send + 'static,
    ) -> Self {
        self.follows(name, move || on().then_some(Cow::Borrowed("")))
    }

    /// Calls the handler for each such event.
    pub(crate) fn on(mut self, event: &'static str, handler: impl FnMut(Event) + 'static) -> Self {
        // The server hears nothing, and what a handler holds may not leave its thread.
        if cfg!(feature = "hydrate") {
            self.handlers
                .push((event, SendWrapper::new(Box::new(handler))));
        }
        self
    }

    /// Makes the node known through the reference.
    pub(crate) fn node<E>(mut self, reference: NodeRef<E>) -> Self
    where
        E: leptos::html::ElementType,
        NodeRef<E>: NodeRefContainer<E> + Send + 'static,
    {
        self.claims
            .push(Box::new(move |element| reference.load(element)));
        self
    }

    /// With another element at the end.
    pub(crate) fn has(self, child: El) -> Self {
        self.shows(child.view())
    }

    /// With any view at the end.
    pub(crate) fn shows(mut self, child: AnyView) -> Self {
        self.children.push(child);
        self
    }

    /// With text at the end.
    pub(crate) fn says(self, text: impl Into<Text>) -> Self {
        self.shows(words(text.into()))
    }

    /// A text area with this content. Not a child: where its form was refused the server has written what was
    /// typed instead, and that stays.
    pub(crate) fn holds(mut self, text: String) -> Self {
        if text.is_empty() {
            return self;
        }
        if cfg!(feature = "ssr") {
            return self.says(text);
        }
        self.claims.push(Box::new(move |element| {
            if !element.has_child_nodes() {
                element.set_text_content(Some(&text));
            }
        }));
        self
    }

    /// With text that follows signals at the end.
    pub(crate) fn tells(self, text: impl Fn() -> Text + Send + 'static) -> Self {
        self.shows(changing(move || words(text())))
    }

    /// Something inside may have to be waited for, such as a page whose code is on its way.
    pub(crate) fn waiting(mut self) -> Self {
        self.waits = true;
        self
    }

    /// The element as a view.
    pub(crate) fn view(self) -> AnyView {
        self.into_any()
    }
}

/// A field of a form that nobody sees.
pub(crate) fn hidden(name: &'static str, value: impl Into<Text>) -> El {
    el("input")
        .is("type", "hidden")
        .is("name", name)
        .is("value", value)
}

/// A text alone.
pub(crate) fn words(text: Text) -> AnyView {
    crate::leaf::IntoLeaf::leaf(String::from(text))
}

/// Nothing, where something may come to be.
pub(crate) fn nothing() -> AnyView {
    crate::leaf::IntoLeaf::leaf(())
}

/// A view that is there as long as a condition holds, and is made anew when a signal it reads changes.
pub(crate) fn showing(view: impl FnMut() -> Option<El> + Send + 'static) -> AnyView {
    let mut view = view;
    changing(move || view().map_or_else(nothing, El::view))
}

/// A view that is made anew when a signal it reads changes.
pub(crate) fn changing(view: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let view: Box<dyn FnMut() -> AnyView + Send> = Box::new(view);
    crate::leaf::IntoLeaf::leaf(view)
}

/// One member of a [`list`].
pub(crate) struct Member {
    key: String,
    make: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Member {
    /// A member that is made once, for as long as its key is in the list.
    pub(crate) fn new(
        key: impl Into<String>,
        make: impl FnOnce() -> AnyView + Send + 'static,
    ) -> Self {
        Self {
            key: key.into(),
            make: Box::new(make),
        }
    }
}

/// Views that come, move and go with their keys.
pub(crate) fn list(members: impl Fn() -> Vec<Member> + Send + 'static) -> AnyView {
    keyed(Box::new(members))
}

/// All lists are of one type, too.
fn keyed(members: Box<dyn Fn() -> Vec<Member> + Send>) -> AnyView {
    crate::leaf::IntoLeaf::leaf(For(ForProps {
        each: members,
        key: |member: &Member| member.key.clone(),
        children: |member: Member| (member.make)(),
    }))
}

/// Views beside each other.
pub(crate) fn fragment(views: Vec<AnyView>) -> AnyView {
    leptos::tachys::view::iterators::StaticVec::from(views).into_any()
}
