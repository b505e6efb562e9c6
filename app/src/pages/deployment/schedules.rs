//! What runs later: crons, and functions that were scheduled.

use convex_api::NoArgs;
use convex_leptos::{QueryState, UseQuery, use_query};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::asked::{self, Cron, Job, JobsArgs};
use super::health::first_line;
use super::{HOME, due, full_name, nothing_here, value};
use crate::actions::deployment::DeploymentActions;
use crate::components::form::post;
use crate::components::icon::icon;
use crate::components::live::{Readiness, live};
use crate::components::section::{self, Confirm};
use crate::components::time::when;
use crate::node::{El, Member, Text, el, fragment, hidden, list, showing};

/// States of jobs: as the deployment calls them, and as they are read.
const STATES: [(&str, &str); 6] = [
    ("", "All"),
    ("pending", "Pending"),
    ("inProgress", "Running"),
    ("success", "Done"),
    ("failed", "Failed"),
    ("canceled", "Cancelled"),
];

pub(super) fn view() -> AnyView {
    let query = use_query_map();
    let state = Memo::new(move |_| query.with(|query| value(query, "state")));
    let crons = use_query(asked::Crons, || NoArgs {});
    let jobs = use_query(asked::Jobs, move || JobsArgs {
        state: Some(state.get()).filter(|state| !state.is_empty()),
    });
    let actions = DeploymentActions::new();
    fragment(vec![
        part(
            "crons",
            "Crons",
            None,
            live(
                move || crons.with(Readiness::of),
                move || entries(crons, "Crons", cron, "There are no crons"),
            ),
        )
        .view(),
        part(
            "jobs",
            "Scheduled functions",
            Some(states(state)),
            live(
                move || jobs.with(Readiness::of),
                move || {
                    entries(
                        jobs,
                        "Scheduled functions",
                        move |it| job(actions, it),
                        "Nothing is scheduled",
                    )
                },
            ),
        )
        .view(),
    ])
}

fn part(id: &'static str, title: &'static str, choice: Option<El>, content: AnyView) -> El {
    let mut head = el("div")
        .class("toolbar")
        .has(el("h2").is("id", id).says(title));
    if let Some(choice) = choice {
        head = head.has(choice);
    }
    el("section")
        .is("aria-labelledby", id)
        .has(head)
        .shows(content)
}

fn states(shown: Memo<String>) -> El {
    let nav = el("nav").class("segments end").is("aria-label", "State");
    STATES.into_iter().fold(nav, |nav, (state, name)| {
        let address: Text = match state {
            "" => format!("{HOME}/schedules").into(),
            state => format!("{HOME}/schedules?state={state}").into(),
        };
        nav.has(
            el("a")
                .is("href", address)
                .follows("aria-current", move || {
                    shown.with(|shown| shown == state).then_some("true".into())
                })
                .says(name),
        )
    })
}

fn entries<T: convex_typed::Wire>(
    query: UseQuery<Vec<T>>,
    label: &'static str,
    member: impl Fn(&T) -> Member + Copy + Send + 'static,
    none: &'static str,
) -> AnyView {
    let members = move || {
        query.with(|state| match state {
            QueryState::Ready(rows) => rows.iter().map(member).collect(),
            _ => Vec::new(),
        })
    };
    let empty = Memo::new(move |_| {
        query.with(|state| matches!(state, QueryState::Ready(rows) if rows.is_empty()))
    });
    fragment(vec![
        el("ul")
            .class("entries")
            .is("aria-label", label)
            .shows(list(members))
            .view(),
        showing(move || {
            empty
                .get()
                .then(|| nothing_here(none, "What is scheduled appears here at once."))
        }),
    ])
}

/// Whatever is shown of a cron is in the key: a changed one is another line.
fn cron(cron: &Cron) -> Member {
    let cron = cron.clone();
    let key = format!("{} {} {}", cron.component, cron.identifier, cron.next_time);
    Member::new(key, move || {
        let next = cron.next_time;
        let title = el("span").says(cron.identifier);
        let about = el("span")
            .has(
                el("span")
                    .class("mono")
                    .says(full_name(&cron.component, &cron.function)),
            )
            .says(format!(" {}, next ", cron.schedule))
            .has(due(next));
        section::entry(icon("i-retry"), title, about, None).view()
    })
}

fn job(actions: DeploymentActions, job: &Job) -> Member {
    let job = job.clone();
    let key = format!("{} {}", job.id, job.state);
    Member::new(key, move || {
        let word = STATES.iter().find(|(state, _)| *state == job.state);
        let word = word.map_or("", |(_, word)| *word);
        let name = full_name(&job.component, &job.name);
        let title = el("span")
            .has(el("span").class("mono").says(name.clone()))
            .has(
                el("span")
                    .class("badge")
                    .is("data-state", job.state.clone())
                    .says(word),
            );
        let mut about = el("span").says("Due ").has(due(job.scheduled_time));
        if let Some(completed) = job.completed_time {
            about = about.says(", ended ").has(when(move || completed));
        }
        about = about.has(el("span").class("mono args").says(job.args));
        if let Some(error) = &job.error {
            about = about.has(el("span").class("error").says(first_line(error)));
        }
        let is_over = !matches!(job.state.as_str(), "pending" | "inProgress");
        let action = (!is_over).then(|| cancel(actions, job.id, name).parts());
        section::entry(icon("i-system"), title, about, action).view()
    })
}

fn cancel(actions: DeploymentActions, id: String, name: String) -> Confirm {
    Confirm {
        id: format!("cancel-{id}"),
        label: "Cancel",
        about: name.clone().into(),
        question: format!("{name} will not run. An action that runs already goes on, but what it schedules will not run either.").into(),
        action: "Cancel function",
        form: post("/do/_deployment/cancel_job")
            .has(hidden("job", id.clone()))
            .on("submit", move |event| {
                event.prevent_default();
                actions.cancel(id.clone());
            }),
    }
}
