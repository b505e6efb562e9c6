//! What calls are called, and what is in them, for people.

use std::borrow::Cow;

use convex_typed::json::Json;

/// So many letters of a text are shown: nobody reads more of it in a page, and a page has to hold all of them.
const SHOWN_MAX: usize = 10_000;

/// So many letters of an argument say what a call is about.
const TOPIC_MAX: usize = 80;

/// The name of a tool in words: `search_chats` and `searchChats` are `Search chats`.
pub(super) fn name(name: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for letter in name.chars() {
        if !letter.is_alphanumeric() {
            before = ' ';
            continue;
        }
        let is_next = before == ' ' || (before.is_lowercase() && letter.is_uppercase());
        if is_next && !words.is_empty() {
            words.push(' ');
        }
        if words.is_empty() {
            words.extend(letter.to_uppercase());
        } else if is_next {
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
        before = letter;
    }
    match words.is_empty() {
        true => "A tool".to_owned(),
        false => words,
    }
}

/// What a call is about: the first of its arguments that is a text. None until all of them are there.
pub(super) fn topic(arguments: &str) -> Option<String> {
    let fields = Json::new(arguments).ok()?.fields().ok()?;
    let texts = fields.iter().filter_map(|(_, value)| value.string().ok());
    let text = texts.map(|text| text.trim().to_owned());
    let text = text.into_iter().find(|text| !text.is_empty())?;
    let line = text.lines().next().unwrap_or_default();
    Some(match beginning(line, TOPIC_MAX) {
        Some(beginning) => format!("{beginning}…"),
        None => line.to_owned(),
    })
}

/// Why a call has failed, if that is its result: an object with nothing but an error.
pub(super) fn failure(result: &str) -> Option<String> {
    let fields = Json::new(result).ok()?.fields().ok()?;
    let mut fields = fields.iter();
    match (fields.next(), fields.next()) {
        (Some(("error", why)), None) => Some(why.string().ok()?.into_owned()),
        _ => None,
    }
}

/// Arguments or a result as text to read, and whether that is only its beginning.
pub(super) fn laid_out(text: &str) -> (String, bool) {
    let json = Json::new(text).ok();
    let text = match json {
        Some(json) => match json.string() {
            Ok(text) => text,
            Err(_) => Cow::Owned(indented(json.text())),
        },
        None => Cow::Borrowed(text),
    };
    // The first line break of an element is none, where the element is parsed.
    let text = text.trim_start_matches(['\r', '\n']);
    match beginning(text, SHOWN_MAX) {
        Some(beginning) => (beginning.to_owned(), true),
        None => (text.to_owned(), false),
    }
}

/// The beginning of a text that has more letters than so many.
fn beginning(text: &str, letters: usize) -> Option<&str> {
    let (end, _) = text.char_indices().nth(letters)?;
    Some(&text[..end])
}

/// JSON with a line for each value.
fn indented(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let mut depth = 0;
    let (mut is_quoted, mut is_escaped) = (false, false);
    let mut letters = json.chars().peekable();
    while let Some(letter) = letters.next() {
        if is_quoted {
            text.push(letter);
            is_quoted = is_escaped || letter != '"';
            is_escaped = !is_escaped && letter == '\\';
            continue;
        }
        match letter {
            '{' | '[' => {
                text.push(letter);
                while letters.next_if(char::is_ascii_whitespace).is_some() {}
                match letters.next_if(|next| matches!(next, '}' | ']')) {
                    Some(end) => text.push(end),
                    None => {
                        depth += 1;
                        begin_line(&mut text, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                begin_line(&mut text, depth);
                text.push(letter);
            }
            ',' => {
                text.push(letter);
                begin_line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            letter if letter.is_ascii_whitespace() => {}
            letter => {
                is_quoted = letter == '"';
                text.push(letter);
            }
        }
    }
    text
}

fn begin_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_is_called_by_words() {
        let cases = [
            ("weather", "Weather"),
            ("search_chats", "Search chats"),
            ("searchChats", "Search chats"),
            ("mcp__github.list-issues", "Mcp github list issues"),
            ("read2Files", "Read2Files"),
            ("", "A tool"),
            ("__", "A tool"),
        ];
        for (given, expected) in cases {
            assert_eq!(name(given), expected);
        }
    }

    #[test]
    fn a_call_is_about_its_first_text() {
        let about = |arguments| topic(arguments);
        let first = about("{\"count\": 3, \"place\": \" Rome\\nItaly\", \"unit\": \"C\"}");
        assert_eq!(first.as_deref(), Some("Rome"));
        assert_eq!(about("{\"place\": \"Ro"), None);
        assert_eq!(about("[\"Rome\"]"), None);
        let long = about(&format!("{{\"a\": \"{}\"}}", "ä".repeat(81))).unwrap();
        assert_eq!(long, format!("{}…", "ä".repeat(80)));
    }

    #[test]
    fn a_result_that_is_an_error_alone_is_a_failure() {
        let why = failure("{\"error\":\"There is no tool x.\"}");
        assert_eq!(why.as_deref(), Some("There is no tool x."));
        assert_eq!(failure("{\"error\":\"none\",\"rows\":[]}"), None);
        assert_eq!(failure("{\"error\":null}"), None);
        assert_eq!(failure("an error"), None);
    }

    #[test]
    fn json_is_laid_out_and_any_other_text_stays_as_it_is() {
        let json = r#"{"a":[1, {}],"b":"x, \"{y}\"", "c": [ ]}"#;
        let expected =
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": \"x, \\\"{y}\\\"\",\n  \"c\": []\n}";
        assert_eq!(laid_out(json), (expected.to_owned(), false));
        assert_eq!(laid_out("\"a\\nb\""), ("a\nb".to_owned(), false));
        assert_eq!(
            laid_out("\n{ \"place\": \"Ro"),
            ("{ \"place\": \"Ro".to_owned(), false)
        );
    }

    #[test]
    fn of_a_long_text_the_beginning_is_shown() {
        let (text, is_cut) = laid_out(&"ß".repeat(SHOWN_MAX + 1));
        assert!(is_cut && text.chars().count() == SHOWN_MAX);
        assert!(!laid_out(&"ß".repeat(SHOWN_MAX)).1);
    }
}
