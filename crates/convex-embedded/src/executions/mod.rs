//! What functions did lately, for `npx convex logs`, `npx convex dev` and whoever looks into the deployment.
//!
//! The newest entries are kept in memory, so many and so many bytes of them; nothing is written, and a restart
//! forgets them. A function that runs is an entry when it has ended; the lines of an action are entries of their own
//! while it runs. Answers that the cache gives are no executions.

mod counts;
mod entry;
mod figures;
mod window;

pub(crate) use counts::{CLASSES, Counts, KINDS};
pub(crate) use entry::Execution;
use entry::{Entry, What};
use figures::Figures;
pub(crate) use figures::Top;
use window::Delays;
pub(crate) use window::{Counted, Series, Window};

use crate::auth::Caller;
use crate::components::ComponentPath;
use crate::outcome::FunctionResult;
use convex_host::Host;
use convex_runtime::FunctionKind;
use parking_lot::Mutex;
use serde_json::Value as Json;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;

const ENTRIES_MAX: usize = 1_000;
const BYTES_MAX: usize = 4 << 20;
/// Entries of one millisecond are this far apart, so that a position falls between any two.
const STEP_MILLIS: f64 = 0.001;

/// The newest entries of one deployment.
pub(crate) struct Executions {
    host: Arc<dyn Host>,
    state: Mutex<State>,
    /// The position of the newest entry.
    newest: watch::Sender<f64>,
    next: AtomicU64,
    counts: Counts,
    figures: Mutex<Figures>,
    delays: Mutex<Delays>,
    /// Milliseconds since the Unix epoch.
    started_at: f64,
}

#[derive(Default)]
struct State {
    /// By position, the oldest first.
    entries: VecDeque<(f64, Arc<Entry>)>,
    bytes: usize,
    /// The last position that was given to anything.
    last: f64,
}

/// Which entries somebody wants.
#[derive(Default, Clone)]
pub(crate) struct Filter {
    /// Only those of executions that have ended, not lines on the way.
    pub(crate) completions: bool,
    /// Only those of one request.
    pub(crate) request: Option<String>,
    /// Only those of executions that have failed.
    pub(crate) failures: bool,
    /// Only those of functions whose name has this in it.
    pub(crate) name: Option<String>,
}

/// Some entries, and the position behind them.
pub(crate) struct Page {
    pub(crate) entries: Vec<Json>,
    /// Milliseconds since the Unix epoch.
    pub(crate) cursor: f64,
}

impl Executions {
    pub(crate) fn new(host: Arc<dyn Host>) -> Self {
        Self {
            started_at: host.unix_millis(),
            host,
            state: Mutex::default(),
            newest: watch::Sender::new(0.0),
            next: AtomicU64::new(0),
            counts: Counts::default(),
            figures: Mutex::default(),
            delays: Mutex::default(),
        }
    }

    /// A run that begins.
    pub(crate) fn begin(
        &self,
        kind: FunctionKind,
        identifier: Arc<str>,
        request_id: &str,
        caller: &Caller,
    ) -> Execution {
        Execution {
            number: self.next.fetch_add(1, Ordering::Relaxed),
            component: ComponentPath::root(),
            kind,
            identifier,
            request_id: Arc::from(request_id),
            identity: caller.class(),
            began_at: self.host.unix_millis(),
            began: self.host.monotonic(),
            streams: matches!(kind, FunctionKind::Action | FunctionKind::HttpAction),
        }
    }

    /// Lines of a run that goes on.
    pub(crate) fn print(&self, execution: &Execution, lines: &[String]) {
        let lines = Arc::from(lines);
        self.add(execution, What::Lines(lines));
    }

    /// A run that has ended.
    pub(crate) fn end(&self, execution: &Execution, result: &FunctionResult) {
        let failure = result.value.as_ref().err();
        let lines = match execution.streams {
            true => Arc::from([]),
            false => result.log_lines.clone(),
        };
        let took = self.host.monotonic().saturating_sub(execution.began);
        self.counts.add(execution.kind, took, failure.is_some());
        let error = failure.map(|failure| &failure.message);
        let now = self.host.unix_millis();
        self.figures.lock().add(execution, now, took, error);
        let ended = What::End {
            took,
            error: failure.map(|failure| failure.message.clone()),
            return_bytes: result.value.as_ref().ok().map(|value| value.len()),
            lines,
        };
        self.add(execution, ended);
    }

    /// An answer that a function had given before.
    pub(crate) fn hit(&self, component: ComponentPath, name: Arc<str>) {
        let now = self.host.unix_millis();
        self.figures.lock().hit(component, name, now);
    }

