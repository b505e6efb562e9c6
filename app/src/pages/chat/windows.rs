//! Which messages of a chat are there. Its end comes with it, or the address says that reading begins elsewhere;
//! what is before and behind comes window by window. Positions go on across forks, so a window reaches from a
//! branch into the thread that it left.

use std::sync::Arc;

use convex_api::{
    EarlierMessages, LaterMessages, Message, MessagesAround, ThreadId, messages as functions,
};
use convex_leptos::{QueryState, UseQuery, use_query};
use leptos::prelude::*;
use leptos::reactive::owner::Owner;
use leptos_router::hooks::use_query_map;

use super::Page;
use super::place::{self, Resumed};
use crate::components::live::Readiness;
use crate::components::more::position;

/// The parameter of the address that says before which position reading ends.
pub(super) const BEFORE: &str = "before";
/// The one that says behind which position reading begins.
pub(super) const BEHIND: &str = "behind";
/// The one that names a message, which is shown with what stands around it.
pub(super) const AT: &str = "at";

/// What the last one says in place of a message: reading begins at the end, wherever it rested.
pub(super) const END: &str = "end";

/// So many positions one window holds of what has left the end of the thread: so many of the longest messages
/// come at once.
const LEFT: f64 = 10.0;

/// Where reading begins.
#[derive(Clone, PartialEq)]
enum Start {
    End,
    Before(f64),
    Behind(f64),
    Around(String),
}

/// What windows stand beside: other versions of the chat have other messages.
type Place = (Option<ThreadId>, Start);

/// Messages without a gap, oldest first.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Stretch {
    pub(super) messages: Vec<Message>,
    pub(super) has_earlier: bool,
    pub(super) has_later: bool,
}

/// Windows that were asked for, in this order.
#[derive(Clone, Default)]
struct Asked {
    beside: Option<Place>,
    earlier: Vec<UseQuery<EarlierMessages>>,
    later: Vec<UseQuery<LaterMessages>>,
    /// What was at the end, and no longer is since others have come behind it. It stays where it was read.
    left: Vec<UseQuery<EarlierMessages>>,
    /// Where the end began when it was first shown.
    floor: f64,
    /// The last position at that time.
    last: f64,
}

/// The messages, and how to get more of them. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Windows {
    page: Page,
    /// What is there, tracked.
    pub(super) stretch: Memo<Arc<Stretch>>,
    /// The message that the address names.
    pub(super) named: Memo<Option<String>>,
    /// Where reading goes on, until the end is asked for. None: the address says where it begins, or it is the end.
    pub(super) resumed: RwSignal<Option<Resumed>>,
    /// The same where the version that is shown does not hold it.
    pub(super) missing: Memo<Option<String>>,
    place: Memo<Place>,
    asked: RwSignal<Asked>,
    first: First,
    owner: StoredValue<Owner>,
}

/// The windows of which one is there from the beginning, where it is not the end. `Copy`.
#[derive(Clone, Copy)]
struct First {
    before: UseQuery<EarlierMessages>,
    behind: UseQuery<LaterMessages>,
    around: UseQuery<Option<MessagesAround>>,
}

impl First {
    fn of(place: Memo<Place>) -> Self {
        Self {
            before: use_query(functions::Earlier, move || match place.get() {
                (Some(thread_id), Start::Before(before)) => {
                    Some(functions::EarlierArgs::new(before, thread_id))
                }
                _ => None,
            }),
            behind: use_query(functions::Later, move || match place.get() {
                (Some(thread_id), Start::Behind(behind)) => {
                    Some(functions::LaterArgs { behind, thread_id })
                }
                _ => None,
            }),
            around: use_query(functions::Around, move || match place.get() {
                (Some(thread_id), Start::Around(message_id)) => Some(functions::AroundArgs {
                    message_id,
                    thread_id,
                }),
                _ => None,
            }),
        }
    }

    fn readiness(self) -> Readiness {
        let others = self.before.with(Readiness::of);
        let others = others.and(self.behind.with(Readiness::of));
        others.and(self.around.with(Readiness::of))
    }
}

