//! What stands in the way of an answer, said where one writes and before one meets it: there is no connection, or a
//! limit is nearly reached. Most of the time nothing does, and nothing is said.

use convex_api::{Allowance, AllowanceKind, NoArgs, allowances};
use convex_leptos::{UseQuery, use_query};
use leptos::prelude::*;

use super::live::Readiness;
use super::models::Models;
use crate::layout::ui::Ui;
use crate::node::{El, el};
use crate::text::duration;

/// From this share of a limit on it is said what is left of it,
const NEAR: f64 = 0.1;

/// and from so many on in any case.
const FEW: f64 = 3.0;

const AWAY: &str = "You are offline. What you send now waits here, and goes out by itself when the connection is back.";

/// What limits the reader. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct Allowances(UseQuery<Vec<Allowance>>);

impl Allowances {
    pub(crate) fn new() -> Self {
        Self(use_query(allowances::List, || NoArgs {}))
    }

    pub(crate) fn readiness(self) -> Readiness {
        self.0.with(Readiness::of)
    }
}

/// What stands below a composer while something hinders.
pub(crate) fn hindrances(allowances: Allowances, models: Models) -> El {
    let ui = Ui::current();
    let limits = Memo::new(move |_| {
        let (now, provider) = (ui.now.get(), models.provider());
        allowances.0.with(|state| {
            let all = state.as_ref().ready().map_or(&[][..], Vec::as_slice);
            let mine = all.iter().filter(|it| {
                let of = it.provider.as_ref().map(|of| &of.id);
                of.is_none() || of == provider.as_ref()
            });
            let sentences: Vec<_> = mine.filter_map(|it| sentence(it, now)).collect();
            sentences.join(" ")
        })
    });
    // Only what comes while somebody writes is said; what it counts down to is not.
    Effect::new(move |was_there: Option<bool>| {
        let sentence = limits.get();
        if was_there == Some(false) && !sentence.is_empty() {
            ui.announce_later(&sentence);
        }
        !sentence.is_empty()
    });
    let line = |text: Signal<String>| {
        el("p")
            .class("model-note hindrance")
            .follows_flag("hidden", move || text.with(String::is_empty))
            .tells(move || text.get().into())
    };
    // The note about the connection has been announced.
    let away = Signal::derive(move || match ui.is_away.get() {
        true => AWAY.to_owned(),
        false => String::new(),
    });
    el("div")
        .class("hindrances")
        .has(line(away))
        .has(line(limits.into()))
}

/// What is left, if that is little.
fn sentence(allowance: &Allowance, now: f64) -> Option<String> {
    let Allowance {
        provider,
        kind,
        limit,
        remaining,
        reset_at,
    } = allowance;
    let left = reset_at - now;
    let is_near = *remaining <= limit.map_or(0.0, |limit| (limit * NEAR).max(FEW));
    if left <= 0.0 || !is_near {
        return None;
    }
    let wait = duration(left);
    let things = match kind {
        AllowanceKind::Answers => "answers",
        AllowanceKind::Requests => "requests",
        AllowanceKind::Tokens => "tokens",
    };
    let name = provider.as_ref().map(|provider| &provider.name);
    Some(match (name, limit) {
        (None, _) if *remaining <= 0.0 => {
            format!(
                "You have had all answers of this hour; there are more in {wait}. What you write stays here."
            )
        }
        (Some(name), _) if *remaining <= 0.0 => {
            format!("{name} takes no more {things} for {wait}. What you write stays here.")
        }
        (name, limit) => {
            let whose = name.map(|name| format!("{name}: ")).unwrap_or_default();
            let of = limit
                .map(|limit| format!(" of {limit}"))
                .unwrap_or_default();
            format!("{whose}{remaining}{of} {things} left; all of them again in {wait}.")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_api::AllowanceProvider;

    const MINUTE: f64 = 60_000.0;

    fn own(remaining: f64) -> Allowance {
        Allowance {
            provider: None,
            kind: AllowanceKind::Answers,
            limit: Some(200.0),
            remaining,
            reset_at: 25.0 * MINUTE,
        }
    }

    fn of_provider(limit: Option<f64>, remaining: f64) -> Allowance {
        Allowance {
            provider: Some(AllowanceProvider {
                id: "openai".to_owned(),
                name: "OpenAI".to_owned(),
            }),
            kind: AllowanceKind::Requests,
            limit,
            remaining,
            ..own(remaining)
        }
    }

    #[test]
    fn what_is_left_is_said_once_it_is_little_and_until_it_is_whole_again() {
        assert_eq!(sentence(&own(21.0), 0.0), None);
        assert_eq!(
            sentence(&own(20.0), 0.0).as_deref(),
            Some("20 of 200 answers left; all of them again in 25 min.")
        );
        assert_eq!(sentence(&own(0.0), 25.0 * MINUTE), None);
    }

    #[test]
    fn where_nothing_is_left_it_is_said_when_there_is_more_and_that_nothing_is_lost() {
        assert_eq!(
            sentence(&own(0.0), 24.5 * MINUTE).as_deref(),
            Some(
                "You have had all answers of this hour; there are more in a minute. What you write stays here."
            )
        );
    }

    #[test]
    fn providers_are_named() {
        assert_eq!(
            sentence(&of_provider(Some(60.0), 2.0), 0.0).as_deref(),
            Some("OpenAI: 2 of 60 requests left; all of them again in 25 min.")
        );
        assert_eq!(
            sentence(&of_provider(None, 0.0), 0.0).as_deref(),
            Some("OpenAI takes no more requests for 25 min. What you write stays here.")
        );
    }
}
