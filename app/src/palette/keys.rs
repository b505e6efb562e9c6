//! Keys as people know them, with the symbols of their platform.

use crate::node::{El, el};
use crate::platform;

/// The symbol of a key, and its name where a symbol says nothing when it is read out.
fn cap(key: &str, is_apple: bool) -> (String, Option<&'static str>) {
    let (symbol, name) = match (key, is_apple) {
        ("Mod", true) => ("⌘", Some("Command")),
        ("Mod", false) => ("Ctrl", None),
        ("Shift", true) => ("⇧", Some("Shift")),
        ("Alt", true) => ("⌥", Some("Option")),
        ("Enter", _) => ("↵", Some("Enter")),
        ("Escape", _) => ("Esc", Some("Escape")),
        ("ArrowUp", _) => ("↑", Some("Up")),
        ("ArrowDown", _) => ("↓", Some("Down")),
        _ if key.chars().count() == 1 => return (key.to_ascii_uppercase(), None),
        _ => (key, None),
    };
    (symbol.to_owned(), name)
}

/// The keys of a row of the table, in the order they are pressed.
pub(crate) fn keys(keys: &str) -> El {
    let is_apple = platform::is_apple();
    let mut caps = el("span").class("keys");
    for (nth, together) in keys.split(' ').enumerate() {
        if nth > 0 {
            caps = caps.has(el("span").class("keys-then").says("then"));
        }
        for key in together.split('+') {
            let (symbol, name) = cap(key, is_apple);
            caps = caps.has(match name {
                Some(name) => el("kbd")
                    .has(el("span").is("aria-hidden", "true").says(symbol))
                    .has(el("span").class("visually-hidden").says(name)),
                None => el("kbd").says(symbol),
            });
        }
    }
    caps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_look_as_on_the_platform() {
        assert_eq!(cap("Mod", true).0, "⌘");
        assert_eq!(cap("Mod", false).0, "Ctrl");
        assert_eq!(cap("k", false).0, "K");
        assert_eq!(cap("F6", true).0, "F6");
    }
}
