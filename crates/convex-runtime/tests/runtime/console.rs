use crate::support::*;
use serde_json::json;

async fn lines(body: &str) -> Vec<String> {
    let fixture = functions(&format!("export const go = query(() => {{ {body} }});")).await;
    let outcome = fixture.query("f:go", json!({})).await;
    assert!(outcome.result.is_ok(), "{outcome:?}");
    outcome.log_lines
}

#[tokio::test]
async fn every_level_has_its_tag_and_arguments_are_joined_by_spaces() {
    let lines = lines("console.debug(1); console.info('a', 1); console.log(); console.warn(true); console.error(null);").await;
    assert_eq!(
        lines,
        [
            "[DEBUG] 1",
            "[INFO] 'a' 1",
            "[LOG] ",
            "[WARN] true",
            "[ERROR] null"
        ]
    );
}

#[tokio::test]
async fn values_are_printed_as_the_reference_prints_them() {
    let cases = [
        ("'hi'", "'hi'"),
        (r"'it\'s\n'", r"'it\'s\n'"),
        ("[1, 'a']", "[ 1, 'a' ]"),
        ("[]", "[]"),
        ("{}", "{}"),
        ("{a: 1}", "{\n  a: 1\n}"),
        ("{a: {b: [1]}}", "{\n  a: {\n    b: [ 1 ]\n  }\n}"),
        ("[{a: 1}]", "[\n  {\n    a: 1\n  }\n]"),
        ("{'a-b': undefined}", "{\n  'a-b': undefined\n}"),
        ("new Error('boom')", "[Error: boom]"),
        ("function foo() {}", "[Function: foo]"),
        ("() => 1", "[Function (anonymous)]"),
        ("new Map([['a', 1]])", "Map (1) {\n  'a' => 1\n}"),
        ("new Set([1])", "Set (1) {\n  1\n}"),
        ("5n", "5n"),
        ("-0", "-0"),
        ("Symbol('x')", "Symbol(x)"),
        ("new (class Point { x = 1 })()", "Point {\n  x: 1\n}"),
        ("Object.create(null)", "[Object: null prototype] {}"),
        (
            "(() => { const a = {}; a.a = a; return a; })()",
            "{\n  a: [Circular]\n}",
        ),
        ("new Date(0).toISOString()", "'1970-01-01T00:00:00.000Z'"),
    ];
    for (expression, expected) in cases {
        assert_eq!(
            lines(&format!("console.log({expression});")).await,
            [format!("[LOG] {expected}")],
            "{expression}"
        );
    }
}

#[tokio::test]
async fn only_the_known_methods_exist() {
    let fixture = functions("export const go = query(() => Object.keys(console).sort());").await;
    let outcome = fixture.query("f:go", json!({})).await;
    let methods = json!([
        "debug", "error", "info", "log", "time", "timeEnd", "timeLog", "trace", "warn"
    ]);
    assert_eq!(value(&outcome), methods);
}

#[tokio::test]
async fn timers_print_their_label_at_info() {
    let lines = lines("console.time('work'); console.timeEnd('work');").await;
    assert_eq!(lines.len(), 1);
    assert!(
        lines[0].starts_with("[INFO] work: ") && lines[0].ends_with("ms"),
        "{lines:?}"
    );
}

#[tokio::test]
async fn lines_beyond_the_limit_are_dropped_with_a_notice_and_long_ones_cut() {
    let lines =
        lines("console.log('x'.repeat(40000)); for (let n = 0; n < 300; n++) console.log(n);")
            .await;
    assert_eq!(lines.len(), 257);
    assert!(
        lines[0].len() < 33_000 && lines[0].ends_with("(truncated due to length)"),
        "{}",
        lines[0].len()
    );
    assert!(
        lines[256].contains("Log overflow (maximum 256)"),
        "{}",
        lines[256]
    );
}

#[tokio::test]
async fn what_a_failed_function_printed_is_kept() {
    let fixture = functions(
        "export const go = query(() => { console.log('before'); throw new Error('no'); });",
    )
    .await;
    let outcome = fixture.query("f:go", json!({})).await;
    assert_eq!(outcome.log_lines, ["[LOG] 'before'"]);
}

#[tokio::test]
async fn a_lone_surrogate_is_printed_as_a_replacement_character() {
    assert_eq!(
        lines("console.log('a\\ud800');").await,
        ["[LOG] 'a\u{fffd}'"]
    );
}
