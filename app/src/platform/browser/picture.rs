//! A picture that a person chooses for themselves, made small enough to be kept with their name.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlInputElement;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Twice as many pixels as any place that shows it, for dense screens.
const SIZE: f64 = 128.0;

#[wasm_bindgen]
extern "C" {
    type HasFiles;
    #[wasm_bindgen(method, getter)]
    fn files(this: &HasFiles) -> Option<Files>;
    type Files;
    #[wasm_bindgen(method)]
    fn item(this: &Files, index: u32) -> JsValue;

    #[wasm_bindgen(catch, js_name = createImageBitmap)]
    fn create_image_bitmap(file: &JsValue) -> Result<js_sys::Promise, JsValue>;
    type Bitmap;
    #[wasm_bindgen(method, getter)]
    fn width(this: &Bitmap) -> f64;
    #[wasm_bindgen(method, getter)]
    fn height(this: &Bitmap) -> f64;

    type Canvas;
    #[wasm_bindgen(method, setter)]
    fn set_width(this: &Canvas, width: f64);
    #[wasm_bindgen(method, setter)]
    fn set_height(this: &Canvas, height: f64);
    #[wasm_bindgen(method, js_name = getContext)]
    fn context(this: &Canvas, kind: &str) -> Option<Brush>;
    #[wasm_bindgen(catch, method, js_name = toDataURL)]
    fn to_data_url(this: &Canvas, kind: &str, quality: f64) -> Result<String, JsValue>;

    type Brush;
    #[wasm_bindgen(method, js_name = drawImage)]
    fn draw_image(
        this: &Brush,
        image: &Bitmap,
        source_x: f64,
        source_y: f64,
        source_width: f64,
        source_height: f64,
        x: f64,
        y: f64,
        width: f64,
        height: f64,
    );
}

/// The square in the middle of the chosen picture as a `data:` address; none if it is no picture.
pub(crate) async fn chosen_picture(input: &HtmlInputElement) -> Option<String> {
    let file = input.unchecked_ref::<HasFiles>().files()?.item(0);
    let bitmap = JsFuture::from(create_image_bitmap(&file).ok()?)
        .await
        .ok()?;
    let bitmap: Bitmap = bitmap.unchecked_into();
    let canvas: Canvas = document().create_element("canvas").ok()?.unchecked_into();
    canvas.set_width(SIZE);
    canvas.set_height(SIZE);
    let (width, height) = (bitmap.width(), bitmap.height());
    let side = width.min(height);
    let (left, top) = ((width - side) / 2.0, (height - side) / 2.0);
    let brush = canvas.context("2d")?;
    brush.draw_image(&bitmap, left, top, side, side, 0.0, 0.0, SIZE, SIZE);
    // Where WebP cannot be written the browser gives a PNG.
    canvas.to_data_url("image/webp", 0.85).ok()
}
