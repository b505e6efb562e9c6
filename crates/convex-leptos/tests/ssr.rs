//! Rendering on the server: complete HTML, one request per query, one data script.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use convex_leptos::*;
use convex_typed::{
    PageStatus, Wire, from_json,
    json::{Json, Misfits, Object},
    to_json,
};
use futures::StreamExt;
use leptos::prelude::*;

#[derive(Debug, Clone, PartialEq)]
struct ListArgs {
    owner: String,
}

impl Wire for ListArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let owner = misfits.fields(json).required("owner", misfits);
        Self { owner }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("owner", &self.owner);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
struct PageArgs {
    pagination_opts: PaginationOptions,
}

impl Wire for PageArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let pagination_opts = misfits.fields(json).required("paginationOpts", misfits);
        Self { pagination_opts }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("paginationOpts", &self.pagination_opts);
        object.end();
    }
}

struct List;
impl Function for List {
    const PATH: &'static str = "tasks:list";
    type Args = ListArgs;
    type Returns = Vec<String>;
}
impl Query for List {}

struct Pages;
impl Function for Pages {
    const PATH: &'static str = "tasks:pages";
    type Args = PageArgs;
    type Returns = PaginationResult<String>;
}
impl Query for Pages {}
impl PaginatedQuery for Pages {
    type Item = String;
    fn options(args: &PageArgs) -> &PaginationOptions {
        &args.pagination_opts
    }
    fn with_options(_args: &PageArgs, options: PaginationOptions) -> PageArgs {
        PageArgs {
            pagination_opts: options,
        }
    }
}

struct Rename;
impl Function for Rename {
    const PATH: &'static str = "tasks:rename";
    type Args = ListArgs;
    type Returns = Vec<String>;
}
impl Mutation for Rename {}

/// Answers with what it was asked, at once or after a turn of the executor.
#[derive(Default)]
struct Fake {
    slow: bool,
    asked: Mutex<Vec<String>>,
    running: AtomicUsize,
    most: AtomicUsize,
}

fn json<T: Wire>(value: &T) -> Result<Arc<str>, ConvexError> {
    Ok(to_json(value).into())
}

#[async_trait]
impl QueryBackend for Fake {
    async fn query(&self, path: &str, args: &str) -> Result<Arc<str>, ConvexError> {
        self.asked.lock().unwrap().push(format!("{path} {args}"));
        let running = self.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(running, Ordering::SeqCst);
        if self.slow {
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
        }
        self.running.fetch_sub(1, Ordering::SeqCst);
        match path {
            "tasks:list" => {
                let args: ListArgs = from_json(args).unwrap();
                if args.owner == "nobody" {
                    return Err(ConvexError::from_wire(
                        "thrown",
                        Some("\"No such owner\"".into()),
                    ));
                }
                json(&vec![format!("</script> of {}", args.owner)])
            }
            "tasks:pages" => json(&PaginationResult {
                continue_cursor: "next".to_owned(),
                is_done: false,
                page: vec!["row one".to_owned(), "row two".to_owned()],
                page_status: None::<PageStatus>,
                split_cursor: None,
            }),
            _ => Ok("1".into()),
        }
    }

    async fn mutation(&self, _path: &str, args: &str) -> Result<Arc<str>, ConvexError> {
        json(&vec![args.to_owned()])
    }

    async fn action(&self, _path: &str, _args: &str) -> Result<Arc<str>, ConvexError> {
        Err(ConvexError::from_wire("no", None))
    }

    fn timestamp(&self) -> Option<u64> {
        Some(18_000_000_000_000_000_001)
    }
}

#[component]
fn Tasks(#[prop(into)] owner: String) -> impl IntoView {
    let tasks = use_query(List, move || ListArgs {
        owner: owner.clone(),
    });
    view! {
        <Transition fallback=|| "loading">
            {move || match tasks.get() {
                QueryState::Ready(tasks) => tasks.join(",").into_any(),
                QueryState::Failed(error) => error.user_message().into_any(),
                QueryState::Skipped => "skipped".into_any(),
                QueryState::Pending => "pending".into_any(),
            }}
        </Transition>
    }
}

async fn render<V: IntoView + 'static>(
    backend: Option<Arc<Fake>>,
    app: impl FnOnce() -> V + Send + 'static,
) -> String {
    render_with(backend.map(|backend| backend as Arc<dyn QueryBackend>), app).await
}

