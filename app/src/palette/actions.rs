//! Every page and every action that can be found. Keys come from the table of shortcuts.

use convex_api::Density;

use super::item::{Act, Group, Item};
use crate::layout::shortcuts::{self, Command, SHORTCUTS};
use crate::layout::theme::Theme;
use crate::platform;

/// Pages: glyph, name, address.
const PLACES: [(&str, &str, &str); 6] = [
    ("i-tasks", "Tasks", "/tasks"),
    ("i-chats", "Chats", "/chats"),
    ("i-todos", "Todos", "/todos"),
    ("i-memory", "Memories", "/memories"),
    ("i-user", "Account", "/account"),
    ("i-settings", "Settings", "/settings"),
];

/// Actions that begin somewhere on a page: glyph, name, other words for it, address, what takes the focus.
const BEGINNINGS: [(&str, &str, &str, &str, &str); 15] = [
    ("i-home", "New task", "start agent work", "/", WRITING),
    ("i-chats", "New chat", "ask message", "/chats", WRITING),
    (
        "i-todos",
        "New todo",
        "add inbox",
        "/todos",
        ".add-bar input[name=content]",
    ),
    (
        "i-memory",
        "Add a memory",
        "new remember",
        "/memories",
        ".memory-add textarea",
    ),
    (
        "i-search",
        "Search tasks",
        "find filter",
        "/tasks",
        "main [type=search]",
    ),
    (
        "i-search",
        "Search chats",
        "find filter",
        "/chats",
        "main [type=search]",
    ),
    (
        "i-download",
        "Import chats",
        "upload file json",
        "/chats/import",
        "main [type=file]",
    ),
    (
        "i-search",
        "Search memories",
        "find filter",
        "/memories",
        "main [type=search]",
    ),
    (
        "i-key",
        "Provider keys",
        "settings api anthropic openai openrouter",
        "/settings",
        "#keys :is(input:not([type=hidden]), summary, button)",
    ),
    (
        "i-model",
        "Choose models",
        "settings llm",
        "/settings",
        "#models textarea",
    ),
    (
        "i-pencil",
        "Edit rules",
        "settings instructions agents",
        "/settings",
        "#rules textarea",
    ),
    (
        "i-user",
        "Change your name or picture",
        "account profile avatar",
        "/account",
        "#profile input:not([type=hidden])",
    ),
    (
        "i-key",
        "Change password",
        "account security",
        "/account",
        "#password input:not([type=hidden])",
    ),
    (
        "i-system",
        "Sessions",
        "account devices browsers sign out",
        "/account",
        "#sessions :is(a, button)",
    ),
    (
        "i-download",
        "Export your data",
        "account download archive json",
        "/account",
        "#export :is(a, button)",
    ),
];

/// Where one writes on pages that begin with that.
const WRITING: &str = "main .composer textarea";

/// Actions that a page has somewhere else than in the menu of its head, offered where they are: glyph, name, other words
/// for it, what is pressed.
const HERE: [(&str, &str, &str, &str); 5] = [
    (
        "i-pencil",
        "Rename",
        "title name",
        "main .page-head .title-button",
    ),
    ("i-search", "Search in this chat", "find", "main .find-open"),
    (
        "i-model",
        "Change the model",
        "llm answers",
        "main .composer .model-button",
    ),
    (
        "i-attach",
        "Add files",
        "attach upload picture",
        "main .composer .file-button > button",
    ),
    (
        "i-stop",
        "Stop the answer",
        "cancel end",
        "main .composer .stop:not([hidden])",
    ),
];

/// What the page that is open offers in its head. What unfolds something there is of no use from here.
const ON_PAGE: &str = "main .page-head .menu-item:not([hidden], summary)";

/// The same while there is no connection: where links lead to, the server has to answer.
const ON_PAGE_AWAY: &str = "main .page-head button.menu-item:not([hidden])";