    /// A job begins that was due then, in milliseconds since the Unix epoch.
    pub(crate) fn due(&self, at: f64) {
        let now = self.host.unix_millis();
        self.delays.lock().add(now, (now - at).max(0.0) / 1e3);
    }

    /// How late jobs began, in seconds.
    pub(crate) fn delays(&self, window: &Window) -> Series {
        self.delays.lock().over(window)
    }

    /// Since when all of this is known: milliseconds since the Unix epoch.
    pub(crate) fn started_at(&self) -> f64 {
        self.started_at
    }

    /// How each function did that ran since the start, the one that ran last first.
    pub(crate) fn figures(&self) -> Json {
        self.figures.lock().to_json()
    }

    /// How often a function ran, or failed.
    pub(crate) fn rate(
        &self,
        component: &ComponentPath,
        name: &str,
        counted: Counted,
        window: &Window,
    ) -> Series {
        self.figures.lock().rate(component, name, counted, window)
    }

    /// The share of something in what a function did, in per cent.
    pub(crate) fn share(
        &self,
        component: &ComponentPath,
        name: &str,
        counted: Counted,
        window: &Window,
    ) -> Series {
        let figures = self.figures.lock();
        figures.share(component, name, counted, window)
    }

    /// How long a function took, in milliseconds.
    pub(crate) fn latency(
        &self,
        component: &ComponentPath,
        name: &str,
        per_cent: u8,
        window: &Window,
    ) -> Series {
        self.figures
            .lock()
            .latency(component, name, per_cent, window)
    }

    /// The functions with most of something, and all others together.
    pub(crate) fn top(&self, top: Top, k: usize, window: &Window) -> Vec<(String, Series)> {
        self.figures.lock().top(top, k, window)
    }

    /// The newest entries that match, the newest of them first, as pages show them.
    pub(crate) fn newest(&self, filter: &Filter, limit: usize) -> Json {
        let state = self.state.lock();
        let entries = state.entries.iter().rev();
        let wanted = entries.filter(|(_, entry)| filter.matches(entry));
        wanted
            .take(limit)
            .map(|(at, entry)| entry.to_line(*at))
            .collect()
    }

    /// Is told of the position of every new entry.
    pub(crate) fn watch(&self) -> watch::Receiver<f64> {
        self.newest.subscribe()
    }

    /// What was counted since the start.
    pub(crate) fn counts(&self) -> &Counts {
        &self.counts
    }

    fn add(&self, execution: &Execution, what: What) {
        let now = self.host.unix_millis();
        let entry = Entry::new(execution.clone(), now, what);
        let mut state = self.state.lock();
        state.last = now.max(state.last + STEP_MILLIS);
        state.bytes += entry.size();
        let at = state.last;
        state.entries.push_back((at, Arc::new(entry)));
        while state.entries.len() > ENTRIES_MAX || state.bytes > BYTES_MAX {
            let Some((_, oldest)) = state.entries.pop_front() else {
                break;
            };
            state.bytes -= oldest.size();
        }
        drop(state);
        self.newest.send_replace(at);
    }

    /// The entries behind a position. If there are none, waits for some, but not at the very beginning: whoever asks
    /// from there wants to know where the end is.
    pub(crate) async fn after(&self, cursor: f64, filter: &Filter, timeout: Duration) -> Page {
        let mut newest = self.newest.subscribe();
        if cursor > 0.0 {
            let news = newest.wait_for(|newest| *newest > cursor);
            // Nothing new is an answer too.
            let _ = tokio::time::timeout(timeout, news).await;
        }
        let mut state = self.state.lock();
        let first = state.entries.partition_point(|(at, _)| *at <= cursor);
        let new: Vec<_> = state.entries.range(first..).cloned().collect();
        let cursor = match new.last() {
            Some((at, _)) => *at,
            None if cursor > 0.0 => cursor,
            None => {
                state.last = self.host.unix_millis().max(state.last);
                state.last
            }
        };
        drop(state);
        let wanted = new.iter().filter(|(_, entry)| filter.matches(entry));
        Page {
            entries: wanted.map(|(_, entry)| entry.to_json()).collect(),
            cursor,
        }
    }
}

