//! Every shortcut of the product, as rows of one table: what a key does everywhere is looked up here, what it
//! does in one place only is handled there, and the sheet of shortcuts shows both.
//!
//! Keys without Ctrl, ⌘ or a function key can be turned off, since speech input types them by mistake. The
//! choice is a cookie beside the account, so that it holds before anything else is loaded.

use leptos::web_sys::KeyboardEvent;

use crate::platform;

/// The cookie that keeps the choice.
pub(crate) const COOKIE: &str = "shortcuts";

/// The attribute of the document's root that says the same.
const ATTRIBUTE: &str = "data-shortcuts";

/// What keeps and shows that keys without Ctrl do nothing.
const OFF: &str = "off";

/// What a shortcut does that works everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Palette,
    Sheet,
    Open(&'static str),
    /// Opens a page that one begins something on, and moves the focus to where one writes.
    Write(&'static str),
    /// Moves the focus to the search of the page.
    Search,
    NextRegion,
    PreviousRegion,
}

/// Where a shortcut works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Everywhere,
    Writing,
    Chat,
    ChatSearch,
    Todos,
    Menus,
}

impl Place {
    pub(crate) const ALL: [Self; 6] = [
        Self::Everywhere,
        Self::Writing,
        Self::Chat,
        Self::ChatSearch,
        Self::Todos,
        Self::Menus,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Writing => "Where you write",
            Self::Chat => "On a message",
            Self::ChatSearch => "In the search of a chat",
            Self::Todos => "On a todo",
            Self::Menus => "In menus and lists",
        }
    }
}

/// One row of the table.
pub(crate) struct Shortcut {
    /// Keys pressed together are joined by `+`, keys pressed one after the other by a space. `Mod` is Ctrl,
    /// and just as well ⌘.
    pub(crate) keys: &'static str,
    pub(crate) place: Place,
    pub(crate) label: &'static str,
    /// None: the place handles it.
    pub(crate) command: Option<Command>,
}

const fn everywhere(keys: &'static str, label: &'static str, command: Command) -> Shortcut {
    let (place, command) = (Place::Everywhere, Some(command));
    Shortcut {
        keys,
        place,
        label,
        command,
    }
}

const fn local(place: Place, keys: &'static str, label: &'static str) -> Shortcut {
    Shortcut {
        keys,
        place,
        label,
        command: None,
    }
}

/// What sends, and what begins a line, unless something else is chosen.
const SEND: &str = "Enter";
const NEW_LINE: &str = "Shift+Enter";

/// All shortcuts.
pub(crate) const SHORTCUTS: [Shortcut; 34] = [
    everywhere("Mod+k", "Search and commands", Command::Palette),
    everywhere("?", "Keyboard shortcuts", Command::Sheet),
    everywhere("Mod+,", "Settings", Command::Open("/settings")),
    everywhere("n", "New task", Command::Write("/")),
    everywhere("c", "New chat", Command::Write("/chats")),
    everywhere("/", "Search this page", Command::Search),
    everywhere("g t", "Go to tasks", Command::Open("/tasks")),
    everywhere("g c", "Go to chats", Command::Open("/chats")),
    everywhere("g d", "Go to todos", Command::Open("/todos")),
    everywhere("g m", "Go to memories", Command::Open("/memories")),
    everywhere("g a", "Go to your account", Command::Open("/account")),
    everywhere("F6", "Next part of the page", Command::NextRegion),
    everywhere(
        "Shift+F6",
        "Previous part of the page",
        Command::PreviousRegion,
    ),
    local(Place::Writing, SEND, "Send or save a message"),
    local(Place::Writing, NEW_LINE, "New line"),
    local(
        Place::Writing,
        "ArrowUp",
        "Edit your last message, in an empty box",
    ),
    local(Place::Writing, "Alt+ArrowUp", "What you wrote before"),
    local(Place::Writing, "Alt+ArrowDown", "What you wrote after it"),
    local(Place::Writing, "@", "Mention something of yours, in a chat"),
    local(Place::Writing, "Escape", "Leave an editor without saving"),
    local(Place::Chat, "ArrowUp", "Message before"),
    local(Place::Chat, "ArrowDown", "Message after"),
    local(Place::Chat, ".", "Next change of a diff"),
    local(Place::Chat, ",", "Previous change of a diff"),
    local(Place::ChatSearch, "Enter", "Earlier match"),
    local(Place::ChatSearch, "Shift+Enter", "Later match"),
    local(Place::ChatSearch, "Escape", "Close the search"),
    local(Place::Todos, "Alt+ArrowUp", "Move up"),
    local(Place::Todos, "Alt+ArrowDown", "Move down"),
    local(Place::Todos, "Space", "Tick or untick"),
    local(Place::Menus, "ArrowDown", "Next item"),
    local(Place::Menus, "ArrowUp", "Previous item"),
    local(Place::Menus, "Enter", "Choose"),
    local(Place::Menus, "Escape", "Close"),
];

impl Shortcut {
    /// Its keys, as far as they hang on whether Enter sends.
    pub(crate) fn keys(&self, enter_sends: bool) -> &'static str {
        match (self.place, self.keys) {
            (Place::Writing, SEND) if !enter_sends => "Mod+Enter",
            (Place::Writing, NEW_LINE) if !enter_sends => "Enter",
            (_, keys) => keys,
        }
    }
}

/// Whether all of the keys are those of characters, which one also types.
pub(crate) fn are_characters(keys: &str) -> bool {
    keys.split(' ').all(|key| key.chars().count() == 1)
}

