//! The shortcut around value encoding.
//!
//! Most of a query's time goes into `convexToJsonInternal` and `jsonToConvex` of `convex/values`, which copy
//! every value although almost all values are their own JSON form. [`is_plain`] walks a value once,
//! natively; if it is plain, the injected first statement of either function returns it as it is. The former also sorts
//! keys, on which functions rely that compare JSON text: where they are not sorted, the original runs.
//! For everything else the original runs, with its own error texts. [`inject`] finds the two
//! functions in bundled code, and leaves the code alone if it is not sure.

use rquickjs::{Ctx, Object, Value};
use std::borrow::Cow;

/// A function of `convex/values` that we know how to shorten.
struct Target {
    /// Name in the original source; minifiers keep it as a string (`keepNames`).
    name: &'static str,
    /// Texts that must all occur soon after the start of its body.
    evidence: &'static [&'static str],
    /// Whether it sorts the keys of objects.
    sorts: bool,
}

/// Both are recursive, so a value that is not plain still has its plain parts taken over.
const TARGETS: [Target; 2] = [
    Target {
        name: "jsonToConvex",
        evidence: &["$bytes", "$integer", "$float"],
        sorts: false,
    },
    Target {
        name: "convexToJsonInternal",
        evidence: &["is not a valid Convex value", "$integer", "$float"],
        sorts: true,
    },
];

/// How far into a body to look for the evidence.
const WINDOW: usize = 2_500;

/// A module's source with the shortcut in it.
pub(crate) struct Injected<'a> {
    pub(crate) source: Cow<'a, str>,
    /// How many functions were recognised.
    pub(crate) shortcuts: usize,
}

/// Adds the shortcut to `source` where it defines the functions. No line is added or removed.
pub(crate) fn inject(source: &str) -> Injected<'_> {
    let mut insertions: Vec<(usize, String)> = TARGETS
        .iter()
        .filter_map(|target| find(source, target))
        .collect();
    if insertions.is_empty() {
        return Injected {
            source: Cow::Borrowed(source),
            shortcuts: 0,
        };
    }
    insertions.sort_by_key(|(position, _)| *position);
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

/// Where the body of `target` starts, and what to insert there.
fn find(source: &str, target: &Target) -> Option<(usize, String)> {
    let start = match kept_name(source, target.name) {
        // Minified names are not unique; the declaration is the last one before it is named.
        Some((local, named_at)) => source[..named_at].rfind(&format!("function {local}("))?,
        None => only_match(source, &format!("function {}(", target.name))?,
    };
    let parameters = start + source[start..].find('(')? + 1;
    let close = parameters + source[parameters..].find(')')?;
    let parameter = source[parameters..close].split(',').next()?.trim();
    if parameter.is_empty() || !parameter.bytes().all(is_identifier_byte) {
        return None;
    }
    let after = &source[close + 1..];
    let body = close + 1 + (after.len() - after.trim_start().len());
    if !source[body..].starts_with('{') {
        return None;
    }
    let window = &source[body..source.floor_char_boundary((body + WINDOW).min(source.len()))];
    if !target.evidence.iter().all(|text| window.contains(text)) {
        return None;
    }
    let sorts = target.sorts;
    let shortcut = format!(
        "if(typeof {parameter}===\"object\"&&{parameter}!==null&&globalThis.Convex?.isPlain?.({parameter},{sorts}))return {parameter};"
    );
    Some((body + 1, shortcut))
}

/// Where `text` is, if it is in one place only: otherwise scopes would have to be understood.
fn only_match(source: &str, text: &str) -> Option<usize> {
    let mut matches = source.match_indices(text);
    let (start, _) = matches.next()?;
    matches.next().is_none().then_some(start)
}

/// The local name in `keep(local, "name")`, which `keepNames` leaves behind, and where that is.
fn kept_name<'a>(source: &'a str, name: &str) -> Option<(&'a str, usize)> {
    let end = only_match(source, &format!("\"{name}\")"))?;
    let before = source[..end].trim_end().strip_suffix(',')?.trim_end();
    let start = before.rfind(|c: char| !c.is_ascii() || !is_identifier_byte(c as u8))? + 1;
    let local = &before[start..];
    (before[..start].ends_with('(') && !local.is_empty()).then_some((local, start))
}

fn is_identifier_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}

/// Deeper values go to the original, which knows what to say about them. Also ends cycles.
const MAX_DEPTH: usize = 64;
const MAX_KEY: usize = 1024;

