//! What of LaTeX may be given to the parser. It cuts some arguments without looking at them, and in a browser a
//! panic is the end of the page.

use std::borrow::Cow;

/// Words that define others, so that what comes out of them cannot be told from the source, and the one that
/// names a character by its number, which may be of any length. All without the backslash.
const REFUSED: [&str; 11] = [
    "char",
    "def",
    "edef",
    "futurelet",
    "gdef",
    "global",
    "let",
    "newcommand",
    "providecommand",
    "renewcommand",
    "xdef",
];

/// Environments that are told how many columns they have.
const COUNTED: [&str; 3] = ["alignat", "alignat*", "alignedat"];

/// The parser goes one level deeper for a word that is the argument of another, as in `\sqrt\sqrt x`, and ends the
/// whole program where its stack ends.
const WORDS_MAX: usize = 256;

/// The most digits that such a count has.
const DIGITS_MAX: usize = 2;

/// The formula as the parser may see it; none if it must not.
pub(crate) fn admitted(source: &str) -> Option<Cow<'_, str>> {
    let mut rest = source;
    let mut words = 0;
    while let Some(at) = rest.find(['\\', '{']) {
        let is_word = rest[at..].starts_with('\\');
        rest = &rest[at + 1..];
        if is_word {
            words += usize::from(rest.starts_with(|letter: char| letter.is_ascii_alphabetic()));
            rest = behind_word(rest)?;
        } else if !is_colour_or_none(rest) {
            return None;
        }
    }
    if words > WORDS_MAX {
        return None;
    }
    // The parser takes every space for one byte.
    let is_long = |letter: char| letter.is_whitespace() && !letter.is_ascii();
    Some(match source.contains(is_long) {
        true => Cow::Owned(source.replace(is_long, " ")),
        false => Cow::Borrowed(source),
    })
}

/// What follows the word (without its backslash) that `text` begins with.
fn behind_word(text: &str) -> Option<&str> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if length == 0 {
        // A backslash before anything else hides it, braces among them.
        let mut letters = text.chars();
        letters.next();
        return Some(letters.as_str());
    }
    let (word, rest) = text.split_at(length);
    if REFUSED.contains(&word) || (word == "begin" && !is_well_begun(rest)) {
        return None;
    }
    Some(rest)
}

/// Whether a group that begins with `#` names a colour, as only colours do.
fn is_colour_or_none(group: &str) -> bool {
    group.strip_prefix('#').is_none_or(|rest| {
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        digits == 6 && rest[digits..].starts_with('}')
    })
}

/// Whether an environment that wants a count has one that is a small number.
fn is_well_begun(rest: &str) -> bool {
    let Some((name, rest)) = group(rest) else {
        return false;
    };
    !COUNTED.contains(&name)
        || group(rest).is_some_and(|(count, _)| {
            !count.is_empty()
                && count.len() <= DIGITS_MAX
                && count.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// What stands in the braces that `text` begins with, and what follows them.
fn group(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix('{')?.split_once('}')
}

#[cfg(test)]
mod tests {
    use super::{WORDS_MAX, admitted};

    #[test]
    fn formulas_that_people_write_are_admitted_as_they_are() {
        for source in [
            r"\frac{a}{b} = \sqrt{x^2}",
            r"\color{red} x \textcolor{#a0b1c2}{y} \fcolorbox{#FFFFFF}{#000000}{z}",
            r"\begin{alignat}{2} a &= b \\ c &= d \end{alignat}",
            r"\begin{array}{c|c} a & b \end{array} \text{room #5} \{#1\}",
            "été",
            "",
        ] {
            assert_eq!(admitted(source).as_deref(), Some(source));
        }
    }

    #[test]
    fn what_the_parser_would_cut_blindly_is_refused() {
        for source in [
            r"\color{#aébcd}x",
            r"\textcolor {#a}x",
            r"\fcolorbox{red}{#ééé}x",
            r"\color{#1234567}x",
            r#"\char"FFFFFFFFFFFFFFFFF"#,
            r"\char é",
            r"\begin{alignat}{99999}a\end{alignat}",
            r"\begin{alignat*}{é}a\end{alignat*}",
            r"\begin % {alignat}",
            r"\def\a{\a\a}\a",
        ] {
            assert_eq!(admitted(source), None, "{source}");
        }
    }

    #[test]
    fn a_formula_has_so_many_words_and_no_more() {
        let words = |count| r"\sqrt".repeat(count);
        assert!(admitted(&words(WORDS_MAX)).is_some());
        assert_eq!(admitted(&words(WORDS_MAX + 1)), None);
    }

    #[test]
    fn every_space_is_a_short_one() {
        assert_eq!(
            admitted("\\kern1em\u{a0}x\u{2003}\n").as_deref(),
            Some("\\kern1em x \n")
        );
    }
}
