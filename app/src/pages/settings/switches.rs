//! What agents may do by themselves, and what others may see.

use super::Chosen;
use crate::actions::settings::Change;
use crate::components::form::post;
use crate::components::section::{self, switch};
use crate::node::{El, el};

pub(super) fn section(chosen: Chosen) -> El {
    let change = move |change: Change| chosen.actions.change(change);
    let form = post("/do/set_switches")
        .class("settings")
        .has(switch(
            "memories",
            "Memories",
            "Agents are told what they have learnt before, and note what is new.",
            move || chosen.read(|settings| settings.memories_enabled),
            move |on| {
                change(Change {
                    memories_enabled: Some(on),
                    ..Change::default()
                });
            },
        ))
        .has(switch(
            "pull_requests",
            "Pull requests",
            "A draft is opened when a task has changed code.",
            move || chosen.read(|settings| settings.auto_pull_request),
            move |on| {
                change(Change {
                    auto_pull_request: Some(on),
                    ..Change::default()
                });
            },
        ))
        .has(switch(
            "wiki",
            "Wiki",
            "A summary of the repository is written before the first task in it.",
            move || chosen.read(|settings| settings.enable_shadow_wiki),
            move |on| {
                change(Change {
                    enable_shadow_wiki: Some(on),
                    ..Change::default()
                });
            },
        ))
        .has(switch(
            "indexing",
            "Indexing",
            "Code is indexed, so that agents can search it by meaning.",
            move || chosen.read(|settings| settings.enable_indexing),
            move |on| {
                change(Change {
                    enable_indexing: Some(on),
                    ..Change::default()
                });
            },
        ))
        .has(switch(
            "presence",
            "Presence",
            "Others in the same conversation see that you are here, and typing.",
            move || chosen.read(|settings| settings.shares_presence),
            move |on| {
                change(Change {
                    shares_presence: Some(on),
                    ..Change::default()
                });
            },
        ))
        .has(
            el("p")
                .class("section-foot without-script")
                .has(el("button").class("button").says("Save")),
        );
    section::section(
        "agents",
        "Agents",
        "What happens without being asked for each time.",
        el("div").has(form),
    )
}
