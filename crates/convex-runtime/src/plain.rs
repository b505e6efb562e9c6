//! Whether a value is its own JSON form.
//!
//! Most of a query's time goes into `convexToJsonInternal` and `jsonToConvex` of `convex/values`, which copy
//! every value although almost all values are their own JSON form. [`is_plain`] walks a value once,
//! natively; what is plain needs no copy ([`crate::shortcuts`]). The former function also sorts keys, on which functions
//! rely that compare JSON text: where they are not sorted, the original runs.

use rquickjs::{Ctx, Object, Value};

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
}