/// Everything that can be found without asking the server. `is_away`: there is no connection.
pub(crate) fn items(is_away: bool) -> Vec<Item> {
    let on_page = if is_away { ON_PAGE_AWAY } else { ON_PAGE };
    let in_menu = platform::texts_of(on_page);
    let here = HERE.into_iter().filter(|(_, title, _, selector)| {
        platform::matches_any(selector) && in_menu.iter().all(|other| other != title)
    });
    let mut items: Vec<Item> = here
        .map(|(glyph, title, about, selector)| {
            item(Group::Page, glyph, title, about, Act::Press(selector, 0))
        })
        .collect();
    for (nth, title) in in_menu.into_iter().enumerate() {
        items.push(item(
            Group::Page,
            "i-chevron",
            title,
            "",
            Act::Press(on_page, nth),
        ));
    }
    for (glyph, title, path) in PLACES {
        let act = Act::Open(path.to_owned());
        items.push(item(Group::Places, glyph, title, "page", act));
    }
    for (glyph, title, about, path, target) in BEGINNINGS {
        let act = Act::Reveal(path.into(), target.into());
        items.push(item(Group::Actions, glyph, title, about, act));
    }
    items.extend(appearance());
    items.push(characters());
    let about = "help keys hotkeys";
    items.push(item(
        Group::Actions,
        "i-keyboard",
        "Keyboard shortcuts",
        about,
        Act::Sheet,
    ));
    let act = Act::Press("#user-menu form button", 0);
    items.push(item(
        Group::Actions,
        "i-sign-out",
        "Sign out",
        "log out leave",
        act,
    ));
    items
}

fn appearance() -> Vec<Item> {
    let choice = |glyph, title, about, act| item(Group::Actions, glyph, title, about, act);
    let looks = "appearance colours mode";
    let lines = "appearance density lines";
    vec![
        choice("i-sun", "Light theme", looks, Act::Theme(Theme::Light)),
        choice("i-moon", "Dark theme", looks, Act::Theme(Theme::Dark)),
        choice("i-system", "System theme", looks, Act::Theme(Theme::System)),
        choice(
            "i-menu",
            "Compact lines",
            lines,
            Act::Density(Density::Compact),
        ),
        choice(
            "i-menu",
            "Comfortable lines",
            lines,
            Act::Density(Density::Comfortable),
        ),
    ]
}

fn characters() -> Item {
    let on = shortcuts::are_characters_on();
    let title = if on {
        "Turn off keys without Ctrl"
    } else {
        "Turn on keys without Ctrl"
    };
    item(
        Group::Actions,
        "i-keyboard",
        title,
        "keyboard shortcuts letters",
        Act::Characters(!on),
    )
}

fn item(
    group: Group,
    glyph: &'static str,
    title: impl Into<String>,
    about: &str,
    act: Act,
) -> Item {
    Item {
        group,
        glyph,
        title: title.into(),
        about: about.to_owned(),
        keys: keys_of(&act),
        act,
    }
}

/// The shortcut that does the same.
fn keys_of(act: &Act) -> Option<&'static str> {
    let row = SHORTCUTS.iter().find(|row| match (row.command, act) {
        (Some(Command::Open(known)), Act::Open(path)) => known == path,
        (Some(Command::Write(known)), Act::Reveal(path, target)) => {
            target == WRITING && known == path
        }
        (Some(Command::Sheet), Act::Sheet) => true,
        _ => false,
    });
    row.map(|row| row.keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_show_the_keys_that_do_the_same() {
        let items = items(false);
        let keys = |title: &str| {
            let item = items.iter().find(|item| item.title == title);
            item.unwrap_or_else(|| panic!("{title}")).keys
        };
        assert_eq!(keys("New task"), Some("n"));
        assert_eq!(keys("New chat"), Some("c"));
        assert_eq!(keys("Chats"), Some("g c"));
        assert_eq!(keys("Settings"), Some("Mod+,"));
        assert_eq!(keys("Keyboard shortcuts"), Some("?"));
        assert_eq!(keys("Sign out"), None);
    }

    #[test]
    fn no_two_lines_are_called_the_same() {
        let items = items(false);
        for (at, one) in items.iter().enumerate() {
            assert!(
                items[at + 1..].iter().all(|other| other.title != one.title),
                "{}",
                one.title
            );
        }
    }
}