/// Renders as `SsrMode::Async` does.
async fn render_with<V: IntoView + 'static>(
    backend: Option<Arc<dyn QueryBackend>>,
    app: impl FnOnce() -> V + Send + 'static,
) -> String {
    // Only the first test of the process initialises it.
    let _ = any_spawner::Executor::init_tokio();
    let shared = Arc::new(hydration_context::SsrSharedContext::new());
    let owner = Owner::new_root(Some(shared));
    let turns = Turns::default();
    let given = turns.clone();
    let root = owner.clone();
    let rendering = async move {
        let html = root.with(|| {
            if let Some(backend) = backend {
                provide_query_backend(backend);
            }
            given.provide();
            app().into_view().to_html_stream_in_order()
        });
        html.collect::<String>().await
    };
    let html = turns.keep(rendering).await;
    owner.unset_with_forced_cleanup();
    html
}

fn slow() -> Arc<Fake> {
    Arc::new(Fake {
        slow: true,
        ..Fake::default()
    })
}

/// The data script's content, and the HTML without it.
fn split(html: &str) -> (String, serde_json::Value) {
    let (before, rest) = html
        .split_once("<script type=\"application/json\" id=\"convex\">")
        .expect("a data script");
    let (data, after) = rest.split_once("</script>").expect("its end");
    (
        format!("{before}{after}"),
        serde_json::from_str(data).expect("valid JSON"),
    )
}

#[tokio::test]
async fn the_page_waits_for_its_queries_and_carries_them_once() {
    for backend in [slow(), Arc::new(Fake::default())] {
        let html = render(Some(Arc::clone(&backend)), || {
            view! { <ConvexProvider><Tasks owner="ann"/><p><Tasks owner="ann"/></p><Tasks owner="bob"/></ConvexProvider> }
        })
        .await;
        let (page, data) = split(&html);
        assert!(
            !page.contains("loading") && !page.contains("pending"),
            "{page}"
        );
        assert_eq!(page.matches("of ann").count(), 2, "{page}");
        assert_eq!(page.matches("of bob").count(), 1, "{page}");
        assert_eq!(
            data,
            serde_json::json!({"ts": "18000000000000000001", "queries": [
                {"p": "tasks:list", "a": {"owner": "ann"}, "v": ["</script> of ann"]},
                {"p": "tasks:list", "a": {"owner": "bob"}, "v": ["</script> of bob"]},
            ]})
        );
        assert_eq!(
            *backend.asked.lock().unwrap(),
            [
                "tasks:list {\"owner\":\"ann\"}",
                "tasks:list {\"owner\":\"bob\"}"
            ]
        );
    }
}

