//! Figures over time, as dashboards ask for them: series of instants and values, null where nothing is known.

use super::caller;
use super::functions::require_admin;
use crate::Error;
use crate::components::ComponentPath;
use crate::deployment::Shared;
use crate::executions::{Counted, Series, Top, Window};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

type AppState = State<Arc<Shared>>;
type Answer = Result<Json<Value>, Error>;

/// Series beside that of all others, unless somebody asks for another number.
const TOP: usize = 3;
const PERCENTILES: [u8; 4] = [50, 90, 95, 99];

/// The routes below `base`.
pub(super) fn router(base: &str) -> Router<Arc<Shared>> {
    let at = |name: &str| format!("{base}/api/app_metrics/{name}");
    Router::new()
        .route(&at("udf_rate"), get(rate))
        .route(&at("function_call_count_top_k"), get(calls))
        .route(&at("failure_percentage_top_k"), get(failures))
        .route(&at("cache_hit_percentage"), get(cached))
        .route(&at("cache_hit_percentage_top_k"), get(most_cached))
        .route(&at("latency_percentiles"), get(latency))
        .route(&at("scheduled_job_lag"), get(delays))
        .route(&at("stream_function_logs"), get(super::logs::functions))
        .route(&at("stream_udf_execution"), get(super::logs::executions))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Params {
    admin_key: Option<String>,
    component_path: Option<String>,
    #[serde(alias = "udfPath")]
    path: Option<String>,
    metric: Option<String>,
    percentiles: Option<String>,
    k: Option<usize>,
    /// JSON.
    window: String,
}

#[derive(Deserialize)]
struct AskedWindow {
    start: Instant,
    end: Instant,
    num_buckets: usize,
}

#[derive(Deserialize)]
struct Instant {
    secs_since_epoch: f64,
    #[serde(default)]
    nanos_since_epoch: f64,
}

impl Instant {
    fn millis(&self) -> f64 {
        self.secs_since_epoch * 1e3 + self.nanos_since_epoch / 1e6
    }
}

async fn rate(State(shared): AppState, Query(params): Query<Params>, headers: HeaderMap) -> Answer {
    let window = admit(&shared, &params, &headers).await?;
    let counted = match params.metric.as_deref() {
        None | Some("invocations") => Counted::Runs,
        Some("errors") => Counted::Failures,
        Some("cacheHits") => Counted::Hits,
        // Every run of a query is one.
        Some("cacheMisses") => Counted::Runs,
        Some(other) => {
            let sentence = format!(
                "`{other}` is not counted; ask for `invocations`, `errors`, `cacheHits` or `cacheMisses`."
            );
            return Err(Error::bad_request("UnknownMetric", sentence));
        }
    };
    let (component, name) = function(&params)?;
    let series = shared
        .engine
        .executions
        .rate(&component, name, counted, &window);
    Ok(Json(timed(&window, &series)))
}

async fn calls(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    top(&shared, &params, &headers, Top::Runs).await
}

async fn failures(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    top(&shared, &params, &headers, Top::Share(Counted::Failures)).await
}

async fn most_cached(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    top(&shared, &params, &headers, Top::Share(Counted::Hits)).await
}

async fn cached(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    let window = admit(&shared, &params, &headers).await?;
    let (component, name) = function(&params)?;
    let executions = &shared.engine.executions;
    let series = executions.share(&component, name, Counted::Hits, &window);
    Ok(Json(timed(&window, &series)))
}

/// How late scheduled functions began, in seconds.
async fn delays(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    let window = admit(&shared, &params, &headers).await?;
    let series = shared.engine.executions.delays(&window);
    Ok(Json(timed(&window, &series)))
}

async fn latency(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    let window = admit(&shared, &params, &headers).await?;
    let asked: Vec<u8> = match &params.percentiles {
        None => PERCENTILES.to_vec(),
        Some(text) => serde_json::from_str(text).map_err(|error| {
            let sentence = format!("`percentiles` is no list of percentages: {error}.");
            Error::bad_request("BadPercentiles", sentence)
        })?,
    };
    let (component, name) = function(&params)?;
    let executions = &shared.engine.executions;
    let series = asked.iter().map(|per_cent| {
        let series = executions.latency(&component, name, *per_cent, &window);
        json!([per_cent, timed(&window, &series)])
    });
    Ok(Json(series.collect()))
}

async fn top(shared: &Shared, params: &Params, headers: &HeaderMap, top: Top) -> Answer {
    let window = admit(shared, params, headers).await?;
    let found = shared
        .engine
        .executions
        .top(top, params.k.unwrap_or(TOP), &window);
    let series = found.iter();
    let series = series.map(|(name, series)| json!([name, timed(&window, series)]));
    Ok(Json(series.collect()))
}

async fn admit(shared: &Shared, params: &Params, headers: &HeaderMap) -> Result<Window, Error> {
    let caller = caller(shared, headers, params.admin_key.as_deref()).await?;
    require_admin(&caller)?;
    let asked: Option<AskedWindow> = serde_json::from_str(&params.window).ok();
    let window = asked
        .and_then(|asked| Window::new(asked.start.millis(), asked.end.millis(), asked.num_buckets));
    window.ok_or_else(|| {
        let sentence =
            "`window` is JSON with `start`, `end` and `num_buckets`, at most 1000 of them.";
        Error::bad_request("BadWindow", sentence)
    })
}

fn function(params: &Params) -> Result<(ComponentPath, &str), Error> {
    let path = params.path.as_deref().ok_or_else(|| {
        Error::bad_request(
            "MissingPath",
            "The query parameter `path` names the function.",
        )
    })?;
    let component = params.component_path.as_deref().unwrap_or_default();
    Ok((ComponentPath::from(component), path))
}

/// A series with the instants at which its parts begin.
fn timed(window: &Window, series: &Series) -> Value {
    let parts = window.starts().zip(series);
    let parts = parts.map(|(start, value)| {
        let secs = (start / 1e3).floor();
        let nanos = ((start - secs * 1e3) * 1e6).round();
        let instant = json!({ "secs_since_epoch": secs as u64, "nanos_since_epoch": nanos as u64 });
        json!([instant, value])
    });
    parts.collect()
}
