//! Files that people choose, paste or drop, and sending their bytes.

use leptos::prelude::window;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, HtmlInputElement};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::post::object;

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type File;
    #[wasm_bindgen(constructor, catch)]
    fn new(parts: &js_sys::Array, name: &str, options: &JsValue) -> Result<File, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn name(this: &File) -> String;
    #[wasm_bindgen(method, getter, js_name = type)]
    fn kind(this: &File) -> String;
    #[wasm_bindgen(method, getter)]
    fn size(this: &File) -> f64;

    type HasFiles;
    #[wasm_bindgen(method, getter)]
    fn files(this: &HasFiles) -> Option<js_sys::Object>;

    /// What a paste or a drop brings.
    type Transfer;
    #[wasm_bindgen(method, getter)]
    fn types(this: &Transfer) -> js_sys::Array;
    #[wasm_bindgen(method, js_name = getData)]
    fn data(this: &Transfer, kind: &str) -> String;
    #[wasm_bindgen(method, setter, js_name = dropEffect)]
    fn set_drop_effect(this: &Transfer, effect: &str);

    type Brings;
    #[wasm_bindgen(method, getter, js_name = dataTransfer)]
    fn dropped(this: &Brings) -> Option<Transfer>;
    #[wasm_bindgen(method, getter, js_name = clipboardData)]
    fn pasted(this: &Brings) -> Option<Transfer>;
    #[wasm_bindgen(method, getter, js_name = relatedTarget)]
    fn comes_from(this: &Brings) -> JsValue;

    #[derive(Clone)]
    type XMLHttpRequest;
    #[wasm_bindgen(constructor)]
    fn new() -> XMLHttpRequest;
    #[wasm_bindgen(catch, method)]
    fn open(this: &XMLHttpRequest, method: &str, address: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, method, js_name = setRequestHeader)]
    fn set_header(this: &XMLHttpRequest, name: &str, value: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, method)]
    fn send(this: &XMLHttpRequest, body: &File) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn abort(this: &XMLHttpRequest);
    #[wasm_bindgen(method, getter)]
    fn status(this: &XMLHttpRequest) -> u16;
    #[wasm_bindgen(method, setter, js_name = responseType)]
    fn set_response_type(this: &XMLHttpRequest, kind: &str);
    #[wasm_bindgen(method, getter)]
    fn response(this: &XMLHttpRequest) -> JsValue;
    #[wasm_bindgen(method, setter, js_name = onloadend)]
    fn set_on_end(this: &XMLHttpRequest, listener: &js_sys::Function);
    #[wasm_bindgen(method, getter)]
    fn upload(this: &XMLHttpRequest) -> Uploading;

    type Uploading;
    #[wasm_bindgen(method, setter, js_name = onprogress)]
    fn set_on_progress(this: &Uploading, listener: &js_sys::Function);

    type Progress;
    #[wasm_bindgen(method, getter)]
    fn loaded(this: &Progress) -> f64;
    #[wasm_bindgen(method, getter)]
    fn total(this: &Progress) -> f64;
}

/// A file of the reader's machine.
#[derive(Clone)]
pub(crate) struct LocalFile(SendWrapper<File>);

impl LocalFile {
    /// A file made of a text.
    pub(crate) fn of_text(name: &str, text: &str) -> Option<Self> {
        let parts = js_sys::Array::of1(&text.into());
        let options = object(&[("type", "text/plain".into())])?;
        let file = File::new(&parts, name, &options).ok()?;
        Some(Self(SendWrapper::new(file)))
    }

    pub(crate) fn name(&self) -> String {
        self.0.name()
    }

    /// The type that the browser takes it for; empty where it has no idea.
    pub(crate) fn kind(&self) -> String {
        self.0.kind()
    }

    /// In bytes.
    pub(crate) fn size(&self) -> f64 {
        self.0.size()
    }
}

