//! Known functions in bundled code, and what is done natively in their place.
//!
//! Some functions that bundles bring along are too slow for an interpreter: those of `convex/values` that encode values
//! (most of a query's time), and scrypt, which keeps passwords and takes ten times a mutation's second. [`inject`] finds
//! them and gives each a first statement that returns the same as the original where it can. For everything else the
//! original runs, with its own error texts; and code that is not surely the known one is left alone.

use std::borrow::Cow;

/// What is done first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shortcut {
    /// Returns a value that is its own JSON form; with sorted keys only, where the original sorts them. The originals
    /// are recursive, so a value that is not plain still has its plain parts taken over.
    Plain { sorted: bool },
    /// Derives the key.
    Scrypt,
}

/// A function that we know how to shorten.
struct Target {
    /// Name in the original source; minifiers keep it as a string (`keepNames`).
    name: &'static str,
    /// Texts that must all occur soon after the start of its body.
    evidence: &'static [&'static str],
    shortcut: Shortcut,
}

/// scrypt of `@noble/hashes`.
const SCRYPT: Target = Target {
    name: "scrypt",
    evidence: &["dkLen", "blockSize32", "blockMixCb"],
    shortcut: Shortcut::Scrypt,
};

const TARGETS: [Target; 5] = [
    Target {
        name: "jsonToConvex",
        evidence: &["$bytes", "$integer", "$float"],
        shortcut: Shortcut::Plain { sorted: false },
    },
    Target {
        name: "convexToJsonInternal",
        evidence: &["is not a valid Convex value", "$integer", "$float"],
        shortcut: Shortcut::Plain { sorted: true },
    },
    SCRYPT,
    Target {
        name: "scryptAsync",
        ..SCRYPT
    },
    // That of `lucia`.
    Target {
        evidence: &["dkLen", "Scrypt: N must be larger than 1"],
        ..SCRYPT
    },
];

/// How far into a body to look for the evidence.
const WINDOW: usize = 2_500;

/// A module's source with the shortcuts in it.
pub(crate) struct Injected<'a> {
    pub(crate) source: Cow<'a, str>,
    /// How many functions were recognised.
    pub(crate) shortcuts: usize,
}

/// Adds the shortcuts to `source` where it defines the functions. No line is added or removed.
pub(crate) fn inject(source: &str) -> Injected<'_> {
    let mut insertions: Vec<(usize, String)> = TARGETS
        .iter()
        .flat_map(|target| {
            let starts = starts(source, target).into_iter();
            starts.filter_map(move |start| insertion(source, start, target))
        })
        .collect();
    if insertions.is_empty() {
        return Injected {
            source: Cow::Borrowed(source),
            shortcuts: 0,
        };
    }
    insertions.sort_by_key(|(position, _)| *position);
    insertions.dedup_by_key(|(position, _)| *position);
    let mut output = String::with_capacity(source.len() + 256);
    let mut copied = 0;
    for (position, text) in &insertions {
        output.push_str(&source[copied..*position]);
        output.push_str(text);
        copied = *position;
    }
    output.push_str(&source[copied..]);
    Injected {
        source: Cow::Owned(output),
        shortcuts: insertions.len(),
    }
}

/// Where functions begin that may be the target: there may be several, from several packages and versions, numbered by
/// the bundler.
fn starts(source: &str, target: &Target) -> Vec<usize> {
    let kept = kept_names(source, target.name);
    let named = kept.iter().filter_map(|(local, named_at)| {
        // Minified names are not unique; the declaration is the last one before it is named.
        source[..*named_at].rfind(&format!("function {local}("))
    });
    let declaration = format!("function {}", target.name);
    let declared = source.match_indices(&declaration).filter(|(start, text)| {
        let after = source[start + text.len()..].trim_start_matches(|c: char| c.is_ascii_digit());
        after.starts_with('(')
    });
    let mut starts: Vec<_> = named.chain(declared.map(|(start, _)| start)).collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// Where the body of a function starts, and what to insert there, if it is the target.
fn insertion(source: &str, start: usize, target: &Target) -> Option<(usize, String)> {
    let open = start + source[start..].find('(')? + 1;
    let close = open + source[open..].find(')')?;
    let parameters: Vec<_> = source[open..close].split(',').map(str::trim).collect();
    let after = &source[close + 1..];
    let body = close + 1 + (after.len() - after.trim_start().len());
    if !source[body..].starts_with('{') {
        return None;
    }
    let window = &source[body..source.floor_char_boundary((body + WINDOW).min(source.len()))];
    if !target.evidence.iter().all(|text| window.contains(text)) {
        return None;
    }
    Some((body + 1, target.shortcut.statement(&parameters)?))
}

impl Shortcut {
    /// The first statement of a function with these parameters.
    fn statement(self, parameters: &[&str]) -> Option<String> {
        match (self, parameters) {
            (Self::Plain { sorted }, [value, ..]) if is_identifier(value) => Some(format!(
                "if(typeof {value}===\"object\"&&{value}!==null&&globalThis.Convex?.isPlain?.({value},{sorted}))return {value};"
            )),
            (Self::Scrypt, names @ [password, salt, options])
                if names.iter().all(|it| is_identifier(it)) =>
            {
                Some(format!(
                    "const convexKey=globalThis.Convex?.scrypt?.({password},{salt},{options});if(convexKey!==undefined)return convexKey;"
                ))
            }
            _ => None,
        }
    }
}

/// The local names in `keep(local, "name")`, which `keepNames` leaves behind, and where they are.
fn kept_names<'a>(source: &'a str, name: &str) -> Vec<(&'a str, usize)> {
    let end = format!("\"{name}\")");
    let all = source.match_indices(&end);
    all.filter_map(|(end, _)| kept_name(&source[..end]))
        .collect()
}

