//! What the browser's code asks for because only the server can make it.

use convex_api::auth;
use convex_leptos::{NoArgs, call_query};
use leptos::prelude::*;

/// Code of a message with its colours, as HTML; empty where there are none for its language. It changes
/// nothing, and is for people who are signed in: it costs more than it takes to ask.
#[server(prefix = "/do", endpoint = "colour_code")]
pub async fn colour_code(language: String, code: String) -> Result<String, ServerFnError> {
    let user = call_query(auth::CurrentUser, NoArgs {}).await;
    Ok(match user {
        Ok(Some(_)) => on_server::coloured(language, code).await,
        _ => String::new(),
    })
}

#[cfg(feature = "ssr")]
mod on_server {
    use tokio::sync::Semaphore;

    /// Computations at a time, so that code leaves processors for everything else.
    const PLACES: usize = 2;

    static COLOURING: Semaphore = Semaphore::const_new(PLACES);

    /// Beside the threads that serve requests.
    pub(super) async fn coloured(language: String, code: String) -> String {
        let Ok(place) = COLOURING.acquire().await else {
            return String::new();
        };
        let html = tokio::task::spawn_blocking(move || {
            // Held by the computation, not by the one who asked, who may go away.
            let _place = place;
            markdown::highlight(&language, &code)
        });
        html.await.ok().flatten().unwrap_or_default()
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::pin::pin;
        use std::sync::mpsc;
        use std::task::{Context, Waker};

        #[test]
        fn code_is_coloured_beside_the_threads_of_requests_and_little_of_it_at_a_time() {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .max_blocking_threads(1)
                .build()
                .expect("runtime");
            runtime.block_on(async {
                let (go_on, waiting) = mpsc::channel::<()>();
                let busy = tokio::task::spawn_blocking(move || waiting.recv());
                let mut asked: Vec<_> = (0..=PLACES)
                    .map(|_| Box::pin(coloured("rust".to_owned(), "let x = 1;".to_owned())))
                    .collect();
                let mut cx = Context::from_waker(Waker::noop());
                for one in &mut asked {
                    assert!(pin!(one).poll(&mut cx).is_pending());
                }
                assert_eq!(COLOURING.available_permits(), 0);
                go_on.send(()).expect("heard");
                busy.await.expect("ended").expect("told");
                for one in asked {
                    assert!(one.await.contains("hl-keyword"));
                }
            });
        }
    }
}
