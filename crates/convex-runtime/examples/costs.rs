//! What calls cost: `costs BUNDLE FUNCTION KIND ARGS [DOCUMENTS]` runs one function of a bundle many
//! times over a host that answers every read with the same documents, and prints times per call.

use convex_host::{Host, SystemHost};
use convex_runtime::{
    Bundle, Env, FunctionKind, Invocation, NestedCalls, Runtime, RuntimeOptions, SyscallError,
    TransactionHost, Version,
};
use std::error::Error;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

const ROUNDS: u32 = 300;

/// Documents of about 470 bytes, like those of the reference measurement.
struct Documents {
    document: String,
    page: String,
    count: usize,
    next: usize,
}

impl Documents {
    fn new(count: usize) -> Self {
        let text = "x".repeat(300);
        let document = format!(
            r#"{{"_id":"j57020g30g2gc1r81450p30d1r7h0swg","_creationTime":1700000000000.5,"text":"{text}","n":1,"done":false,"tags":["a","b"],"owner":{{"id":"u1","name":"Somebody"}}}}"#
        );
        let page = vec![document.as_str(); count].join(",");
        Self {
            page: format!(r#"{{"page":[{page}],"isDone":true,"continueCursor":"end"}}"#),
            document,
            count,
            next: 0,
        }
    }
}

impl TransactionHost for Documents {
    fn syscall(&mut self, op: &str, _: &str) -> Result<String, SyscallError> {
        self.next = 0;
        Ok(if op == "1.0/queryStream" {
            r#"{"queryId":0}"#
        } else {
            "{}"
        }
        .into())
    }

    fn async_syscall(
        &mut self,
        op: &str,
        _: &str,
        _: &dyn NestedCalls,
    ) -> Result<String, SyscallError> {
        Ok(match op {
            "1.0/queryStreamNext" if self.next < self.count => {
                self.next += 1;
                format!(r#"{{"value":{},"done":false}}"#, self.document)
            }
            "1.0/queryStreamNext" => r#"{"value":null,"done":true}"#.into(),
            "1.0/queryPage" => self.page.clone(),
            "1.0/insert" => r#"{"_id":"j57020g30g2gc1r81450p30d1r7h0swg"}"#.into(),
            "1.0/schedule" => r#""j57020g30g2gc1r81450p30d1r7h0swg""#.into(),
            _ => self.document.clone(),
        })
    }
}

async fn measure(
    runtime: &Runtime,
    version: &Arc<Version>,
    call: &Invocation,
    count: usize,
    pause: bool,
) -> Result<Duration, Box<dyn Error>> {
    let clock = SystemHost::new();
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = clock.monotonic();
        let (outcome, _) = runtime
            .run_transaction(version, call.clone(), Box::new(Documents::new(count)))
            .await;
        times.push(clock.monotonic() - start);
        outcome.result?;
        if pause {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    times.sort_unstable();
    Ok(times.get(times.len() / 2).copied().unwrap_or_default())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [bundle, function, kind, args, rest @ ..] = &arguments[..] else {
        return Err("usage: costs BUNDLE FUNCTION KIND ARGS [DOCUMENTS]".into());
    };
    let count = rest.first().map_or(Ok(50), |count| count.parse())?;
    let bundle = Bundle::from_json(&std::fs::read_to_string(bundle)?)?;
    let mut slow = bundle.clone();
    for module in &mut slow.modules {
        // Another name is not recognised.
        for name in ["\"jsonToConvex\"", "\"convexToJsonInternal\""] {
            module.source = module.source.replace(name, "\"other\"");
        }
    }
    let call = Invocation {
        function: function.clone(),
        kind: if kind == "query" {
            FunctionKind::Query
        } else {
            FunctionKind::Mutation
        },
        args_json: format!("[{args}]"),
        seed: [1; 32],
        now_millis: 1.7e12,
        env: Env::default(),
        request_id: String::new(),
    };
    let options = RuntimeOptions {
        transaction_workers: 1,
        ..RuntimeOptions::default()
    };
    let runtime = Runtime::new(options, Arc::new(SystemHost::new()))?;
    let mut out = std::io::stdout().lock();
    for (name, bundle) in [("native check", bundle), ("without", slow)] {
        let version = runtime.load(bundle).await?;
        let warm = measure(&runtime, &version, &call, count, true).await?;
        let busy = measure(&runtime, &version, &call, count, false).await?;
        writeln!(
            out,
            "{name}: {} shortcuts; warm {warm:?}, back to back {busy:?}",
            version.shortcuts()
        )?;
    }
    Ok(())
}
