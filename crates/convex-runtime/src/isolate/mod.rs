//! One engine with one context: made, loaded with modules, used for one call, rewound or thrown away.
//!
//! A context has its own engine runtime, because memory limit, interrupt handler, job queue and
//! rejection tracker belong to the runtime, and memory that can be rewound is a whole runtime's. Knows
//! nothing of threads or queues; `worker` decides when isolates are made, rewound and dropped.

mod loader;
mod ops;
mod promises;
mod rewind;
mod state;

pub(crate) use state::{Op, OpKind, Phase, Settlement, State};

use crate::arena::Arena;
use crate::budget::{Allowance, Stop};
use crate::cancel::Cancel;
use crate::errors::{self, Thrown};
use crate::shim::Shim;
use crate::{Env, FailureKind, FunctionError, FunctionKind, HttpRequest, RuntimeOptions, Version};
use convex_host::Host;
use rquickjs::promise::PromiseState;
use rquickjs::{
    Context, Ctx, Function, Module, Object, Persistent, Promise, Runtime, Value, context::intrinsic,
};
use std::rc::Rc;
use std::sync::Arc;

/// All of the language, without `eval`: bytecode is all that is ever run.
type Intrinsics = (
    intrinsic::Date,
    intrinsic::RegExpCompiler,
    intrinsic::RegExp,
    intrinsic::Json,
    intrinsic::Proxy,
    intrinsic::MapSet,
    intrinsic::TypedArrays,
    intrinsic::Promise,
    intrinsic::Performance,
    intrinsic::WeakRef,
    intrinsic::DOMException,
);

/// Room for describing an error after the memory limit was hit.
const ERROR_MEMORY: usize = 8 << 20;

/// Fields are dropped in this order: values before their context, the context before its runtime.
pub(crate) struct Isolate {
    namespace: Option<Persistent<Object<'static>>>,
    settle: Persistent<Function<'static>>,
    describe: Persistent<Function<'static>>,
    serve: Persistent<Function<'static>>,
    /// Keeps our functions alive whatever a call does: what they own outside of the engine's memory does not
    /// come back with it.
    _host: Persistent<Object<'static>>,
    context: Context,
    runtime: Runtime,
    arena: Arena,
    /// Calls that have not ended each hold a clone.
    calls: Rc<()>,
    pub(crate) state: Rc<State>,
    memory: usize,
}

/// A call that has begun.
pub(crate) struct Call {
    promise: Persistent<Promise<'static>>,
    _isolate: Rc<()>,
}

/// How far a call is.
pub(crate) enum Progress {
    Pending,
    Fulfilled,
    Rejected(FunctionError),
}

impl Isolate {
    /// A context with our globals and no modules.
    pub(crate) fn new(
        options: &RuntimeOptions,
        host: Arc<dyn Host>,
        shim: Arc<Shim>,
    ) -> Result<Self, String> {
        let engine = |error: rquickjs::Error| error.to_string();
        let state = Rc::new(State::new(host, shim));
        let arena = Arena::default();
        let runtime = Runtime::new_with_alloc(arena.clone()).map_err(engine)?;
        runtime.set_memory_limit(options.memory);
        arena.limit(options.memory);
        runtime.set_max_stack_size(options.stack);
        // Most calls end before garbage needs collecting; those that do not are not made to wait much.
        runtime.set_gc_threshold(4 << 20);
        loader::install(&runtime, &state);
        let handler_state = Rc::clone(&state);
        runtime.set_interrupt_handler(Some(Box::new(move || handler_state.budget.must_stop())));
        promises::track_rejections(&runtime, &state);
        let context = Context::custom::<Intrinsics>(&runtime).map_err(engine)?;
        let (host, [settle, describe, serve, promised]) = context
            .with(|ctx| boot(&ctx, &state).map_err(|error| errors::engine_text(&ctx, &error)))?;
        *state.promised.borrow_mut() = Some(promised);
        Ok(Self {
            namespace: None,
            settle,
            describe,
            serve,
            _host: host,
            context,
            runtime,
            arena,
            calls: Rc::default(),
            state,
            memory: options.memory,
        })
    }

