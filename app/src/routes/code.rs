//! The code of pages: where it is split off, and what is shown while it cannot be had.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use convex_leptos::use_connection_state;
#[cfg(not(feature = "hydrate"))]
use leptos::WasmSplitManifest;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::reactive::owner::Owner;
use leptos::wasm_split::SplitLoaderError;
#[cfg(feature = "hydrate")]
use leptos::wasm_split::wasm_split;

use crate::components::live::{self, away};
use crate::node::{changing, nothing};
use crate::platform;

type Made = Result<AnyView, SplitLoaderError>;

type Loading = Pin<Box<dyn Future<Output = Made>>>;

/// Loads the code of a page, if it is not there yet, and makes the page.
pub(crate) type Code = fn() -> Loading;

/// Splits the code of a page off, into this chunk. What several chunks need becomes a chunk for each such
/// set of them, so pages that are much alike share one: with a chunk for each page a browser would fetch
/// thirty crumbs.
macro_rules! page_code {
    ($name:ident in $chunk:ident, $page:path) => {
        pub(super) fn $name() -> Loading {
            #[cfg(feature = "hydrate")]
            #[wasm_split($chunk, wasm_split_path = leptos::wasm_split, fallible)]
            fn $name() -> Result<AnyView, SplitLoaderError> {
                Ok($page())
            }
            // The document names the chunks, so that they are fetched along with the main module.
            #[cfg(not(feature = "hydrate"))]
            async fn $name() -> Result<AnyView, SplitLoaderError> {
                preload(stringify!($chunk));
                Ok($page())
            }
            Box::pin($name())
        }
    };
}

/// Names the files of a chunk in the head of the document that is being rendered.
///
/// Leptos does so by itself after it has awaited the page, when the thread may have turned to another request:
/// the names would then be missing now and then, or stand in the other's document. Here the request is known.
#[cfg(not(feature = "hydrate"))]
fn preload(chunk: &str) {
    use leptos_meta::Link;

    let Some(manifest) = use_context::<WasmSplitManifest>() else {
        return;
    };
    manifest.0.with_value(|(folder, files, loader)| {
        let files = files.get(chunk).into_iter().flatten();
        for file in files {
            let href = format!("{folder}/{file}.wasm");
            // Writing it out hands it to the head.
            _ = view! {
                <Link rel="preload" href as_="fetch" type_="application/wasm" crossorigin="anonymous"/>
            }
            .to_html();
        }
        let href = format!("{folder}/{loader}");
        _ = view! { <Link rel="modulepreload" href crossorigin="anonymous"/> }.to_html();
    });
}

page_code!(home in tasks, crate::pages::home::page);
page_code!(tasks in tasks, crate::pages::tasks::page);
page_code!(task in task, crate::pages::task::page);
page_code!(chats in chats, crate::pages::chats::page);
page_code!(chat in chat, crate::pages::chat::page);
page_code!(import in sharing, crate::pages::import::page);
page_code!(share in sharing, crate::pages::share::page);
page_code!(shared in sharing, crate::pages::shared::page);
page_code!(todos in todos, crate::pages::todos::page);
page_code!(memories in account, crate::pages::memories::page);
page_code!(account in account, crate::pages::account::page);
page_code!(deployment in deployment, crate::pages::deployment::page);
page_code!(settings in account, crate::pages::settings::page);
// Fetched after every page, at the first sign of somebody.
page_code!(overlays in overlays, crate::palette::overlays);

/// How long to wait before code is asked for again while the connection seems to work.
const TRY_AGAIN: Duration = Duration::from_secs(1);

/// After so many refusals over a working connection the server is another one, which has newer code only.
const REFUSALS: u32 = 2;

/// The page, or something that stands in for it until its code can be had.
pub(super) async fn load(code: Code) -> AnyView {
    match code().await {
        Ok(page) => page,
        Err(_) => stand_in(code),
    }
}

/// Fetches code and makes its view, which belongs to the owner.
pub(crate) fn fetch(code: Code, owner: &Owner, then: Box<dyn FnOnce(Made)>) {
    let made = async move { then(code().await) };
    leptos::task::spawn_local(owner.with(|| ScopedFuture::new(made)));
}

fn stand_in(code: Code) -> AnyView {
    let connection = use_connection_state();
    let connected = Memo::new(move |_| connection.with(|state| state.is_connected()));
    let refusals = RwSignal::new(0);
    let arrived = RwSignal::new(false);
    let page = StoredValue::new_local(None);
    // The page belongs to the route, not to the effect that happened to fetch it.
    let owner = Owner::current().unwrap_or_default();
    Effect::new(move |_| {
        let refused = refusals.get();
        if !connected.get() || arrived.get_untracked() {
            return;
        }
        let then = move |loaded| match loaded {
            Ok(view) if !arrived.get_untracked() => {
                page.set_value(Some(view));
                arrived.set(true);
            }
            Ok(_) => {}
            Err(_) if refused >= REFUSALS && platform::is_online() => platform::reload(),
            Err(_) => set_timeout(move || refusals.update(|count| *count += 1), TRY_AGAIN),
        };
        fetch(code, &owner, Box::new(then));
    });
    changing(move || {
        if arrived.get() {
            let page = page.try_update_value(Option::take);
            page.flatten().unwrap_or_else(nothing)
        } else {
            live::stand_in("Not connected", away())
        }
    })
}
