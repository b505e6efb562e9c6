//! Threads for JavaScript: they need large stacks, and engines cannot move between threads.

use crate::worker::{Shared, Worker};
use parking_lot::{Condvar, Mutex};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

/// How long a thread without a job waits before it frees what was used and makes anew what it may need: what
/// follows a call comes soon, and must not share the processor with that.
const QUIET: Duration = Duration::from_millis(5);
/// Room for the stacks of nested calls and for the Rust frames between them.
const STACK_MARGIN: usize = 8 << 20;

pub(crate) type Job = Box<dyn FnOnce(&Worker) + Send>;

/// A pool that grows to its limit as work arrives. Jobs start in order of submission.
pub(crate) struct Pool {
    queue: Arc<Queue>,
    shared: Arc<Shared>,
    settings: Settings,
}

/// What kind of threads a pool has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) name: &'static str,
    pub(crate) max_threads: usize,
    /// Modules that each thread keeps an isolate ready for.
    pub(crate) warm: usize,
    /// JavaScript stacks that may be on one thread at a time.
    pub(crate) stacks: usize,
}

#[derive(Default)]
struct Queue {
    state: Mutex<QueueState>,
    arrived: Condvar,
}

#[derive(Default)]
struct QueueState {
    jobs: VecDeque<Job>,
    threads: usize,
    idle: usize,
    closed: bool,
}

impl Pool {
    /// A pool with one thread; that it can be had is checked now.
    pub(crate) fn new(shared: Arc<Shared>, settings: Settings) -> std::io::Result<Self> {
        let pool = Self::idle(shared, settings);
        pool.queue.state.lock().threads = 1;
        pool.spawn()?;
        Ok(pool)
    }

    /// A pool that has no thread before its first job.
    pub(crate) fn idle(shared: Arc<Shared>, settings: Settings) -> Self {
        Self {
            queue: Arc::default(),
            shared,
            settings,
        }
    }

    pub(crate) fn submit(&self, job: Job) {
        let mut state = self.queue.state.lock();
        state.jobs.push_back(job);
        let grow = state.jobs.len() > state.idle && state.threads < self.settings.max_threads;
        state.threads += usize::from(grow);
        drop(state);
        self.queue.arrived.notify_one();
        if grow && self.spawn().is_err() {
            // The threads that there are will get to the job. If there are none, dropping it tells its caller.
            let mut state = self.queue.state.lock();
            state.threads -= 1;
            if state.threads == 0 {
                state.jobs.clear();
            }
        }
    }

    fn spawn(&self) -> std::io::Result<()> {
        let queue = Arc::clone(&self.queue);
        let worker_shared = Arc::clone(&self.shared);
        let warm = self.settings.warm;
        std::thread::Builder::new()
            .name(self.settings.name.to_owned())
            .stack_size(self.shared.options.stack * self.settings.stacks + STACK_MARGIN)
            .spawn(move || run(&queue, &Worker::new(worker_shared, warm)))?;
        Ok(())
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        // Running and waiting jobs end on their own; their callers may still want the answers.
        self.queue.state.lock().closed = true;
        self.queue.arrived.notify_all();
    }
}

fn run(queue: &Queue, worker: &Worker) {
    while let Some(job) = next_job(queue, worker) {
        // A job whose panic gets here has dropped its answer, which its caller notices.
        if catch_unwind(AssertUnwindSafe(|| job(worker))).is_err() {
            tracing::error!("a JavaScript thread caught a panic");
        }
        worker.clean_if_many();
    }
}

/// The next job. Without one, time is used to warm isolates; `None` when the pool is closed.
fn next_job(queue: &Queue, worker: &Worker) -> Option<Job> {
    let mut state = queue.state.lock();
    let mut quiet = false;
    loop {
        if let Some(job) = state.jobs.pop_front() {
            return Some(job);
        }
        if state.closed {
            return None;
        }
        if !quiet {
            state.idle += 1;
            quiet = queue.arrived.wait_for(&mut state, QUIET).timed_out();
            state.idle -= 1;
            continue;
        }
        drop(state);
        worker.clean();
        let warmed = worker.warm_one();
        state = queue.state.lock();
        if !warmed && state.jobs.is_empty() && !state.closed {
            state.idle += 1;
            queue.arrived.wait(&mut state);
            state.idle -= 1;
        }
    }
}
