//! `use_mutation` and `use_action`.

use std::{
    future::Future,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use convex_sync::{LocalStore, Outcome};
use convex_typed::{Action, ConvexError, ErrorKind, Function, Mutation, Wire, to_json};
use futures::channel::oneshot;
use leptos::prelude::{
    GetValue, RwSignal, Set, Signal, StoredValue, Update, UpdateValue, With, WithUntracked,
};

use crate::{ConvexClient, OptimisticStore, cell::decode};

/// An optimistic layer with its arguments inside.
pub(crate) type Layer = Box<dyn Fn(&mut LocalStore)>;

type OptimisticUpdate<A> = Arc<dyn Fn(&mut OptimisticStore<'_>, &A) + Send + Sync>;

/// A handle that calls a mutation.
///
/// **Server** and **hydrating**: only the handle is made; nothing can call it there. Server functions
/// use `call_mutation` instead, which asks the request's backend.
/// **Browser**: calls go over the socket in order, survive reconnects, and run exactly once. A call
/// that the page made while offline is sent when the connection is back.
#[track_caller]
pub fn use_mutation<F: Mutation>(_mutation: F) -> UseMutation<F> {
    UseMutation {
        calls: Calls::new(),
        optimistic: StoredValue::new(None),
        function: PhantomData,
    }
}

/// A handle that calls an action.
///
/// **Server** and **hydrating**: only the handle is made; nothing can call it there.
/// **Browser**: calls go over the socket. An action that was sent before the connection broke fails
/// with [`ErrorKind::ConnectionLost`]: whether it ran is unknown.
#[track_caller]
pub fn use_action<F: Action>(_action: F) -> UseAction<F> {
    UseAction {
        calls: Calls::new(),
        function: PhantomData,
    }
}

/// Calls a mutation; from [`use_mutation`]. `Copy`.
pub struct UseMutation<F: Mutation> {
    calls: Calls,
    optimistic: StoredValue<Option<OptimisticUpdate<F::Args>>>,
    function: PhantomData<fn() -> F>,
}

impl<F: Mutation> Clone for UseMutation<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: Mutation> Copy for UseMutation<F> {}

impl<F: Mutation> UseMutation<F> {
    /// Changes the page at once. The layer disappears exactly when the confirming results arrive, or
    /// when the mutation fails. See [`OptimisticStore`] for the rules.
    #[must_use]
    pub fn with_optimistic_update(
        self,
        update: impl Fn(&mut OptimisticStore<'_>, &F::Args) + Send + Sync + 'static,
    ) -> Self {
        self.optimistic
            .update_value(|slot| *slot = Some(Arc::new(update)));
        self
    }

    /// Starts the call. The future gives its result once the page shows it; dropping the future does
    /// not cancel the call.
    pub fn call(&self, args: F::Args) -> CallFuture<F::Returns> {
        let layer = self.optimistic.try_get_value().flatten().map(|update| {
            let args = args.clone();
            Box::new(move |store: &mut LocalStore| update(&mut OptimisticStore::new(store), &args))
                as Layer
        });
        self.calls.start::<F>(&args, |client, json, report| {
            client.mutate(F::PATH, json, layer, report)
        })
    }

    /// Starts the call and forgets it; a failure shows in [`error`](Self::error).
    pub fn dispatch(&self, args: F::Args) {
        drop(self.call(args));
    }

    /// Whether a call of this handle is under way.
    pub fn pending(&self) -> Signal<bool> {
        self.calls.pending()
    }

    /// The failure of the last finished call; a new call clears it.
    pub fn error(&self) -> Signal<Option<ConvexError>> {
        self.calls.error.into()
    }
}

/// Calls an action; from [`use_action`]. `Copy`.
pub struct UseAction<F: Action> {
    calls: Calls,
    function: PhantomData<fn() -> F>,
}

impl<F: Action> Clone for UseAction<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: Action> Copy for UseAction<F> {}

impl<F: Action> UseAction<F> {
    /// Starts the call. Dropping the future does not cancel it.
    pub fn call(&self, args: F::Args) -> CallFuture<F::Returns> {
        self.calls.start::<F>(&args, |client, json, report| {
            client.act(F::PATH, json, report)
        })
    }

    /// Starts the call and forgets it; a failure shows in [`error`](Self::error).
    pub fn dispatch(&self, args: F::Args) {
        drop(self.call(args));
    }

    /// Whether a call of this handle is under way.
    pub fn pending(&self) -> Signal<bool> {
        self.calls.pending()
    }

    /// The failure of the last finished call; a new call clears it.
    pub fn error(&self) -> Signal<Option<ConvexError>> {
        self.calls.error.into()
    }
}

/// The result of a call, still to come.
pub struct CallFuture<R> {
    receiver: oneshot::Receiver<Outcome>,
    returns: PhantomData<fn() -> R>,
}

impl<R: Wire> Future for CallFuture<R> {
    type Output = Result<R, ConvexError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.receiver)
            .poll(context)
            .map(|received| match received {
                Ok(outcome) => outcome.and_then(|json| decode(&json)),
                Err(oneshot::Canceled) => Err(closed()),
            })
    }
}

pub(crate) fn closed() -> ConvexError {
    ConvexError::new(
        ErrorKind::Closed,
        "no client takes this call: it needs a living ConvexProvider in the browser",
    )
}

/// Reports an outcome to whoever started the call.
pub(crate) type Report = Box<dyn FnOnce(Outcome)>;

/// What mutations and actions have in common, free of their types.
#[derive(Clone, Copy)]
struct Calls {
    client: Option<ConvexClient>,
    running: RwSignal<u32>,
    error: RwSignal<Option<ConvexError>>,
}

impl Calls {
    fn new() -> Self {
        Self {
            client: ConvexClient::from_context(),
            running: RwSignal::new(0),
            error: RwSignal::new(None),
        }
    }

    fn pending(self) -> Signal<bool> {
        Signal::derive(move || self.running.with(|running| *running > 0))
    }

    fn start<F: Function>(
        self,
        args: &F::Args,
        send: impl FnOnce(ConvexClient, String, Report),
    ) -> CallFuture<F::Returns> {
        let (sender, receiver) = oneshot::channel();
        let report = self.report(sender);
        match self.client {
            Some(client) => send(client, to_json(args), report),
            None => report(Err(closed())),
        }
        CallFuture {
            receiver,
            returns: PhantomData,
        }
    }

    fn report(self, sender: oneshot::Sender<Outcome>) -> Report {
        self.running.try_update(|running| *running += 1);
        if self
            .error
            .try_with_untracked(Option::is_some)
            .unwrap_or(false)
        {
            self.error.set(None);
        }
        Box::new(move |outcome| {
            // The component may be gone by now; its signals are then, too.
            self.running
                .try_update(|running| *running = running.saturating_sub(1));
            if let Err(error) = &outcome {
                self.error.try_set(Some(error.clone()));
            }
            // Nobody may be waiting.
            let _ = sender.send(outcome);
        })
    }
}