    /// Evaluates a module and what it imports.
    pub(crate) fn load(
        &mut self,
        version: &Arc<Version>,
        path: &str,
        env: &Env,
        allowance: Allowance,
        cancel: Option<Arc<Cancel>>,
    ) -> Result<(), FunctionError> {
        self.state
            .enter(Phase::Loading, state::LOADING_MILLIS, state::LOADING_SEED);
        if version.has_contexts() {
            promises::watch(&self.runtime, &self.state);
        }
        *self.state.version.borrow_mut() = Some(Arc::clone(version));
        *self.state.env.borrow_mut() = Arc::clone(env);
        self.state.budget.allow(allowance, cancel);
        let call =
            self.enter(|ctx| Module::import(ctx, path).map(|promise| self.begin(ctx, promise)))?;
        self.run_jobs()?;
        match self.poll(&call)? {
            Progress::Fulfilled => {}
            Progress::Rejected(error) => return Err(error),
            Progress::Pending => {
                return Err(FunctionError::user(format!(
                    "The module `{path}` waits for something at its top level that never happens"
                )));
            }
        }
        self.namespace = Some(self.enter(|ctx| {
            let namespace: Object = restore(ctx, &call.promise)?
                .result()
                .unwrap_or(Err(rquickjs::Error::Unknown))?;
            Ok(Persistent::save(ctx, namespace))
        })?);
        self.check_rejections()
    }

