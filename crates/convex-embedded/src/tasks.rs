//! Runs that must not be cut off when the request that started them goes away.

use crate::Error;
use convex_host::Host;
use std::future::Future;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Does what blocks where it holds up nobody.
pub(crate) async fn blocking<T: Send + 'static>(
    host: &dyn Host,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    if host.blocks_in_place() {
        return Ok(work());
    }
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::internal(error.to_string()))
}

/// Counts tasks, so that a deployment that stops can wait for them.
#[derive(Debug, Clone)]
pub(crate) struct Tasks {
    running: Arc<watch::Sender<usize>>,
}

struct Running(Arc<watch::Sender<usize>>);

impl Tasks {
    pub(crate) fn new() -> Self {
        Self {
            running: Arc::new(watch::Sender::new(0)),
        }
    }

    pub(crate) fn spawn<F>(&self, task: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        self.running.send_modify(|count| *count += 1);
        let running = Running(self.running.clone());
        tokio::spawn(async move {
            let _running = running;
            task.await
        })
    }

    /// Returns once nothing runs.
    pub(crate) async fn idle(&self) {
        // The sender lives as long as `self`.
        let _ = self.running.subscribe().wait_for(|count| *count == 0).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