/// Whether a value is its own JSON form: null, booleans, strings, ordinary numbers, arrays and plain
/// objects of these with unreserved printable ASCII keys, which are in order where that is asked for.
pub(crate) fn is_plain<'js>(
    ctx: &Ctx<'js>,
    value: &Value<'js>,
    sorted: bool,
) -> rquickjs::Result<bool> {
    let prototype = Object::new(ctx.clone())?.get_prototype();
    let terms = Terms {
        prototype: prototype.as_ref(),
        sorted,
    };
    walk(value, &terms, MAX_DEPTH)
}

/// What is asked of objects.
struct Terms<'a, 'js> {
    prototype: Option<&'a Object<'js>>,
    sorted: bool,
}

fn walk<'js>(value: &Value<'js>, terms: &Terms<'_, 'js>, depth: usize) -> rquickjs::Result<bool> {
    if let Some(number) = value.as_float() {
        return Ok(number.is_finite() && !(number == 0.0 && number.is_sign_negative()));
    }
    if value.is_string() || value.is_int() || value.is_bool() || value.is_null() {
        return Ok(true);
    }
    if depth == 0 || value.is_proxy() {
        return Ok(false);
    }
    if let Some(array) = value.as_array() {
        for index in 0..array.len() {
            if !walk(&array.get(index)?, terms, depth - 1)? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    match value.as_object() {
        Some(object)
            if !value.is_function() && object.get_prototype().as_ref() == terms.prototype =>
        {
            walk_object(object, terms, depth)
        }
        _ => Ok(false),
    }
}

fn walk_object<'js>(
    object: &Object<'js>,
    terms: &Terms<'_, 'js>,
    depth: usize,
) -> rquickjs::Result<bool> {
    let mut last = Vec::new();
    for property in object.props::<rquickjs::String<'js>, Value<'js>>() {
        let (key, value) = property?;
        let key = key.to_cstring()?;
        let key = key.as_str().as_bytes();
        if !is_plain_key(key) || terms.sorted && key < last.as_slice() {
            return Ok(false);
        }
        if !walk(&value, terms, depth - 1)? {
            return Ok(false);
        }
        last.clear();
        last.extend_from_slice(key);
    }
    Ok(true)
}

fn is_plain_key(key: &[u8]) -> bool {
    key.len() <= MAX_KEY
        && key.first() != Some(&b'$')
        && key.iter().all(|byte| (32..127).contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rquickjs::{Context, Runtime};

    fn plain(expression: &str) -> bool {
        plain_as(expression, false)
    }

    fn plain_as(expression: &str, sorted: bool) -> bool {
        let runtime = Runtime::new().expect("runtime");
        let context = Context::full(&runtime).expect("context");
        context.with(|ctx| {
            let value: Value = ctx.eval(format!("({expression})")).expect("expression");
            is_plain(&ctx, &value, sorted).expect("walk")
        })
    }

    #[test]
    fn values_that_are_their_own_json_form_are_plain() {
        for expression in [
            "null",
            "1.5",
            "'é'",
            "[]",
            "{a: [{b: true}], '': 1}",
            "{_id: 'x'}",
        ] {
            assert!(plain(expression), "{expression}");
        }
    }

    #[test]
    fn everything_else_is_left_to_the_original() {
        for expression in [
            "undefined",
            "1n",
            "NaN",
            "Infinity",
            "-0",
            "{$a: 1}",
            "{a: undefined}",
            "{é: 1}",
            "[,1]",
            "new Date()",
            "new Map()",
            "new ArrayBuffer(1)",
            "() => 1",
            "Symbol()",
            "new (class A {})()",
            "Object.create(null)",
            "new Proxy({}, {})",
            "{a: {b: [5n]}}",
            "(() => { const a = {}; a.a = a; return a; })()",
            "{['\\ud800']: 1}",
        ] {
            assert!(!plain(expression), "{expression}");
        }
    }

    #[test]
    fn keys_have_to_be_sorted_where_the_original_sorts_them() {
        for (expression, sorted) in [
            ("{a: 1, b: {c: 2, d: 3}}", true),
            ("{b: 1, a: 2}", false),
            ("[{a: {y: 1, x: 2}}]", false),
        ] {
            assert!(plain(expression), "{expression}");
            assert_eq!(plain_as(expression, true), sorted, "{expression}");
        }
    }

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
}
