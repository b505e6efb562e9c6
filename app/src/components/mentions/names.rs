//! What a box shows in place of links: names, and what is known of them. Text in, text and places out; no page.

use std::borrow::Cow;
use std::ops::Range;

use markdown::{MENTION, Mention, mention};

/// How long a name may be, in characters.
const NAME_MAX: usize = 60;

/// What a name is told by.
pub(super) const SIGN: char = '@';

/// Letters that would mean something in the text of a link.
const SPECIAL: &str = r"\`[]*_~<>&$!|";

/// Something that was mentioned.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    /// What it is called in the box, behind the sign.
    name: String,
    address: String,
}

/// What a box knows by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(Vec<Known>);

/// A name in a text, its sign included. Places are bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) place: Range<usize>,
    known: &'a Known,
}

impl Names {
    /// Makes something known, and says how it is called in the box. A name that means something else in this text
    /// gets a number.
    pub(super) fn add(&mut self, text: &str, name: &str, address: &str) -> String {
        match self.0.iter().find(|known| known.address == address) {
            Some(known) => known.name.clone(),
            None => self.know(text, &trimmed(name), address),
        }
    }

    fn know(&mut self, text: &str, wanted: &str, address: &str) -> String {
        let mut name = wanted.to_owned();
        let mut nth = 1;
        while let Some(at) = self.0.iter().position(|known| known.name == name) {
            if self.0[at].address == address {
                return name;
            }
            if !self
                .tokens(text)
                .iter()
                .any(|token| token.known.name == name)
            {
                self.0.remove(at);
                break;
            }
            nth += 1;
            name = format!("{wanted} ({nth})");
        }
        self.0.push(Known {
            name: name.clone(),
            address: address.to_owned(),
        });
        name
    }

    /// The names in a text, in order. Where several fit, the longest is meant.
    pub(super) fn tokens(&self, text: &str) -> Vec<Token<'_>> {
        let mut tokens: Vec<Token<'_>> = Vec::new();
        if self.0.is_empty() {
            return tokens;
        }
        for (at, _) in text.match_indices(SIGN) {
            let is_inside = tokens.last().is_some_and(|last| last.place.end > at);
            if is_inside || text[..at].ends_with(char::is_alphanumeric) {
                continue;
            }
            let behind = &text[at + SIGN.len_utf8()..];
            let is_in_link = text[..at].ends_with('[');
            let fitting = self.0.iter().filter(|known| {
                behind.strip_prefix(&*known.name).is_some_and(|rest| {
                    let is_link = is_in_link && rest.starts_with("](");
                    !is_link && !rest.starts_with(char::is_alphanumeric)
                })
            });
            if let Some(known) = fitting.max_by_key(|known| known.name.len()) {
                let end = at + SIGN.len_utf8() + known.name.len();
                tokens.push(Token {
                    place: at..end,
                    known,
                });
            }
        }
        tokens
    }

    /// What a box says, as Markdown: names become links.
    pub(super) fn linked(&self, text: &str) -> String {
        let mut markdown = String::with_capacity(text.len());
        let mut end = 0;
        for Token { place, known } in self.tokens(text) {
            markdown.push_str(&text[end..place.start]);
            markdown.push_str(MENTION);
            for letter in known.name.chars() {
                if SPECIAL.contains(letter) {
                    markdown.push('\\');
                }
                markdown.push(letter);
            }
            markdown.push_str("](");
            markdown.push_str(&known.address);
            markdown.push(')');
            end = place.end;
        }
        markdown.push_str(&text[end..]);
        markdown
    }

    /// What a box says for this Markdown: links that are mentions become names, which are known then.
    pub(super) fn named(&mut self, markdown: &str) -> String {
        let mut text = String::with_capacity(markdown.len());
        let mut rest = markdown;
        while let Some(at) = rest.find(MENTION) {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            let length = match mention(rest) {
                Some(Mention {
                    name,
                    address,
                    length,
                }) => {
                    text.push(SIGN);
                    let name = self.know(&text, &name, address);
                    text.push_str(&name);
                    length
                }
                None => {
                    text.push_str(MENTION);
                    MENTION.len()
                }
            };
            rest = &rest[length..];
        }
        text + rest
    }
}

