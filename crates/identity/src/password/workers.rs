use parking_lot::Mutex;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// How far hashing stands back behind everything else, on Linux: a third of its share where both want the
/// processor. Further back, and nobody could sign in to a busy server.
const NICE: i32 = 5;

type Job = Box<dyn FnOnce() + Send>;

/// Threads for work that must not keep others waiting. They end with the last handle.
pub(super) struct Workers {
    jobs: Sender<Job>,
}

impl Workers {
    pub(super) fn start(count: usize) -> Self {
        let (jobs, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..count {
            let waiting = waiting.clone();
            let thread = thread::Builder::new().name("hash".to_owned());
            if let Err(error) = thread.spawn(move || work(&waiting)) {
                tracing::error!(%error, "cannot start a thread for hashing");
            }
        }
        Self { jobs }
    }

    /// Does something on one of the threads; nothing comes back if that is not possible.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (reply, answer) = tokio::sync::oneshot::channel();
        let job = Box::new(move || {
            // Whoever has gone away needs no answer.
            let _ = reply.send(job());
        });
        self.jobs.send(job).ok()?;
        answer.await.ok()
    }
}

fn work(waiting: &Mutex<Receiver<Job>>) {
    stand_back();
    loop {
        // The lock is held while waiting, not while working.
        let job = waiting.lock().recv();
        let Ok(job) = job else { return };
        // A defect in one job must not take the thread from the others.
        if catch_unwind(AssertUnwindSafe(job)).is_err() {
            tracing::error!("hashing failed");
        }
    }
}

/// Of this thread only, as Linux has it; elsewhere it would be the whole process.
fn stand_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!(%error, "cannot lower the priority of hashing");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_job_that_fails_leaves_the_thread_to_the_others() {
        let workers = Workers::start(1);
        let failed = workers.run(|| -> u8 { panic!("on purpose") }).await;
        assert_eq!(failed, None);
        assert_eq!(workers.run(|| 7).await, Some(7));
    }
}
