//! How each function did lately: how often it ran, how long that took, and how it failed last.

use super::Execution;
use super::window::{self, Counted, Minute, Minutes, Series, Window};
use crate::components::ComponentPath;
use convex_runtime::FunctionKind;
use serde_json::{Value as Json, json};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// Functions that are remembered. HTTP actions count by address, of which callers can make up as many as they like.
const FUNCTIONS_MAX: usize = 1_000;
/// Runs of one function that percentiles are of.
const RUNS_MAX: usize = 256;

/// What all functions are called together that are not among the first.
const OTHERS: &str = "_rest";

/// By what functions are the first of all.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Top {
    Runs,
    /// By the share of runs that failed, or of answers that needed none.
    Share(Counted),
}

/// By component and name.
#[derive(Default)]
pub(super) struct Figures(HashMap<(ComponentPath, Arc<str>), Figure>);

struct Figure {
    kind: FunctionKind,
    runs: u64,
    failures: u64,
    /// Answers that needed no run.
    hits: u64,
    /// When the newest runs ended and how long they took, the oldest of them first.
    took: VecDeque<(f64, Duration)>,
    minutes: Minutes,
    /// When it ended last, in milliseconds since the Unix epoch.
    last: f64,
    /// When it failed last, and how.
    error: Option<(f64, Arc<str>)>,
}

impl Figures {
    pub(super) fn add(
        &mut self,
        execution: &Execution,
        now: f64,
        took: Duration,
        error: Option<&Arc<str>>,
    ) {
        let key = (execution.component.clone(), execution.identifier.clone());
        if self.0.len() >= FUNCTIONS_MAX && !self.0.contains_key(&key) {
            self.forget_oldest();
        }
        let figure = self.0.entry(key).or_insert_with(|| Figure {
            kind: execution.kind,
            runs: 0,
            failures: 0,
            hits: 0,
            took: VecDeque::new(),
            minutes: Minutes::default(),
            last: now,
            error: None,
        });
        figure.runs += 1;
        figure.last = now;
        if figure.took.len() == RUNS_MAX {
            figure.took.pop_front();
        }
        figure.took.push_back((now, took));
        figure.minutes.add(now, error.is_some());
        if let Some(error) = error {
            figure.failures += 1;
            figure.error = Some((now, error.clone()));
        }
    }

    /// An answer of a function that needed no run. It had one, or there would be no answer.
    pub(super) fn hit(&mut self, component: ComponentPath, name: Arc<str>, now: f64) {
        if let Some(figure) = self.0.get_mut(&(component, name)) {
            figure.hits += 1;
            figure.minutes.hit(now);
        }
    }

    /// All of them, the one that ran last first.
    pub(super) fn to_json(&self) -> Json {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_by(|(_, a), (_, b)| b.last.total_cmp(&a.last));
        let all = all.into_iter();
        all.map(|((component, name), figure)| figure.to_json(component, name))
            .collect()
    }

    /// How often a function ran, or failed, in each part of a window.
    pub(super) fn rate(
        &self,
        component: &ComponentPath,
        name: &str,
        counted: Counted,
        window: &Window,
    ) -> Series {
        window::count(&self.minutes(component, name, window), counted)
    }

    /// The share of something in a function's runs or answers, in per cent, in each part of a window.
    pub(super) fn share(
        &self,
        component: &ComponentPath,
        name: &str,
        counted: Counted,
        window: &Window,
    ) -> Series {
        window::share(&self.minutes(component, name, window), counted)
    }

    /// What so many per cent of a function's newest runs did not exceed, in milliseconds, in each part of a window.
    pub(super) fn latency(
        &self,
        component: &ComponentPath,
        name: &str,
        per_cent: u8,
        window: &Window,
    ) -> Series {
        let took = self
            .of(component, name)
            .map(|figure| figure.took.iter().copied());
        let parts = window.split(took.into_iter().flatten()).into_iter();
        let parts = parts.map(|mut part| {
            part.sort_unstable();
            (!part.is_empty()).then(|| millis(percentile(&part, usize::from(per_cent.min(100)))))
        });
        parts.collect()
    }

