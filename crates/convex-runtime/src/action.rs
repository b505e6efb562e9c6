//! Running an action: JavaScript until it is idle, then whichever operation ends first.
//!
//! Operations are Rust futures without JavaScript values in them; JavaScript runs between their
//! completions, on the same thread. So an action needs no engine-side executor, and a busy loop in
//! one action holds up nobody else.

use crate::budget::Allowance;
use crate::cancel::Cancel;
use crate::http::Bodies;
use crate::isolate::{Isolate, Op, OpKind, Phase, Progress, Settlement};
use crate::reply::{HttpRequest, Reply};
use crate::transaction::settlement;
use crate::worker::{Key, Shared, Worker};
use crate::{ActionHost, FailureKind, FunctionError, Invocation, Outcome, Version, bundle};
use futures::StreamExt;
use futures::future::{AbortHandle, Abortable, LocalBoxFuture};
use futures::stream::FuturesUnordered;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// A request for an HTTP action, and where its response goes.
pub(crate) struct HttpCall {
    pub(crate) request: HttpRequest,
    pub(crate) reply: Reply,
}

/// Runs an action, or an HTTP action, to its end on this thread.
pub(crate) async fn run(
    worker: &Worker,
    version: &Arc<Version>,
    invocation: &Invocation,
    http: Option<HttpCall>,
    host: Arc<dyn ActionHost>,
    cancel: &Arc<Cancel>,
) -> Outcome {
    let (module, export) = bundle::split_function_path(&invocation.function);
    let key = Key::new(version, module, &invocation.env);
    let isolate = match worker.isolate(&key, cancel) {
        Ok(isolate) => isolate,
        Err(outcome) => return *outcome,
    };
    let state = &isolate.state;
    state.enter(Phase::Action, invocation.now_millis, invocation.seed);
    let limit = worker.shared.options.action_time;
    state
        .budget
        .allow(Allowance::until(limit), Some(Arc::clone(cancel)));
    *state.action_host.borrow_mut() = Some(Arc::clone(&host));
    let request = http.map(|HttpCall { request, reply }| {
        *state.reply.borrow_mut() = Some(reply);
        request
    });
    let result = {
        let operations = Operations::new(&worker.shared, host.clone());
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(stopped("The caller went away".into(), FailureKind::Cancelled)),
            () = tokio::time::sleep(limit) => Err(timed_out(limit)),
            result = drive(&isolate, invocation, &export, request, operations) => result,
        }
    };
    tell_printed(&isolate, &*host);
    // Whoever reads the response learns that it has ended.
    state.reply.take();
    worker.finish(isolate, result)
}

/// Tells the host what was printed since the last time.
fn tell_printed(isolate: &Isolate, host: &dyn ActionHost) {
    let mut log = isolate.state.log.borrow_mut();
    let lines = log.unseen();
    if !lines.is_empty() {
        host.printed(lines);
    }
}

fn timed_out(limit: Duration) -> FunctionError {
    let seconds = limit.as_secs_f64();
    stopped(
        format!("Action execution timed out (maximum duration: {seconds}s)"),
        FailureKind::Timeout,
    )
}

fn stopped(message: String, kind: FailureKind) -> FunctionError {
    FunctionError {
        message,
        data: None,
        kind,
    }
}

async fn drive(
    isolate: &Isolate,
    invocation: &Invocation,
    export: &str,
    request: Option<HttpRequest>,
    mut operations: Operations<'_>,
) -> Result<String, FunctionError> {
    let Invocation {
        function,
        kind,
        request_id,
        args_json,
        ..
    } = invocation;
    let call = match request {
        Some(request) => isolate.serve(&request)?,
        None => isolate.call(function, export, *kind, request_id, args_json)?,
    };
    loop {
        isolate.run_jobs()?;
        let progress = isolate.poll(&call)?;
        if !matches!(progress, Progress::Rejected(_)) {
            isolate.check_rejections()?;
        }
        while let Some(op) = isolate.state.next_op() {
            operations.start(op);
        }
        if !matches!(progress, Progress::Pending) {
            warn_unawaited(isolate, &operations);
            return Worker::conclude(isolate, &call, progress);
        }
        tell_printed(isolate, &*operations.host);
        match operations.next().await {
            Some((id, settlement)) => isolate.settle(id, settlement)?,
            None => return Worker::conclude(isolate, &call, Progress::Pending),
        }
    }
}