/// The Markdown with names in place of links that are mentions, for where nothing can be followed.
pub(crate) fn plain(markdown: &str) -> Cow<'_, str> {
    if markdown.contains(MENTION) {
        Names::default().named(markdown).into()
    } else {
        markdown.into()
    }
}

/// A name in one line, and not too long.
fn trimmed(name: &str) -> String {
    let line: Vec<_> = name.split_whitespace().collect();
    let line = line.join(" ");
    if line.chars().count() <= NAME_MAX {
        return line;
    }
    let kept: String = line.chars().take(NAME_MAX - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(names: &[(&str, &str)]) -> Names {
        let mut known = Names::default();
        for (name, address) in names {
            known.add("", name, address);
        }
        known
    }

    #[test]
    fn names_become_links_and_links_become_names_again() {
        let mut names = known(&[("Plan", "/chats/a1"), ("fix_it [now]!", "/tasks/b2")]);
        let text = "See @Plan, then (@fix_it [now]!) and @Other.";
        let markdown = names.linked(text);
        assert_eq!(
            markdown,
            r"See [@Plan](/chats/a1), then ([@fix\_it \[now\]\!](/tasks/b2)) and @Other."
        );
        assert_eq!(Names::default().named(&markdown), text);
        assert_eq!(names.named(&markdown), text);
        assert_eq!(names.linked(&names.clone().named(&markdown)), markdown);
    }

    #[test]
    fn a_name_is_one_where_it_stands_for_itself_and_the_longest_that_fits() {
        let names = known(&[("Plan", "/chats/a"), ("Plan B", "/chats/b")]);
        let found = |text: &str| {
            let tokens = names.tokens(text).into_iter();
            tokens
                .map(|token| token.known.address.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(found("@Plan B, @Plan."), ["/chats/b", "/chats/a"]);
        assert_eq!(found("@Plan Berlin"), ["/chats/a"]);
        assert!(found("@Planner me@Plan Plan").is_empty());
        assert_eq!(names.tokens("é @Plan")[0].place, 3..8);
        // A link that somebody has written out stays as it is.
        assert!(found("[@Plan](/chats/a)").is_empty());
        assert_eq!(found("[@Plan]"), ["/chats/a"]);
    }

    #[test]
    fn of_two_things_with_one_name_the_second_gets_a_number() {
        let mut names = known(&[("Plan", "/chats/a")]);
        assert_eq!(names.add("@Plan and ", "Plan", "/tasks/b"), "Plan (2)");
        assert_eq!(
            names.linked("@Plan and @Plan (2)"),
            "[@Plan](/chats/a) and [@Plan (2)](/tasks/b)"
        );
        // What is not there any more keeps no name.
        assert_eq!(names.add("@Plan (2)", "Plan", "/chats/c"), "Plan");
        assert_eq!(names.add("", "Plan", "/tasks/b"), "Plan (2)");
    }

    #[test]
    fn only_links_to_pages_with_something_of_ones_own_are_mentions() {
        for other in [
            "[@Plan](https://example.org)",
            "[@Plan](/auth/sign-out)",
            "[@Plan](/chats/)",
            "[@Plan](/chats/a/export)",
            "[@Plan](/chats/a?at=b)",
            "[Plan](/chats/a)",
            "[@](/chats/a)",
            "[@a\nb](/chats/a)",
            "[@Plan](/chats/a",
            "[@Plan",
            r"[@Plan\",
        ] {
            assert_eq!(plain(other), other);
        }
        assert_eq!(plain("[@a [@b](/todos#todo-c)"), "[@a @b");
    }

    #[test]
    fn long_names_are_cut_between_letters_and_stay_mentions() {
        let mut names = Names::default();
        let name = names.add("", &"é ".repeat(200), "/chats/a");
        assert_eq!(name.chars().count(), NAME_MAX);
        let text = format!("@{name}");
        assert_eq!(plain(&names.linked(&text)), text);
    }
}
