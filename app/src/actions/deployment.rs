//! What operators change in the deployment by hand. Nothing is shown before it is done: it is somebody else's data.

use convex_leptos::{Mutation, UseMutation, use_mutation};

use super::outcome;
use crate::layout::ui::Ui;
use crate::pages::deployment::asked;

/// The handles. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct DeploymentActions {
    ui: Ui,
    replace: UseMutation<asked::ReplaceDocument>,
    delete: UseMutation<asked::DeleteDocument>,
    cancel: UseMutation<asked::CancelJob>,
}

impl DeploymentActions {
    pub(crate) fn new() -> Self {
        Self {
            ui: Ui::current(),
            replace: use_mutation(asked::ReplaceDocument),
            delete: use_mutation(asked::DeleteDocument),
            cancel: use_mutation(asked::CancelJob),
        }
    }

    /// Gives a document other fields; `saved` is called when it has them.
    pub(crate) fn replace(self, args: asked::ReplaceArgs, saved: impl FnOnce() + 'static) {
        change(self.ui, self.replace, args, "Document saved", saved);
    }

    pub(crate) fn delete(self, args: asked::DeleteArgs) {
        change(self.ui, self.delete, args, "Document deleted", || {});
    }

    pub(crate) fn cancel(self, id: String) {
        let args = asked::CancelArgs { id };
        change(self.ui, self.cancel, args, "Function cancelled", || {});
    }
}

/// Calls a mutation, and says what became of it.
fn change<M: Mutation>(
    ui: Ui,
    mutation: UseMutation<M>,
    args: M::Args,
    done: &'static str,
    then: impl FnOnce() + 'static,
) {
    let outcome = outcome(mutation, args);
    leptos::task::spawn_local(async move {
        match outcome.await {
            None => {
                ui.announce(done);
                then();
            }
            Some(error) => ui.fail(error.user_message()),
        }
    });
}
