use crate::failure::Failure;
use axum::Router;
use axum::serve::ListenerExt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long stopping may take.
#[derive(Clone, Copy)]
struct Patience {
    /// For connections that are still open once everything else has closed.
    connections: Duration,
    /// For all of it, from the moment when the program is asked.
    overall: Duration,
}

const PATIENCE: Patience = Patience {
    connections: Duration::from_secs(5),
    overall: Duration::from_secs(15),
};

/// How far stopping has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Serving,
    Asked,
    Closed,
}

/// A bound address.
pub(crate) struct Listening {
    listener: TcpListener,
    addr: SocketAddr,
}

impl Listening {
    /// Binds; port 0 finds a free one.
    pub(crate) async fn bind(addr: SocketAddr) -> Result<Self, Failure> {
        let listener = TcpListener::bind(addr)
            .await
            .map_err(|source| match source.kind() {
                io::ErrorKind::AddrInUse => Failure::PortInUse(addr),
                _ => Failure::Listen { addr, source },
            })?;
        let addr = listener
            .local_addr()
            .map_err(|source| Failure::Listen { addr, source })?;
        Ok(Self { listener, addr })
    }

    /// The address, with the port that was found.
    pub(crate) fn addr(&self) -> SocketAddr {
        self.addr
    }
}

/// Serves until the program is asked to stop, then calls `closing` so that long-lived connections end too.
/// However long that takes, the program ends in time.
pub(crate) async fn serve<F>(
    listening: Listening,
    router: Router,
    closing: F,
) -> Result<(), Failure>
where
    F: Future<Output = ()> + Send + 'static,
{
    serve_until(listening, router, asked_to_stop(), closing, PATIENCE).await
}

async fn serve_until<A, F>(
    listening: Listening,
    router: Router,
    asked: A,
    closing: F,
    patience: Patience,
) -> Result<(), Failure>
where
    A: Future<Output = ()> + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    // Without this, pages that are sent in several pieces wait for acknowledgements: 40 ms each.
    let listener = listening.listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "cannot set TCP_NODELAY");
        }
    });
    let (reached, mut stage) = watch::channel(Stage::Serving);
    // Who is at the other end matters for what may be tried how often.
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        asked.await;
        reached.send_replace(Stage::Asked);
        closing.await;
        reached.send_replace(Stage::Closed);
    });
    let deadline = async {
        let _ = stage.wait_for(|stage| *stage >= Stage::Asked).await;
        let closed = async {
            let _ = stage.wait_for(|stage| *stage == Stage::Closed).await;
            tokio::time::sleep(patience.connections).await;
        };
        // Whichever limit is reached first, so the overall one holds whatever hangs.
        let _ = tokio::time::timeout(patience.overall, closed).await;
    };
    tokio::select! {
        outcome = server => outcome.map_err(Failure::Stopped),
        () = deadline => {
            tracing::warn!("not everything ended in time");
            Ok(())
        }
    }
}

/// SIGTERM, or Ctrl-C.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_in_use_is_called_so() {
        let first = Listening::bind("127.0.0.1:0".parse().unwrap())
            .await
            .unwrap();
        let second = Listening::bind(first.addr()).await.err().unwrap();
        assert_eq!(second.code(), "PortInUse");
    }

    #[tokio::test]
    async fn stopping_ends_although_what_is_to_be_closed_never_is() {
        let listening = Listening::bind("127.0.0.1:0".parse().unwrap())
            .await
            .unwrap();
        let patience = Patience {
            connections: Duration::from_secs(3600),
            overall: Duration::from_millis(1),
        };
        let asked = std::future::ready(());
        let closing = std::future::pending();
        serve_until(listening, Router::new(), asked, closing, patience)
            .await
            .unwrap();
    }
}
