//! The fuzzers' targets without a fuzzer: what each expects, changed at random a counted number of times, with an eye
//! on the memory it takes. `CONCLAVE_FUZZ=1000000` tries more; `fuzz/` searches, where cargo-fuzz is.
#![allow(clippy::print_stdout, reason = "it says what was tried")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use convex_embedded::fuzz::TARGETS;
use convex_host::{Host as _, SimHost};
use peak_alloc::PeakAlloc;
use serde_json::{Value as Json, json};
use std::io::{Cursor, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use zip::write::SimpleFileOptions;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Inputs that every run of the tests tries, of each target.
const INPUTS: u64 = 3_000;
/// An input is no longer than this.
const LENGTH_MAX: usize = 1 << 16;
/// What an input may take: more than any needs, far less than one that takes what it likes.
const MEMORY_MAX: usize = 256 << 20;

/// Texts that mean something to one target or another.
const WORDS: [&[u8]; 16] = [
    b"null",
    b"-0",
    b"1e999",
    b"$integer",
    b"$bytes",
    b"$float",
    b"\\u0000",
    b"\\ud800",
    b"{\"a\":",
    b"[[[[[[[[",
    b"\"type\":",
    b"4294967296",
    b"-1",
    b"\n",
    b"_id",
    b"..",
];

struct Random(SimHost);

impl Random {
    fn below(&self, end: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill_random(&mut bytes);
        u64::from_le_bytes(bytes) as usize % end.max(1)
    }
}

fn examples(target: &str) -> Vec<Vec<u8>> {
    let lines = |lines: &[Json]| {
        let texts: Vec<String> = lines.iter().map(Json::to_string).collect();
        texts.join("\n").into_bytes()
    };
    match target {
        "socket_messages" => vec![lines(&[
            json!({"type": "Connect", "sessionId": "5f1c3ea2-0000-4000-8000-000000000000", "connectionCount": 0, "lastCloseReason": "InitialConnect", "maxObservedTimestamp": "AAAAAAAAAAA=", "clientTs": 0}),
            json!({"type": "Authenticate", "baseVersion": 0, "tokenType": "User", "value": "x"}),
            json!({"type": "ModifyQuerySet", "baseVersion": 0, "newVersion": 1, "modifications": [
                {"type": "Add", "queryId": 0, "udfPath": "a:b", "args": [{"x": {"$integer": "AAAAAAAAAAA="}}], "journal": null},
                {"type": "Add", "queryId": 1, "udfPath": "a:c", "args": [{}]}, {"type": "Remove", "queryId": 0}]}),
            json!({"type": "Mutation", "requestId": 0, "udfPath": "a:m", "args": [{"n": 1.5}]}),
            json!({"type": "Action", "requestId": 1, "udfPath": "a:m", "args": [{}]}),
            json!({"type": "Event", "eventType": "ClientConnect", "event": [1, "x"]}),
        ])],
        "value_json" => vec![
            json!({"a": [1.0, null, true, "x"], "b": {"$integer": "AQAAAAAAAAA="}, "c": {"$bytes": "AQ=="}, "d": {"$float": "AAAAAAAA+H8="}, "e": {}}).to_string().into_bytes(),
        ],
        "ids" => vec![b"j970dq0nbq0pycb1c1pd3vztjn6g6x2q".to_vec(), b"10000aaaaaaaaaaaaaaaaaaaaaaaaaaaa".to_vec()],
        "cursors" => vec![URL_SAFE_NO_PAD.encode([3; 40]).into_bytes()],
        "push_bodies" => vec![
            json!({"adminKey": "x", "dryRun": false, "functions": "convex", "appDefinition": {"definition": null, "dependencies": [], "schema": {"path": "schema.js", "source": "", "environment": "isolate"},
                "changedModules": [{"path": "a.js", "source": "export {}", "sourceMap": "{}", "environment": "isolate"}], "unchangedModuleHashes": [], "udfServerVersion": "1.48.0"},
                "componentDefinitions": [], "nodeDependencies": []}).to_string().into_bytes(),
        ],
        "zip_import" => vec![export(SimpleFileOptions::default())],
        "tokens" => vec![
            token(&json!({"alg": "EdDSA", "typ": "JWT", "kid": "k"})),
            token(&json!({"alg": "none"})),
            token(&json!({"alg": "HS256", "kid": "k"})),
        ],
        other => panic!("no example for {other}"),
    }
}

fn token(header: &Json) -> Vec<u8> {
    let claims = json!({"iss": "https://id.example.com", "sub": "x", "aud": "convex", "iat": 1_800_000_000, "exp": 1_800_000_060});
    let part = |json: &Json| URL_SAFE_NO_PAD.encode(json.to_string());
    let signature = URL_SAFE_NO_PAD.encode([0; 64]);
    format!("{}.{}.{signature}", part(header), part(&claims)).into_bytes()
}

fn export(options: SimpleFileOptions) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let entries = [
        ("_tables/documents.jsonl", "{\"name\":\"t\",\"id\":10001}\n"),
        (
            "t/documents.jsonl",
            "{\"_creationTime\":1.5,\"a\":[1,{\"b\":\"x\"}]}\n{\"a\":2}\n",
        ),
        ("t/generated_schema.jsonl", "\"uniform\"\n"),
        (
            "_storage/documents.jsonl",
            "{\"_creationTime\":1.5,\"sha256\":\"\",\"size\":1}\n",
        ),
    ];
    for (name, text) in entries {
        zip.start_file(name, options).expect("begun");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("whole").into_inner()
}

/// One change.
fn change(bytes: &mut Vec<u8>, other: &[u8], random: &Random) {
    let at = random.below(bytes.len() + 1);
    let end = at + random.below(bytes.len() - at + 1);
    match random.below(8) {
        0 | 1 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        2 => bytes.truncate(at),
        3 => drop(bytes.drain(at..end)),
        4 => {
            let word = WORDS[random.below(WORDS.len())];
            drop(bytes.splice(at..at, word.iter().copied()));
        }
        5 => {
            let piece = bytes[at..end].repeat(1 + random.below(20));
            drop(bytes.splice(at..end, piece));
        }
        6 => {
            let from = random.below(other.len() + 1);
            drop(bytes.splice(at..end, other[from..].iter().copied()));
        }
        _ => bytes.insert(at, random.below(256) as u8),
    }
    bytes.truncate(LENGTH_MAX);
}

fn attempt(name: &str, run: fn(&[u8]), bytes: &[u8], number: u64) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let ran = catch_unwind(AssertUnwindSafe(|| run(bytes)));
    let shown = || {
        format!(
            "{name}, input {number}: {:?}",
            String::from_utf8_lossy(bytes)
        )
    };
    if let Err(panic) = ran {
        println!("{}", shown());
        resume_unwind(panic);
    }
    let taken = MEMORY.peak_usage().saturating_sub(before);
    assert!(taken < MEMORY_MAX, "{taken} bytes for {}", shown());
}

#[test]
fn no_bytes_from_outside_make_it_panic_or_take_memory_without_bound() {
    let inputs = std::env::var("CONCLAVE_FUZZ")
        .ok()
        .and_then(|text| text.parse().ok());
    let inputs = inputs.unwrap_or(INPUTS);
    for (name, run) in TARGETS {
        let examples = examples(name);
        let random = Random(SimHost::new(7, 0));
        for number in 0..inputs {
            let mut bytes = examples[random.below(examples.len())].clone();
            let other = &examples[random.below(examples.len())];
            for _ in 0..random.below(6) {
                change(&mut bytes, other, &random);
            }
            attempt(name, run, &bytes, number);
        }
        println!("{name}: {inputs} inputs");
    }
}

#[test]
fn what_is_nested_deeply_is_refused_not_followed() {
    let deep = ["[", "{\"a\":", "[{\"a\":"].map(|piece| piece.repeat(LENGTH_MAX / piece.len()));
    for (name, run) in TARGETS {
        for text in &deep {
            attempt(name, run, text.as_bytes(), 0);
        }
    }
}