fn warn_unawaited(isolate: &Isolate, operations: &Operations<'_>) {
    let names = operations.unawaited();
    if !names.is_empty() {
        let text = format!(
            "{} unawaited operation(s): [{}]",
            names.len(),
            names.join(", ")
        );
        isolate.state.log.borrow_mut().print("WARN", &text);
    }
}

/// The operations of one action.
struct Operations<'a> {
    shared: &'a Shared,
    host: Arc<dyn ActionHost>,
    bodies: Rc<Bodies>,
    running: FuturesUnordered<LocalBoxFuture<'a, Option<(u32, Settlement)>>>,
    aborts: HashMap<u32, AbortHandle>,
    /// Names of syscalls in flight.
    syscalls: HashMap<u32, String>,
    /// Syscalls that wait for one in flight to end.
    waiting: VecDeque<(u32, String, String)>,
}

impl<'a> Operations<'a> {
    fn new(shared: &'a Shared, host: Arc<dyn ActionHost>) -> Self {
        Self {
            shared,
            host,
            bodies: Rc::default(),
            running: FuturesUnordered::new(),
            aborts: HashMap::new(),
            syscalls: HashMap::new(),
            waiting: VecDeque::new(),
        }
    }

    fn start(&mut self, op: Op) {
        let id = op.id;
        match op.kind {
            OpKind::Syscall { op, args } => {
                self.waiting.push_back((id, op, args));
                self.start_waiting();
            }
            OpKind::Sleep { millis } => {
                let duration = Duration::try_from_secs_f64(millis / 1e3).unwrap_or(Duration::MAX);
                self.spawn(id, async move {
                    tokio::time::sleep(duration).await;
                    Settlement::Nothing
                });
            }
            OpKind::Fetch { request, body } => {
                let (shared, bodies) = (self.shared, Rc::clone(&self.bodies));
                self.spawn(id, async move {
                    let head = bodies.send(&shared.http, &request, body).await;
                    head.map_or_else(failed, Settlement::Text)
                });
            }
            OpKind::ReadBody { body } => {
                let bodies = Rc::clone(&self.bodies);
                self.spawn(id, async move {
                    match bodies.next_chunk(body).await {
                        Ok(Some(chunk)) => Settlement::Bytes(chunk),
                        Ok(None) => Settlement::Nothing,
                        Err(message) => failed(message),
                    }
                });
            }
            OpKind::Abort => {
                if let Some(handle) = self.aborts.remove(&id) {
                    handle.abort();
                }
            }
            OpKind::DropBody { body } => self.bodies.drop_body(body),
        }
    }

    fn start_waiting(&mut self) {
        while self.syscalls.len() < self.shared.options.action_syscalls {
            let Some((id, op, args)) = self.waiting.pop_front() else {
                return;
            };
            let answer = self.host.async_syscall(&op, &args);
            self.syscalls.insert(id, op);
            self.spawn(id, async move { settlement(answer.await) });
        }
    }

    fn spawn(&mut self, id: u32, future: impl Future<Output = Settlement> + 'a) {
        let (handle, registration) = AbortHandle::new_pair();
        self.aborts.insert(id, handle);
        let future = Abortable::new(future, registration);
        self.running.push(Box::pin(async move {
            future.await.ok().map(|settlement| (id, settlement))
        }));
    }

    /// The next operation to end; `None` if none is running.
    async fn next(&mut self) -> Option<(u32, Settlement)> {
        loop {
            // An aborted operation has no outcome.
            let Some((id, settlement)) = self.running.next().await? else {
                continue;
            };
            self.aborts.remove(&id);
            if self.syscalls.remove(&id).is_some() {
                self.start_waiting();
            }
            return Some((id, settlement));
        }
    }

    fn unawaited(&self) -> Vec<&str> {
        let waiting = self.waiting.iter().map(|(_, op, _)| op.as_str());
        let mut names: Vec<&str> = self
            .syscalls
            .values()
            .map(String::as_str)
            .chain(waiting)
            .collect();
        names.sort_unstable();
        names
    }
}

fn failed(message: String) -> Settlement {
    Settlement::Failed {
        message,
        data: None,
    }
}
