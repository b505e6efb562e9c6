//! The clipboard.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type Clipboard;
    // Missing where the page did not come over TLS or from this machine.
    #[wasm_bindgen(thread_local_v2, js_namespace = navigator, js_name = clipboard)]
    static CLIPBOARD: Option<Clipboard>;
    #[wasm_bindgen(catch, method, js_name = writeText)]
    fn write_text(this: &Clipboard, text: &str) -> Result<js_sys::Promise, JsValue>;
}

/// Puts a text into the clipboard; says whether it is there.
pub(crate) async fn copy(text: String) -> bool {
    let written = CLIPBOARD.with(|clipboard| {
        let clipboard = clipboard.as_ref()?;
        clipboard.write_text(&text).ok()
    });
    match written {
        Some(written) => JsFuture::from(written).await.is_ok(),
        None => false,
    }
}
