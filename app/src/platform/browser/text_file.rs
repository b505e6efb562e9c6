//! Text that comes from a file of this machine, or becomes one.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, HtmlInputElement};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type HasFiles;
    #[wasm_bindgen(method, getter)]
    fn files(this: &HasFiles) -> Option<Files>;
    type Files;
    #[wasm_bindgen(method)]
    fn item(this: &Files, index: u32) -> Option<Blob>;

    type Blob;
    #[wasm_bindgen(constructor)]
    fn new(parts: &js_sys::Array) -> Blob;
    #[wasm_bindgen(method)]
    fn text(this: &Blob) -> js_sys::Promise;

    #[wasm_bindgen(js_namespace = URL, js_name = createObjectURL)]
    fn create_object_url(blob: &Blob) -> String;
    #[wasm_bindgen(js_namespace = URL, js_name = revokeObjectURL)]
    fn revoke_object_url(address: &str);
}

/// The text of the chosen file, which is chosen no longer: the same one can be chosen again. None: there is none,
/// or it cannot be read any more.
pub(crate) async fn chosen_text(input: &HtmlInputElement) -> Option<String> {
    let file = input.unchecked_ref::<HasFiles>().files()?.item(0)?;
    let text = JsFuture::from(file.text()).await;
    input.set_value("");
    text.ok()?.as_string()
}

/// Has the browser save a text as a file.
pub(crate) fn save_text(name: &str, text: &str) {
    let blob = Blob::new(&js_sys::Array::of1(&text.into()));
    let address = create_object_url(&blob);
    if let Ok(link) = document().create_element("a") {
        let _ = link.set_attribute("href", &address);
        let _ = link.set_attribute("download", name);
        link.unchecked_into::<HtmlElement>().click();
    }
    revoke_object_url(&address);
}
