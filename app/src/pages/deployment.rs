//! The deployment for its operator: how it does, what functions did, its documents, schedules and files. Live like
//! every page: what is shown are queries that the deployment answers about itself, to those whose token lets them.
//!
//! Everything here is a chunk of its own, with a style sheet of its own, so no other page grows by it.

pub(crate) mod asked;
mod documents;
mod files;
mod health;
mod log;
mod schedules;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::params::ParamsMap;

use crate::layout::page::{self, Head};
use crate::layout::ui::Ui;
use crate::node::{El, Text, changing, el};
use crate::pages::not_found;
use crate::text::{self, iso_instant};

/// The address of the first part; those of the others continue it.
const HOME: &str = "/_deployment";

/// A part of the page: the end of its address, what it is called, and what is there.
struct Part {
    address: &'static str,
    name: &'static str,
    view: fn() -> AnyView,
}

static PARTS: [Part; 5] = [
    Part {
        address: "",
        name: "Health",
        view: health::view,
    },
    Part {
        address: "log",
        name: "Log",
        view: log::view,
    },
    Part {
        address: "data",
        name: "Data",
        view: documents::view,
    },
    Part {
        address: "schedules",
        name: "Schedules",
        view: schedules::view,
    },
    Part {
        address: "files",
        name: "Files",
        view: files::view,
    },
];

pub(crate) fn page() -> AnyView {
    let params = use_params_map();
    let part = Memo::new(move |_| {
        params.with(|params| {
            let address = params.get_str("part").unwrap_or_default();
            PARTS.iter().position(|part| part.address == address)
        })
    });
    // Another part is another page: nothing of the old one stays.
    changing(move || match part.get().and_then(|part| PARTS.get(part)) {
        Some(part) => shown(part),
        None => not_found::page(),
    })
}

fn shown(part: &'static Part) -> AnyView {
    let title = match part.address {
        "" => "Deployment".to_owned(),
        _ => format!("{} of the deployment", part.name),
    };
    let body = el("div")
        .class("page-body deployment")
        .has(
            el("link")
                .is("rel", "stylesheet")
                .is("href", "/deployment.css"),
        )
        .has(el("div").class("toolbar").has(parts(part)))
        .shows((part.view)());
    page::page(Signal::stored(title), Head::Title, None, body.view())
}

fn parts(shown: &'static Part) -> El {
    let nav = el("nav").class("segments").is("aria-label", "Deployment");
    PARTS.iter().fold(nav, |nav, part| {
        let address: Text = match part.address {
            "" => HOME.into(),
            address => format!("{HOME}/{address}").into(),
        };
        nav.has(
            el("a")
                .is("href", address)
                .when(part.address == shown.address, "aria-current", "true")
                .says(part.name),
        )
    })
}

/// A parameter of an address, without space around it.
fn value(query: &ParamsMap, name: &str) -> String {
    query.get_str(name).unwrap_or_default().trim().to_owned()
}

/// A field of a form that is chosen, by values and what they are called.
fn choice(
    name: &'static str,
    label: String,
    options: &[(&'static str, &'static str)],
    chosen: &str,
) -> El {
    let select = el("select")
        .class("field choice")
        .is("name", name)
        .is("aria-label", label);
    options.iter().fold(select, |select, (value, text)| {
        let option = el("option").is("value", *value).says(*text);
        select.has(option.when(*value == chosen, "selected", ""))
    })
}

/// A function as it is called, in its component.
fn full_name(component: &str, name: &str) -> String {
    match component {
        "" => name.to_owned(),
        component => format!("{component}/{name}"),
    }
}

/// A duration, from milliseconds.
fn duration(millis: f64) -> String {
    match millis {
        millis if millis < 10.0 => format!("{millis:.2} ms"),
        millis if millis < 1_000.0 => format!("{millis:.0} ms"),
        millis if millis < 60_000.0 => format!("{:.1} s", millis / 1e3),
        millis if millis < 3_600_000.0 => format!("{:.0} min", millis / 60e3),
        millis => format!("{:.0} h", millis / 3_600e3),
    }
}

/// When something happens that may be to come, in milliseconds since the Unix epoch.
fn due(at: f64) -> El {
    let ui = Ui::current();
    el("time")
        .is("datetime", iso_instant(at))
        .is("title", iso_instant(at))
        .tells(move || due_from(at, ui.now.get()).into())
}

fn due_from(at: f64, now: f64) -> String {
    match at - now {
        left if left > 0.0 && now > 0.0 => format!("in {}", text::duration(left)),
        _ => text::relative_instant(at, now),
    }
}

/// Says that there is nothing, and why that may be.
fn nothing_here(heading: &'static str, text: &'static str) -> El {
    el("div")
        .class("empty")
        .has(el("h2").says(heading))
        .has(el("p").says(text))
}

/// The link to what comes behind a page, and the one back to the first.
fn further(query: ParamsMap, path: &str, next: Option<String>) -> El {
    let at = |cursor: Option<String>| {
        let mut query = query.clone();
        query.remove("cursor");
        if let Some(cursor) = cursor {
            query.insert("cursor", cursor);
        }
        format!("{path}{}", query.to_query_string())
    };
    let link = |address: String, label: &'static str| {
        el("a").class("button").is("href", address).says(label)
    };
    let mut line = el("p").class("more");
    if query.get_str("cursor").is_some() {
        line = line.has(link(at(None), "Back to the first"));
    }
    match next {
        Some(next) => line.has(link(at(Some(next)), "Next page")),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_come_is_told_by_what_is_left() {
        let now = 1_795_257_127_000.0;
        for (left, text) in [
            (90_000.0, "in 2 min"),
            (1.0, "in a minute"),
            (0.0, "just now"),
            (-120_000.0, "2 min ago"),
        ] {
            assert_eq!(due_from(now + left, now), text);
        }
        assert_eq!(due_from(now, 0.0), "21 Nov 2026");
    }

    #[test]
    fn durations_have_as_many_digits_as_mean_something() {
        for (millis, text) in [
            (0.123, "0.12 ms"),
            (12.6, "13 ms"),
            (1_240.0, "1.2 s"),
            (90_000.0, "2 min"),
            (7_200_000.0, "2 h"),
        ] {
            assert_eq!(duration(millis), text);
        }
    }
}
