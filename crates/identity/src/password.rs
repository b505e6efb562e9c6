//! Passwords: what one must be, and how one is kept.

mod common;
mod hasher;
mod workers;

pub use hasher::{Busy, Hasher, Place, Verdict};

/// In Unicode scalar values.
pub const LENGTH_MIN: usize = 8;
/// In Unicode scalar values. Longer ones would only make the hash of the request dearer.
pub const LENGTH_MAX: usize = 128;

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Too short, or too long.
    Length,
    /// Among the first that anybody tries: a common one, or the person's own name or address.
    Common,
}

/// Whether a new password is good enough for somebody whom everybody knows by the texts `known`.
pub fn check(password: &str, known: &[&str]) -> Result<(), Weakness> {
    let length = password.chars().count();
    if !(LENGTH_MIN..=LENGTH_MAX).contains(&length) {
        return Err(Weakness::Length);
    }
    let folded = password.to_lowercase();
    let is_known = known
        .iter()
        .any(|text| !text.is_empty() && text.to_lowercase() == folded);
    if is_known || common::contains(&folded) || is_one_repeated(&folded) {
        return Err(Weakness::Common);
    }
    Ok(())
}

fn is_one_repeated(password: &str) -> bool {
    let mut characters = password.chars();
    let first = characters.next();
    characters.all(|character| Some(character) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_characters_not_bytes() {
        assert_eq!(check("sieben7", &[]), Err(Weakness::Length));
        assert_eq!(check("пароль-7", &[]), Ok(()));
        assert_eq!(check("🐎🔋📎🐎🔋📎🐎", &[]), Err(Weakness::Length));
        assert_eq!(check(&"ab".repeat(64), &[]), Ok(()));
        assert_eq!(check(&"ab".repeat(65), &[]), Err(Weakness::Length));
    }

    #[test]
    fn what_everybody_tries_first_is_refused_in_whatever_case() {
        for password in [
            "password",
            "Password1",
            "QWERTYUIOP",
            "zzzzzzzzz",
            "football",
        ] {
            assert_eq!(check(password, &[]), Err(Weakness::Common), "{password}");
        }
        let known = ["Eve Online", "eve@example.org", ""];
        assert_eq!(check("EVE@example.org", &known), Err(Weakness::Common));
        assert_eq!(check("eve online", &known), Err(Weakness::Common));
        assert_eq!(check("correct horse battery staple", &known), Ok(()));
    }
}
