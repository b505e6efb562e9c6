//! The same functions in JavaScript, run by the real engine: whoever calls one waits in place, so that the engine's
//! thread changes nothing in the order of things.

use crate::functions::Functions;
use convex_embedded::{Bundle, ModuleSource, NativeFunctions, RuntimeOptions};
use convex_host::SystemHost;
use convex_runtime::{
    Analysis, FunctionError, Invocation, NestedCalls, Runtime, SyscallError, TransactionHost,
    Version,
};
use futures::FutureExt as _;
use futures::executor::block_on;
use futures::future::{BoxFuture, ready};
use std::future::Future as _;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

type Answer = Result<String, SyscallError>;

/// What the engine's thread says to the one that waits.
enum News {
    Asks {
        op: String,
        args: String,
        is_async: bool,
        answer: Sender<Answer>,
    },
    MayBeDone,
}

/// The host as the engine sees it: everything goes to the thread that waits.
struct Relay(Sender<News>);

struct Bell(Sender<News>);

pub(crate) struct JavaScript {
    runtime: Runtime,
    version: Arc<Version>,
}

impl JavaScript {
    pub(crate) fn load() -> Self {
        // However slow the machine is: what a limit does depends on it.
        let options = RuntimeOptions {
            transaction_workers: 1,
            transaction_time: Duration::from_secs(600),
            load_time: Duration::from_secs(600),
            first_load_time: Duration::from_secs(600),
            ..RuntimeOptions::default()
        };
        let runtime = Runtime::new(options, Arc::new(SystemHost::new())).expect("an engine");
        let module = ModuleSource {
            path: "sim.js".to_owned(),
            source: include_str!("functions.js").to_owned(),
            source_map: None,
            environment: None,
        };
        let modules = vec![module];
        let version = block_on(runtime.load(Bundle::from(modules))).expect("compiles");
        Self { runtime, version }
    }

    fn run(
        &self,
        invocation: &Invocation,
        host: &mut dyn TransactionHost,
    ) -> Result<String, FunctionError> {
        let (says, news) = channel();
        let relay = Box::new(Relay(says.clone()));
        let call = self
            .runtime
            .run_transaction(&self.version, invocation.clone(), relay);
        let mut call = std::pin::pin!(call);
        let waker = Waker::from(Arc::new(Bell(says)));
        loop {
            if let Poll::Ready((outcome, _)) = call.as_mut().poll(&mut Context::from_waker(&waker))
            {
                return outcome.result;
            }
            while let News::Asks {
                op,
                args,
                is_async,
                answer,
            } = news.recv().expect("the waker is here")
            {
                let answered = match is_async {
                    true => host.async_syscall(&op, &args, &crate::functions::NoNesting),
                    false => host.syscall(&op, &args),
                };
                // The engine waits for it, unless it is gone.
                let _ = answer.send(answered);
            }
        }
    }
}

impl NativeFunctions for JavaScript {
    fn analysis(&self) -> Analysis {
        Functions.analysis()
    }

    fn call<'a>(
        &'a self,
        invocation: &'a Invocation,
        host: &'a mut dyn TransactionHost,
    ) -> BoxFuture<'a, Result<String, FunctionError>> {
        ready(self.run(invocation, host)).boxed()
    }
}

impl Relay {
    fn ask(&self, op: &str, args: &str, is_async: bool) -> Answer {
        let (answer, answered) = channel();
        let asks = News::Asks {
            op: op.to_owned(),
            args: args.to_owned(),
            is_async,
            answer,
        };
        self.0.send(asks).expect("somebody waits");
        answered.recv().expect("an answer")
    }
}

impl TransactionHost for Relay {
    fn syscall(&mut self, op: &str, args: &str) -> Answer {
        self.ask(op, args, false)
    }

    fn async_syscall(&mut self, op: &str, args: &str, _: &dyn NestedCalls) -> Answer {
        self.ask(op, args, true)
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        // Nobody waits any more once the call is over.
        let _ = self.0.send(News::MayBeDone);
    }
}
