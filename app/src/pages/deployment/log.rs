//! What functions did last, as it happens.

use std::sync::Arc;

use convex_leptos::use_query;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::asked::{self, Line, LogArgs};
use super::health::first_line;
use super::{HOME, choice, duration, full_name, nothing_here, value};
use crate::components::icon::icon;
use crate::components::live::{Readiness, live};
use crate::node::{El, Member, el, fragment, list, showing};
use crate::text::{date, iso_instant};

/// What an address says that asks for failures only.
const FAILURES: &str = "failures";

const RUNS: [(&str, &str); 2] = [("", "All runs"), (FAILURES, "Failures")];

pub(super) fn view() -> AnyView {
    let query = use_query_map();
    let args = Memo::new(move |_| {
        query.with(|query| LogArgs {
            failures: value(query, "show") == FAILURES,
            name: value(query, "name"),
        })
    });
    let log = use_query(asked::Log, move || args.get());
    fragment(vec![
        filter(args).view(),
        live(
            move || log.with(Readiness::of),
            move || {
                let lines = Memo::new(move |_| {
                    Arc::new(log.with(|state| state.as_ref().ready().cloned().unwrap_or_default()))
                });
                let empty = Memo::new(move |_| lines.with(|lines| lines.is_empty()));
                let members = move || lines.with(|lines| lines.iter().map(member).collect());
                fragment(vec![
                    el("ol")
                        .class("log")
                        .is("aria-label", "Log, the newest first")
                        .shows(list(members))
                        .view(),
                    showing(move || {
                        empty.get().then(|| {
                            nothing_here(
                                "Nothing here",
                                "What functions do from now on appears here at once.",
                            )
                        })
                    }),
                ])
            },
        ),
    ])
}

/// A GET form: the log of an address can be kept and shared.
fn filter(args: Memo<LogArgs>) -> El {
    let LogArgs { failures, name } = args.get_untracked();
    let shown = if failures { FAILURES } else { "" };
    el("form")
        .class("toolbar")
        .is("role", "search")
        .is("method", "get")
        .is("action", format!("{HOME}/log"))
        .has(
            el("div").class("search").has(icon("i-search")).has(
                el("input")
                    .class("field")
                    .is("type", "search")
                    .is("name", "name")
                    .is("aria-label", "Functions whose name has")
                    .is("placeholder", "Function")
                    .is("autocomplete", "off")
                    .is("value", name),
            ),
        )
        .has(choice("show", "Runs".to_owned(), &RUNS, shown))
        .has(el("button").class("button").says("Show"))
        .has(el("span").class("faint end").says("Times are UTC"))
}

/// The time of day to the millisecond, in UTC: lines of a log are told apart by less than a minute.
fn clock(at: f64) -> String {
    let millis = at.rem_euclid(86_400_000.0) as u64;
    let (seconds, millis) = (millis / 1_000, millis % 1_000);
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}.{millis:03}", seconds % 60)
}

/// What was said does not change, so a line is made once.
fn member(line: &Line) -> Member {
    let line = line.clone();
    Member::new(line.position.to_string(), move || entry(line).view())
}

fn entry(line: Line) -> El {
    let Line { at, kind, .. } = line;
    let name = full_name(&line.component, &line.name);
    let mut head = el("p")
        .class("log-head")
        .has(
            el("time")
                .class("mono")
                .is("datetime", iso_instant(at))
                .is("title", date(at))
                .says(clock(at)),
        )
        .has(el("span").class("mono").says(name))
        .has(el("span").class("faint").says(kind));
    if let Some(took) = line.took {
        head = head.has(el("span").class("faint").says(duration(took)));
    }
    if line.error.is_some() {
        head = head.has(el("span").class("badge failed").says("failed"));
    }
    let mut entry = el("li").has(head);
    if !line.lines.is_empty() {
        entry = entry.has(el("pre").says(line.lines.join("\n")));
    }
    match line.error {
        Some(error) if error.lines().count() > 1 => entry.has(
            el("details")
                .has(el("summary").class("error").says(first_line(&error)))
                .has(el("pre").says(error)),
        ),
        Some(error) => entry.has(el("p").class("error").says(error)),
        None => entry,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_log_say_the_time_of_day() {
        assert_eq!(clock(0.0), "00:00:00.000");
        assert_eq!(clock(86_400_000.0 * 3.0 - 1.0), "23:59:59.999");
        assert_eq!(clock(1_795_257_127_045.0), "10:32:07.045");
    }
}
