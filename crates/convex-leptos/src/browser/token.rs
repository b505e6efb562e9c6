//! Fetching tokens.

use convex_typed::json::{Json, Misfits};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

use crate::token::{Fetched, Source, TokenFetcher, TokenUnavailable};

const UNAUTHORIZED: u16 = 401;

impl TokenFetcher {
    pub(super) async fn fetch(&self, force: bool) -> Fetched {
        match &self.source {
            Source::Url(url) => post(url).await,
            Source::Function(fetch) => fetch(force).await,
        }
    }
}

async fn post(url: &str) -> Fetched {
    let window = web_sys::window().ok_or(TokenUnavailable)?;
    let init = RequestInit::new();
    init.set_method("POST");
    let response = JsFuture::from(window.fetch_with_str_and_init(url, &init))
        .await
        .map_err(|_| TokenUnavailable)?;
    let response: Response = response.dyn_into().map_err(|_| TokenUnavailable)?;
    if response.status() == UNAUTHORIZED {
        return Ok(None);
    }
    if !response.ok() {
        return Err(TokenUnavailable);
    }
    let text = response.text().map_err(|_| TokenUnavailable)?;
    let text = JsFuture::from(text).await.map_err(|_| TokenUnavailable)?;
    let text = text.as_string().unwrap_or_default();
    let answer = Json::new(&text).and_then(Json::fields);
    let mut misfits = Misfits::default();
    let token = misfits.or_blank(answer).optional("token", &mut misfits);
    misfits.check(token).map_err(|_| TokenUnavailable)
}