impl Windows {
    pub(super) fn of(page: Page) -> Self {
        let query = use_query_map();
        let named = Memo::new(move |_| {
            let named = query.with(|query| query.get(AT));
            named.filter(|named| named != END)
        });
        let is_told = query.with_untracked(|query| {
            let mut places = [AT, BEFORE, BEHIND].iter();
            places.any(|name| query.get_str(name).is_some())
        });
        let resumed = RwSignal::new((!is_told).then(|| place::resumed(page)).flatten());
        let place = Memo::new(move |_| {
            let position = |name| query.with(|query| position(query, name));
            let thread_id = page.thread_id.get();
            let start = match (named.get(), position(BEFORE), position(BEHIND)) {
                (Some(id), ..) => Start::Around(id),
                (_, Some(before), _) => Start::Before(before),
                (_, _, Some(behind)) => Start::Behind(behind),
                _ => resumed
                    .with(|resumed| resumed.as_ref()?.behind(thread_id.as_ref()?))
                    .map_or(Start::End, Start::Behind),
            };
            (thread_id, start)
        });
        let first = First::of(place);
        let asked = RwSignal::new(Asked::default());
        let stretch = Memo::new(move |shown: Option<&Arc<Stretch>>| {
            match begun(page, place, first) {
                Some(stretch) => Arc::new(joined(page, place, asked, stretch)),
                // What was there stays until something else is.
                None => shown.cloned().unwrap_or_default(),
            }
        });
        let missing = Memo::new(move |_| {
            let is_missing = first
                .around
                .with(|state| matches!(state, QueryState::Ready(None)));
            named.get().filter(|_| is_missing)
        });
        let windows = Self {
            page,
            stretch,
            named,
            resumed,
            missing,
            place,
            asked,
            first,
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        windows.keep_what_leaves();
        windows
    }

    /// Whether the first messages are there; once they are, they stay.
    pub(super) fn readiness(self) -> impl Fn() -> Readiness + Send + Sync + 'static {
        let was_ready = StoredValue::new(false);
        move || match self.first.readiness() {
            Readiness::Pending if was_ready.get_value() => Readiness::Ready,
            Readiness::Ready => {
                was_ready.set_value(true);
                Readiness::Ready
            }
            readiness => readiness,
        }
    }

    /// Whether a message is there, not tracked.
    pub(super) fn holds(self, id: &str) -> bool {
        self.stretch
            .with_untracked(|stretch| stretch.messages.iter().any(|it| it.id.as_str() == id))
    }

    /// Whether more is on its way, tracked.
    pub(super) fn is_loading(self) -> bool {
        self.asked.with(|asked| {
            let earlier = asked.earlier.last().map(|window| window.with(is_waiting));
            let later = asked.later.last().map(|window| window.with(is_waiting));
            earlier.unwrap_or_default() | later.unwrap_or_default()
        })
    }

    /// Asks for what is before everything that is there.
    pub(super) fn load_earlier(self) {
        if let Some(before) = self.edge(|messages| messages.first()) {
            let window = self.window(before, None);
            self.ask(|asked| asked.earlier.push(window));
        }
    }

    /// Asks for what is behind everything that is there.
    pub(super) fn load_later(self) {
        let Some(behind) = self.edge(|messages| messages.last()) else {
            return;
        };
        let (place, own) = (self.place, self.place.get_untracked());
        let window = self.owned(|| {
            use_query(functions::Later, move || {
                let (thread_id, _) = place.with(|now| (*now == own).then(|| own.clone()))?;
                Some(functions::LaterArgs {
                    behind,
                    thread_id: thread_id?,
                })
            })
        });
        self.ask(|asked| asked.later.push(window));
    }

    fn edge(self, of: impl FnOnce(&[Message]) -> Option<&Message>) -> Option<f64> {
        self.stretch
            .with_untracked(|stretch| of(&stretch.messages).map(|message| message.position))
    }

    /// A window between two positions, for as long as one is where it was asked for.
    fn window(self, before: f64, behind: Option<f64>) -> UseQuery<EarlierMessages> {
        let (place, own) = (self.place, self.place.get_untracked());
        self.owned(|| {
            use_query(functions::Earlier, move || {
                let (thread_id, _) = place.with(|now| (*now == own).then(|| own.clone()))?;
                Some(functions::EarlierArgs {
                    behind,
                    ..functions::EarlierArgs::new(before, thread_id?)
                })
            })
        })
    }

    /// What is made belongs to the page, not to the button or the effect that asked for it.
    fn owned<T>(self, make: impl FnOnce() -> T) -> T {
        self.owner.get_value().with(make)
    }

    fn ask(self, change: impl FnOnce(&mut Asked)) {
        let place = self.place.get_untracked();
        self.asked.update(|asked| {
            if asked.beside.as_ref() != Some(&place) {
                *asked = Asked {
                    beside: Some(place),
                    ..Asked::default()
                };
            }
            change(asked);
        });
    }

