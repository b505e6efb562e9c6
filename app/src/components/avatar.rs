//! A person's picture, or the first letters of their name where there is none.

use crate::node::{El, el};

/// The picture. It says nothing that the name beside it does not say.
pub(crate) fn avatar(name: &str, image: Option<&str>) -> El {
    let frame = el("span").class("avatar").is("aria-hidden", "true");
    match image {
        Some(image) => frame.has(
            el("img")
                .is("src", image.to_owned())
                .is("alt", "")
                .is("width", "64")
                .is("height", "64"),
        ),
        None => frame.says(initials(name)),
    }
}

/// At most two letters: of the first and the last word.
fn initials(name: &str) -> String {
    let mut letters = name
        .split(|letter: char| !letter.is_alphanumeric())
        .filter_map(|word| word.chars().next());
    let first = letters.next();
    let last = letters.next_back();
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_letters_of_the_first_and_last_word() {
        assert_eq!(initials("Ada"), "A");
        assert_eq!(initials("ada lovelace"), "AL");
        assert_eq!(initials("Jean-Luc de la Tour"), "JT");
        assert_eq!(initials("élan"), "É");
        assert_eq!(initials("  "), "");
    }
}