    fn begin<'js>(&self, ctx: &Ctx<'js>, promise: Promise<'js>) -> Call {
        Call {
            promise: Persistent::save(ctx, promise),
            _isolate: Rc::clone(&self.calls),
        }
    }

    /// Calls an export of the loaded module with the arguments that its kind takes.
    pub(crate) fn call(
        &self,
        function: &str,
        export: &str,
        kind: FunctionKind,
        request_id: &str,
        args_json: &str,
    ) -> Result<Call, FunctionError> {
        let Some(namespace) = &self.namespace else {
            return Err(FunctionError::system("No module is loaded"));
        };
        let marker = match kind {
            FunctionKind::Query => "invokeQuery",
            FunctionKind::Mutation => "invokeMutation",
            FunctionKind::Action => "invokeAction",
            FunctionKind::HttpAction => {
                return Err(FunctionError::user(
                    "HTTP actions cannot be called as functions",
                ));
            }
        };
        let invoke = self.enter(|ctx| {
            let namespace = restore(ctx, namespace)?;
            find_invoke(&namespace, export, marker)
                .map(|found| found.map(|found| Persistent::save(ctx, found)))
        })?;
        let invoke = invoke.map_err(|problem| problem.into_error(function, kind))?;
        self.enter(|ctx| {
            let invoke = restore(ctx, &invoke)?;
            let promise: Promise = if kind == FunctionKind::Action {
                invoke.call((request_id, args_json))?
            } else {
                invoke.call((args_json,))?
            };
            Ok(self.begin(ctx, promise))
        })
    }

    /// Routes a request with the loaded module's router. The result tells whether there was a route.
    pub(crate) fn serve(&self, request: &HttpRequest) -> Result<Call, FunctionError> {
        let head = serde_json::to_string(request)
            .map_err(|error| FunctionError::system(error.to_string()))?;
        let Some(namespace) = &self.namespace else {
            return Err(FunctionError::system("No module is loaded"));
        };
        self.enter(|ctx| {
            let serve = restore(ctx, &self.serve)?;
            let body = request
                .body
                .as_ref()
                .map(|body| rquickjs::ArrayBuffer::new_copy(ctx.clone(), body))
                .transpose()?;
            let promise: Promise = serve.call((restore(ctx, namespace)?, head, body))?;
            Ok(self.begin(ctx, promise))
        })
    }

    /// Runs the built-in module `name` over the loaded module; it returns text.
    pub(crate) fn inspect(&self, name: &str) -> Result<String, FunctionError> {
        self.enter(|ctx| {
            let inspect: Function = builtin(ctx, &self.state, name)?;
            let namespace = self.namespace.as_ref().ok_or(rquickjs::Error::Unknown)?;
            inspect.call((restore(ctx, namespace)?,))
        })
    }

    /// Runs everything that can run now.
    pub(crate) fn run_jobs(&self) -> Result<(), FunctionError> {
        self.enter(|ctx| {
            while self.state.budget.stopped().is_none() && ctx.execute_pending_job() {}
            Ok(())
        })?;
        self.check_stopped()
    }

    /// How far `call` is; run the jobs first.
    pub(crate) fn poll(&self, call: &Call) -> Result<Progress, FunctionError> {
        let outcome = self.context.with(|ctx| {
            let promise = restore(&ctx, &call.promise)
                .map_err(|error| FunctionError::system(error.to_string()))?;
            Ok(match promise.state() {
                PromiseState::Pending => None,
                PromiseState::Resolved => Some(Ok(())),
                PromiseState::Rejected => {
                    // `result` throws the reason; `catch` takes it back.
                    let _ = promise.result::<Value>();
                    Some(Err(Persistent::save(&ctx, ctx.catch())))
                }
            })
        })?;
        Ok(match outcome {
            None => Progress::Pending,
            Some(Ok(())) => Progress::Fulfilled,
            Some(Err(reason)) => Progress::Rejected(self.describe(reason)),
        })
    }

    /// The text that a fulfilled call returned.
    pub(crate) fn result(&self, call: &Call) -> Result<String, FunctionError> {
        self.enter(|ctx| {
            restore(ctx, &call.promise)?
                .result()
                .unwrap_or(Err(rquickjs::Error::Unknown))
        })
    }

    /// Settles the promise of an operation.
    pub(crate) fn settle(&self, id: u32, settlement: Settlement) -> Result<(), FunctionError> {
        self.enter(|ctx| {
            let settle = restore(ctx, &self.settle)?;
            match settlement {
                Settlement::Text(text) => settle.call((id, true, text)),
                Settlement::Bytes(bytes) => settle.call((
                    id,
                    true,
                    rquickjs::ArrayBuffer::new_copy(ctx.clone(), bytes)?,
                )),
                Settlement::Nothing => settle.call((id, true)),
                Settlement::Failed { message, data } => settle.call((id, false, message, data)),
            }
        })
    }

    /// Fails if a rejection has found no handler.
    pub(crate) fn check_rejections(&self) -> Result<(), FunctionError> {
        let Some((_, reason)) = self.state.rejections.borrow().first().cloned() else {
            return Ok(());
        };
        Err(self.describe(reason))
    }

    /// Runs JavaScript on the clock, and turns what it throws into an error.
    fn enter<R>(
        &self,
        run: impl for<'js> FnOnce(&Ctx<'js>) -> rquickjs::Result<R>,
    ) -> Result<R, FunctionError> {
        let result = self.context.with(|ctx| {
            self.state
                .budget
                .running(|| run(&ctx))
                .map_err(|error| match error {
                    rquickjs::Error::Exception => Ok(Persistent::save(&ctx, ctx.catch())),
                    other => Err(FunctionError::system(format!(
                        "The JavaScript engine failed: {other}"
                    ))),
                })
        });
        self.check_stopped()?;
        result.map_err(|thrown| match thrown {
            Ok(thrown) => self.describe(thrown),
            Err(error) => error,
        })
    }

    fn check_stopped(&self) -> Result<(), FunctionError> {
        let (message, kind) = match self.state.budget.stopped() {
            None => return Ok(()),
            Some(Stop::Computed(limit) | Stop::Elapsed(limit)) => {
                let seconds = limit.as_secs_f64();
                let message =
                    format!("Function execution timed out (maximum duration: {seconds}s)");
                (message, FailureKind::Timeout)
            }
            Some(Stop::Cancelled) => ("The caller went away".to_owned(), FailureKind::Cancelled),
        };
        Err(FunctionError {
            message,
            data: None,
            kind,
        })
    }

    fn describe(&self, thrown: Persistent<Value<'static>>) -> FunctionError {
        self.limit_memory(self.memory + ERROR_MEMORY);
        let budget = &self.state.budget;
        let described = budget.grace(Allowance::ERROR, || {
            self.context.with(|ctx| -> rquickjs::Result<Thrown> {
                let describe = restore(&ctx, &self.describe)?;
                let thrown = thrown.restore(&ctx)?;
                let parts: Result<Vec<Option<String>>, _> = describe.call((thrown,));
                let mut parts = parts.inspect_err(|_| drop(ctx.catch()))?.into_iter();
                Ok(Thrown {
                    text: parts.next().flatten().unwrap_or_default(),
                    stack: parts.next().flatten().unwrap_or_default(),
                    data: parts.next().flatten(),
                    out_of_memory: parts.next().flatten().is_some(),
                })
            })
        });
        self.limit_memory(self.memory);
        match (described, self.state.version.borrow().as_ref()) {
            (Ok(thrown), Some(version)) => thrown.into_error(version),
            (Ok(thrown), None) => FunctionError::user(thrown.text),
            (Err(_), _) => FunctionError::user("Uncaught (a value that cannot be described)"),
        }
    }
}

