//! A view whose type is forgotten, and that is hydrated in one go.
//!
//! Lazy routes make hydration wait for their code, so every erased view carries a second, asynchronous
//! way to be hydrated: a state machine as large as the view itself, a quarter of all the code. Only what
//! stands above the routes can have to wait. A leaf stands below and always takes the direct way.

use leptos::prelude::*;

/// Forgets the type of a view below the routes.
pub(crate) trait IntoLeaf: Sized {
    /// The view without its type.
    fn leaf(self) -> AnyView;
}

/// The server never hydrates.
#[cfg(not(feature = "hydrate"))]
impl<T: IntoAny> IntoLeaf for T {
    fn leaf(self) -> AnyView {
        self.into_any()
    }
}

#[cfg(feature = "hydrate")]
impl<T: RenderHtml + 'static> IntoLeaf for T {
    fn leaf(self) -> AnyView {
        browser::Leaf(self).into_any()
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::attr::Attribute;
    use leptos::attr::any_attribute::AnyAttribute;
    use leptos::prelude::*;
    use leptos::tachys::hydration::Cursor;
    use leptos::tachys::view::{Position, PositionState};

    /// Passes everything on, but keeps the default of `hydrate_async`: the direct way.
    pub(super) struct Leaf<T>(pub(super) T);

    impl<T: Render> Render for Leaf<T> {
        type State = T::State;

        fn build(self) -> Self::State {
            self.0.build()
        }

        fn rebuild(self, state: &mut Self::State) {
            self.0.rebuild(state);
        }
    }

    impl<T: RenderHtml + 'static> AddAnyAttr for Leaf<T> {
        type Output<NewAttr: Attribute> = AnyView;

        // Nothing in the product adds attributes to a view from outside, so this is never compiled.
        fn add_any_attr<NewAttr: Attribute>(self, attr: NewAttr) -> AnyView {
            self.0.into_any().add_any_attr(attr).into_any()
        }
    }

    impl<T: RenderHtml + 'static> RenderHtml for Leaf<T> {
        type AsyncOutput = Self;
        type Owned = Self;

        const MIN_LENGTH: usize = T::MIN_LENGTH;
        const EXISTS: bool = T::EXISTS;

        fn dry_resolve(&mut self) {}

        async fn resolve(self) -> Self {
            self
        }

        fn to_html_with_buf(
            self,
            _buf: &mut String,
            _position: &mut Position,
            _escape: bool,
            _mark_branches: bool,
            _extra_attrs: Vec<AnyAttribute>,
        ) {
        }

        fn hydrate<const FROM_SERVER: bool>(
            self,
            cursor: &Cursor,
            position: &PositionState,
        ) -> Self::State {
            self.0.hydrate::<FROM_SERVER>(cursor, position)
        }

        fn into_owned(self) -> Self {
            self
        }
    }
}