    /// The functions with most of something, and all others together.
    pub(super) fn top(&self, top: Top, k: usize, window: &Window) -> Vec<(String, Series)> {
        let series = |minutes: &[Vec<Minute>]| match top {
            Top::Runs => window::count(minutes, Counted::Runs),
            Top::Share(of) => window::share(minutes, of),
        };
        let mut all: Vec<_> = self
            .0
            .iter()
            .map(|((component, name), figure)| {
                let parts = window.split(figure.minutes.iter());
                let weight: f64 = series(&parts).into_iter().flatten().sum();
                (weight, component, name, figure)
            })
            .filter(|(weight, ..)| *weight > 0.0)
            .collect();
        all.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
        let others = all.split_off(k.min(all.len()));
        let named = all.into_iter().map(|(_, component, name, figure)| {
            let name = match component.is_root() {
                true => name.to_string(),
                false => format!("{component}/{name}"),
            };
            (name, series(&window.split(figure.minutes.iter())))
        });
        let mut found: Vec<_> = named.collect();
        if !others.is_empty() {
            let minutes = others.iter().flat_map(|(.., figure)| figure.minutes.iter());
            found.push((OTHERS.to_owned(), series(&window.split(minutes))));
        }
        found
    }

    /// What a function did, in each part of a window.
    fn minutes(&self, component: &ComponentPath, name: &str, window: &Window) -> Vec<Vec<Minute>> {
        let minutes = self.of(component, name).map(|figure| figure.minutes.iter());
        window.split(minutes.into_iter().flatten())
    }

    fn of(&self, component: &ComponentPath, name: &str) -> Option<&Figure> {
        self.0.get(&(component.clone(), Arc::from(name)))
    }

    fn forget_oldest(&mut self) {
        let oldest = self.0.iter();
        let oldest = oldest.min_by(|(_, a), (_, b)| a.last.total_cmp(&b.last));
        if let Some(key) = oldest.map(|(key, _)| key.clone()) {
            self.0.remove(&key);
        }
    }
}

impl Figure {
    fn to_json(&self, component: &ComponentPath, name: &str) -> Json {
        let mut took: Vec<_> = self.took.iter().map(|(_, took)| *took).collect();
        took.sort_unstable();
        let error = self.error.as_ref();
        json!({
            "component": component.as_str(),
            "name": name,
            "kind": self.kind.to_string(),
            "runs": self.runs,
            "failures": self.failures,
            "hits": self.hits,
            "half": millis(percentile(&took, 50)),
            "most": millis(percentile(&took, 95)),
            "last": self.last,
            "failedAt": error.map(|(at, _)| at),
            "error": error.map(|(_, text)| &**text),
        })
    }
}

/// The smallest of sorted durations that so many per cent of them do not exceed.
fn percentile(sorted: &[Duration], per_cent: usize) -> Duration {
    let place = (sorted.len() * per_cent).div_ceil(100);
    let found = sorted.get(place.saturating_sub(1));
    found.copied().unwrap_or_default()
}

/// With microseconds.
pub(super) fn millis(took: Duration) -> f64 {
    (took.as_secs_f64() * 1e6).round() / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn execution(name: &str) -> Execution {
        Execution {
            number: 0,
            component: ComponentPath::root(),
            kind: FunctionKind::Query,
            identifier: Arc::from(name),
            request_id: Arc::from(""),
            identity: "user",
            began_at: 0.0,
            began: Duration::ZERO,
            streams: false,
        }
    }

    #[test]
    fn percentiles_are_of_runs_that_happened() {
        let mut figures = Figures::default();
        let error = Arc::from("no");
        for took in 1..=100 {
            let error = (took == 7).then_some(&error);
            let took = Duration::from_millis(took);
            figures.add(&execution("a"), took.as_secs_f64(), took, error);
        }
        figures.add(&execution("b"), 9.0, Duration::from_micros(1_234), None);
        let json = figures.to_json();
        assert_eq!(json[0]["name"], "b");
        assert_eq!(
            (json[0]["half"].as_f64(), json[0]["most"].as_f64()),
            (Some(1.234), Some(1.234))
        );
        assert_eq!(
            (json[1]["half"].as_f64(), json[1]["most"].as_f64()),
            (Some(50.0), Some(95.0))
        );
        assert_eq!(
            (json[1]["runs"].as_u64(), json[1]["failures"].as_u64()),
            (Some(100), Some(1))
        );
        assert_eq!(
            (&json[1]["error"], json[1]["failedAt"].as_f64()),
            (&json!("no"), Some(0.007))
        );
    }

    #[test]
    fn addresses_that_callers_make_up_push_out_only_the_oldest() {
        let mut figures = Figures::default();
        for nth in 0..FUNCTIONS_MAX + 10 {
            let name = format!("GET /{nth}");
            figures.add(&execution(&name), nth as f64, Duration::ZERO, None);
        }
        let json = figures.to_json();
        let all = json.as_array().unwrap();
        assert_eq!(all.len(), FUNCTIONS_MAX);
        assert_eq!(all[all.len() - 1]["name"], "GET /10");
    }
}
