//! Plain forms and their labelled fields.

use crate::node::{El, Text, el};
use crate::served;

/// A form that posts to the address.
pub(crate) fn post(action: impl Into<Text>) -> El {
    el("form").is("method", "post").is("action", action)
}

/// A labelled input of a form, with a hint below it. What was typed comes back when the form is refused, but
/// never a password.
pub(crate) struct Field {
    form: &'static str,
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    attributes: Vec<(&'static str, &'static str)>,
    hint: Option<&'static str>,
    beside: Option<El>,
    value: Option<Value>,
}

type Value = Box<dyn Fn() -> Text + Send>;

impl Field {
    /// A text of the form that posts to an address with this end.
    pub(crate) fn new(form: &'static str, name: &'static str, label: &'static str) -> Self {
        Self {
            form,
            name,
            label,
            kind: "text",
            attributes: Vec::new(),
            hint: None,
            beside: None,
            value: None,
        }
    }

    /// An e-mail address.
    pub(crate) fn email(form: &'static str) -> Self {
        Self {
            kind: "email",
            ..Self::new(form, "email", "E-mail")
        }
        .with("autocomplete", "username")
        .with("maxlength", "254")
        .with("required", "")
    }

    /// A password that the person knows already.
    pub(crate) fn known_password(form: &'static str, name: &'static str) -> Self {
        Self {
            kind: "password",
            ..Self::new(form, name, "Password")
        }
        .with("autocomplete", "current-password")
        .with("maxlength", "128")
        .with("required", "")
    }

    /// A password that is being chosen.
    pub(crate) fn new_password(form: &'static str, label: &'static str) -> Self {
        Self {
            kind: "password",
            hint: Some("At least 8 characters. A few words in a row are easy to keep in mind."),
            ..Self::new(form, "password", label)
        }
        .with("autocomplete", "new-password")
        .with("minlength", "8")
        .with("maxlength", "128")
        .with("required", "")
    }

    /// With an attribute of the input.
    pub(crate) fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.attributes.push((name, value));
        self
    }

    /// With another label.
    pub(crate) fn labelled(self, label: &'static str) -> Self {
        Self { label, ..self }
    }

    /// With something at the end of the label's line.
    #[cfg(feature = "ssr")]
    pub(crate) fn beside(self, link: El) -> Self {
        Self {
            beside: Some(link),
            ..self
        }
    }

    /// With a value that follows signals. What was typed into a refused form comes first.
    pub(crate) fn showing(self, value: impl Fn() -> Text + Send + 'static) -> Self {
        Self {
            value: Some(Box::new(value)),
            ..self
        }
    }

    /// The field as an element.
    pub(crate) fn view(self) -> El {
        let id = format!("{}-{}", self.form, self.name);
        let hint_id = format!("{id}-hint");
        let mut described = served::refusal_id(self.form);
        if self.hint.is_some() {
            described = format!("{hint_id} {described}");
        }
        let mut input = el("input")
            .class("field")
            .is("id", id.clone())
            .is("type", self.kind)
            .is("aria-describedby", described);
        let typed = served::typed(self.form, None, self.name);
        input = input.is("name", self.name);
        input = match (typed, self.value) {
            (Some(typed), _) if self.kind != "password" => input.is("value", typed),
            (_, Some(value)) => input.follows("value", move || Some(value())),
            _ => input,
        };
        if served::is_blamed(self.form, self.name) {
            input = input.is("aria-invalid", "true");
        }
        for (name, value) in self.attributes {
            input = input.is(name, value);
        }
        let mut line = el("div")
            .class("form-label")
            .has(el("label").is("for", id).says(self.label));
        if let Some(beside) = self.beside {
            line = line.has(beside);
        }
        let field = el("div").class("form-field").has(line).has(input);
        match self.hint {
            Some(hint) => field.has(el("p").class("form-hint").is("id", hint_id).says(hint)),
            None => field,
        }
    }
}
