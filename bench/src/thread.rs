//! A thread of thousands of messages, beside one of `assistant-ui` with the same messages from the same deployment:
//! opening it, a message that arrives, writing, scrolling; and how long a piece of an answer takes from the provider
//! to a page. `thread.mjs` drives Chromium and prints one JSON object.

use crate::browser::{run, samples};
use crate::error::BenchError;
use crate::peers::{Conclave, Next, free_address};
use crate::report::Table;
use crate::stats::{Samples, millis};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// How many messages the thread has.
const MESSAGES: usize = 10_000;

/// A frame that people notice.
const LONG_FRAME: Duration = Duration::from_millis(50);

/// Rows for the thread. `next` is the folder of the built peer.
pub(crate) async fn measure(
    table: &mut Table,
    folder: &Path,
    conclave: &Conclave,
    next: Option<&Path>,
) -> Result<(), BenchError> {
    let chat_id = conclave.seed_thread("A long thread", messages()).await?;
    let provider = free_address().await?;
    let variables = [
        ("CONCLAVE_OLLAMA_URL", format!("http://{provider}")),
        ("CONCLAVE_OLLAMA_MODELS", "scripted".to_owned()),
    ];
    for (name, value) in variables {
        conclave.set_variable(name, &value).await?;
    }
    // A peer of its own: the token that it gets is good for five minutes.
    let next = match next {
        Some(folder) => Some(Next::start(folder, conclave).await?),
        None => None,
    };
    let task = json!({
        "conclave": { "url": format!("http://{}", conclave.address), "cookie": conclave.cookie },
        "next": next.as_ref().map(|next| format!("http://{}", next.address)),
        "chatId": chat_id,
        "provider": provider.rsplit(':').next().and_then(|port| port.parse::<u16>().ok()),
    });
    let result = run(folder, "thread.mjs", &task).await?;
    rows(table, &result);
    Ok(())
}

fn rows(table: &mut Table, result: &Value) {
    let loaded = &result["conclave"]["loaded"]["count"];
    let figures = [
        (
            "/open",
            "open until its end answers to input".to_owned(),
            "bar 1 s",
        ),
        ("/append", "message received → in the page".to_owned(), "–"),
        (
            "/loaded/append",
            format!("… with {loaded} messages in the page"),
            "–",
        ),
        (
            "/loaded/keys",
            format!("key pressed → frame, {loaded} messages in the page"),
            "–",
        ),
        (
            "/loaded/frames",
            format!("frame while scrolling, {loaded} messages in the page"),
            "bar 55/s",
        ),
    ];
    let of = |side: &str, field: &str| samples(result[side].pointer(field).unwrap_or(&Value::Null));
    for (field, what, bar) in figures {
        let (ours, theirs) = (of("conclave", field), of("next", field));
        table.row(
            &format!("thread of {MESSAGES}: {what}, p50 / p95"),
            ours.summary(),
            peer(&theirs, theirs.summary()),
            ratio(&ours, &theirs, bar),
        );
    }
    let (ours, theirs) = (
        of("conclave", "/loaded/frames"),
        of("next", "/loaded/frames"),
    );
    table.row(
        &format!("thread of {MESSAGES}: frames of more than 50 ms while scrolling, the longest"),
        long_frames(&ours),
        peer(&theirs, long_frames(&theirs)),
        "–".into(),
    );
    table.own(
        "piece of an answer: provider → another device's page, p50 / p95",
        samples(&result["pieces"]).summary(),
        "–",
    );
}

fn peer(theirs: &Samples, figure: String) -> String {
    if theirs.is_empty() {
        "–".into()
    } else {
        figure
    }
}

/// Our median beside theirs, and the bar, where there is one.
fn ratio(ours: &Samples, theirs: &Samples, bar: &str) -> String {
    if theirs.is_empty() {
        return bar.into();
    }
    let ratio = ours.p50().as_secs_f64() / theirs.p50().as_secs_f64();
    match bar {
        "–" => format!("{ratio:.2} ×"),
        bar => format!("{ratio:.2} × ({bar})"),
    }
}

fn long_frames(frames: &Samples) -> String {
    let long = frames.longer_than(LONG_FRAME);
    format!(
        "{long} of {}, {} ms",
        frames.len(),
        millis(frames.percentile(100))
    )
}

/// Questions and answers in turn, as people and models write them: words, lists, code, a table now and then.
fn messages() -> impl Iterator<Item = String> {
    (0..MESSAGES).map(|n| {
        let turn = n / 2;
        if n % 2 == 0 {
            return format!(
                "Question {turn}: why does the importer read part {} of the table again after a crash?",
                turn % 97
            );
        }
        let mut answer = format!(
            "It keeps no **cursor**, so run {turn} begins at the first row.\n\n\
             Three things follow from that, and each can be mended by itself:\n\n\
             - rows that were written are written *again*, which is slow but harmless;\n\
             - `position` is taken anew, so numbers have gaps;\n\
             - whoever waits for part {} waits longer than needed.\n\n\
             See [the notes](https://example.org/notes/{turn}) for how the others do it.\n",
            turn % 97
        );
        if turn % 3 == 0 {
            answer.push_str(
                "\n```rust\nfn resume(cursor: Option<Cursor>) -> Result<Rows, Error> {\n    \
                 let from = cursor.map_or(0, |cursor| cursor.row + 1);\n    \
                 table.rows(from..).take(LIMIT).collect()\n}\n```\n",
            );
        }
        if turn % 10 == 0 {
            answer.push_str("\n| part | rows | again |\n|---|--:|--:|\n| 1 | 1,000 | 12 |\n| 2 | 980 | 0 |\n");
        }
        answer
    })
}
