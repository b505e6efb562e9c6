//! Forms of operators. The server takes them from nobody else (`web/operator.rs`), and the deployment checks who sends
//! them, as it does for all functions.

use leptos::prelude::*;

use super::back::{Form, mutate};
use crate::pages::deployment::asked;

/// Gives a document other fields.
#[server(prefix = "/do/_deployment", endpoint = "replace_document")]
pub async fn replace_document(
    component: String,
    document: String,
    before: String,
    text: String,
) -> Result<(), ServerFnError> {
    let form = Form::new("replace_document")
        .with("document", &document)
        .with("text", &text);
    let args = asked::ReplaceArgs {
        before,
        component,
        id: document,
        text,
    };
    form.back(mutate(asked::ReplaceDocument, args).await);
    Ok(())
}

/// Deletes a document.
#[server(prefix = "/do/_deployment", endpoint = "delete_document")]
pub async fn delete_document(component: String, document: String) -> Result<(), ServerFnError> {
    let form = Form::new("delete_document").with("document", &document);
    let args = asked::DeleteArgs {
        component,
        id: document,
    };
    form.back(mutate(asked::DeleteDocument, args).await);
    Ok(())
}

/// Cancels a scheduled function.
#[server(prefix = "/do/_deployment", endpoint = "cancel_job")]
pub async fn cancel_job(job: String) -> Result<(), ServerFnError> {
    let form = Form::new("cancel_job").with("job", &job);
    let args = asked::CancelArgs { id: job };
    form.back(mutate(asked::CancelJob, args).await);
    Ok(())
}