#[tokio::test]
async fn independent_queries_run_side_by_side() {
    let backend = slow();
    render(Some(Arc::clone(&backend)), || {
        view! { <ConvexProvider><Tasks owner="ann"/><Tasks owner="bob"/></ConvexProvider> }
    })
    .await;
    assert_eq!(backend.most.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_query_that_another_one_leads_to_is_in_the_document_too() {
    let html = render(Some(slow()), || {
        let inner = move || {
            let first = use_query(List, || ListArgs {
                owner: "ann".into(),
            });
            view! {
                <Suspense>
                    {move || match first.get() {
                        QueryState::Ready(_) => view! { <Tasks owner="bob"/> }.into_any(),
                        _ => ().into_any(),
                    }}
                </Suspense>
            }
        };
        view! { <ConvexProvider>{inner()}</ConvexProvider> }
    })
    .await;
    let (page, data) = split(&html);
    assert!(page.contains("of bob"), "{page}");
    assert_eq!(data["queries"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn failures_travel_with_their_data() {
    let html = render(
        Some(slow()),
        || view! { <ConvexProvider><Tasks owner="nobody"/></ConvexProvider> },
    )
    .await;
    let (page, data) = split(&html);
    assert!(page.contains("No such owner"), "{page}");
    assert_eq!(
        data["queries"],
        serde_json::json!([{"p": "tasks:list", "a": {"owner": "nobody"}, "e": "thrown", "d": "No such owner"}])
    );
}

#[tokio::test]
async fn a_skipped_query_asks_nothing() {
    let backend = slow();
    let html = render(Some(Arc::clone(&backend)), || {
        let inner = move || {
            let none = use_query(List, || None);
            let off = use_query_with_options(
                List,
                || ListArgs { owner: "x".into() },
                UseQueryOptions::default().skip(Signal::stored(true)),
            );
            move || format!("{:?} {:?}", none.get(), off.get())
        };
        view! { <ConvexProvider>{inner()}</ConvexProvider> }
    })
    .await;
    assert!(html.contains("Skipped Skipped"), "{html}");
    assert!(backend.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_list_renders_its_first_page() {
    let html = render(Some(slow()), || {
        let inner = move || {
            let list = use_paginated_query(Pages, || PageArgs { pagination_opts: PaginationOptions::first(2) });
            view! { <Transition>{move || format!("{} {:?}", list.items().join("+"), list.status())}</Transition> }
        };
        view! { <ConvexProvider>{inner()}</ConvexProvider> }
    })
    .await;
    let (page, data) = split(&html);
    assert!(page.contains("row one+row two CanLoadMore"), "{page}");
    assert_eq!(
        data["queries"][0]["a"],
        serde_json::json!({"paginationOpts": {"cursor": null, "numItems": 2}})
    );
}

#[tokio::test]
async fn without_a_backend_the_page_shows_what_it_shows_while_waiting() {
    let html = render(None, || {
        let inner = move || {
            let tasks = use_query(List, || ListArgs {
                owner: "ann".into(),
            });
            move || format!("{:?}", tasks.get())
        };
        view! { <ConvexProvider>{inner()}</ConvexProvider> }
    })
    .await;
    let (page, data) = split(&html);
    assert!(page.contains("Pending"), "{page}");
    assert_eq!(data, serde_json::json!({"queries": []}));
}

#[tokio::test]
async fn the_connection_note_has_a_fixed_beginning() {
    let html = render(Some(slow()), || {
        let inner = move || {
            let (connection, auth) = (use_connection_state(), use_auth_state());
            move || format!("{:?} {:?}", connection.get().phase, auth.get())
        };
        view! { <ConvexProvider>{inner()}</ConvexProvider> }
    })
    .await;
    assert!(html.contains("Connecting Loading"), "{html}");
}

#[tokio::test]
async fn server_functions_call_through_the_same_backend() {
    let owner = Owner::new();
    owner.set();
    let missing = call_mutation(Rename, ListArgs { owner: "a".into() }).await;
    assert_eq!(missing.unwrap_err().kind(), ErrorKind::Closed);
    provide_query_backend(slow());
    let renamed = call_mutation(Rename, ListArgs { owner: "a".into() }).await;
    assert_eq!(renamed.unwrap(), ["{\"owner\":\"a\"}"]);
    let listed = call_query(List, ListArgs { owner: "b".into() }).await;
    assert_eq!(listed.unwrap(), ["</script> of b"]);
}

/// Answers from another thread, at any moment of the rendering.
struct Elsewhere;

#[async_trait]
impl QueryBackend for Elsewhere {
    async fn query(&self, _path: &str, args: &str) -> Result<Arc<str>, ConvexError> {
        tokio::task::yield_now().await;
        let ListArgs { owner } = from_json(args).unwrap();
        for _ in 0..owner.parse::<u32>().unwrap() {
            std::hint::spin_loop();
        }
        json(&vec![owner])
    }

    async fn mutation(&self, _path: &str, _args: &str) -> Result<Arc<str>, ConvexError> {
        Err(ConvexError::from_wire("no", None))
    }

    async fn action(&self, _path: &str, _args: &str) -> Result<Arc<str>, ConvexError> {
        Err(ConvexError::from_wire("no", None))
    }

    fn timestamp(&self) -> Option<u64> {
        None
    }
}

/// Reads what it shows through a memo, as pages do, many times over.
#[component]
fn Remembered(owner: u32) -> impl IntoView {
    let tasks = use_query(List, move || ListArgs {
        owner: owner.to_string(),
    });
    view! {
        <Transition fallback=|| "loading">
            {
                // Made here, so that the boundary waits for what it reads.
                let is_ready = Memo::new(move |_| tasks.with(|tasks| matches!(tasks, QueryState::Ready(_))));
                move || {
                    let ready = (0..200).filter(|_| is_ready.get()).count();
                    if ready > 0 || is_ready.get() { "ready" } else { "pending" }
                }
            }
        </Transition>
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn an_answer_from_another_thread_is_never_missed() {
    let pages = (0..3).map(|nth| {
        tokio::spawn(async move {
            for round in 0..700 {
                let html = render_with(Some(Arc::new(Elsewhere)), move || {
                    let owner = (nth * 700 + round) * 7 % 2_000;
                    view! { <ConvexProvider><Remembered owner/><Remembered owner=owner / 2/></ConvexProvider> }
                })
                .await;
                assert_eq!(html.matches("ready").count(), 2, "{html}");
            }
        })
    });
    for page in pages.collect::<Vec<_>>() {
        page.await.unwrap();
    }
}
