//! Writing a memory down.

use convex_api::{MemoryCategory, memories};

use super::{View, category_choice, repository};
use crate::components::form::post;
use crate::components::icon::icon;
use crate::node::{El, el};
use crate::platform;
use crate::served;

const FORM: &str = "add_memory";

pub(super) fn form(view: View) -> El {
    let typed = served::typed(FORM, None, "content");
    let mut details = el("details").class("memory-add");
    if typed.is_some() {
        details = details.is("open", "");
    }
    let content = el("textarea")
        .class("field")
        .is("name", "content")
        .is("rows", "2")
        .is("maxlength", "2000")
        .is("required", "")
        .is("aria-label", "What agents should know")
        .is(
            "placeholder",
            "Migrations run with the release, never by hand.",
        )
        .is("dir", "auto")
        .holds(typed.unwrap_or_default());
    let form = post("/do/add_memory")
        .class("memory-form")
        .on("submit", move |event| {
            event.prevent_default();
            let value = |name| platform::field_of(&event, name).unwrap_or_default();
            let content = value("content");
            if content.is_empty() {
                return;
            }
            let category = value("category").parse().unwrap_or(MemoryCategory::General);
            view.actions.add(memories::CreateArgs {
                repo_full_name: repository(&value("repo")),
                ..memories::CreateArgs::new(category, content)
            });
            platform::reset_form(&event);
        })
        .has(content)
        .has(
            el("div")
                .class("memory-fields")
                .has(category_choice(
                    "add-category".to_owned(),
                    MemoryCategory::General,
                ))
                .has(repository_field(served::typed(FORM, None, "repo")))
                .has(el("button").class("button primary").says("Add memory")),
        );
    details
        .has(
            el("summary")
                .class("memory-add-head")
                .has(icon("i-plus"))
                .says("Add a memory"),
        )
        .has(form)
}

/// Where a memory holds.
pub(super) fn repository_field(value: Option<String>) -> El {
    let field = el("input")
        .class("field mono")
        .is("name", "repo")
        .is("aria-label", "Repository; empty: everywhere")
        .is("placeholder", "Everywhere, or owner/repository")
        .is("autocomplete", "off")
        .is("autocapitalize", "none")
        .is("spellcheck", "false")
        .is("maxlength", "200");
    match value {
        Some(value) => field.is("value", value),
        None => field,
    }
}