    /// The end is so many messages. What leaves it for others behind it is asked for as a window, each a few
    /// messages before they leave, so nothing goes from under a reader.
    fn keep_what_leaves(self) {
        let page = self.page;
        let begins = Memo::new(move |_| {
            page.view
                .with(|view| view.as_ref()?.messages.first().map(|first| first.position))
        });
        let last = move || {
            let last = page
                .view
                .with_untracked(|view| view.as_ref()?.messages.last().map(|last| last.position));
            last.unwrap_or_default()
        };
        Effect::new(move |_| {
            let (place, Some(begins)) = (self.place.get(), begins.get()) else {
                return;
            };
            let (floor, count) = self.asked.with_untracked(|asked| {
                let is_here = asked.beside.as_ref() == Some(&place);
                let floor = Some(asked.floor).filter(|floor| is_here && *floor > 0.0);
                (floor, asked.left.len())
            });
            let Some(floor) = floor else {
                return self.ask(|asked| (asked.floor, asked.last) = (begins, last()));
            };
            let wanted = if begins > floor {
                ((begins - floor) / LEFT) as usize + 1
            } else {
                0
            };
            for nth in count..wanted {
                let from = floor + nth as f64 * LEFT;
                let window = self.window(from + LEFT, Some(from - 1.0));
                self.ask(|asked| asked.left.push(window));
            }
        });
    }
}

fn ready<T>(state: &QueryState<T>) -> Option<&T> {
    match state {
        QueryState::Ready(value) => Some(value),
        _ => None,
    }
}

fn is_waiting<T>(state: &QueryState<T>) -> bool {
    matches!(state, QueryState::Pending)
}

/// What reading begins with. None: it is on its way.
fn begun(page: Page, place: Memo<Place>, first: First) -> Option<Stretch> {
    match place.get().1 {
        Start::End => Some(end(page)),
        Start::Before(_) => first.before.with(|state| {
            ready(state).map(|window| Stretch {
                messages: window.messages.clone(),
                has_earlier: window.has_earlier,
                has_later: true,
            })
        }),
        Start::Behind(behind) => first.behind.with(|state| {
            ready(state).map(|window| Stretch {
                messages: window.messages.clone(),
                has_earlier: behind >= 1.0,
                has_later: window.has_later,
            })
        }),
        Start::Around(_) => first.around.with(|state| {
            ready(state).map(|window| match window {
                Some(window) => Stretch {
                    messages: window.messages.clone(),
                    has_earlier: window.has_earlier,
                    has_later: window.has_later,
                },
                // Another version holds the message, or none does, which is said beside.
                None => end(page),
            })
        }),
    }
}

fn end(page: Page) -> Stretch {
    page.view.with(|view| match view {
        Some(view) => Stretch {
            messages: view.messages.clone(),
            has_earlier: view.has_earlier,
            has_later: false,
        },
        None => Stretch::default(),
    })
}

/// What reading began with, and all windows beside it.
fn joined(page: Page, place: Memo<Place>, asked: RwSignal<Asked>, begun: Stretch) -> Stretch {
    let mut stretch = begun;
    let asked = place.with(|place| {
        asked.with(|asked| (asked.beside.as_ref() == Some(place)).then(|| asked.clone()))
    });
    let asked = asked.unwrap_or_default();
    for window in asked.earlier {
        window.with(|state| {
            if let Some(window) = ready(state) {
                stretch.messages.extend_from_slice(&window.messages);
                stretch.has_earlier = window.has_earlier;
            }
        });
    }
    for window in asked.later {
        window.with(|state| {
            if let Some(window) = ready(state) {
                stretch.messages.extend_from_slice(&window.messages);
                stretch.has_later = window.has_later;
            }
        });
    }
    if !stretch.has_later || has_reached(&stretch.messages, asked.last) {
        for window in asked.left {
            window.with(|state| {
                let messages = ready(state).map_or(&[][..], |window| &window.messages);
                stretch.messages.extend_from_slice(messages);
            });
        }
        // From here on it goes on by itself.
        stretch.messages.extend(end(page).messages);
        stretch.has_later = false;
    }
    stretch.messages = ordered(stretch.messages);
    stretch
}

/// Whether messages go as far as the thread did when it was opened. What has come since then belongs to them, even
/// where it is more than one window holds.
fn has_reached(messages: &[Message], last: f64) -> bool {
    let positions = messages.iter().map(|message| message.position);
    last > 0.0 && positions.fold(0.0, f64::max) >= last
}

/// Each message once, in order: windows that follow each other overlap where a message between them was deleted.
fn ordered(mut messages: Vec<Message>) -> Vec<Message> {
    messages.sort_by(|a, b| a.position.total_cmp(&b.position));
    messages.dedup_by(|a, b| a.id == b.id);
    messages
}
