//! The browser's entry point: takes over the page that the server rendered. It holds nothing else; what
//! there is to see is in `app`.

use app::{App, AppProps};
use leptos::prelude::{ArcRwSignal, Set, document};
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the module is loaded.
///
/// The attribute on the root element says that every part of the page answers to input; until then
/// forms and links work as without script.
#[wasm_bindgen]
pub fn hydrate() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let Some(body) = document().body() else {
            return;
        };
        let standing = ArcRwSignal::new(false);
        let props = AppProps::builder().standing(standing.clone()).build();
        leptos::mount::hydrate_from_async(body, || App(props))
            .await
            .forget();
        standing.set(true);
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-hydrated", "");
        }
    });
}
