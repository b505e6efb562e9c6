//! The box one writes in: grows with its text, sends with a key, keeps a draft.

use leptos::html::{Form, Textarea};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, EventTarget, HtmlTextAreaElement, KeyboardEvent};

use super::icon::icon;
use crate::layout::sending;
use crate::node::{El, el};
use crate::platform;
use crate::served;

/// Selects the box one writes in.
pub(crate) const COMPOSER: &str = ".composer textarea";

/// How long a text may be, in UTF-16 code units.
pub(crate) const TEXT_MAX: usize = 100_000;

/// What a composer is for.
pub(crate) struct ComposerOptions {
    /// The handler of the form without script.
    pub(crate) action: &'static str,
    /// The name of the text in the form.
    pub(crate) field: &'static str,
    pub(crate) label: &'static str,
    pub(crate) placeholder: &'static str,
    /// The name of the button.
    pub(crate) send: &'static str,
    /// Whether reading starts here after a navigation.
    pub(crate) first_focus: bool,
    /// The text that is there at first.
    pub(crate) text: String,
    /// What stands between the text and the buttons.
    pub(crate) tray: Option<AnyView>,
    /// What may keep a text from being sent.
    pub(crate) hindrance: Option<Hindrance>,
    /// What else keys do in the text: says whether one was meant for it.
    pub(crate) on_key: Option<OnKey>,
}

/// Something that keeps a text from being sent while it lasts; whoever sends says so, too. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct Hindrance {
    pub(crate) is_there: Signal<bool>,
    /// The id of what says so.
    pub(crate) said_by: &'static str,
}

pub(crate) type OnKey = Box<dyn Fn(&KeyboardEvent) -> bool>;

/// A text that looks different while one writes it. Everything outside of the box knows the text alone.
pub(crate) trait Guise: Send + Sync {
    /// What the box shows for a text.
    fn shown(&self, text: &str) -> String;
    /// The text that the box shows so.
    fn text(&self, shown: &str) -> String;
    /// Says whether a key was meant for it, which comes before everything else that keys do.
    fn on_key(&self, event: &KeyboardEvent) -> bool;
    /// The text area with what goes with it.
    fn dress(&self, area: El) -> El;
}

/// What happened to a text last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happened {
    Nothing,
    /// It was changed here, for the nth time.
    Written(u32),
    /// It was taken to be sent.
    Taken,
}

/// A handle on a composer's text. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct Written {
    form: NodeRef<Form>,
    area: NodeRef<Textarea>,
    /// Under which name the browser keeps the text.
    draft: StoredValue<String>,
    guise: StoredValue<Option<Box<dyn Guise>>>,
    pub(crate) happened: RwSignal<Happened>,
}

impl Written {
    /// The text that the browser keeps under this name.
    pub(crate) fn new(draft: String) -> Self {
        Self {
            form: NodeRef::new(),
            area: NodeRef::new(),
            draft: StoredValue::new(draft),
            guise: StoredValue::new(None),
            happened: RwSignal::new(Happened::Nothing),
        }
    }

    /// Under which name the browser keeps it.
    pub(crate) fn name(self) -> String {
        self.draft.try_get_value().unwrap_or_default()
    }

    /// The text looks so from now on. `guise` gets the place where it will be.
    pub(crate) fn wear(self, guise: impl FnOnce(NodeRef<Textarea>) -> Box<dyn Guise>) {
        self.guise.set_value(Some(guise(self.area)));
    }

    /// What somebody does with the guise; none, if there is none.
    fn with_guise<U>(self, act: impl FnOnce(&dyn Guise) -> U) -> Option<U> {
        let guise = self.guise.try_with_value(|guise| guise.as_deref().map(act));
        guise.flatten()
    }

    fn dress(self, area: El) -> El {
        self.guise.with_value(|guise| match guise {
            Some(guise) => guise.dress(area),
            None => area,
        })
    }

    /// Where one writes. None: the page was left, or is not there yet.
    fn area(self) -> Option<HtmlTextAreaElement> {
        self.area.try_get_untracked().flatten()
    }

    pub(crate) fn text(self) -> String {
        let shown = self.shown();
        self.with_guise(|guise| guise.text(&shown)).unwrap_or(shown)
    }

    /// What the box says, which may be the text in a guise.
    pub(crate) fn shown(self) -> String {
        self.area().map(|area| area.value()).unwrap_or_default()
    }

    /// Shows a text that is safe elsewhere.
    pub(crate) fn show(self, text: &str) {
        if let Some(area) = self.area() {
            match self.with_guise(|guise| guise.shown(text)) {
                Some(shown) => area.set_value(&shown),
                None => area.set_value(text),
            }
            platform::autosize(&area);
        }
    }

    /// Shows a text in place of what was written here.
    pub(crate) fn write(self, text: &str) {
        self.show(text);
        self.note();
    }

    /// Takes in words that have lost their place, behind what is being written. Says whether they are in sight: where
    /// the box is gone, the browser keeps them.
    pub(crate) fn take_in(self, words: &str) -> bool {
        let behind = |before: &str| match before.trim_end() {
            "" => words.to_owned(),
            before => format!("{before}\n\n{words}"),
        };
        let area = self.area().filter(|area| area.is_connected());
        if area.is_some() {
            self.write(&behind(&self.text()));
        } else if let Some(key) = self.draft.try_get_value() {
            let before = platform::draft(&key).unwrap_or_default();
            platform::keep_draft(&key, &behind(&before));
        }
        area.is_some()
    }

    /// Keeps what has been written.
    pub(crate) fn note(self) {
        if self.area().is_none() {
            return;
        }
        let text = self.text();
        self.draft
            .with_value(|key| platform::keep_draft(key, &text));
        self.happened.update(|happened| {
            *happened = match *happened {
                Happened::Written(times) => Happened::Written(times + 1),
                Happened::Nothing | Happened::Taken => Happened::Written(1),
            }
        });
    }

