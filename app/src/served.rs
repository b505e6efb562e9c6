//! Parts that only the server makes, because only the request says what is in them. The browser takes up
//! the element around such a part and leaves what is inside as it came, so none of it is in the browser's
//! module.

use convex_leptos::UsePaginatedQuery;
use convex_typed::Wire;

#[cfg(feature = "ssr")]
use crate::components::reference::reference_field;
use crate::node::{El, el};

/// What a form is about: a field of it and its value. Tells forms of one kind apart.
type About<'a> = Option<(&'a str, &'a str)>;

/// Says why the form was refused, if that was just now. A form names it with `aria-describedby`: its id is
/// [`refusal_id`].
pub(crate) fn refusal(form: &'static str) -> El {
    reason(refusal_id(form), form, None)
}

/// The same for one of several forms of a kind.
pub(crate) fn reason(id: String, form: &str, about: About<'_>) -> El {
    let slot = el("p").class("refusal").is("id", id).is("role", "alert");
    let slot = match message(form, about) {
        Some(message) => slot.says(message),
        None => slot,
    };
    #[cfg(feature = "ssr")]
    if let Some(id) = server::refusal_of(form, about).and_then(|refusal| refusal.reference) {
        return slot.says(" ").has(reference_field(id));
    }
    slot
}

/// Why the form was refused, if that was just now.
pub(crate) fn message(form: &str, about: About<'_>) -> Option<String> {
    #[cfg(feature = "ssr")]
    return server::refusal_of(form, about).map(|refusal| refusal.message);
    #[cfg(not(feature = "ssr"))]
    {
        let _ = (form, about);
        None
    }
}

/// The id of the element that [`refusal`] makes.
pub(crate) fn refusal_id(form: &'static str) -> String {
    format!("refusal-{form}")
}

/// What was typed into a field of the form, if the form was refused just now.
pub(crate) fn typed(form: &str, about: About<'_>, field: &str) -> Option<String> {
    #[cfg(feature = "ssr")]
    return server::refusal_of(form, about)?
        .value(field)
        .map(str::to_owned);
    #[cfg(not(feature = "ssr"))]
    {
        let _ = (form, about, field);
        None
    }
}

/// Whether the refusal of the form is about this field.
pub(crate) fn is_blamed(form: &str, field: &str) -> bool {
    #[cfg(feature = "ssr")]
    return server::refusal_of(form, None).is_some_and(|refusal| refusal.blames(field));
    #[cfg(not(feature = "ssr"))]
    {
        let _ = (form, field);
        false
    }
}

/// The link to the rows behind the loaded ones, for readers without script.
pub(crate) fn next_page<T: Wire>(
    list: UsePaginatedQuery<T>,
    parameter: &str,
    label: &'static str,
) -> El {
    let link = el("a").class("button without-script").says(label);
    #[cfg(feature = "ssr")]
    if let Some(cursor) = list.next_cursor() {
        return link.is("href", crate::request::address_with(parameter, &cursor));
    }
    let _ = (list, parameter);
    link
}

#[cfg(feature = "ssr")]
mod server {
    use leptos::prelude::use_context;

    use super::About;
    use crate::identity::Refusal;

    pub(super) fn refusal_of(form: &str, about: About<'_>) -> Option<Refusal> {
        use_context::<Refusal>()
            .filter(|refusal| refusal.form == form)
            .filter(|refusal| {
                about.is_none_or(|(field, value)| refusal.value(field) == Some(value))
            })
    }
}
