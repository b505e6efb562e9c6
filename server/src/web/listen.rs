use crate::failure::Failure;
use axum::Router;
use axum::serve::ListenerExt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long requests that are under way may take once the program is asked to stop.
const GRACE: Duration = Duration::from_secs(5);

/// A bound address.
pub(crate) struct Listening {
    listener: TcpListener,
    addr: SocketAddr,
}

impl Listening {
    /// Binds; port 0 finds a free one.
    pub(crate) async fn bind(addr: SocketAddr, allow_remote: bool) -> Result<Self, Failure> {
        if !addr.ip().is_loopback() && !allow_remote {
            return Err(Failure::RemoteAddress(addr));
        }
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
pub(crate) async fn serve<F>(
    listening: Listening,
    router: Router,
    closing: F,
) -> Result<(), Failure>
where
    F: Future<Output = ()> + Send + 'static,
{
    // Without this, pages that are sent in several pieces wait for acknowledgements: 40 ms each.
    let listener = listening.listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "cannot set TCP_NODELAY");
        }
    });
    let (asked, mut is_asked) = tokio::sync::watch::channel(false);
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        asked_to_stop().await;
        closing.await;
        let _ = asked.send(true);
    });
    let deadline = async {
        let _ = is_asked.wait_for(|asked| *asked).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        outcome = server => outcome.map_err(Failure::Stopped),
        () = deadline => {
            tracing::warn!("some connections did not end in time");
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
    async fn a_port_in_use_and_a_remote_address_are_told_apart() {
        let first = Listening::bind("127.0.0.1:0".parse().unwrap(), false)
            .await
            .unwrap();
        let second = Listening::bind(first.addr(), false).await.err().unwrap();
        assert_eq!(second.code(), "PortInUse");
        let remote = Listening::bind("0.0.0.0:0".parse().unwrap(), false)
            .await
            .err()
            .unwrap();
        assert_eq!(remote.code(), "RemoteAddress");
    }
}