    /// What is written here, for whoever says later what has become of it.
    pub(crate) fn kept(self) -> Kept {
        Kept {
            key: self.name(),
            text: self.text(),
        }
    }

    /// Takes the text to send it.
    pub(crate) fn take(self) -> Kept {
        let kept = self.kept();
        self.show("");
        self.happened.try_set(Happened::Taken);
        kept
    }

    /// Where the caret stands, in UTF-16 code units.
    pub(crate) fn caret(self) -> usize {
        let start = self
            .area()
            .and_then(|area| area.selection_start().ok().flatten());
        start.unwrap_or_default() as usize
    }

    /// Whether this is the element one writes in.
    pub(crate) fn is(self, target: Option<EventTarget>) -> bool {
        self.area()
            .is_some_and(|area| target.as_ref() == Some(area.as_ref()))
    }

    /// Sends the form, as its button does.
    pub(crate) fn send(self) {
        if let Some(form) = self.form.get_untracked() {
            let _ = form.request_submit();
        }
    }

    /// Shows what the browser has kept, unless somebody was faster: then that is kept.
    fn recover(self, area: &HtmlTextAreaElement) {
        let is_untouched = area
            .default_value()
            .is_ok_and(|first| area.value() == first);
        let kept = self.draft.with_value(|key| platform::draft(key));
        match kept {
            Some(kept) if is_untouched => self.write(&kept),
            None if is_untouched => self.show(&area.value()),
            _ => {
                platform::autosize(area);
                self.note();
            }
        }
    }
}

/// A text that is on its way to a server. The browser keeps it until it is safe there, even if the page is left.
pub(crate) struct Kept {
    key: String,
    text: String,
}

impl Kept {
    /// The same for another text under the same name.
    pub(crate) fn of(self, text: String) -> Self {
        Self { text, ..self }
    }

    /// It is safe. The browser forgets it, unless it keeps another text by now.
    pub(crate) fn let_go(self) {
        if platform::draft(&self.key).is_some_and(|kept| kept == self.text) {
            platform::keep_draft(&self.key, "");
        }
    }

    /// It could not be sent, and its page was left: it is a draft again, unless another one has been begun.
    pub(crate) fn restore(self) {
        if platform::draft(&self.key).is_none() {
            platform::keep_draft(&self.key, &self.text);
        }
    }
}

/// Whether a key belongs to an input method that is still composing a letter. 229 is how some say so where
/// `isComposing` comes too late.
pub(crate) fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

/// A composer. `extra` stands beside the button and belongs to the same form; `on_send` gets the trimmed text
/// and decides when it is cleared.
pub(crate) fn composer(
    written: Written,
    options: ComposerOptions,
    extra: Vec<El>,
    on_send: impl Fn(String) + 'static,
) -> El {
    Effect::new(move |_| {
        if let Some(area) = written.area.get() {
            written.recover(&area);
        }
    });
    let on_submit = move |event: Event| {
        event.prevent_default();
        let text = written.text().trim().to_owned();
        if !text.is_empty() {
            on_send(text);
        }
    };
    let further = options.on_key;
    let on_key = move |event: Event| {
        let event: KeyboardEvent = event.unchecked_into();
        if is_composing(&event) {
            return;
        }
        let is_proposing = written.with_guise(|guise| guise.on_key(&event)) == Some(true);
        if is_proposing || further.as_ref().is_some_and(|further| further(&event)) {
            event.prevent_default();
        } else if sending::sends(&event) {
            event.prevent_default();
            if !written.text().trim().is_empty() {
                written.send();
            }
        }
    };
    let on_input = move |_| {
        if let Some(area) = written.area() {
            platform::autosize(&area);
        }
        written.note();
    };
    let form_name = options.action.trim_start_matches("/do/");
    let mut text = el("textarea")
        .is("name", options.field)
        .is("aria-label", options.label)
        .is("placeholder", options.placeholder)
        .is("rows", "1")
        .is("maxlength", TEXT_MAX.to_string())
        .is("required", "")
        .is("autocomplete", "off")
        .is(
            "enterkeyhint",
            if sending::is_by_enter() {
                "send"
            } else {
                "enter"
            },
        )
        .is("dir", "auto")
        .when(options.first_focus, "data-first-focus", "")
        .node(written.area)
        .on("keydown", on_key)
        .on("input", on_input);
    text = match served::typed(form_name, None, options.field) {
        Some(typed) => text.says(typed),
        None => text.holds(options.text),
    };
    // Whoever else sends the form gets the text, too.
    let on_form_data = move |event: Event| {
        if let Some(text) = written.with_guise(|guise| guise.text(&written.shown())) {
            platform::hand_over(&event, options.field, &text);
        }
    };
    let text = written.dress(text);
    let send = el("button")
        .class("icon-button solid end")
        .is("aria-label", options.send)
        .is("title", options.send)
        .has(icon("i-up"));
    let send = match options.hindrance {
        Some(Hindrance { is_there, said_by }) => send
            .follows("aria-disabled", move || {
                is_there.get().then_some("true".into())
            })
            .follows("aria-describedby", move || {
                is_there.get().then_some(said_by.into())
            }),
        None => send,
    };
    let foot = extra
        .into_iter()
        .fold(el("div").class("composer-foot"), El::has)
        .has(send);
    let form = el("form")
        .class("composer")
        .is("method", "post")
        .is("action", options.action)
        .node(written.form)
        .on("submit", on_submit)
        .on("formdata", on_form_data)
        .has(text);
    match options.tray {
        Some(tray) => form.shows(tray),
        None => form,
    }
    .has(foot)
}
