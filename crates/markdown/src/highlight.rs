//! Colours in code: what a word is, as one of few classes. Which colour a class has is the style sheet's
//! affair, so that both themes have their own. In a diff the words that have changed.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock};

use parking_lot::Mutex;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use crate::diff;
use crate::html::push_escaped;

/// Longer code stays without colours: a page must not wait for it.
const LENGTH_MAX: usize = 64 * 1024;

/// So does code with longer lines: some grammars take time that grows faster than the line.
const LINE_LENGTH_MAX: usize = 2_000;

/// How much coloured code is kept for the next time it is asked for, in bytes.
const KEPT_MAX: usize = 8 * 1024 * 1024;

/// What a word is, by the beginning of its scope. The first that fits counts.
const CLASSES: [(&str, &str); 23] = [
    ("comment", "comment"),
    ("punctuation.definition.comment", "comment"),
    ("string", "string"),
    ("punctuation.definition.string", "string"),
    ("constant.character.escape", "escape"),
    ("constant.numeric", "number"),
    ("constant.language", "number"),
    ("constant", "number"),
    ("storage.type.function", "keyword"),
    ("keyword.operator", ""),
    ("keyword", "keyword"),
    ("storage", "keyword"),
    ("entity.name.function", "function"),
    ("support.function", "function"),
    ("variable.function", "function"),
    ("entity.name.tag", "keyword"),
    ("entity.other.attribute-name", "type"),
    ("entity.name", "type"),
    ("support.type", "type"),
    ("support.class", "type"),
    ("markup.inserted", "inserted"),
    ("markup.deleted", "deleted"),
    ("markup.heading", "keyword"),
];

/// Grammars are read when code is first shown.
static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

static KINDS: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    let kinds = CLASSES
        .iter()
        .filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class)));
    kinds.collect()
});

static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

/// Code that was coloured before; forgotten at once when there is too much of it.
#[derive(Default)]
struct Kept {
    by_hash: HashMap<u64, Entry>,
    length: usize,
}

/// The language and the code beside what came of them: hashes may be alike.
type Entry = (Arc<(String, String)>, Arc<str>);

/// The code as HTML with a class for each word that has one; of a diff, with the words that have changed. None: the language is not known, or there is too
/// much of it. It computes: threads that others wait for should not call it.
#[must_use]
pub fn highlight(language: &str, code: &str) -> Option<String> {
    if code.len() > LENGTH_MAX || code.lines().any(|line| line.len() > LINE_LENGTH_MAX) {
        return None;
    }
    let means = if diff::is_diff(language, code) {
        Means::Diff
    } else {
        Means::Grammar(grammar(language)?)
    };
    let mut hasher = DefaultHasher::new();
    (language, code).hash(&mut hasher);
    let hash = hasher.finish();
    let kept = KEPT.lock().by_hash.get(&hash).cloned();
    if let Some((of, html)) = kept
        && of.0 == language
        && of.1 == code
    {
        return Some(html.to_string());
    }
    let html = match means {
        Means::Diff => compared(code),
        Means::Grammar(grammar) => coloured(grammar, code)?,
    };
    keep(hash, language, code, &html);
    Some(html)
}

/// What says which words differ from others.
enum Means {
    Diff,
    Grammar(&'static SyntaxReference),
}

fn compared(code: &str) -> String {
    let mut html = String::new();
    diff::push(&mut html, &diff::read(code, false), true);
    html
}

fn keep(hash: u64, language: &str, code: &str, html: &str) {
    let mut kept = KEPT.lock();
    let length = code.len() + html.len();
    if kept.length + length > KEPT_MAX {
        *kept = Kept::default();
    }
    kept.length += length;
    let of = Arc::new((language.to_owned(), code.to_owned()));
    kept.by_hash.insert(hash, (of, html.into()));
}

fn grammar(language: &str) -> Option<&'static SyntaxReference> {
    // Where people write something else than the grammar is called.
    let name = match language {
        "shell" | "console" | "zsh" | "shellsession" => "bash",
        "jsonc" | "json5" => "json",
        "golang" => "go",
        "csharp" => "cs",
        "jsx" => "js",
        "" | "text" | "txt" | "plain" | "plaintext" => return None,
        name => name,
    };
    GRAMMARS.find_syntax_by_token(name)
}

fn coloured(grammar: &SyntaxReference, code: &str) -> Option<String> {
    let mut state = ParseState::new(grammar);
    let mut stack = ScopeStack::new();
    let mut out = Spans::default();
    for line in LinesWithEndings::from(code) {
        let mut at = 0;
        for (end, change) in state.parse_line(line, &GRAMMARS).ok()? {
            out.push(class_of(&stack), &line[at..end]);
            stack.apply(&change).ok()?;
            at = end;
        }
        out.push(class_of(&stack), &line[at..]);
    }
    Some(out.finish())
}

/// The class of the innermost scope that has one.
fn class_of(stack: &ScopeStack) -> &'static str {
    let class = |scope: &Scope| {
        let kind = KINDS.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope));
        kind.map(|(_, class)| *class)
    };
    stack
        .scopes
        .iter()
        .rev()
        .find_map(class)
        .unwrap_or_default()
}

/// Words in a row that are of one class are one element.
#[derive(Default)]
struct Spans {
    html: String,
    class: &'static str,
}

impl Spans {
    fn push(&mut self, class: &'static str, text: &str) {
        if text.is_empty() {
            return;
        }
        if class != self.class {
            self.close();
            if !class.is_empty() {
                self.html.push_str("<span class=\"hl-");
                self.html.push_str(class);
                self.html.push_str("\">");
            }
            self.class = class;
        }
        push_escaped(&mut self.html, text);
    }

    fn close(&mut self) {
        if !self.class.is_empty() {
            self.html.push_str("</span>");
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, render};

    #[test]
    fn code_that_is_too_much_stays_without_colours() {
        let line = |length: usize| format!("let {} = 1;\n", "x".repeat(length));
        assert!(highlight("rust", &line(1_000)).is_some());
        assert!(highlight("rust", &line(2_000)).is_none());
        assert!(highlight("rust", &line(1_000).repeat(70)).is_none());
    }

    #[test]
    fn a_text_is_coloured_until_it_is_too_much_and_the_rest_says_its_language() {
        let block = format!("```rust\n{}```\n\n", "let x = 1;\n".repeat(1_500));
        let html: String = render(&block.repeat(3), &Options::new("m"))
            .into_iter()
            .map(|block| block.html)
            .collect();
        assert!(html.contains("class=\"hl-"));
        assert_eq!(html.matches("data-language=\"rust\"").count(), 2);
    }
}
