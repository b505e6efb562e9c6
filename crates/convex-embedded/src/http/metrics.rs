//! Figures for a Prometheus, in its text format. The admin key is needed, as for everything that says what a deployment
//! does: how much it is used, and with which tables, is not for everybody who reaches it.

use super::caller;
use super::functions::{Params, require_admin};
use crate::Error;
use crate::deployment::Shared;
use crate::executions::{CLASSES, KINDS};
use crate::functions::Engine;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use std::fmt::{Display, Write as _};
use std::sync::Arc;

const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

pub(super) async fn metrics(
    State(shared): State<Arc<Shared>>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    require_admin(&caller)?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], text(&shared)).into_response())
}

fn text(shared: &Shared) -> String {
    let engine = &shared.engine;
    let mut page = Page::default();
    functions(&mut page, shared);
    page.family(
        "convex_query_cache_hits_total",
        "counter",
        "Queries that were answered without running.",
    );
    page.sample("convex_query_cache_hits_total", "", engine.cache.hits());
    page.family(
        "convex_sync_connections",
        "gauge",
        "Clients that are connected by WebSocket.",
    );
    let connections = engine.deployments.receiver_count();
    page.sample("convex_sync_connections", "", connections);
    documents(&mut page, engine);
    page.family(
        "convex_latest_commit_timestamp_seconds",
        "gauge",
        "When something was last committed.",
    );
    let latest = engine.latest().0 as f64 / 1e9;
    page.sample("convex_latest_commit_timestamp_seconds", "", latest);
    page.0
}

fn functions(page: &mut Page, shared: &Shared) {
    let counted = shared.engine.executions.counts().read();
    page.family(
        "convex_function_executions_total",
        "counter",
        "Functions that ran to their end, by kind and outcome.",
    );
    for (kind, counted) in KINDS.iter().zip(&counted) {
        for (outcome, count) in [("success", counted.succeeded), ("error", counted.failed)] {
            let labels = format!("{{kind=\"{kind}\",outcome=\"{outcome}\"}}");
            page.sample("convex_function_executions_total", &labels, count);
        }
    }
    page.family(
        "convex_function_duration_seconds",
        "histogram",
        "How long functions ran, by kind.",
    );
    for (kind, counted) in KINDS.iter().zip(&counted) {
        let all = counted.succeeded + counted.failed;
        let bucket = "convex_function_duration_seconds_bucket";
        for (millis, within) in CLASSES.iter().zip(counted.within) {
            let end = *millis as f64 / 1e3;
            page.sample(bucket, &format!("{{kind=\"{kind}\",le=\"{end}\"}}"), within);
        }
        page.sample(bucket, &format!("{{kind=\"{kind}\",le=\"+Inf\"}}"), all);
        let labels = format!("{{kind=\"{kind}\"}}");
        let took = counted.took.as_secs_f64();
        page.sample("convex_function_duration_seconds_sum", &labels, took);
        page.sample("convex_function_duration_seconds_count", &labels, all);
    }
}

fn documents(page: &mut Page, engine: &Engine) {
    page.family(
        "convex_documents",
        "gauge",
        "Documents, by component (empty for the app) and table.",
    );
    let mut tx = engine.store.begin();
    for component in engine.deployed().components() {
        tx.enter(component.home.namespace);
        let path = component.home.path.as_str();
        for table in tx.table_names(false) {
            if let Ok(count) = tx.count(&table) {
                let labels = format!("{{component={path:?},table=\"{table}\"}}");
                page.sample("convex_documents", &labels, count);
            }
        }
    }
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &str, value: impl Display) {
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }
}