/// What a key does everywhere. `before` is the key pressed before it, if that was a moment ago.
pub(crate) fn command(before: Option<&str>, key: &str) -> Option<Command> {
    let found = |wanted: &dyn Fn(&str) -> bool| {
        let mut rows = SHORTCUTS.iter();
        rows.find_map(|row| row.command.filter(|_| wanted(row.keys)))
    };
    let sequence =
        before.and_then(|before| found(&|keys| keys.split_once(' ') == Some((before, key))));
    sequence.or_else(|| found(&|keys| keys == key))
}

/// The keys that an event is about, as the table writes them. None: no shortcut has such keys.
pub(crate) fn pressed(event: &KeyboardEvent) -> Option<String> {
    let key = event.key();
    let is_character = key.chars().count() == 1;
    // AltGr is both, and writes characters.
    if event.alt_key() || event.ctrl_key() && event.meta_key() {
        return None;
    }
    if event.ctrl_key() || event.meta_key() {
        let shift = if event.shift_key() { "Shift+" } else { "" };
        return Some(format!("Mod+{shift}{}", key.to_ascii_lowercase()));
    }
    // A character says by itself whether it needed Shift.
    let shift = if event.shift_key() && !is_character {
        "Shift+"
    } else {
        ""
    };
    Some(format!("{shift}{key}"))
}

/// The value of `data-shortcuts` for a choice; none for the usual one.
pub(crate) fn attribute(on: bool) -> Option<&'static str> {
    (!on).then_some(OFF)
}

/// The value of the cookie for a choice.
pub(crate) fn name(on: bool) -> &'static str {
    attribute(on).unwrap_or("on")
}

/// The value for the request that is being answered.
#[cfg(feature = "ssr")]
pub(crate) fn of_request() -> Option<&'static str> {
    attribute(crate::request::cookie(COOKIE)? != OFF)
}

/// Whether keys without Ctrl do anything on this page.
pub(crate) fn are_characters_on() -> bool {
    !platform::matches_any("[data-shortcuts=off]")
}

/// Turns keys without Ctrl on or off, and keeps that in this browser.
pub(crate) fn choose(on: bool) {
    platform::set_root_attribute(ATTRIBUTE, attribute(on));
    platform::set_cookie(COOKIE, name(on));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What browsers and systems do with Ctrl or ⌘ and cannot be kept from, or people rely on everywhere.
    const TAKEN: [&str; 30] = [
        "a", "c", "v", "x", "z", "y", "f", "g", "h", "j", "l", "n", "t", "w", "q", "m", "r", "s",
        "p", "o", "d", "u", "e", "+", "-", "0", "1", "9", "tab", "enter",
    ];

    #[test]
    fn no_two_shortcuts_of_a_place_have_the_same_keys() {
        for (at, one) in SHORTCUTS.iter().enumerate() {
            for other in &SHORTCUTS[at + 1..] {
                let meet = one.place == other.place
                    || [one.place, other.place].contains(&Place::Everywhere);
                assert!(
                    !meet || one.keys != other.keys,
                    "{}: {}, {}",
                    one.keys,
                    one.label,
                    other.label
                );
            }
        }
    }

    #[test]
    fn no_shortcut_is_the_beginning_of_another() {
        for sequence in SHORTCUTS.iter().filter_map(|row| row.keys.split_once(' ')) {
            assert_eq!(command(None, sequence.0), None, "{sequence:?}");
        }
    }

    #[test]
    fn no_shortcut_takes_a_key_from_the_browser_or_a_screen_reader() {
        for row in SHORTCUTS.iter().filter(|row| row.command.is_some()) {
            let with_modifier = row.keys.strip_prefix("Mod+");
            assert!(
                with_modifier.is_none_or(|key| !TAKEN.contains(&key)),
                "{}",
                row.keys
            );
            // Screen readers own Insert, Caps Lock and Ctrl+Alt; a lone Alt opens menus.
            assert!(!row.keys.contains("Alt"), "{}", row.keys);
            let is_function_key = row.keys.ends_with("F6");
            assert!(
                with_modifier.is_some() || is_function_key || are_characters(row.keys),
                "{} can neither be turned off nor is it none that one types",
                row.keys
            );
        }
    }

    #[test]
    fn keys_find_their_command_alone_or_after_another() {
        assert_eq!(command(None, "Mod+k"), Some(Command::Palette));
        assert_eq!(command(None, "?"), Some(Command::Sheet));
        assert_eq!(command(Some("g"), "t"), Some(Command::Open("/tasks")));
        assert_eq!(command(Some("g"), "c"), Some(Command::Open("/chats")));
        assert_eq!(command(None, "t"), None);
        assert_eq!(command(Some("x"), "n"), Some(Command::Write("/")));
        assert_eq!(command(None, "Enter"), None);
    }

    #[test]
    fn where_enter_begins_a_line_the_rows_about_writing_say_so() {
        let keys = |label: &str, enter_sends| {
            let mut rows = SHORTCUTS.iter();
            rows.find(|row| row.label == label)
                .map(|row| row.keys(enter_sends))
        };
        assert_eq!(keys("Send or save a message", true), Some("Enter"));
        assert_eq!(keys("Send or save a message", false), Some("Mod+Enter"));
        assert_eq!(keys("New line", true), Some("Shift+Enter"));
        assert_eq!(keys("New line", false), Some("Enter"));
        assert_eq!(keys("Choose", false), Some("Enter"));
    }

    #[test]
    fn only_keys_that_one_types_can_be_turned_off() {
        let characters: Vec<_> = SHORTCUTS
            .iter()
            .filter(|row| are_characters(row.keys))
            .collect();
        assert!(characters.iter().any(|row| row.keys == "g t"));
        assert!(
            characters
                .iter()
                .all(|row| !row.keys.contains("Mod") && !row.keys.contains("F6"))
        );
    }
}
