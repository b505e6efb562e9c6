//! About how many tokens a message takes, where that begins to matter, and whether its model reads so many.

use leptos::prelude::*;

use super::attachments::Files;
use super::composer::Written;
use super::drafts::Draft;
use super::models::Models;
use crate::layout::ui::Ui;
use crate::node::{El, el};

/// What a token takes of a text, about.
const BYTES: f64 = 4.0;

/// Fewer tokens than these do not matter.
const FEW: f64 = 200.0;

/// From this share of what a model reads on, that is said as well.
const NEAR: f64 = 0.75;

/// What stands below a composer: `limits`, and behind them how large the message has become. That has its place from
/// the beginning, so nothing moves when it comes.
pub(crate) fn notes(
    written: Written,
    draft: Draft,
    files: Files,
    models: Models,
    limits: El,
) -> El {
    let ui = Ui::current();
    let length = length(written, draft);
    let size = Memo::new(move |_| {
        Size::of(
            (length.get() + files.text_size()) / BYTES,
            models.context_tokens(),
        )
    });
    let fit = Memo::new(move |_| size.get().fit());
    // Only what changes for the message is said, not every key.
    Effect::new(move |before: Option<Fit>| {
        let fit = fit.get();
        if fit != Fit::Well && before.is_some_and(|before| before != fit) {
            ui.announce_later(&size.get_untracked().sentence());
        }
        fit
    });
    let sentence = Memo::new(move |_| size.get().sentence());
    el("div").class("composer-notes").has(limits).has(
        el("p")
            .class("model-note tokens")
            .needs_script()
            .follows_flag("data-over", move || fit.get() == Fit::Not)
            .tells(move || sentence.get().into()),
    )
}

/// How long the text is, in bytes. It is looked at once for each frame, when whoever has changed it is done.
fn length(written: Written, draft: Draft) -> RwSignal<f64> {
    let length = RwSignal::new(0.0);
    Effect::new(move |_| {
        written.happened.track();
        draft.track();
        request_animation_frame(move || {
            // The page may be another one by now.
            if length.try_get_untracked().is_some() {
                length.set(written.text().trim().len() as f64);
            }
        });
    });
    length
}

/// How large a message is, beside what its model reads.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Size {
    tokens: f64,
    /// None: there is no model.
    context: Option<f64>,
}

/// Whether a model reads a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    Well,
    Barely,
    Not,
}

impl Size {
    /// What makes no difference to the reader makes none here.
    fn of(tokens: f64, context: Option<f64>) -> Self {
        Self {
            tokens: rounded(tokens),
            context,
        }
    }

    fn fit(self) -> Fit {
        match self.context {
            Some(context) if self.tokens > context => Fit::Not,
            Some(context) if self.tokens >= context * NEAR => Fit::Barely,
            _ => Fit::Well,
        }
    }

    fn sentence(self) -> String {
        let tokens = grouped(self.tokens);
        let context = grouped(self.context.unwrap_or_default());
        match self.fit() {
            Fit::Well if self.tokens < FEW => String::new(),
            Fit::Well => format!("About {tokens} tokens"),
            Fit::Barely => format!("About {tokens} of the {context} tokens the model reads"),
            Fit::Not => format!("About {tokens} tokens, but the model reads {context}"),
        }
    }
}

/// An estimate with two digits that count.
fn rounded(number: f64) -> f64 {
    let mut unit = 1.0;
    while number / unit >= 100.0 {
        unit *= 10.0;
    }
    (number / unit).round() * unit
}

/// A whole number with its thousands apart.
fn grouped(number: f64) -> String {
    let digits = format!("{number}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_are_rounded_and_easy_to_read() {
        let said = |tokens| Size::of(tokens, None).sentence();
        assert_eq!(said(187.0), "");
        assert_eq!(said(200.0), "About 200 tokens");
        assert_eq!(said(1_234.5), "About 1,200 tokens");
        assert_eq!(said(99_600.0), "About 100,000 tokens");
        assert_eq!(said(1_260_000.0), "About 1,300,000 tokens");
    }

    #[test]
    fn what_a_model_reads_is_said_when_a_message_comes_near() {
        let said = |tokens| Size::of(tokens, Some(4_096.0)).sentence();
        assert_eq!(said(3_000.0), "About 3,000 tokens");
        assert_eq!(
            said(3_100.0),
            "About 3,100 of the 4,096 tokens the model reads"
        );
        assert_eq!(
            said(4_200.0),
            "About 4,200 tokens, but the model reads 4,096"
        );
        assert_eq!(Size::of(4_200.0, Some(4_096.0)).fit(), Fit::Not);
        assert_eq!(Size::of(0.0, None).fit(), Fit::Well);
    }
}
