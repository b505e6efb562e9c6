//! Noticing that a part of the page has become larger or smaller.

use leptos::prelude::document;
use leptos::web_sys::HtmlElement;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use super::find;

#[wasm_bindgen]
extern "C" {
    type ResizeObserver;
    #[wasm_bindgen(constructor)]
    fn new(callback: &Closure<dyn FnMut()>) -> ResizeObserver;
    #[wasm_bindgen(method)]
    fn observe(this: &ResizeObserver, element: &JsValue);
    #[wasm_bindgen(method)]
    fn disconnect(this: &ResizeObserver);
}

/// Goes on until it is ended.
pub(crate) struct Watching(SendWrapper<(ResizeObserver, Closure<dyn FnMut()>)>);

impl Watching {
    pub(crate) fn end(self) {
        self.0.0.disconnect();
    }
}

/// Tells the stylesheet how high the first match is, in a property of the root.
pub(crate) fn tell_height(selector: &str, property: &str) {
    let root = document().document_element();
    if let (Some(element), Some(root)) = (find(selector), root) {
        let height = format!("{}px", element.offset_height());
        let style = root.unchecked_into::<HtmlElement>().style();
        let _ = style.set_property(property, &height);
    }
}

/// Calls back whenever the first match has another size.
pub(crate) fn on_growth(selector: &str, callback: impl FnMut() + 'static) -> Option<Watching> {
    let element = find(selector)?;
    let callback = Closure::new(callback);
    let observer = ResizeObserver::new(&callback);
    observer.observe(&element);
    Some(Watching(SendWrapper::new((observer, callback))))
}