fn all_of(source: &JsValue) -> Vec<LocalFile> {
    let files = source.unchecked_ref::<HasFiles>().files();
    let files = files.map(|files| js_sys::Array::from(&files));
    let files = files.into_iter().flat_map(|files| files.to_vec());
    files
        .map(|file| LocalFile(SendWrapper::new(file.unchecked_into())))
        .collect()
}

/// The files that were chosen. Choosing the same ones again is a choice, too.
pub(crate) fn chosen_files(input: &HtmlInputElement) -> Vec<LocalFile> {
    let files = all_of(input);
    input.set_value("");
    files
}

/// Whether what is dragged over the page are files.
pub(crate) fn drags_files(event: &Event) -> bool {
    let transfer = event.unchecked_ref::<Brings>().dropped();
    transfer.is_some_and(|transfer| {
        let is_dragged = transfer.types().includes(&"Files".into(), 0);
        if is_dragged {
            transfer.set_drop_effect("copy");
        }
        is_dragged
    })
}

/// Whether what is dragged leaves the page with this event.
pub(crate) fn leaves_page(event: &Event) -> bool {
    event.unchecked_ref::<Brings>().comes_from().is_null()
}

pub(crate) fn dropped_files(event: &Event) -> Vec<LocalFile> {
    let transfer = event.unchecked_ref::<Brings>().dropped();
    transfer.map_or_else(Vec::new, |transfer| all_of(&transfer))
}

/// What was pasted: as text, or where it is none, as files. Office programs bring a picture of a text along.
pub(crate) fn pasted(event: &Event) -> (String, Vec<LocalFile>) {
    let Some(transfer) = event.unchecked_ref::<Brings>().pasted() else {
        return Default::default();
    };
    let text = transfer.data("text/plain");
    let files = if text.is_empty() {
        all_of(&transfer)
    } else {
        Vec::new()
    };
    (text, files)
}

/// Bytes on their way. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Sending(SendWrapper<XMLHttpRequest>);

impl Sending {
    pub(crate) fn new() -> Self {
        Self(SendWrapper::new(XMLHttpRequest::new()))
    }

    /// Sends a file to an address and answers with the id under which the deployment has stored it; none: it has not
    /// arrived. `progress` gets the share that has, from 0 to 1.
    pub(crate) async fn send(
        &self,
        address: &str,
        file: &LocalFile,
        content_type: &str,
        mut progress: impl FnMut(f64) + 'static,
    ) -> Option<String> {
        let request = self.0.clone();
        request.open("POST", &here(address)).ok()?;
        request.set_header("content-type", content_type).ok()?;
        request.set_response_type("json");
        let on_progress = Closure::<dyn FnMut(Progress)>::new(move |event: Progress| {
            if event.total() > 0.0 {
                progress(event.loaded() / event.total());
            }
        });
        let listener = on_progress.as_ref().unchecked_ref();
        request.upload().set_on_progress(listener);
        // Ends in any case: with an answer, an error, or because it was given up.
        let ended = js_sys::Promise::new(&mut |resolve, _| request.set_on_end(&resolve));
        request.send(&file.0).ok()?;
        let ended = JsFuture::from(ended).await;
        drop(on_progress);
        ended.ok()?;
        let answer = request.response();
        let stored = request.status() == 200 && answer.is_object();
        let id = stored.then(|| js_sys::Reflect::get(&answer, &"storageId".into()))?;
        id.ok()?.as_string()
    }

    pub(crate) fn cancel(&self) {
        self.0.abort();
    }
}

/// The address as this page reaches it: a server on this machine has several names, and names itself by one.
fn here(address: &str) -> String {
    let location = window().location();
    let port = location.port().unwrap_or_default();
    let is_near = |host: &str| matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    let split = address
        .strip_prefix("http://")
        .and_then(|rest| rest.split_once('/'));
    match split {
        Some((host, path))
            if host
                .rsplit_once(':')
                .is_some_and(|(name, its)| is_near(name) && its == port)
                && is_near(&location.hostname().unwrap_or_default()) =>
        {
            format!("/{path}")
        }
        _ => address.to_owned(),
    }
}