impl Filter {
    fn matches(&self, entry: &Entry) -> bool {
        let is_of = |request: &String| entry.request_id() == request;
        let is_named = |name: &String| entry.name().contains(name.as_str());
        (!self.completions || entry.is_end())
            && (!self.failures || entry.error().is_some())
            && self.request.as_ref().is_none_or(is_of)
            && self.name.as_ref().is_none_or(is_named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    const NO_TIME: Duration = Duration::ZERO;

    fn executions() -> (Arc<SimHost>, Arc<Executions>) {
        let host = Arc::new(SimHost::new(1, 1_000_000_000));
        (host.clone(), Arc::new(Executions::new(host)))
    }

    fn run(executions: &Executions, kind: FunctionKind, name: &str, lines: &[&str]) {
        let run = executions.begin(kind, Arc::from(name), "r", &Caller::anonymous());
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        if run.streams {
            executions.print(&run, &lines);
        }
        let result = FunctionResult {
            value: Ok(Arc::from("null")),
            log_lines: lines.into(),
        };
        executions.end(&run, &result);
    }

    async fn names(executions: &Executions, cursor: f64, filter: &Filter) -> (Vec<String>, f64) {
        let page = executions.after(cursor, filter, NO_TIME).await;
        let name = |entry: &Json| entry["identifier"].as_str().unwrap_or_default().to_owned();
        (page.entries.iter().map(name).collect(), page.cursor)
    }

    #[tokio::test]
    async fn every_entry_comes_once_however_close_they_are() {
        let (host, executions) = executions();
        let all = Filter::default();
        let (before, start) = names(&executions, 0.0, &all).await;
        assert!(before.is_empty() && start > 0.0);
        run(&executions, FunctionKind::Query, "a", &[]);
        run(&executions, FunctionKind::Query, "b", &[]);
        let (first, cursor) = names(&executions, start, &all).await;
        assert_eq!(first, ["a", "b"]);
        run(&executions, FunctionKind::Query, "c", &[]);
        host.advance(Duration::from_secs(1));
        run(&executions, FunctionKind::Query, "d", &[]);
        let (second, end) = names(&executions, cursor, &all).await;
        assert_eq!(second, ["c", "d"]);
        assert_eq!(names(&executions, end, &all).await, (vec![], end));
        assert_eq!(names(&executions, 0.0, &all).await.0, ["a", "b", "c", "d"]);
    }

    #[tokio::test]
    async fn lines_of_an_action_come_before_its_end_and_only_once() {
        let (_, executions) = executions();
        run(&executions, FunctionKind::Action, "a", &["[LOG] 'x'"]);
        let page = executions.after(0.0, &Filter::default(), NO_TIME).await;
        let shape = |entry: &Json| (entry["kind"].clone(), entry["logLines"].clone());
        let shapes: Vec<_> = page.entries.iter().map(shape).collect();
        let expected = [
            ("Progress", serde_json::json!(["[LOG] 'x'"])),
            ("Completion", serde_json::json!([])),
        ];
        assert_eq!(
            shapes,
            expected.map(|(kind, lines)| (Json::from(kind), lines))
        );
        let ends = Filter {
            completions: true,
            ..Filter::default()
        };
        assert_eq!(names(&executions, 0.0, &ends).await.0, ["a"]);
        let other = Filter {
            request: Some("other".to_owned()),
            ..Filter::default()
        };
        assert!(names(&executions, 0.0, &other).await.0.is_empty());
    }

    #[tokio::test]
    async fn the_oldest_go_when_there_are_too_many_or_too_long_ones() {
        let (_, executions) = executions();
        for _ in 0..ENTRIES_MAX + 5 {
            run(&executions, FunctionKind::Query, "short", &[]);
        }
        let (kept, _) = names(&executions, 0.0, &Filter::default()).await;
        assert_eq!(kept.len(), ENTRIES_MAX);
        let line = "x".repeat(BYTES_MAX / 4);
        for _ in 0..5 {
            run(&executions, FunctionKind::Query, "long", &[&line]);
        }
        let (kept, _) = names(&executions, 0.0, &Filter::default()).await;
        assert_eq!(kept, ["long"; 3]);
    }

    #[tokio::test]
    async fn whoever_waits_is_told_of_the_next_entry() {
        let (_, executions) = executions();
        let (_, start) = names(&executions, 0.0, &Filter::default()).await;
        let waiting = {
            let executions = executions.clone();
            tokio::spawn(async move {
                let filter = Filter::default();
                executions.after(start, &filter, Duration::MAX).await
            })
        };
        tokio::task::yield_now().await;
        run(&executions, FunctionKind::Mutation, "a", &[]);
        let page = waiting.await.expect("answered");
        assert_eq!(page.entries[0]["udfType"], "Mutation");
    }
}
