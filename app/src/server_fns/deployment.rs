//! Forms of operators. The deployment checks who sends them, as it does for all functions.

use leptos::prelude::*;

use super::back::{Form, mutate};
use crate::pages::deployment::asked;

/// Gives a document other fields.
#[server(prefix = "/do", endpoint = "replace_document")]
pub async fn replace_document(
    document: String,
    before: String,
    text: String,
) -> Result<(), ServerFnError> {
    let form = Form::new("replace_document").with("document", &document);
    let args = asked::ReplaceArgs {
        before,
        id: document,
        text,
    };
    form.back(mutate(asked::ReplaceDocument, args).await);
    Ok(())
}

/// Deletes a document.
#[server(prefix = "/do", endpoint = "delete_document")]
pub async fn delete_document(document: String) -> Result<(), ServerFnError> {
    let form = Form::new("delete_document").with("document", &document);
    let args = asked::DeleteArgs { id: document };
    form.back(mutate(asked::DeleteDocument, args).await);
    Ok(())
}

/// Cancels a scheduled function.
#[server(prefix = "/do", endpoint = "cancel_job")]
pub async fn cancel_job(job: String) -> Result<(), ServerFnError> {
    let form = Form::new("cancel_job").with("job", &job);
    let args = asked::CancelArgs { id: job };
    form.back(mutate(asked::CancelJob, args).await);
    Ok(())
}