/// The name at the end of `keep(local, `.
fn kept_name(before: &str) -> Option<(&str, usize)> {
    let before = before.trim_end().strip_suffix(',')?.trim_end();
    let start = before.rfind(|c: char| !c.is_ascii() || !is_identifier_byte(c as u8))? + 1;
    let local = &before[start..];
    (before[..start].ends_with('(') && !local.is_empty()).then_some((local, start))
}

fn is_identifier(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(is_identifier_byte)
}

fn is_identifier_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortcut_is_injected_into_readable_and_into_minified_functions() {
        let shortcut = |name: &str, sorts: bool| {
            format!(
                "{{if(typeof {name}===\"object\"&&{name}!==null&&globalThis.Convex?.isPlain?.({name},{sorts}))return {name};\n"
            )
        };
        let source = "function jsonToConvex(value) {\n  // $bytes $integer $float\n}\n";
        let injected = inject(source).source;
        assert!(
            injected.starts_with(&format!(
                "function jsonToConvex(value) {}",
                shortcut("value", false)
            )),
            "{injected}"
        );
        let source = "function B(t) {\n return 1;\n}\nfunction B(t, e, r) {\n \"undefined is not a valid Convex value\" $integer $float\n}\nr(B, \"convexToJsonInternal\");\n";
        let injected = inject(source).source;
        assert!(
            injected.starts_with("function B(t) {\n return 1;"),
            "{injected}"
        );
        assert!(
            injected.contains(&format!("function B(t, e, r) {}", shortcut("t", true))),
            "{injected}"
        );
    }

    #[test]
    fn a_function_that_only_shares_the_name_is_left_alone() {
        for source in [
            "function jsonToConvex(value) { return value; }",
            "const jsonToConvex = (value) => value; // $bytes $integer $float",
            "function jsonToConvex({ value }) { $bytes $integer $float }",
        ] {
            assert_eq!(inject(source).source, source);
        }
    }

    #[test]
    fn each_scrypt_of_a_bundle_is_recognised_and_its_helpers_are_not() {
        let noble = "{\n  const { dkLen: d, blockSize32: s, blockMixCb: c } = scryptInit();\n}\n";
        let lucia = "{\n  if (e.dkLen) throw new Error(\"Scrypt: N must be larger than 1\");\n}\n";
        let source = [
            "function scryptInit(password, salt, _opts) ",
            noble,
            "function scrypt(password, salt, opts) ",
            noble,
            "async function scrypt2(password, salt, options) ",
            lucia,
            "async function wt(e, t, s) ",
            noble,
            "a(wt, \"scryptAsync\");\n",
            "function scrypt3(password, salt, opts) {\n}\n",
        ]
        .concat();
        let injected = inject(&source);
        assert_eq!(injected.shortcuts, 3);
        for head in [
            "function scrypt(password, salt, opts) {const convexKey=globalThis.Convex?.scrypt?.(password,salt,opts);if",
            "function scrypt2(password, salt, options) {const convexKey=globalThis.Convex?.scrypt?.(password,salt,options);if",
            "function wt(e, t, s) {const convexKey=globalThis.Convex?.scrypt?.(e,t,s);if",
        ] {
            assert!(injected.source.contains(head), "{}", injected.source);
        }
        assert_eq!(injected.source.lines().count(), source.lines().count());
    }
}
