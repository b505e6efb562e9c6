//! Asking our own server for what only it can make.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch(path: &str, options: &JsValue) -> Result<js_sys::Promise, JsValue>;

    type Answer;
    #[wasm_bindgen(method, getter)]
    fn ok(this: &Answer) -> bool;
    #[wasm_bindgen(catch, method)]
    fn json(this: &Answer) -> Result<js_sys::Promise, JsValue>;
}

/// Sends fields as a form does; answers with the text that comes back. None: it could not be had.
pub(crate) async fn post(path: &str, fields: &[(&str, &str)]) -> Option<String> {
    ask(path, fields).await?.as_string()
}

/// Sends fields as a form does; answers with what comes back. None: it could not be had.
pub(super) async fn ask(path: &str, fields: &[(&str, &str)]) -> Option<JsValue> {
    let pairs = fields.iter().map(|(name, value)| {
        let value = String::from(js_sys::encode_uri_component(value));
        format!("{name}={value}")
    });
    let body = pairs.collect::<Vec<_>>().join("&");
    let headers = object(&[
        ("accept", "application/json".into()),
        ("content-type", "application/x-www-form-urlencoded".into()),
    ])?;
    let options = object(&[
        ("method", "POST".into()),
        ("headers", headers),
        ("body", body.into()),
    ])?;
    let answer = JsFuture::from(fetch(path, &options).ok()?).await.ok()?;
    let answer: Answer = answer.unchecked_into();
    if !answer.ok() {
        return None;
    }
    JsFuture::from(answer.json().ok()?).await.ok()
}

pub(super) fn object(entries: &[(&str, JsValue)]) -> Option<JsValue> {
    let object = js_sys::Object::new();
    for (name, value) in entries {
        js_sys::Reflect::set(&object, &(*name).into(), value).ok()?;
    }
    Some(object.into())
}