impl Drop for Isolate {
    fn drop(&mut self) {
        // Host functions inside the runtime hold the state too: values in it must go before the runtime.
        self.state.rejections.borrow_mut().clear();
        self.state.promised.take();
    }
}

/// Why an export cannot be called.
enum NotCallable {
    Missing,
    OtherKind(&'static str),
}

impl NotCallable {
    fn into_error(self, function: &str, kind: FunctionKind) -> FunctionError {
        FunctionError::user(match self {
            Self::Missing => format!("Could not find function for '{function}'."),
            Self::OtherKind(actual) => {
                format!("Trying to execute {function} as {kind}, but it is defined as {actual}.")
            }
        })
    }
}

fn find_invoke<'js>(
    namespace: &Object<'js>,
    export: &str,
    marker: &str,
) -> rquickjs::Result<Result<Function<'js>, NotCallable>> {
    let export: Value = namespace.get(export)?;
    let Some(export) = export.into_object() else {
        return Ok(Err(NotCallable::Missing));
    };
    if let Some(invoke) = export.get::<_, Value>(marker)?.into_function() {
        return Ok(Ok(invoke));
    }
    let kinds = [
        ("isQuery", "Query"),
        ("isMutation", "Mutation"),
        ("isAction", "Action"),
        ("isHttp", "HttpAction"),
    ];
    for (property, actual) in kinds {
        if export.contains_key(property)? {
            return Ok(Err(NotCallable::OtherKind(actual)));
        }
    }
    Ok(Err(NotCallable::Missing))
}

fn restore<'js, T>(ctx: &Ctx<'js>, value: &Persistent<T>) -> rquickjs::Result<T::Changed<'js>>
where
    T: rquickjs::JsLifetime<'static> + Clone,
{
    value.clone().restore(ctx)
}

/// The default export of one of our modules. They import nothing, so they are done when this returns.
fn builtin<'js>(ctx: &Ctx<'js>, state: &State, name: &str) -> rquickjs::Result<Function<'js>> {
    let bytecode = state
        .shim
        .module(name)
        .ok_or_else(|| rquickjs::Error::new_loading(name))?;
    let (module, _) = bytecode.load(ctx)?.eval()?;
    module.get("default")
}

type Internals = (
    Persistent<Object<'static>>,
    [Persistent<Function<'static>>; 4],
);

fn boot(ctx: &Ctx<'_>, state: &Rc<State>) -> rquickjs::Result<Internals> {
    let host = ops::host_object(ctx, state)?;
    let internals: Object = builtin(ctx, state, "boot")?.call((host.clone(),))?;
    let function = |name: &str| {
        internals
            .get::<_, Function>(name)
            .map(|function| Persistent::save(ctx, function))
    };
    let functions = [
        function("settle")?,
        function("describe")?,
        function("serve")?,
        function("promised")?,
    ];
    Ok((Persistent::save(ctx, host), functions))
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SystemHost;

    #[test]
    fn a_context_cannot_compile_source_so_bytecode_is_made_once_per_version() {
        let shim = Shim::shared().expect("our own modules compile");
        let isolate = Isolate::new(
            &RuntimeOptions::default(),
            Arc::new(SystemHost::new()),
            shim,
        )
        .expect("a context");
        let compiled =
            isolate.enter(|ctx| Module::declare(ctx.clone(), "x.js", "export {}").map(drop));
        assert!(compiled.is_err_and(|error| error.message.contains("eval is not supported")));
    }

    #[test]
    fn an_operation_settles_its_promise_once() {
        let shim = Shim::shared().expect("our own modules compile");
        let isolate = Isolate::new(
            &RuntimeOptions::default(),
            Arc::new(SystemHost::new()),
            shim,
        )
        .expect("a context");
        for _ in 0..2 {
            assert!(
                isolate.settle(99, Settlement::Nothing).is_ok(),
                "an unknown operation is ignored"
            );
        }
        assert!(isolate.state.next_op().is_none());
    }
}
