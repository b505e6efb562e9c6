//! What every page shares in the browser: messages to the reader, the announcer, the clock of relative
//! times, and whether the first page is still the one the server sent.

use std::sync::Arc;
use std::time::Duration;

use convex_leptos::ConvexError;
use leptos::prelude::*;

use super::keyboard::Overlay;
use super::theme::Theme;
use crate::platform;

/// How long a message stays when nobody points at it. An undo must be reachable for at least 8 s.
const TOAST_STAYS: Duration = Duration::from_secs(10);

/// How often relative times are looked at again.
const CLOCK_TICKS: Duration = Duration::from_secs(30);

/// What happens by itself is said at most this often.
const SPEECH_RESTS: Duration = Duration::from_secs(2);

type Undo = Arc<dyn Fn() + Send + Sync>;

/// One message to the reader.
#[derive(Clone)]
pub(crate) struct Toast {
    pub(crate) id: u32,
    pub(crate) text: String,
    pub(crate) failure: bool,
    /// What the log calls the failure.
    pub(crate) reference: Option<String>,
    /// Takes the change back. Not a `Callback`: that would end with the row that made it.
    pub(crate) undo: Option<Undo>,
}

/// The shared state. `Copy`: it is handles only.
#[derive(Clone, Copy)]
pub(crate) struct Ui {
    pub(crate) toasts: RwSignal<Vec<Toast>>,
    pub(crate) announcement: RwSignal<String>,
    /// Milliseconds since 1970; 0 when the server did not say.
    pub(crate) now: RwSignal<f64>,
    /// The theme that the page shows.
    pub(crate) theme: RwSignal<Theme>,
    /// Whether the connection has been gone for a while.
    pub(crate) is_away: RwSignal<bool>,
    /// What lies over the page.
    pub(crate) overlay: RwSignal<Option<Overlay>>,
    next_toast: StoredValue<u32>,
    /// What is to be said next, once what was said last has had its time. None: nothing was said lately.
    unsaid: StoredValue<Option<String>>,
    visited: StoredValue<bool>,
}

impl Ui {
    /// Makes the state and provides it to all components below.
    pub(crate) fn provide() -> Self {
        let ui = Self {
            toasts: RwSignal::new(Vec::new()),
            announcement: RwSignal::new(String::new()),
            now: RwSignal::new(rendered_at()),
            theme: RwSignal::new(Theme::of_request()),
            is_away: RwSignal::new(false),
            overlay: RwSignal::new(None),
            next_toast: StoredValue::new(0),
            unsaid: StoredValue::new(None),
            visited: StoredValue::new(false),
        };
        provide_context(ui);
        Effect::new(move |_| {
            set_interval(move || ui.now.set(platform::now()), CLOCK_TICKS);
        });
        ui
    }

    /// The state of the application around.
    pub(crate) fn current() -> Self {
        expect_context()
    }

    /// Says something to screen readers without moving the focus.
    pub(crate) fn announce(self, text: &str) {
        // The same sentence twice must be two changes.
        let repeated = self.announcement.with_untracked(|current| current == text);
        self.announcement.set(if repeated {
            format!("{text}\u{a0}")
        } else {
            text.to_owned()
        });
    }

    /// Says something that happens by itself: together with what else happens meanwhile.
    pub(crate) fn announce_later(self, text: &str) {
        let waits = self.unsaid.try_update_value(|unsaid| match unsaid {
            Some(unsaid) => {
                unsaid.push_str(". ");
                unsaid.push_str(text);
                true
            }
            None => {
                *unsaid = Some(String::new());
                false
            }
        });
        if waits == Some(false) {
            self.announce(text);
            set_timeout(move || self.say_on(), SPEECH_RESTS);
        }
    }

    fn say_on(self) {
        let unsaid = self.unsaid.try_update_value(Option::take).flatten();
        if let Some(text) = unsaid.filter(|text| !text.is_empty()) {
            self.announce_later(text.trim_start_matches(". "));
        }
    }

    /// Lays something over the page, unless somebody has to sign in first.
    pub(crate) fn lay_over(self, wanted: Overlay) {
        if self.overlay.get_untracked() != Some(Overlay::SignIn) {
            self.overlay.set(Some(wanted));
        }
    }

    /// Shows a message that something was done, with a way to take it back.
    pub(crate) fn offer_undo(
        self,
        text: impl Into<String>,
        undo: impl Fn() + Send + Sync + 'static,
    ) {
        self.push(text.into(), false, Some(Arc::new(undo)), None);
    }

    /// Shows a message that something was done which is not to be seen here.
    pub(crate) fn tell(self, text: impl Into<String>) {
        self.push(text.into(), false, None, None);
    }

    /// Shows a message that something was not done.
    pub(crate) fn fail(self, text: impl Into<String>) {
        self.push(text.into(), true, None, None);
    }

    /// The same for what a function did not do. What the log knows more of stays until it is dismissed.
    pub(crate) fn refuse(self, error: &ConvexError) {
        let reference = error.request_id().map(str::to_owned);
        self.push(error.user_message(), true, None, reference);
    }

    pub(crate) fn dismiss(self, id: u32) {
        self.toasts
            .update(|toasts| toasts.retain(|toast| toast.id != id));
    }

    fn push(self, text: String, failure: bool, undo: Option<Undo>, reference: Option<String>) {
        let id = self.next_toast.with_value(|id| *id);
        self.next_toast.set_value(id + 1);
        let spoken = if undo.is_some() {
            format!("{text}. Undo is available")
        } else {
            text.clone()
        };
        self.announce(&spoken);
        let stays = reference.is_some();
        self.toasts.update(|toasts| {
            toasts.push(Toast {
                id,
                text,
                failure,
                reference,
                undo,
            })
        });
        if !stays {
            self.expire(id);
        }
    }

    /// Removes a message after its time, but not from under a pointer or the focus.
    fn expire(self, id: u32) {
        set_timeout(
            move || {
                if platform::matches_any(".toasts:hover, .toasts:focus-within") {
                    self.expire(id);
                } else {
                    self.dismiss(id);
                }
            },
            TOAST_STAYS,
        );
    }

    /// Whether this is the page the server sent; false from the first navigation on.
    pub(crate) fn first_page(self) -> bool {
        let first = !self.visited.get_value();
        self.visited.set_value(true);
        first
    }
}

/// The instant of the server's answer, sent along so that both sides render the same texts. As whole
/// milliseconds: reading a fraction would take more code than all of this file.
fn rendered_at() -> f64 {
    let sent = SharedValue::new_str(|| {
        #[cfg(feature = "ssr")]
        let now = use_context::<crate::shell::RenderedAt>().map_or(0.0, |at| at.0);
        #[cfg(not(feature = "ssr"))]
        let now = 0.0;
        now as i64
    });
    sent.into_inner() as f64
}
